"""Inbox, chosen: the leads and waits that somebody does something to, if they may see them."""

from collections.abc import Collection
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from firstreply.core.calendar import Calendar
from firstreply.core.sight import SEE_ALL, Viewer
from firstreply.store import bulk
from firstreply.store.queries.due import ALWAYS, newest
from firstreply.store.tenancy import organisation

_LEADS: Final = """SELECT l.id, l.name, l.owner_id, l.team_id FROM lead l
WHERE l.organisation_id = %(own)s AND l.id = ANY(%(ids)s) AND l.merged_into_id IS NULL AND l.withdrawn_at IS NULL
  AND ({seen} OR EXISTS (SELECT FROM assignment a WHERE a.organisation_id = %(own)s AND a.lead_id = l.id
       AND a.kind = 'offered' AND a.member_id = %(me)s AND a.until > %(now)s)
    OR EXISTS (SELECT FROM wait w WHERE w.organisation_id = %(own)s AND w.lead_id = l.id AND w.owner_id = %(me)s))"""
_WAITS: Final = """SELECT id, lead_id FROM wait WHERE organisation_id = %(own)s AND id = ANY(%(ids)s)
AND lead_id = ANY(%(leads)s)"""
_SAID: Final = """SELECT DISTINCT ON (f.lead_id) f.id FROM fact f WHERE f.organisation_id = %(own)s
AND f.lead_id = ANY(%(leads)s) AND f.member_id = %(me)s
AND f.kind IN ('talked', 'called') AND NOT f.data ? 'message' ORDER BY f.lead_id, f.id DESC"""
_OFFER: Final = """SELECT a.id FROM assignment a WHERE a.organisation_id = %(own)s AND a.lead_id = %(lead)s
AND a.kind = 'offered' AND a.member_id = %(me)s AND a.until > %(now)s ORDER BY a.id DESC LIMIT 1"""
_HOURS: Final = """SELECT coalesce(m.calendar_id, (
  SELECT t.calendar_id FROM membership s JOIN team t ON t.id = s.team_id
  WHERE s.organisation_id = %(own)s AND s.member_id = m.id AND t.calendar_id IS NOT NULL
    AND (s.until IS NULL OR s.until > %(now)s) ORDER BY s.since NULLS FIRST, s.id LIMIT 1))
FROM member m WHERE m.organisation_id = %(own)s AND m.id = %(me)s"""


class Chosen(NamedTuple):
    """A lead that something is done to."""

    id: UUID
    name: str
    owner: UUID | None
    team: UUID | None


def leads(who: Viewer, ids: Collection[UUID], now: datetime) -> dict[UUID, Chosen]:
    """Those that they may see, or that are offered to them; one statement."""
    seen = "true" if who.role in SEE_ALL else "(l.owner_id = %(me)s OR l.team_id = ANY(%(teams)s))"
    given = {
        "own": organisation(),
        "ids": list(ids),
        "me": who.member,
        "teams": sorted(who.teams | who.manages),
        "now": now,
    }
    return {row[0]: Chosen._make(row) for row in bulk.fetch(_LEADS.format(seen=seen), given)}


def waits(ids: Collection[UUID], of: Collection[UUID]) -> dict[UUID, UUID]:
    """Waits of these leads, each with its lead; one statement."""
    given = {"own": organisation(), "ids": list(ids), "leads": list(of)}
    return dict(bulk.fetch(_WAITS, given)) if ids else {}


def said(member: UUID, leads: Collection[UUID]) -> list[UUID]:
    """The newest conversation or call that they wrote down of each lead: the facts; one statement."""
    given = {"own": organisation(), "me": member, "leads": list(leads)}
    return [row[0] for row in bulk.fetch(_SAID, given)]


def offered(member: UUID | None, lead: UUID, now: datetime) -> UUID | None:
    """The newest offer of this lead to this member that still lasts; one statement."""
    rows = bulk.fetch(_OFFER, {"own": organisation(), "me": member, "lead": lead, "now": now})
    return rows[0][0] if rows else None


def hours(member: UUID | None, now: datetime) -> Calendar:
    """When they work: their own calendar, else their team's, else always; two statements."""
    rows = bulk.fetch(_HOURS, {"own": organisation(), "me": member, "now": now}) if member else []
    calendar = rows[0][0] if rows else None
    return newest()[calendar].calendar if calendar is not None else ALWAYS
