"""Stage: the steps that a lead goes through, what a team may make of them, and when a lead has been left too long.

`open`, `nurture` and `unqualified` are where leads are put by what qualifies them: they may have other names, and stay.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from firstreply.core.calendar import Calendar
from firstreply.core.refusal import Refused

FIXED: Final = frozenset({"open", "nurture", "unqualified"})
MOST: Final = 24  #: stages that a board can show
MOST_REASONS: Final = 20
LONGEST: Final = 60  #: characters of a name or reason
_KEY: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_FURTHEST: Final = 400  #: days that are looked back through


class StageKind(StrEnum):
    """What being in a stage means."""

    OPEN = "open"  #: somebody works on it
    NURTURE = "nurture"  #: not now
    WON = "won"
    LOST = "lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One stage. `name` "" is the product's own word for the key; `reasons`: one of them is given on entering."""

    key: str
    kind: StageKind
    name: str = ""
    rots_after_days: int | None = None  #: working days without contact in either direction; None: never
    reasons: tuple[str, ...] = ()


#: As long as a team has not made them its own.
STAGES: Final = (
    Stage(key="open", kind=StageKind.OPEN, rots_after_days=1),
    Stage(key="contacted", kind=StageKind.OPEN, rots_after_days=3),
    Stage(key="nurture", kind=StageKind.NURTURE, rots_after_days=30),
    Stage(key="qualified", kind=StageKind.OPEN, rots_after_days=5),
    Stage(key="negotiation", kind=StageKind.OPEN, rots_after_days=5),
    Stage(key="customer", kind=StageKind.WON),
    Stage(key="inactive", kind=StageKind.LOST,
          reasons=("no_answer", "no_budget", "not_now", "competitor", "other")),
    Stage(key="unqualified", kind=StageKind.LOST,
          reasons=("no_need", "no_budget", "wrong_segment", "wrong_contact", "spam", "other")),
)  # fmt: skip
KEYS: Final = frozenset(one.key for one in STAGES)


def settled(before: Sequence[Stage], after: Sequence[Stage]) -> tuple[Stage, ...]:
    """What a team wants its stages to be, in their order. Those left out are retired.

    Refuses `stages_too_many`, `stage_key_malformed`, `stage_key_repeated`, `stage_fixed` where one of `FIXED` is
    missing or is not of its kind, `stage_open_missing`, `stage_name_missing`, `stage_name_repeated`,
    `stage_rots_wrong`, `stage_reasons_wrong`.
    """
    if not 1 <= len(after) <= MOST:
        raise Refused("stages_too_many", limit=MOST)
    found = tuple(_whole(one) for one in after)
    _once([one.key for one in found], "stage_key_repeated")
    _once([one.name.casefold() for one in found if one.name], "stage_name_repeated")
    kinds = {one.key: one.kind for one in (*STAGES, *before)}
    for key in sorted(FIXED):
        own = next((one for one in found if one.key == key), None)
        if own is None or own.kind is not kinds[key]:
            raise Refused("stage_fixed", stage=key)
    if not any(one.kind is StageKind.OPEN for one in found):
        raise Refused("stage_open_missing")
    return found


def _whole(one: Stage) -> Stage:
    name = " ".join(one.name.split())
    reasons = tuple(dict.fromkeys(kept for each in one.reasons if (kept := " ".join(each.split()))))
    if not _KEY.fullmatch(one.key):
        raise Refused("stage_key_malformed", stage=one.key)
    if (not name and one.key not in KEYS) or len(name) > LONGEST or not name.isprintable():
        raise Refused("stage_name_missing", stage=one.key, limit=LONGEST)
    if one.rots_after_days is not None and not 1 <= one.rots_after_days <= _FURTHEST // 2:
        raise Refused("stage_rots_wrong", stage=one.key, limit=_FURTHEST // 2)
    if len(reasons) > MOST_REASONS or any(len(each) > LONGEST or not each.isprintable() for each in reasons):
        raise Refused("stage_reasons_wrong", stage=one.key, limit=MOST_REASONS, length=LONGEST)
    return Stage(key=one.key, kind=one.kind, name=name, rots_after_days=one.rots_after_days, reasons=reasons)


def _once(values: Sequence[str], code: str) -> None:
    for value in values:
        if values.count(value) > 1:
            raise Refused(code, stage=value)


def new_key(name: str, taken: frozenset[str]) -> str:
    """A key for a stage of that name, which nothing has had: facts name stages by it for ever."""
    stem = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:30] or "stage"
    return next(
        key for n in range(1, len(taken) + 2) if (key := stem if n == 1 else f"{stem}-{n}") not in taken
    )


def entering(stages: Mapping[str, Stage], key: str, reason: str) -> Stage:
    """The stage of that key, if a lead may enter it so. Refuses `stage_unknown`, `stage_reason_missing`.

    A reason is one of the stage's, alone or with more after a colon.
    """
    found = stages.get(key)
    if found is None:
        raise Refused("stage_unknown", stage=key, known=", ".join(stages))
    if found.reasons and reason.partition(":")[0].strip() not in found.reasons:
        raise Refused("stage_reason_missing", stage=found.name or key, known=", ".join(found.reasons))
    return found


def silent_since(calendar: Calendar, days: int, now: datetime) -> datetime:
    """Whoever was last in contact before this instant has been left for `days` whole working days: it rots.

    A working day is one on which the calendar opens at all; today is not over, and does not count.
    """
    here = now.astimezone(calendar.zone).date()
    left, day = days, here
    for _ in range(_FURTHEST):
        if not left:
            break
        day -= timedelta(days=1)
        start, stop = (_midnight(calendar, one) for one in (day, day + timedelta(days=1)))
        left -= calendar.between(start, stop) > timedelta(0)
    return _midnight(calendar, day)


def _midnight(calendar: Calendar, day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=calendar.zone).astimezone(UTC)


def by_key(stages: Sequence[Stage]) -> Mapping[str, Stage]:
    """Stages by their keys, in their order."""
    return MappingProxyType({one.key: one for one in stages})
