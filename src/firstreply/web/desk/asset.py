"""Asset: style, script and letters that pages load, under names that change with their content."""

import hashlib
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse

_ROOM: Final = files("firstreply.web.desk").joinpath("assets")
_LETTERS: Final = files("firstreply.insights").joinpath("report", "fonts", "vazirmatn-arabic.woff2")
_TYPES: Final = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "woff2": "font/woff2",
}
_DIGITS: Final = 12


class Asset(NamedTuple):
    """What is loaded, and what it is."""

    octets: bytes
    content_type: str
    digest: str


def url(name: str) -> str:
    """Where `desk.css` is, in this version."""
    stem, _, ending = name.partition(".")
    return f"/desk/{stem}.{_asset(name).digest}.{ending}"


def serve(request: HttpRequest, stem: str, digest: str, ending: str) -> HttpResponse:
    """One of them; another version's is not there."""
    try:
        found = _asset(f"{stem}.{ending}")
    except (FileNotFoundError, KeyError) as error:
        raise Http404 from error
    if found.digest != digest:
        raise Http404
    response = HttpResponse(found.octets, content_type=found.content_type)
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@cache
def _asset(name: str) -> Asset:
    ending = name.partition(".")[2]
    octets = _LETTERS.read_bytes() if name == "letters.woff2" else _ROOM.joinpath(name).read_bytes()
    if ending == "css":  # the only name in it that changes
        octets = octets.replace(b"letters.woff2", url("letters.woff2").rpartition("/")[2].encode())
    return Asset(octets, _TYPES[ending], hashlib.sha256(octets).hexdigest()[:_DIGITS])
