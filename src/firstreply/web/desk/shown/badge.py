"""Badge: how fast a team typically answers, as a small picture for its web site. It says nothing about anybody."""

from datetime import UTC, datetime
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from markupsafe import Markup

from firstreply.insights import words
from firstreply.insights.live import typical
from firstreply.insights.reasons import mark
from firstreply.insights.statistics.buckets import NAMES
from firstreply.insights.words import LANGUAGES, Words
from firstreply.store.queries import links

#: By the span of time in which the median lies: what may be promised.
_SAYS: Final = dict(
    zip(
        NAMES,
        (
            mark("Typically replies within 5 minutes"),
            mark("Typically replies within 15 minutes"),
            mark("Typically replies within an hour"),
            mark("Typically replies within 4 hours"),
            mark("Typically replies within a day"),
            mark("Typically replies within 3 days"),
            mark("Typically replies in more than 3 days"),
            mark("Replies are not measured yet"),
        ),
        strict=True,
    )
)
_SVG: Final = Markup(
    '<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="28" role="img" aria-label="{text}"'
    ' direction="{way}">'
    '<title>{text}</title><rect width="{width}" height="28" rx="14" fill="#0b6b68"/>'
    '<circle cx="{dot}" cy="14" r="4" fill="#7ee2b8"/><text x="{x}" y="18.5" fill="#fff" text-anchor="middle"'
    ' font-family="system-ui, -apple-system, Segoe UI, Roboto, Noto Sans, Tahoma, sans-serif" font-size="13">'
    "{text}</text></svg>"
)


def picture(request: HttpRequest, token: str) -> HttpResponse:
    """The badge; `?lang=` chooses its language. No cookie, nothing loaded, kept for ten minutes."""
    link = links.by_token(token, "badge")
    if link is None:
        raise Http404
    lang = request.GET.get("lang") or str(link.settings.get("language") or "en")
    spoken = words.use(lang if lang in LANGUAGES else "en")
    found = typical(link.organisation, datetime.now(UTC))
    response = HttpResponse(
        _drawn(spoken, found["bucket"] if found else "never"), content_type="image/svg+xml"
    )
    response["Cache-Control"] = "public, max-age=600"
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'none'; sandbox"
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _drawn(spoken: Words, bucket: str) -> str:
    text = spoken.say(_SAYS[bucket])
    width = 44 + round(len(text) * 7.2)
    mirrored = spoken.direction == "rtl"
    return _SVG.format(
        width=width,
        text=text,
        way=spoken.direction,
        dot=width - 16 if mirrored else 16,
        x=(width - 14) / 2 if mirrored else (width + 14) / 2,
    )
