"""HTML mail: a letter as it was sent, in a frame of its own that runs nothing, fetches nothing and sends nothing."""

import base64
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote, urlsplit
from uuid import UUID

import nh3
from django.core import signing
from django.http import HttpResponse

from firstreply.core import mail
from firstreply.core.mail.whole import Message
from firstreply.core.refusal import Refused
from firstreply.insights.untrusted import plain
from firstreply.web.desk.lead.attachment import octets_of
from firstreply.web.desk.page import show, signed_in
from firstreply.web.desk.visit import Visit

LONGEST: Final = 2 << 20  #: characters of a page that are shown
_INLINE: Final = 1 << 20  #: octets of a picture that came with the letter
_PICTURES: Final = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
_SALT: Final = "firstreply.desk.away"
_POLICY: Final = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
)
_TAGS: Final = frozenset(
    (
        "a", "abbr", "b", "big", "blockquote", "br", "caption", "center", "code", "col", "colgroup", "dd", "del",
        "div", "dl", "dt", "em", "figcaption", "figure", "font", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i",
        "img", "ins", "li", "ol", "p", "pre", "q", "s", "section", "small", "span", "strike", "strong", "sub",
        "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "tt", "u", "ul",
    )
)  # fmt: skip
_STYLES: Final = frozenset(
    (
        "color", "background-color", "font-family", "font-size", "font-style", "font-weight", "line-height",
        "text-align", "text-decoration", "text-indent", "vertical-align", "white-space", "direction", "width",
        "height", "max-width", "min-width", "padding", "padding-top", "padding-bottom", "padding-left",
        "padding-right", "margin", "margin-top", "margin-bottom", "margin-left", "margin-right", "border",
        "border-top", "border-bottom", "border-left", "border-right", "border-collapse", "border-spacing",
        "border-color", "border-style", "border-width", "border-radius", "display", "list-style-type",
    )
)  # fmt: skip
_COMMON: Final = frozenset(("align", "valign", "width", "height", "dir", "lang", "style", "title", "bgcolor"))
_ATTRIBUTES: Final = {
    "*": set(_COMMON),
    "a": {"href", "target"},
    "img": {"src", "alt"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "font": {"color", "face", "size"},
    "table": {"border", "cellpadding", "cellspacing"},
    "ol": {"start", "type"},
}
_PAGE: Final = (
    '<!doctype html><html><head><meta charset="utf-8"><title>mail</title><style>'
    "body{margin:0;padding:12px;font:15px/1.5 system-ui,sans-serif;color:#1d2329;background:#fff;"
    "overflow-wrap:anywhere}img{max-width:100%%;height:auto}table{max-width:100%%}"
    "</style></head><body>%s</body></html>"
)


@signed_in
def frame(who: Visit, lead: UUID, message: UUID) -> HttpResponse:
    """The letter's page alone, as the frame shows it."""
    letter = mail.read(octets_of(who, lead, message))
    if not letter.html:
        raise Refused("not_found", what="message", id=str(message))
    response = HttpResponse(_PAGE % clean(letter))
    response["Content-Security-Policy"] = _POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


@signed_in
def whole(who: Visit, lead: UUID, message: UUID) -> HttpResponse:
    """A part of the page: the frame, and the files that came with the letter."""
    letter = mail.read(octets_of(who, lead, message))
    files = [(n, plain(one.name, 120) or str(n + 1), one.kind) for n, one in enumerate(letter.attachments)]
    return show(
        who,
        "lead/mail.html.j2",
        frames=True,
        fragment="letter",
        lead=lead,
        message=message,
        files=files,
        has_page=bool(letter.html),
    )


@signed_in
def away(who: Visit) -> HttpResponse:
    """Where a link of a letter leads, before anybody goes there. Refuses `not_found` for what is no link of ours."""
    try:
        found = signing.loads(who.request.GET.get("to", ""), salt=_SALT)
    except signing.BadSignature as error:
        raise Refused("not_found", what="message", id="") from error
    address, said = str(found), urlsplit(str(found))
    host = said.hostname or said.path.rpartition("@")[2]
    return show(who, "lead/away.html.j2", address=address, host=host, is_mail=said.scheme == "mailto")


def clean(letter: Message) -> str:
    """Its page without anything that could act, load or be mistaken for ours; pictures only those that came with it."""
    pictures = _pictures(letter)

    def attribute(tag: str, name: str, value: str) -> str | None:
        if tag == "a" and name == "href":
            return _away(value)
        if tag == "img" and name == "src":
            return pictures.get(value[4:].strip("<>")) if value.lower().startswith("cid:") else None
        if name == "target":
            return "_blank"
        return value

    return nh3.clean(
        letter.html[:LONGEST],
        tags=set(_TAGS),
        clean_content_tags={
            "script",
            "style",
            "title",
            "template",
            "noscript",
            "svg",
            "math",
            "object",
            "iframe",
        },
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        attribute_filter=attribute,
        set_tag_attribute_values={"a": {"target": "_blank"}},
        filter_style_properties=set(_STYLES),
        url_schemes={"http", "https", "mailto", "tel", "cid", "data"},
        url_relative="pass_through",
        link_rel="noopener noreferrer nofollow",
    )


def _away(address: str) -> str | None:
    address = plain(address, 2000)
    if urlsplit(address).scheme.lower() not in ("http", "https", "mailto"):
        return None
    return f"/away?to={quote(signing.dumps(address, salt=_SALT))}"


def _pictures(letter: Message) -> Mapping[str, str]:
    """Pictures that came with the letter, by their Content-ID, as data."""
    found = {}
    for one in letter.attachments:
        if one.content_id and one.kind in _PICTURES:
            octets = one.octets()
            if len(octets) <= _INLINE:
                found[one.content_id] = f"data:{one.kind};base64,{base64.b64encode(octets).decode()}"
    return found
