"""Answer: what became of something we sent. Every sender gives one of three."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Heard:
    """What the other side said, word for word: the status of HTTP, and how its answer began."""

    status: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """The other side took it; `id` is what it calls it from now on, where it says so."""

    id: str = ""
    raw: bytes = b""  #: what was sent, octet for octet, where it is a mail
    heard: Heard | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """It will never be taken: do not try again. `gone`: the address itself is no more."""

    reason: str
    gone: bool = False
    heard: Heard | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class TryAgain:
    """Not now. `after` is what the other side asked for (seconds); `unreachable`: nobody answered at all."""

    reason: str
    after: float | None = None
    unreachable: bool = False
    heard: Heard | None = field(default=None, compare=False)


Answer = Sent | Rejected | TryAgain
