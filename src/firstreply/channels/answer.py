"""Answer: what became of something we sent. Every sender gives one of three."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sent:
    """The other side took it; `id` is what it calls it from now on, where it says so."""

    id: str = ""
    raw: bytes = b""  #: what was sent, octet for octet, where it is a mail


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """It will never be taken: do not try again. `gone`: the address itself is no more."""

    reason: str
    gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TryAgain:
    """Not now. `after` is what the other side asked for (seconds); `unreachable`: nobody answered at all."""

    reason: str
    after: float | None = None
    unreachable: bool = False


Answer = Sent | Rejected | TryAgain
