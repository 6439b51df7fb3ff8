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
