"""Front: where the bare address leads; how it is, and first steps for programs; and the way to the stream."""

import base64
import hashlib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirectBase
from jinja2 import Environment, PackageLoader, StrictUndefined

from firstreply.api.problem import language
from firstreply.insights import words
from firstreply.insights.words import Words
from firstreply.site import health
from firstreply.web.desk.page import SeeOther
from firstreply.web.desk.sheet.places import home
from firstreply.web.desk.sheet.policy import live_address
from firstreply.web.desk.visit import SignInError, visit

_pages: Final = Environment(
    loader=PackageLoader("firstreply.site", "html"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
)
_SETUP: Final = """\
KEY=...
curl -s {address}/api/v1/setup \\
  -H "Authorization: Bearer $KEY" -H 'Content-Type: application/json' \\
  -d '{{"name": "My team", "owner": "Me", "email": "me@example.com"}}'"""
_ASK: Final = """\
TOKEN=...
curl -s {address}/api/v1/inquiries \\
  -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\
  -H 'Idempotency-Key: first' \\
  -d '{{"name": "Sara", "email": "sara@example.com", "need": "200 chairs"}}'"""
_LOOK: Final = """\
curl -s {address}/api/v1/waits \\
  -H "Authorization: Bearer $TOKEN\""""


class _Elsewhere(HttpResponseRedirectBase):
    status_code = 307  # the same request, at the place of the moment: never remembered


class Part(NamedTuple):
    """One part of the product and how it is."""

    ok: bool
    name: str
    says: str


class Step(NamedTuple):
    """What to do, and what to type for it."""

    says: str
    types: str


def page(request: HttpRequest) -> HttpResponse:
    """Where to begin: to one's work, to signing in, or to the first steps; how it is while no page can be shown."""
    found = health.parts()
    if not (found["database"]["ok"] and found["migrations"]["ok"]):
        return _status(request, found)
    if _is_new():
        return SeeOther("/welcome")
    try:
        return SeeOther(home(visit(request)))
    except SignInError:
        return SeeOther("/sign-in")


def status(request: HttpRequest) -> HttpResponse:
    """How it is, and what programs do first: in the reader's language, without script, loading nothing. Never a key."""
    return _status(request, health.parts())


def _status(request: HttpRequest, found: Mapping[str, Mapping[str, Any]]) -> HttpResponse:
    spoken = words.use(language(request))
    parts = list(_parts(spoken, found))
    well = all(part.ok for part in parts)
    style, policy = _style(spoken.lang)
    is_new = found["migrations"]["ok"] and _is_new()
    response = HttpResponse(
        _pages.get_template("front.html.j2").render(
            words=spoken,
            say=spoken.say,
            style=style,
            title=spoken.say("FirstReply is running")
            if well
            else spoken.say("Not all of FirstReply is running"),
            parts=parts,
            steps=list(_steps(spoken)) if is_new else [],
            has_desk=found["migrations"]["ok"] and not is_new,
        )
    )
    response["Content-Security-Policy"] = policy
    response["Content-Language"] = spoken.lang
    response["Vary"] = "Accept-Language"
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


def live(request: HttpRequest) -> HttpResponse:
    """`/live` on the public port: sends on to the process that streams, with whatever was asked."""
    base = live_address(request)
    query = request.META.get("QUERY_STRING", "")
    return _Elsewhere(f"{base}/live" + (f"?{query}" if query else ""))


def _parts(spoken: Words, found: Mapping[str, Mapping[str, Any]]) -> Iterator[Part]:
    say = spoken.say
    ok = found["database"]["ok"]
    yield Part(ok, say("Database"), say("It answers") if ok else say("It does not answer"))
    ok = found["migrations"]["ok"]
    yield Part(ok, say("Tables"), say("Up to date") if ok else say("Not up to date"))
    ok = found["worker"]["ok"]
    away = say("None is alive: what comes in is kept until one is")
    yield Part(ok, say("Worker"), say("Alive") if ok else away)


def _steps(spoken: Words) -> Iterator[Step]:
    key = spoken.say(
        "Make your organisation. The key works once; it lies in the file “setup-key” of the home folder."
    )
    asked = spoken.say("Let somebody ask. The token stands in the answer to the first step.")
    looked = spoken.say("See who is waiting, whose it is, and until when.")
    for says, types in ((key, _SETUP), (asked, _ASK), (looked, _LOOK)):
        yield Step(says, types.format(address=settings.FIRSTREPLY_ADDRESS))


def _is_new() -> bool:
    """Whether nobody has an organisation here yet."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM organisations() LIMIT 1")
            return cursor.fetchone() is None
    except DatabaseError:
        return False


@cache
def _style(lang: str) -> tuple[str, str]:
    """The style in that language, and the policy that lets nothing but it be loaded or run."""
    style = files("firstreply.site").joinpath("html", "front.css").read_text("utf-8")
    font = ""
    if lang != "en":
        place = files("firstreply.insights").joinpath("report", "fonts", "vazirmatn-arabic.woff2")
        octets = base64.b64encode(place.read_bytes()).decode()
        style = (
            "@font-face { font-family: Vazirmatn; font-weight: 100 900; font-display: swap;"
            f' src: url("data:font/woff2;base64,{octets}") format("woff2"); }}\n{style}'
        )
        font = " font-src data:;"
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    none = " ".join(f"{one} 'none';" for one in ("default-src", "base-uri", "form-action", "frame-ancestors"))
    return style, f"{none}{font} style-src 'sha256-{digest}'"
