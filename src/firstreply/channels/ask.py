"""Ask: one request to a provider's API, and what it answers in JSON."""

import http.client
import json
import ssl
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final
from urllib.parse import urlsplit

from firstreply.channels.answer import Rejected, TryAgain
from firstreply.channels.base import Checked, Field, Setup
from firstreply.channels.outward import PrivateAddressError, outward

SECONDS: Final = 15.0  #: for the whole conversation
_MOST: Final = 4 * 1024 * 1024  #: octets of an answer that are read
_LONGEST_WAIT_S: Final = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What was answered. `data` is None where it was no JSON; `after`: seconds to wait, where a header asked for it."""

    status: int
    data: Any = field(default=None, repr=False)
    after: float | None = None

    @property
    def is_fine(self) -> bool:
        """Whether it was done."""
        return 200 <= self.status < 300

    def at(self, *path: str) -> Any:
        """A value inside nested objects; None where there is none."""
        found = self.data
        for key in path:
            found = found.get(key) if isinstance(found, Mapping) else None
        return found


class NoAnswerError(Exception):
    """Nobody answered. `for_ever`: the address itself is wrong, and asking again changes nothing."""

    def __init__(self, reason: str, *, for_ever: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.for_ever = for_ever

    @property
    def answer(self) -> Rejected | TryAgain:
        """What that means for what was to be sent or fetched."""
        return (
            Rejected(reason=self.reason) if self.for_ever else TryAgain(reason=self.reason, unreachable=True)
        )

    @property
    def checked(self) -> Checked:
        """What that means for the account."""
        return Checked(ok=False, code="channel_unreachable", facts={"reason": self.reason})


def ask(
    method: str,
    url: str,
    *,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    hosts: Collection[str] = (),
    seconds: float = SECONDS,
) -> Reply:
    """Ask and read the answer; no redirect is followed. Raises NoAnswerError, whose reason names no secret.

    `hosts` may be reached although they are in a private network, and without TLS.
    """
    with reached(url, hosts=hosts, seconds=seconds) as (line, path):
        line.request(
            method, path, body, {"User-Agent": "FirstReply", "Connection": "close", **(headers or {})}
        )
        answer = line.getresponse()
        octets = answer.read(_MOST + 1)
        data = _json(octets) if len(octets) <= _MOST else None
        return Reply(status=answer.status, data=data, after=_after(answer.getheader("Retry-After")))


@contextmanager
def reached(
    url: str, *, hosts: Collection[str], seconds: float
) -> Iterator[tuple[http.client.HTTPConnection, str]]:
    """A connection to an address that somebody else wrote down, for `seconds` at most, and what to ask there.

    Whatever keeps us from an answer is raised as NoAnswerError. `hosts` as in `ask`.
    """
    scheme, host, port, path = _parts(url)
    own = host in hosts
    if scheme == "http" and not own:
        raise NoAnswerError("address_not_https", for_ever=True)
    try:
        with (
            outward(seconds=seconds, hosts=(host,) if own else ()),
            closing(_line(scheme, host, port, seconds)) as line,
        ):
            yield line, path
    except PrivateAddressError:
        raise NoAnswerError("address_not_public", for_ever=True) from None
    except (ValueError, http.client.InvalidURL):  # octets that no header or path may hold
        raise NoAnswerError("request_not_sendable", for_ever=True) from None
    except ssl.SSLError as error:
        raise NoAnswerError(f"tls: {error.reason}") from None
    except (OSError, http.client.HTTPException) as error:
        raise NoAnswerError(f"no_answer: {type(error).__name__}") from None


def base_url(default: str, help: str = "Only where a relay stands between.") -> Field:
    """The setting by which another address takes the place of a provider's own."""
    return Field(name="base_url", label="Address of the interface", default=default, help=help)


def base_of(setup: Setup, default: str) -> str:
    """Where the provider's interface is for this account, without a slash at its end."""
    return str(setup.settings.get("base_url") or default).rstrip("/")


def asked_json(given: Any) -> tuple[bytes, dict[str, str]]:
    """A body of JSON and the header that says so."""
    return json.dumps(given, ensure_ascii=False).encode(), {"Content-Type": "application/json"}


def _parts(url: str) -> tuple[str, str, int, str]:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise NoAnswerError("address_not_understood", for_ever=True) from None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
        raise NoAnswerError("address_not_understood", for_ever=True)
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    return parts.scheme, parts.hostname, port or (443 if parts.scheme == "https" else 80), path


def _line(scheme: str, host: str, port: int, seconds: float) -> http.client.HTTPConnection:
    if scheme == "https":
        return http.client.HTTPSConnection(host, port, timeout=seconds, context=_tls())
    return http.client.HTTPConnection(host, port, timeout=seconds)


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def _json(octets: bytes) -> Any:
    try:
        return json.loads(octets)
    except (ValueError, RecursionError):
        return None


def _after(header: str | None) -> float | None:
    text = (header or "").strip()
    return min(float(text), _LONGEST_WAIT_S) if text.isascii() and text.isdecimal() else None
