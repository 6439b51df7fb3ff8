"""The first page, and the way to the live stream."""

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirectBase

_PAGE: Final = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>FirstReply</title><style>body{font:1rem/1.5 system-ui;max-width:40rem;margin:4rem auto;padding:0 1rem}</style>
</head><body><h1>FirstReply is running</h1>
<ul><li><a href="api/v1/openapi.json">API (OpenAPI 3.1)</a></li><li><a href="healthz">Health</a></li></ul>
</body></html>
"""


class _Elsewhere(HttpResponseRedirectBase):
    status_code = 307  # the same request, at the place of the moment: never remembered


def page(request: HttpRequest) -> HttpResponse:
    """That it runs, and where to go on."""
    response = HttpResponse(_PAGE)
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    return response


def live(request: HttpRequest) -> HttpResponse:
    """`/live` on the public port: sends on to the process that streams, with whatever was asked."""
    base = (
        settings.FIRSTREPLY_LIVE_URL or f"{request.scheme}://{_name(request)}:{settings.FIRSTREPLY_LIVE_PORT}"
    )
    query = request.META.get("QUERY_STRING", "")
    return _Elsewhere(f"{base}/live" + (f"?{query}" if query else ""))


def _name(request: HttpRequest) -> str:
    """The name the browser used, without its port; a bracketed IPv6 address stays whole."""
    host = request.get_host()
    return host.partition("]")[0] + "]" if host.startswith("[") else host.partition(":")[0]
