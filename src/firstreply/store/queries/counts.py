"""Counts: how many leads there are in each stage, and what they may be worth, without counting them."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final, NamedTuple
from uuid import UUID

from firstreply.core.sight import SEE_ALL, Viewer
from firstreply.store import bulk
from firstreply.store.tenancy import organisation

Key = tuple[str, UUID | None, UUID | None, str]  #: stage, owner, team, currency
Sums = tuple[int, Decimal, int]  #: leads, worth, seconds since when (summed)
COLUMNS: Final = "(organisation_id, stage, owner_id, team_id, currency, leads, worth, since_s)"
#: What triggers keep up; the same definition as in the migration that made them.
COUNTING: Final = """
SELECT organisation_id, stage, owner_id, team_id,
    CASE WHEN deal_size IS NULL THEN '' ELSE coalesce(persona->>'currency', '') END,
    count(*), sum(coalesce(deal_size, 0)), sum(extract(epoch FROM coalesce(stage_at, created_at))::bigint)
FROM lead WHERE organisation_id = %(own)s AND withdrawn_at IS NULL AND merged_into_id IS NULL GROUP BY 1, 2, 3, 4, 5
"""
_BOTH: Final = """
SELECT stage, owner_id, team_id, currency, leads, worth, since_s FROM counted WHERE organisation_id = %(own)s
UNION ALL SELECT stage, owner_id, team_id, currency, leads, worth, since_s FROM counted_change
WHERE organisation_id = %(own)s
"""
_KEPT: Final = f"""
SELECT stage, owner_id, team_id, currency, sum(leads), sum(worth), sum(since_s) FROM ({_BOTH}) v
GROUP BY 1, 2, 3, 4 HAVING sum(leads) <> 0 OR sum(worth) <> 0 OR sum(since_s) <> 0
"""
_STAGES: Final = """
SELECT stage, currency, sum(leads), sum(worth), sum(since_s) FROM ({both}) v WHERE {which}
GROUP BY 1, 2 HAVING sum(leads) <> 0
"""


class InStage(NamedTuple):
    """What is in one stage. `worth` by currency, only where somebody said what a lead is worth ("": no currency)."""

    leads: int
    worth: Mapping[str, Decimal]
    age: timedelta | None  #: how long they are there, on average


def stages(
    who: Viewer,
    now: datetime,
    *,
    owner: UUID | None = None,
    unowned: bool = False,
    teams: Collection[UUID] = (),
) -> dict[str, InStage]:
    """What the viewer may see of each stage that anything is in, narrowed by owner and teams; one query."""
    which, more = _which(who, owner, unowned, teams)
    query = _STAGES.format(both=_BOTH, which=which)
    rows = bulk.fetch(query, {"own": organisation(), **more})
    found: dict[str, list[tuple[str, int, Decimal, int]]] = {}
    for stage, currency, leads, worth, since in rows:
        found.setdefault(stage, []).append((currency, int(leads), worth, int(since)))
    return {stage: _in_stage(those, now) for stage, those in found.items()}


def kept() -> dict[Key, Sums]:
    """All that is kept of the acting organisation."""
    rows = bulk.fetch(_KEPT, {"own": organisation()})
    return {(row[0], row[1], row[2], row[3]): _sums(*row[4:]) for row in rows}


def by_counting() -> dict[Key, Sums]:
    """The same by looking at every lead: for those who check."""
    rows = bulk.fetch(COUNTING, {"own": organisation()})
    return {(row[1], row[2], row[3], row[4]): _sums(*row[5:]) for row in rows}


def _sums(leads: Decimal, worth: Decimal, since: Decimal) -> Sums:
    return int(leads), Decimal(worth).normalize(), int(since)


def _which(
    who: Viewer, owner: UUID | None, unowned: bool, teams: Collection[UUID]
) -> tuple[str, dict[str, object]]:
    asked, more = ["true"], dict[str, object]()
    if who.role not in SEE_ALL:
        asked.append("(owner_id = %(me)s OR team_id = ANY(%(mine)s))")
        more |= {"me": who.member, "mine": sorted(who.teams | who.manages)}
    if owner is not None:
        asked.append("owner_id = %(owner)s")
        more["owner"] = owner
    if unowned:
        asked.append("owner_id IS NULL")
    if teams:
        asked.append("team_id = ANY(%(teams)s)")
        more["teams"] = list(teams)
    return " AND ".join(asked), more


def _in_stage(rows: list[tuple[str, int, Decimal, int]], now: datetime) -> InStage:
    leads = sum(row[1] for row in rows)
    worth = {currency: sum_ for currency, _, sum_, _ in rows if sum_}
    age = now.timestamp() - sum(row[3] for row in rows) / leads if leads else None
    return InStage(leads, worth, None if age is None else timedelta(seconds=max(age, 0)))
