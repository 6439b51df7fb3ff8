"""The promise to answer in time: when it is due, when to warn, whether it was kept (the clock, section 5)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from firstreply.core.calendar import Calendar
from firstreply.core.calendar.breaks import Stretch, merged
from firstreply.core.calendar.part import due_after
from firstreply.core.refusal import Refused
from firstreply.core.respond.wait import Outcome, Wait


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """How much open time an answer may take. Refuses `target_not_positive` and `warning_out_of_range`."""

    seconds: int
    calendar: Calendar = field(default_factory=Calendar.always)
    warn_at: tuple[int, ...] = (50, 80)  #: percent of the target, over which warnings are sent
    priority: str = ""

    def __post_init__(self) -> None:
        if self.seconds <= 0:
            raise Refused("target_not_positive", seconds=self.seconds)
        for percent in self.warn_at:
            if not 0 < percent < 100:
                raise Refused("warning_out_of_range", percent=percent)


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A target as it was when it was applied to a wait: later changes of hours or target do not move it."""

    target: Target
    start: int  #: epoch seconds, like all instants here
    due: int
    warnings: tuple[int, ...]  #: in order of time


class Standing(StrEnum):
    """Where a promise stands."""

    MET = "met"
    MISSED = "missed"
    PENDING = "pending"  #: neither answered nor over: not met (elsewhere counted as a hit)
    DISMISSED = "dismissed"  #: nothing was owed: on neither side of the share, counted beside it


@dataclass(frozen=True, slots=True, kw_only=True)
class WithinSla:
    """How many promises were kept. The shares are 0 to 1, and None where there is nothing to divide by."""

    met: int
    missed: int
    pending: int
    dismissed: int

    @property
    def share(self) -> float | None:
        """Met of those decided. No promises at all are not 100 %."""
        return _share(self.met, self.met + self.missed)

    @property
    def lower(self) -> float | None:
        """The share if all that is pending were missed."""
        return _share(self.met, self.met + self.missed + self.pending)

    @property
    def upper(self) -> float | None:
        """The share if all that is pending were met."""
        return _share(self.met + self.pending, self.met + self.missed + self.pending)


def promise(target: Target, start: int) -> Promise:
    """Apply a target to a wait that began at `start`. Refuses as `Calendar.add` does (`never_due`)."""
    return _promised(target, start, ())


def paused(given: Promise, pauses: Iterable[Stretch]) -> Promise:
    """The promise with all pauses `[start, stop)` so far taken out of its clock.

    Due instant and warnings move by the open time that was paused: resuming escalates nothing at once.
    """
    in_order = merged(sorted(pause for pause in pauses if pause[0] < pause[1]))
    return _promised(given.target, given.start, in_order)


def standing(given: Promise, wait: Wait, now: int) -> Standing | None:
    """Where the promise for a wait stands at `now`; None for a voided wait, which no promise covers.

    Met if the answer came at the due instant or before; missed from the moment that passes, and a late answer
    does not undo it. A dismissed wait was never owed an answer, so it is not missed either.
    """
    if wait.outcome is Outcome.VOIDED:
        return None
    if wait.ended_at is None or wait.ended_at > now:
        return Standing.PENDING if now <= given.due else Standing.MISSED
    if wait.outcome is Outcome.DISMISSED:
        return Standing.DISMISSED
    return Standing.MET if wait.ended_at <= given.due else Standing.MISSED


def within(standings: Iterable[Standing | None]) -> WithinSla:
    """Count standings; None (voided) is on no side."""
    seen = list(standings)
    return WithinSla(
        met=seen.count(Standing.MET),
        missed=seen.count(Standing.MISSED),
        pending=seen.count(Standing.PENDING),
        dismissed=seen.count(Standing.DISMISSED),
    )


def _promised(target: Target, start: int, pauses: Sequence[Stretch]) -> Promise:
    shares = [target.seconds * percent // 100 for percent in sorted(target.warn_at)]
    amounts = (target.seconds, *shares)
    due, *warnings = (due_after(target.calendar, start, amount, pauses) for amount in amounts)
    return Promise(target=target, start=start, due=due, warnings=tuple(warnings))


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
