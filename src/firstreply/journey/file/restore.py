"""Restore: leads that were there before a file get back what it changed, where nobody has changed it since."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import orjson

from firstreply.core.fact import FactKind
from firstreply.core.lead import Persona
from firstreply.core.lead.take_back import taken_back
from firstreply.journey import capture, qualify, respond
from firstreply.journey.capture.identify import INQUIRED
from firstreply.journey.effects import Happened, record
from firstreply.journey.file.withdraw import unsay
from firstreply.store import bulk
from firstreply.store.queries import identity, talk
from firstreply.store.queries.identity import LeadRow
from firstreply.store.tenancy import organisation

#: What a file said of leads, the last first.
_SAID: Final = """
SELECT f.lead_id, f.kind, f.at, f.data FROM unnest(%(ids)s::uuid[]) v(id) CROSS JOIN LATERAL (
    SELECT * FROM fact WHERE organisation_id = %(own)s AND lead_id = v.id AND kind IN ('listed', 'inquired')
    AND data->>'source' = %(source)s OFFSET 0) f
WHERE NOT EXISTS (SELECT FROM fact w WHERE w.organisation_id = %(own)s AND w.lead_id = v.id AND w.kind = 'withdrawn'
                  AND w.data->>'file' = %(file)s)
ORDER BY f.id DESC
"""
#: When they asked besides.
_ASKED: Final = """
SELECT lead_id, max(at) FROM fact WHERE organisation_id = %(own)s AND lead_id = ANY(%(ids)s) AND kind = 'inquired'
AND data->>'source' IS DISTINCT FROM %(source)s GROUP BY lead_id
"""
#: Conversations that are rows of this file and nothing else, which nobody has answered.
_ALONE: Final = """
SELECT c.id, c.lead_id FROM conversation c WHERE c.organisation_id = %(own)s AND c.lead_id = ANY(%(ids)s)
AND NOT EXISTS (SELECT FROM message m WHERE m.organisation_id = %(own)s AND m.conversation_id = c.id AND NOT EXISTS (
    SELECT FROM arrival a WHERE a.organisation_id = %(own)s AND a.id = m.arrival_id AND a.source_id = %(source)s::uuid))
AND NOT EXISTS (SELECT FROM wait w WHERE w.organisation_id = %(own)s AND w.conversation_id = c.id
                AND w.outcome <> 'open')
"""
_FREE: Final = """
DELETE FROM contact_point p USING jsonb_to_recordset(%(points)s::jsonb) AS v(lead uuid, kind text, value text)
WHERE p.organisation_id = %(own)s AND p.lead_id = v.lead AND p.kind = v.kind AND p.value = v.value AND NOT p.shared
"""
_UNDID: Final = """
DELETE FROM engagement WHERE id IN (
    SELECT e.id FROM (SELECT lead, at, count(*) FROM jsonb_to_recordset(%(did)s::jsonb) AS r(lead uuid, at timestamptz)
                      GROUP BY lead, at) v
    CROSS JOIN LATERAL (SELECT id, row_number() OVER (ORDER BY id) FROM engagement WHERE organisation_id = %(own)s
                        AND lead_id = v.lead AND kind = 'inquired' AND at = v.at) e WHERE e.row_number <= v.count)
"""


@dataclass(slots=True)
class _Back:
    """What is taken back of one lead."""

    lead: LeadRow
    fields: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    gone: list[list[str]] = field(default_factory=list)
    asked: list[datetime] = field(default_factory=list)


def restore(leads: Sequence[UUID], *, source: UUID, file: UUID, now: datetime) -> int:
    """Take back what a file said of leads that it did not make; how many changed. Under the organisation's lock."""
    if not leads:
        return 0
    own = {"own": organisation(), "ids": list(leads), "source": str(source), "file": str(file)}
    said = bulk.fetch(_SAID, own)
    some = [
        row
        for row in said
        if (data := orjson.loads(row[3]))["changed"] or data["points"] or row[1] == INQUIRED
    ]
    if not some:
        return 0
    alone = bulk.fetch(_ALONE, own) if any(row[1] == INQUIRED for row in some) else []
    back = _backs(some, {lead for _, lead in alone})
    if not back:
        return 0
    unsay([conversation for conversation, _ in alone])
    asked = dict(bulk.fetch(_ASKED, own)) if alone else {}
    after = {lead: _after(one, asked) for lead, one in back.items()}
    _write(back, now, file, after)
    return len(back)


def _backs(said: Iterable[tuple[Any, ...]], unsaid: set[UUID]) -> dict[UUID, _Back]:
    rows = list(said)
    known = identity.leads({row[0] for row in rows})
    found: dict[UUID, _Back] = {}
    for own, kind, at, text in rows:
        if own not in known:
            continue
        data = orjson.loads(text)
        one = found.setdefault(own, _Back(lead=known[own]))
        told = one.lead.persona.to_dict()
        for name, value in taken_back(told, data.get("before", {}), data["persona"]).items():
            one.fields[name] = (one.fields.get(name, (told.get(name),))[0], value)
        one.lead = replace(one.lead, persona=_with(told, one.fields))
        one.gone += data["points"]
        if kind == INQUIRED and own in unsaid:
            one.asked.append(at)
    return {own: one for own, one in found.items() if one.fields or one.gone or one.asked}


def _with(told: Mapping[str, Any], fields: Mapping[str, tuple[Any, Any]]) -> Persona:
    both = {**told, **{name: value for name, (_, value) in fields.items()}}
    return Persona.from_dict({name: value for name, value in both.items() if value is not None})


def _after(one: _Back, asked: Mapping[UUID, datetime]) -> LeadRow:
    """The lead as it is then. Points that still stand in what is known of it stay its own."""
    known = one.lead.persona
    still = set(known.emails) | set(known.phones) | {known.customer_id}
    one.gone = [point for point in one.gone if point[1] not in still]
    last = asked.get(one.lead.id)
    lead = replace(one.lead, revision=one.lead.revision + 1)
    return replace(lead, inquired_at=last or lead.created_at, last_in_at=last) if one.asked else lead


def _write(back: Mapping[UUID, _Back], now: datetime, file: UUID, after: Mapping[UUID, LeadRow]) -> None:
    own = {"own": organisation()}
    points: list[dict[str, Any]] = [
        {"lead": lead, "kind": kind, "value": value} for lead, one in back.items() for kind, value in one.gone
    ]
    did = [{"lead": lead, "at": at} for lead, one in back.items() for at in one.asked]
    bulk.run(_FREE, {**own, "points": orjson.dumps(points).decode()})
    bulk.run(_UNDID, {**own, "did": orjson.dumps(did).decode()})
    record(_fact(one, after[lead], file, now) for lead, one in back.items())
    home = identity.home()
    judged = qualify.judge(after, {}, settings=home.settings, now=now)
    capture.keep({lead: one.lead for lead, one in judged.items()})
    respond.reread(talk.of_parties({one["value"] for one in points}), now=now, idle_s=home.idle_s)


def _fact(one: _Back, after: LeadRow, file: UUID, now: datetime) -> Happened:
    data = {
        "file": str(file),
        "whole": False,
        "fields": one.fields,
        "gone": one.gone,
        "asked": [at.isoformat() for at in one.asked],
        "inquired_at": after.inquired_at.isoformat(),
        "last_in_at": None if after.last_in_at is None else after.last_in_at.isoformat(),
    }
    return Happened(kind=FactKind.WITHDRAWN, at=now, lead=after.id, data=data)
