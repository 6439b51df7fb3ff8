"""Merging: two leads that are one person, and taking that back. Nothing is deleted; both keep their histories.

The merged lead stays, pointing to the other; contact points and open waits go over, and the clock reads the
conversations of both again, as of one party. Undoing it gives back exactly what the fact of the merge says was taken.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import F

from firstreply.core.fact import FactKind
from firstreply.core.lead import Persona
from firstreply.core.lead.merge import NEWEST_COUNTS, merged
from firstreply.core.lead.persona import FIELDS
from firstreply.core.permission import Act
from firstreply.core.refusal import Refused
from firstreply.core.respond.alert import Change
from firstreply.core.respond.wait import Outcome
from firstreply.journey.act.about import columns
from firstreply.journey.act.actor import change, lead_for
from firstreply.journey.act.deed import Deed, known
from firstreply.journey.effects import Happened
from firstreply.store.models import ContactPoint, Conversation, Fact, Lead, Suggestion, Wait

_MOST: Final = 10_000  #: conversations read again in one go


def merge(
    lead: UUID, into: UUID, *, by: UUID | None, now: datetime, expected_revision: int | None = None
) -> Deed:
    """Have `lead` be `into` from now on. Refuses as `lead_for` does for either, and `merge_with_itself`."""
    if lead == into:
        raise Refused("merge_with_itself", lead=str(lead))
    row = lead_for(lead, Act.MERGE, by=by, now=now, expected_revision=expected_revision)
    other = lead_for(into, Act.MERGE, by=by, now=now)
    persona, changes = _known(row, other)
    points = ContactPoint.objects.filter(lead_id=lead)
    before = Lead.objects.filter(merged_into_id=lead)
    waits = Wait.objects.filter(lead_id=lead, outcome=Outcome.OPEN.value)
    told = {
        "into": str(into),
        "points": _ids(points),
        "chained": _ids(before),
        "waits": _ids(waits),
        "changed": changes,
        "owner": _text(other.owner_id),
        "team": _text(other.team_id),
    }
    owner, team = (other.owner_id, other.team_id) if other.owner_id else (row.owner_id, row.team_id)
    points.update(lead_id=into)
    before.update(merged_into_id=into)
    waits.update(owner_id=owner, revision=F("revision") + 1)
    change(row, merged_into_id=into)
    later = max(row.inquired_at, other.inquired_at)
    revision = change(other, owner_id=owner, team_id=team, inquired_at=later, **columns(persona))
    for suggestion in ({"lead_id": lead, "other_id": into}, {"lead_id": into, "other_id": lead}):
        Suggestion.objects.filter(state="open", **suggestion).update(state="merged")
    fact = Happened(kind=FactKind.MERGED, at=now, lead=lead, member=by, data=told)
    members = known(row.owner_id, other.owner_id)
    return _deed(
        fact, (lead, into), now, members=members, owner=owner, team=team, revision=revision, made=into
    )


def unmerge(lead: UUID, *, by: UUID | None, now: datetime) -> Deed:
    """Have it be its own again, with what it had. Refuses `not_found`, `not_allowed`, `not_merged`."""
    row = lead_for(lead, Act.SEE, by=by, now=now)
    told = (
        Fact.objects.filter(lead_id=lead, kind=FactKind.MERGED.value)
        .order_by("-id")
        .values_list("data", flat=True)
        .first()
    )
    if row.merged_into_id is None or told is None:
        raise Refused("not_merged", lead=str(lead))
    # In a chain it may have been passed on since; who it was merged into first says what it gave.
    other = lead_for(UUID(told["into"]) if told["into"] else row.merged_into_id, Act.SEE, by=by, now=now)
    host = lead_for(row.merged_into_id, Act.MERGE, by=by, now=now)
    ContactPoint.objects.filter(pk__in=told["points"], lead_id=host.pk).update(lead_id=lead)
    Lead.objects.filter(pk__in=told["chained"], merged_into_id=host.pk).update(merged_into_id=lead)
    change(row, merged_into_id=None)
    persona = _forgotten(Persona.from_dict(host.persona), told["changed"]) if other.pk == host.pk else None
    back = {} if persona is None else columns(persona)
    if other.pk == host.pk and host.owner_id == row.owner_id:
        back |= {"owner_id": told["owner"], "team_id": told["team"]}
    revision = change(host, **back)
    moved = Wait.objects.filter(pk__in=told["waits"], outcome=Outcome.OPEN.value)
    moved.update(owner_id=row.owner_id, revision=F("revision") + 1)
    fact = Happened(kind=FactKind.UNMERGED, at=now, lead=lead, member=by, data={"from": str(host.pk)})
    members = known(row.owner_id, host.owner_id)
    return _deed(
        fact,
        (lead, host.pk),
        now,
        members=members,
        owner=row.owner_id,
        team=row.team_id,
        revision=revision,
        made=lead,
    )


def _deed(
    fact: Happened,
    leads: tuple[UUID, UUID],
    now: datetime,
    *,
    members: frozenset[UUID],
    owner: UUID | None,
    team: UUID | None,
    revision: int,
    made: UUID,
) -> Deed:
    conversations = Conversation.objects.filter(lead_id__in=leads).values_list("id", flat=True)[:_MOST]
    kind = fact.kind.value
    return Deed(
        at=now,
        facts=(fact,),
        reread=tuple(conversations),
        members=members,
        changes=tuple(Change(kind=kind, lead=one, owner=owner, team=team) for one in leads),
        made=made,
        revision=revision,
    )


def _known(row: Lead, other: Lead) -> tuple[Persona, dict[str, list[Any]]]:
    """What is known of the two as one, and which fields that changes: what they want is what they said last."""
    was, new = Persona.from_dict(other.persona), Persona.from_dict(row.persona)
    persona, _ = merged(was, new)
    if row.inquired_at <= other.inquired_at:
        persona = replace(
            persona, **{name: getattr(was, name) for name in NEWEST_COUNTS if getattr(was, name)}
        )
    before, after = was.to_dict(), persona.to_dict()
    changes = {
        name: [before.get(name), after.get(name)] for name in FIELDS if before.get(name) != after.get(name)
    }
    return persona, changes


def _forgotten(persona: Persona, changes: Mapping[str, list[Any]]) -> Persona:
    """Without what the merge brought, as far as nobody has changed it since."""
    now = persona.to_dict()
    for name, (before, after) in changes.items():
        if now.get(name) == after:
            now[name] = before
    return Persona.from_dict({name: value for name, value in now.items() if value is not None})


def _ids(rows: Any) -> list[str]:
    found: Iterable[UUID] = rows.values_list("id", flat=True)
    return [str(one) for one in found]


def _text(own: UUID | None) -> str | None:
    return None if own is None else str(own)
