"""Render: pages of a form, each under a policy that lets nothing be loaded and only its own script run."""

import base64
import hashlib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from django.http import HttpResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from firstreply.channels.form.definition import Form
from firstreply.channels.form.hosts import ancestors
from firstreply.insights import words
from firstreply.insights.words import Words

_pages: Final = Environment(
    loader=PackageLoader("firstreply.web.forms", "html"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
)


class Ask(NamedTuple):
    """One button and what it sends."""

    action: str
    ticket: str
    button: str


class Link(NamedTuple):
    """Where to go on."""

    address: str
    text: str
    download: bool = False


class Leaf(NamedTuple):
    """What every page has."""

    lang: str
    direction: str
    framed: bool
    style: str
    script: str


class Look(NamedTuple):
    """In which language a page is, whether it stands in somebody else's, and what it may lead to."""

    spoken: Words
    framed: bool = False
    hosts: tuple[str, ...] = ()
    goes: str = ""  #: address that a submission may lead to

    @classmethod
    def of(cls, form: Form, language: str, *, framed: bool = False) -> "Look":
        """The look of a form's pages."""
        hosts = form.hosts if framed else ()
        return cls(words.use(language), framed, hosts, form.redirect)


def form(look: Look, told: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    """The form itself; `told` as `shown.py` puts it together."""
    return _page("form.html.j2", look, told, status, scripted=True)


def said(
    look: Look,
    title: str,
    texts: Iterable[str],
    *,
    items: Iterable[str] = (),
    ask: Ask | None = None,
    link: Link | None = None,
    status: int = 200,
) -> HttpResponse:
    """A page that says something, with one thing to do at the most."""
    told = {
        "title": title,
        "texts": [one for one in texts if one],
        "list": [*items],
        "ask": ask,
        "link": link,
    }
    return _page("said.html.j2", look, told, status, scripted=look.framed)


def _page(name: str, look: Look, told: Mapping[str, Any], status: int, *, scripted: bool) -> HttpResponse:
    spoken = look.spoken
    script = _part("form.js") if scripted else ""
    leaf = Leaf(spoken.lang, spoken.direction, look.framed, _part("form.css"), script)
    response = HttpResponse(
        _pages.get_template(name).render(say=spoken.say, page=leaf, **told), status=status
    )
    response["Content-Security-Policy"] = _policy(look, script)
    response["Content-Language"] = spoken.lang
    response["Vary"] = "Accept-Language"
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "same-origin"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _policy(look: Look, script: str) -> str:
    parts = [
        "default-src 'none'",
        "base-uri 'none'",
        f"style-src '{_digest(_part('form.css'))}'",
        f"form-action 'self'{_origin(look.goes)}",
        f"frame-ancestors {ancestors(look.hosts)}",
    ]
    return "; ".join([*parts, f"script-src '{_digest(script)}'"] if script else parts)


def _origin(address: str) -> str:
    """Browsers hold the address that a form leads to against the policy as well."""
    parts = urlsplit(address)
    return f" {parts.scheme}://{parts.netloc.rpartition('@')[2]}" if address else ""


@cache
def _part(name: str) -> str:
    return files("firstreply.web.forms").joinpath("html", name).read_text("utf-8")


@cache
def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
