"""Hosts: from which pages a form may be sent, and on which it may be shown."""

from collections.abc import Iterable
from enum import Enum
from urllib.parse import urlsplit


class Whence(Enum):
    """From where a submission came."""

    FINE = "fine"
    UNKNOWN = "unknown"  #: the browser does not say, and the form names hosts
    FOREIGN = "foreign"


def whence(allowed: Iterable[str], own: str, *, origin: str, referrer: str) -> Whence:
    """Judge the page that sent it: `own` is our host as the browser wrote it. Without a list all are fine."""
    hosts = tuple(allowed)
    if not hosts:
        return Whence.FINE
    came = _host(origin) or _host(referrer)
    if not came:
        return Whence.UNKNOWN
    return Whence.FINE if came == own.lower() or any(_fits(came, one) for one in hosts) else Whence.FOREIGN


def ancestors(allowed: Iterable[str]) -> str:
    """Who may show it in a frame, as a Content-Security-Policy says it."""
    return " ".join(("'self'", *allowed))


def _fits(host: str, pattern: str) -> bool:
    """`*.example.com` is every name below it; a pattern without a port means any."""
    if ":" not in pattern:
        host = host.rpartition(":")[0] if host.rpartition(":")[2].isdecimal() and ":" in host else host
    return host.endswith(pattern[1:]) if pattern.startswith("*.") else host == pattern


def _host(address: str) -> str:
    if address in ("", "null"):
        return ""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return parts.netloc.rpartition("@")[2].lower() if parts.scheme in ("http", "https") else ""
