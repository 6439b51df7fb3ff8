"""Stages of the acting organisation, in their order."""

from typing import NamedTuple

from firstreply.core.lead.stage import STAGES, Stage, StageKind
from firstreply.store.models import Stage as Row


class Known(NamedTuple):
    """Stages that leads may be in now, and what the team calls each by key, those that are retired too."""

    stages: tuple[Stage, ...]
    named: dict[str, str]


class Retired(NamedTuple):
    """A stage that leads were in once; facts still name it."""

    key: str
    name: str


def stages() -> tuple[Stage, ...]:
    """Those that leads may be in now: the team's own, else the eight. One query."""
    rows = Row.objects.filter(retired_at=None).order_by("position", "key")
    return tuple(_stage(row) for row in rows) or STAGES


def known() -> Known:
    """Those that leads may be in now, and the names of all; one query."""
    rows = list(Row.objects.order_by("position", "key"))
    now = tuple(_stage(row) for row in rows if row.retired_at is None)
    return Known(now or STAGES, {row.key: row.name for row in rows if row.name})


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
