"""Result: what a replay says: who would have got what, how many would qualify, which promises would have been kept."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from firstreply.journey.rehearse.replay import Given, Period
from firstreply.journey.rehearse.standings import stood

MOST_TOLD: Final = 1000  #: differences that are told one by one
BIN: Final = 10  #: points in one bar of the distribution


def compared(
    period: Period,
    before: Sequence[Given],
    after: Sequence[Given],
    *,
    left_out: int,
    since: datetime,
    now: datetime,
) -> dict[str, Any]:
    """JSON-able: `people`, `qualified`, `points`, `promises`, each as it `happened` (where that is known), as it would
    have been by what is in force (`before`) and by the change (`after`); and `differences`, wait by wait, newest first.
    """
    differ = [n for n, (one, other) in enumerate(zip(before, after, strict=True)) if _differs(one, other)]
    kept = sum(one.member == past.member for one, past in _pairs(before, period) if past.member is not None)
    return {
        "since": since.isoformat(),
        "until": period.until.isoformat(),
        "waits": len(period.waits),
        "left_out": left_out,
        "same_as_then": [kept, sum(one.member is not None for one in period.waits)],
        "people": _people(period, before, after),
        "qualified": {
            "before": _count(one.answer for one in before),
            "after": _count(one.answer for one in after),
        },
        "points": {"before": _bars(before), "after": _bars(after)},
        "promises": {
            "happened": _count(stood(one, now) for one in period.waits),
            "before": _count(one.standing for one in before),
            "after": _count(one.standing for one in after),
        },
        "different": len(differ),
        "differences": [_difference(period, n, before[n], after[n]) for n in reversed(differ)][:MOST_TOLD],
    }


def _pairs(given: Sequence[Given], period: Period) -> Iterable[tuple[Given, Any]]:
    return zip(given, period.waits, strict=True)


def _differs(one: Given, other: Given) -> bool:
    """A new version of the same rule is no difference; nor is another promise that is kept in the same way."""
    return (one.answer, one.points, one.member, one.standing) != (
        other.answer, other.points, other.member, other.standing,
    )  # fmt: skip


def _people(period: Period, before: Sequence[Given], after: Sequence[Given]) -> list[list[Any]]:
    """[member, really, before, after], by what the change gives them; "" is nobody."""
    really = Counter(str(one.member or "") for one in period.waits)
    was, then = (Counter(one.member or "" for one in some) for some in (before, after))
    names = sorted({*really, *was, *then}, key=lambda name: (-then[name], -was[name], name))
    return [[name, really[name], was[name], then[name]] for name in names]


def _count(values: Iterable[str]) -> dict[str, int]:
    return dict(Counter(str(one) for one in values))


def _bars(given: Sequence[Given]) -> list[int]:
    """How many have 0 to 9 points, 10 to 19, ... 90 to 100."""
    bars = [0] * BIN
    for one in given:
        bars[min(one.points // BIN, BIN - 1)] += 1
    return bars


def _difference(period: Period, n: int, before: Given, after: Given) -> dict[str, Any]:
    past = period.waits[n]
    return {
        "wait": str(past.id),
        "lead": str(past.lead),
        "at": past.started_at.isoformat(),
        "happened": None if past.member is None else str(past.member),
        "before": _side(before),
        "after": _side(after),
    }


def _side(one: Given) -> dict[str, Any]:
    return {
        "answer": one.answer, "points": one.points, "member": one.member, "rule": one.rule, "how": one.how,
        "standing": str(one.standing),
    }  # fmt: skip
