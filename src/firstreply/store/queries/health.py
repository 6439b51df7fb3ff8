"""Health: how accounts are, which are due for a look, and what usually comes in by each."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson

from firstreply.core.calendar import Calendar as CalendarValue
from firstreply.core.watch.health import HealthState
from firstreply.core.watch.rhythm import HISTORY
from firstreply.store import bulk
from firstreply.store.models import CalendarVersion, Hour, Organisation
from firstreply.store.tenancy import organisation

_SHOWN: Final = """
SELECT s.id, s.name, s.kind, coalesce(h.state, 'fine'), coalesce(h.code, ''), coalesce(h.facts, '{}')::text,
       h.since, h.last_ok_at, h.last_in_at, h.last_error_at, coalesce(h.rhythm, '{}')::text, h.checked_at,
       h.next_check_at
FROM source s LEFT JOIN health h ON h.organisation_id = %(own)s AND h.source_id = s.id
WHERE s.organisation_id = %(own)s AND s.disabled_at IS NULL AND s.kind <> 'import'
ORDER BY coalesce(h.state, 'fine') = 'fine', s.name
"""


class AccountShown(NamedTuple):
    """How one account is. `rhythm`: arrivals a day, Monday first (`days`), and when silence would be unusual."""

    id: UUID
    name: str
    kind: str
    state: str
    code: str
    facts: Mapping[str, Any]
    since: datetime | None
    last_ok_at: datetime | None
    last_in_at: datetime | None
    last_error_at: datetime | None
    rhythm: Mapping[str, Any]
    checked_at: datetime | None
    next_check_at: datetime | None


def accounts() -> Sequence[AccountShown]:
    """Every account in use of the acting organisation, those in trouble first; one query."""
    rows = bulk.fetch(_SHOWN, {"own": organisation()})
    return [
        AccountShown._make([*row[:5], orjson.loads(row[5]), *row[6:10], orjson.loads(row[10]), *row[11:]])
        for row in rows
    ]


def hours(sources: Collection[UUID], now: datetime) -> dict[UUID, dict[datetime, int]]:
    """What came in by each account and hour, as far back as rhythms look; one query."""
    found: dict[UUID, dict[datetime, int]] = {one: {} for one in sources}
    rows = Hour.objects.filter(source_id__in=found, hour__gte=now - 2 * HISTORY)
    for source, hour, count in rows.values_list("source_id", "hour", "count"):
        found[source][hour] = count
    return found


def zone() -> ZoneInfo:
    """In which time zone the acting organisation's weeks begin."""
    return ZoneInfo(Organisation.objects.values_list("zone", flat=True).get())


def off_days() -> frozenset[date]:
    """Days on which everybody of the acting organisation is off: holidays, and exceptions without hours, of all its
    calendars as they are in force. One query.
    """
    newest = CalendarVersion.objects.order_by("calendar_id", "-number").distinct("calendar_id")
    off = [_off(CalendarValue.from_dict(value)) for value in newest.values_list("value", flat=True)]
    return frozenset.intersection(*off) if off else frozenset()


def _off(hours: CalendarValue) -> frozenset[date]:
    return frozenset(
        day
        for version in hours.versions
        for day in (*version.holidays, *(one for one, windows in version.exceptions if not windows))
    )


def organisations_to_watch(now: datetime) -> list[UUID]:
    """Organisations with an account or a webhook that is due for a look. Outside `acting`: ids and nothing else."""
    return [row[0] for row in bulk.fetch("SELECT organisations_to_watch(%s)", [now])]


def states(kinds: Sequence[str]) -> dict[tuple[str, str], int]:
    """How many accounts of each kind are in each state, in the whole installation. Outside `acting`."""
    pairs = [(kind, state.value) for kind in kinds for state in HealthState]
    asked = [[kind for kind, _ in pairs], [state for _, state in pairs]]
    counts = bulk.fetch("SELECT channel_states(%s::text[], %s::text[])", asked)[0][0]
    return {pair: int(count) for pair, count in zip(pairs, counts, strict=True)}
