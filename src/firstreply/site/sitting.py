"""Sitting: a session and who is signed in by it, on pages only; API, channels and forms pay nothing for it.

Pages are packed for whoever can unpack them, with a few octets of chance (Django does it), so that their length tells
nothing of the proof in their forms.
"""

from collections.abc import Callable
from typing import Any, Final

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

_Answer = Callable[[HttpRequest], HttpResponseBase]
#: Whoever asks there shows a token, a signature, or nothing.
WITHOUT: Final = ("/api/", "/in/", "/f/", "/desk/", "/live", "/healthz", "/metrics")


class Pages:
    """Django middleware: sessions and accounts, unless the address is of those that need none."""

    def __init__(self, get_response: _Answer) -> None:
        self._bare = get_response
        self._sitting: Any = _Packed(_Sessions(AuthenticationMiddleware(get_response)))

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer; what the session holds is written when something changed it."""
        if request.path.startswith(WITHOUT):
            return self._bare(request)
        answer: HttpResponseBase = self._sitting(request)
        return answer


class _Sessions(SessionMiddleware):
    """A cookie that was set over https goes back over https only, whatever the settings know of the proxy in front."""

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        response = super().process_response(request, response)
        if request.is_secure() and (cookie := response.cookies.get("firstreply_session")):
            cookie["secure"] = True
        return response


class _Packed(GZipMiddleware):
    """Pages and their parts; what else is sent (files, pictures, tables) goes as it is."""

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        is_page = not response.streaming and response.get("Content-Type", "").startswith("text/html")
        return super().process_response(request, response) if is_page else response
