"""Put in: what templates may say of a lead, of who writes, and of us."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import orjson

from firstreply.core.calendar import Calendar
from firstreply.store import bulk
from firstreply.store.tenancy import organisation

#: Hours of who will answer: the owner's own, else of the lead's team or theirs; else of who writes; else any of ours.
_KNOWN: Final = """
SELECT g.name, g.zone, g.language, l.name, l.company, l.persona, l.language, o.name, o.email, {owner_phone},
       m.name, m.email, {member_phone}, v.value
FROM organisation g
LEFT JOIN lead l ON l.organisation_id = %(own)s AND l.id = %(lead)s::uuid
LEFT JOIN member o ON o.organisation_id = %(own)s AND o.id = l.owner_id
LEFT JOIN member m ON m.organisation_id = %(own)s AND m.id = %(member)s::uuid
LEFT JOIN team t ON t.organisation_id = %(own)s AND t.id = l.team_id
LEFT JOIN LATERAL (SELECT value FROM calendar_version WHERE organisation_id = %(own)s AND calendar_id = coalesce(
    o.calendar_id, t.calendar_id, {owner_hours}, m.calendar_id, {member_hours},
    (SELECT id FROM calendar WHERE organisation_id = %(own)s ORDER BY id LIMIT 1))
  ORDER BY number DESC LIMIT 1) v ON true
WHERE g.id = %(own)s
"""
_PHONE: Final = """(SELECT i.value FROM identity i WHERE i.organisation_id = %(own)s AND i.member_id = {of}.id
  AND i.kind = 'phone' AND (i.since IS NULL OR i.since <= %(now)s) AND (i.until IS NULL OR i.until > %(now)s)
  ORDER BY i.id LIMIT 1)"""
_HOURS: Final = """(SELECT e.calendar_id FROM membership s JOIN team e ON e.id = s.team_id
  WHERE s.organisation_id = %(own)s AND s.member_id = {of}.id AND e.calendar_id IS NOT NULL
  AND (s.since IS NULL OR s.since <= %(now)s) AND (s.until IS NULL OR s.until > %(now)s)
  ORDER BY s.since NULLS FIRST, s.id LIMIT 1)"""
_QUERY: Final = _KNOWN.format(
    owner_phone=_PHONE.format(of="o"),
    member_phone=_PHONE.format(of="m"),
    owner_hours=_HOURS.format(of="o"),
    member_hours=_HOURS.format(of="m"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Someone:
    """One of ours; "" is not known."""

    name: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What may be put in. `language` is the lead's, "" unknown; `hours` None: nobody agreed any."""

    organisation: str
    zone: str
    organisation_language: str
    name: str
    company: str
    persona: dict[str, Any]
    language: str
    owner: Someone
    writer: Someone
    hours: Calendar | None


def known(lead: UUID | None, member: UUID | None, now: datetime) -> Known:
    """Of a lead that the asker may see (None: of nobody), written by that member; one query."""
    given = {"own": organisation(), "lead": lead, "member": member, "now": now}
    ((ours, zone, spoken, name, company, persona, language, *people, hours),) = bulk.fetch(_QUERY, given)
    return Known(
        organisation=ours,
        zone=zone,
        organisation_language=spoken,
        name=name or "",
        company=company or "",
        persona=_read(persona) or {},
        language=language or "",
        owner=_someone(*people[:3]),
        writer=_someone(*people[3:]),
        hours=Calendar.from_dict(_read(hours)) if hours else None,
    )


def _someone(name: str | None, email: str | None, phone: str | None) -> Someone:
    return Someone(name=name or "", email=email or "", phone=phone or "")


def _read(kept: Any) -> Any:
    return orjson.loads(kept) if isinstance(kept, str | bytes) else kept
