"""Health: how an account is, out of what its parts say and how long it has been silent.

Several things use one account: one reads it, another sends by it, a third tries whether it can log in. Each says for
itself how it went, so that a mailbox that can be read and cannot send is not well.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, Self

from firstreply.core.watch.rhythm import Silence

REMIND: Final = timedelta(days=1)  #: what is not solved is told again after this
#: What is well again for as long is solved; what fails again before then was never solved, and nobody is told twice.
SETTLED: Final = timedelta(minutes=2)
_FINE: Final = timedelta(minutes=10)
_FAILING: Final = timedelta(seconds=30)
_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


class HealthState(StrEnum):
    """How an account is."""

    FINE = "fine"
    QUIET = "quiet"  #: unusually long without anything coming in
    FAILING = "failing"  #: cannot log in, cannot be reached, refuses what we send
    STOPPED = "stopped"  #: something came every day, and does not any more


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What one part of an account says of it: since when it fails, why, and how often in a row."""

    code: str
    since: datetime
    count: int = 1
    after: int = 1  #: so many in a row are trouble
    facts: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)

    @property
    def counts(self) -> bool:
        """Whether it is more than a hitch."""
        return self.count >= self.after

    def again(self, code: str, facts: Mapping[str, Any], after: int) -> Self:
        """It failed once more."""
        return replace(self, code=code, facts=facts, after=after, count=self.count + 1)

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> Self:
        """Read what `to_dict` wrote."""
        return cls(**{**raw, "since": datetime.fromisoformat(raw["since"])})

    def to_dict(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "since": self.since.isoformat(),
            "count": self.count,
            "after": self.after,
            "facts": dict(self.facts),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How an account is now, why (a refusal's code and what its sentence needs), and since when it is so."""

    state: HealthState
    since: datetime
    code: str = ""
    facts: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)


def standing(failures: Mapping[str, Failure], silence: Silence | None, now: datetime) -> Standing:
    """A failure says more than a silence, and the oldest failure most; without either all is well from now on."""
    failing = [(one.since, part, one) for part, one in failures.items() if one.counts]
    if failing:
        since, part, one = min(failing, key=lambda found: found[:2])
        return Standing(
            state=HealthState.FAILING, since=since, code=one.code, facts={**one.facts, "part": part}
        )
    if silence is not None:
        stopped = silence.stopped
        return Standing(
            state=HealthState.STOPPED if stopped else HealthState.QUIET,
            since=silence.since,
            code="channel_stopped" if stopped else "channel_quiet",
            facts={"hours": silence.hours, "usual": silence.usual},
        )
    return Standing(state=HealthState.FINE, since=now)


class News(StrEnum):
    """What administrators are told about an account."""

    TROUBLE = "trouble"  #: it is not well, or worse than it was
    REMINDER = "reminder"  #: it is still not well
    SOLVED = "solved"


def news(before: HealthState, after: Standing, told_at: datetime | None, now: datetime) -> News | None:
    """What there is to tell; `told_at`: when somebody was last told of the trouble there is (None: nobody was)."""
    if after.state is HealthState.FINE:
        return News.SOLVED if told_at is not None and after.since <= now - SETTLED else None
    if told_at is None or before not in (HealthState.FINE, after.state):
        return News.TROUBLE
    return News.REMINDER if told_at <= now - REMIND else None


def next_look(
    after: Standing,
    told_at: datetime | None,
    quiet_at: datetime | None,
    now: datetime,
    *,
    failed: int,
    chance: float,
) -> datetime:
    """When to look again: every ten minutes; what fails sooner at first; when a silence becomes unusual at once.

    `failed` is how often in a row it failed. `chance` is a random number in [0, 1): accounts that were set up together
    are not all looked at together.
    """
    often = min(_FINE, _FAILING * 2.0 ** min(failed - 1, 10)) if failed else _FINE
    times = [now + often * (0.9 + 0.2 * chance)]
    if after.state is HealthState.FINE and told_at is not None:
        times.append(max(after.since + SETTLED, now))
    if quiet_at is not None and quiet_at > now:
        times.append(quiet_at)
    return min(times)
