"""About a lead: what is known of them, and what somebody noted."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from firstreply.channels.phone import to_e164
from firstreply.core.fact import FactKind
from firstreply.core.lead import Persona, alike, points
from firstreply.core.lead.contact import ContactPoint
from firstreply.core.lead.persona import FIELDS
from firstreply.core.lead.story import REACH
from firstreply.core.permission import Act
from firstreply.core.refusal import Refused
from firstreply.core.respond.alert import Change
from firstreply.journey.act.actor import change, lead_for
from firstreply.journey.act.deed import Deed
from firstreply.journey.effects import Happened
from firstreply.store import bulk
from firstreply.store.fields import LONG
from firstreply.store.ids import new_id
from firstreply.store.models import ContactPoint as PointOfContact
from firstreply.store.models import Conversation, Lead, Suggestion
from firstreply.store.persona import columns
from firstreply.store.queries import talk
from firstreply.store.queries.identity import ALIKE, home, stored_kind, whose

_Key = tuple[str, str]  #: kind and value of a contact point


def change_lead(
    lead: UUID,
    fields: Mapping[str, Any],
    *,
    by: UUID | None,
    now: datetime,
    expected_revision: int | None = None,
) -> Deed:
    """Give fields of the persona other values; "", None and [] forget what was known.

    `custom` and `social` are changed key by key. Refuses as `lead_for` and `Persona.from_dict` do, and
    `field_unknown`.
    """
    row = lead_for(lead, Act.CHANGE, by=by, now=now, expected_revision=expected_revision)
    before = Persona.from_dict(row.persona)
    after = _with(before, fields)
    told, was = after.to_dict(), before.to_dict()
    changes = {name: [was.get(name), told.get(name)] for name in FIELDS if was.get(name) != told.get(name)}
    if not changes:
        return Deed(at=now, facts=(), revision=row.revision)
    revision = change(row, **columns(after))
    gone, come = _reachable(lead, before, after)
    reach = {REACH: [gone, come]} if gone or come else {}
    fact = Happened(kind=FactKind.CHANGED, at=now, lead=lead, member=by, data={**changes, **reach})
    return Deed(
        at=now,
        facts=(fact,),
        changes=(changed(row, FactKind.CHANGED),),
        revision=revision,
        judged=(lead,),
        reread=_heard_by(lead, before, after) if any(kind != ALIKE for kind, _ in (*gone, *come)) else (),
    )


def note(lead: UUID, text: str, *, by: UUID | None, now: datetime) -> Deed:
    """Write something down. Ends nothing. Refuses as `lead_for` does, and `text_missing`."""
    row = lead_for(lead, Act.NOTE, by=by, now=now)
    if not text.strip():
        raise Refused("text_missing", what="note")
    fact = Happened(kind=FactKind.NOTED, at=now, lead=lead, member=by, data={"text": text.strip()[:LONG]})
    return Deed(at=now, facts=(fact,), changes=(changed(row, FactKind.NOTED),), revision=row.revision)


def changed(row: Lead, kind: FactKind) -> Change:
    """What screens are told of a lead."""
    return Change(kind=kind.value, lead=row.pk, owner=row.owner_id, team=row.team_id)


def _with(before: Persona, fields: Mapping[str, Any]) -> Persona:
    for name in fields:
        if name not in FIELDS:
            raise Refused("field_unknown", field=name)
    region = home().region or None
    given = {name: value for name, value in fields.items() if value not in (None, "", [])}
    read = Persona.from_dict(given, e164=lambda text: to_e164(text, region))
    values = {name: getattr(read, name) for name in fields}
    for name in ("custom", "social"):
        if name in values:
            forgotten = {key for key, value in (fields[name] or {}).items() if value in (None, "")}
            kept = {key: value for key, value in getattr(before, name).items() if key not in forgotten}
            values[name] = {**kept, **values[name]} if fields[name] else {}
    return replace(before, **values)


def _heard_by(lead: UUID, *known: Persona) -> tuple[UUID, ...]:
    """Conversations in which another address may be the same person's from now on."""
    addresses = {point.value for persona in known for point in points(persona)}
    leads = Q(lead_id=lead) | Q(lead__merged_into_id=lead)
    theirs = Conversation.objects.filter(leads).values_list("id", flat=True)
    return tuple({*theirs, *talk.of_parties(addresses)})


def _reachable(lead: UUID, before: Persona, after: Persona) -> tuple[list[_Key], list[_Key]]:
    """New ways to reach them tell who they are from now on, unless they are somebody else's; old ones are let go.

    Those that went, and those that came.
    """
    shared = home().shared
    was, now = set(points(before, shared)), set(points(after, shared))
    gone = [_key(point) for point in sorted(was - now)]
    held = PointOfContact.objects.filter(shared=False, value__in=[point.value for point in now - was])
    taken = set(held.values_list("kind", "value"))
    come = [key for key in map(_key, sorted(now - was)) if key not in taken]
    come += _likeness(lead, before, after)
    if gone:
        bulk.run(
            "DELETE FROM contact_point c USING unnest(%(kinds)s::text[], %(values)s::text[]) AS g(kind, value)"
            " WHERE c.lead_id = %(lead)s AND c.kind = g.kind AND c.value = g.value AND NOT c.shared",
            {"lead": lead, "kinds": [kind for kind, _ in gone], "values": [value for _, value in gone]},
        )
    bulk.insert(
        PointOfContact,
        [
            {"id": new_id(), "lead_id": lead, "kind": kind, "value": value, "shared": kind == ALIKE}
            for kind, value in come
        ],
    )
    if now - was or come:
        _suggest(lead, after, shared)
    return gone, come


def _likeness(lead: UUID, before: Persona, after: Persona) -> list[_Key]:
    """Keys of likeness that they did not have."""
    new = set(alike(after)) - set(alike(before))
    had = PointOfContact.objects.filter(lead_id=lead, kind=ALIKE, value__in=new)
    return [(ALIKE, key) for key in sorted(new - set(had.values_list("value", flat=True) if new else ()))]


def _suggest(lead: UUID, known: Persona, shared: frozenset[ContactPoint]) -> None:
    """Who else is reached so, or is called so, may be the same person: people decide, as of somebody new."""
    found = whose([known], alike(known), shared)
    reasons = {other: f"{point.kind}:{point.value}" for point, other in found.known.items()}
    for key, others in found.alike.items():
        for other in others:
            reasons.setdefault(other, key)
    pairs = {other: (max(lead, other), min(lead, other)) for other in reasons if other != lead}
    bulk.insert(
        Suggestion,
        [
            {"id": new_id(), "lead_id": newer, "other_id": older, "reason": reasons[other]}
            for other, (newer, older) in pairs.items()
        ],
        unless_there=True,
    )


def _key(point: ContactPoint) -> _Key:
    return stored_kind(point), point.value
