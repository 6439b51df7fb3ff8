"""Policy: what a browser may load for a page, and from where it hears of what happens."""

from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

_given: Final[Any] = settings  # their names are made when they are loaded: no type checker knows them


def policy(request: HttpRequest, nonce: str, *, frames: bool = False) -> str:
    """Nothing but our own style and script, which carry this page's nonce; nobody may put the page into theirs."""
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src 'nonce-{nonce}'",
            f"script-src 'nonce-{nonce}'",
            "font-src 'self'",
            "img-src 'self' data:",
            f"connect-src 'self' {_listened_to(request)}",
            "frame-src 'self'" if frames else "frame-src 'none'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types htmx desk",
        )
    )


def live_address(request: HttpRequest) -> str:
    """Where the stream is for whoever asked by this name: as set, else that name on its port. No slash at its end."""
    if _given.FIRSTREPLY_LIVE_URL:
        return str(_given.FIRSTREPLY_LIVE_URL).rstrip("/")
    return f"{request.scheme}://{_host(request)}:{_given.FIRSTREPLY_LIVE_PORT}"


def _listened_to(request: HttpRequest) -> str:
    """The origin of the stream; a policy cannot name an IPv6 address, so any host on its port stands for one."""
    parts = urlsplit(live_address(request))
    return f"*:{parts.port}" if "[" in parts.netloc else f"{parts.scheme}://{parts.netloc}"


def _host(request: HttpRequest) -> str:
    """The name the browser used, without its port; a bracketed IPv6 address stays whole."""
    host = request.get_host()
    return host.partition("]")[0] + "]" if host.startswith("[") else host.partition(":")[0]
