"""Asset: style, script and letters that pages load, under names that change with their content."""

import gzip
import hashlib
import re
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse

_ROOM: Final = files("firstreply.web.desk").joinpath("assets")
_LETTERS: Final = files("firstreply.insights").joinpath("report", "fonts", "vazirmatn-arabic.woff2")
#: How charts are drawn, in reports and on pages.
_CHARTS: Final = files("firstreply.insights").joinpath("report", "assets", "charts.css")
_TYPES: Final = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "woff2": "font/woff2",
}
_DIGITS: Final = 12
_SMALL: Final = 200  #: octets below which packing gains nothing
#: Names in a file that change with what they name: letters in a style sheet, modules in a module.
_NAMED: Final = re.compile(rb'(?<=url\(")letters\.woff2(?="\))|(?<=")\./[a-z-]+\.js(?=";)')


class Asset(NamedTuple):
    """What is loaded, and what it is. `packed` is the same by gzip; empty where that gains nothing."""

    octets: bytes
    packed: bytes
    content_type: str
    digest: str


def url(name: str) -> str:
    """Where `desk.css` is, in this version."""
    stem, _, ending = name.partition(".")
    return f"/desk/{stem}.{_asset(name).digest}.{ending}"


def octets(name: str) -> int:
    """How many octets of it go over the line."""
    found = _asset(name)
    return len(found.packed or found.octets)


def text(name: str) -> str:
    """What a style sheet or a script says."""
    return _asset(name).octets.decode()


def serve(request: HttpRequest, stem: str, digest: str, ending: str) -> HttpResponse:
    """One of them; another version's is not there."""
    try:
        found = _asset(f"{stem}.{ending}")
    except (FileNotFoundError, KeyError) as error:
        raise Http404 from error
    if found.digest != digest:
        raise Http404
    response = sent(request, found)
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def icon(request: HttpRequest) -> HttpResponse:
    """The drawing beside the page's title, where browsers look for it unasked."""
    response = sent(request, _asset("favicon.svg"))
    response["Cache-Control"] = "public, max-age=86400"
    return response


def sent(request: HttpRequest, found: Asset) -> HttpResponse:
    """It, packed for whoever can unpack it."""
    is_packed = bool(found.packed) and "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(found.packed if is_packed else found.octets, content_type=found.content_type)
    if is_packed:
        response["Content-Encoding"] = "gzip"
    response["Vary"] = "Accept-Encoding"
    return response


@cache
def _asset(name: str) -> Asset:
    ending = name.partition(".")[2]
    content_type = _TYPES[ending]
    read = _place(name).read_bytes()
    if ending in ("css", "js"):
        read = _NAMED.sub(_versioned, read)
    packed = b"" if ending == "woff2" or len(read) < _SMALL else gzip.compress(read, 9, mtime=0)
    return Asset(read, packed, content_type, hashlib.sha256(read).hexdigest()[:_DIGITS])


def _place(name: str) -> Traversable:
    """Ours, or else what others made."""
    elsewhere = {"letters.woff2": _LETTERS, "charts.css": _CHARTS}
    if name in elsewhere:
        return elsewhere[name]
    own = _ROOM.joinpath(name)
    return own if own.is_file() else _ROOM.joinpath("vendor", name)


def _versioned(found: re.Match[bytes]) -> bytes:
    is_module = found[0].startswith(b"./")
    named = url(found[0].decode().removeprefix("./")).rpartition("/")[2].encode()
    return b"./" + named if is_module else named
