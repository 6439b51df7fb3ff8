"""Stages of the acting organisation, in their order."""

from typing import NamedTuple

from firstreply.core.lead.stage import STAGES, Stage, StageKind
from firstreply.store.models import Stage as Row


class Retired(NamedTuple):
    """A stage that leads were in once; facts still name it."""

    key: str
    name: str


def stages() -> tuple[Stage, ...]:
    """Those that leads may be in now: the team's own, else the eight. One query."""
    rows = Row.objects.filter(retired_at=None).order_by("position", "key")
    return tuple(_stage(row) for row in rows) or STAGES


def retired() -> tuple[Retired, ...]:
    """Those that nothing is in any more."""
    rows = Row.objects.exclude(retired_at=None).order_by("key")
    return tuple(Retired(*row) for row in rows.values_list("key", "name"))


def named() -> dict[str, str]:
    """What the team calls its stages, also those that nothing is in any more, by key; one query."""
    return dict(Row.objects.exclude(name="").values_list("key", "name"))


def _stage(row: Row) -> Stage:
    return Stage(
        key=row.key,
        kind=StageKind(row.kind),
        name=row.name,
        rots_after_days=row.rots_after_days,
        reasons=tuple(row.reasons),
    )
