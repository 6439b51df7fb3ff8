"""Merging: two leads that are one person, and taking that back. Nothing is deleted; both keep their histories.

The merged lead stays, pointing to the other; contact points and open waits go over, and the clock reads the
conversations of both again, as of one party. Undoing it gives back exactly what the fact of the merge says was taken.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from firstreply.core.fact import FactKind
from firstreply.core.lead import Persona
from firstreply.core.lead.persona import FIELDS
from firstreply.core.lead.story import as_one, beside_as_one, without
from firstreply.core.permission import Act
from firstreply.core.refusal import Refused
from firstreply.core.respond.alert import Change
from firstreply.core.respond.wait import Outcome
from firstreply.journey.act.actor import change, lead_for
from firstreply.journey.act.deed import Deed, known
from firstreply.journey.act.giving import holders
from firstreply.journey.effects import Happened
from firstreply.store.models import ContactPoint, Conversation, Fact, Lead, Suggestion, Wait
from firstreply.store.persona import columns
from firstreply.store.queries import talk


def merge(
    lead: UUID, into: UUID, *, by: UUID | None, now: datetime, expected_revision: int | None = None
) -> Deed:
    """Have `lead` be `into` from now on. Refuses as `lead_for` does for either, and `merge_with_itself`."""
    if lead == into:
        raise Refused("merge_with_itself", lead=str(lead))
    row = lead_for(lead, Act.MERGE, by=by, now=now, expected_revision=expected_revision)
    other = lead_for(into, Act.MERGE, by=by, now=now)
    persona, changes = _known(row, other)
    beside = beside_as_one(row.touches, row.consents, other.touches, other.consents)
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
        "beside": {name: [getattr(other, name), after] for name, after in beside.items()},
    }
    owner, team = (other.owner_id, other.team_id) if other.owner_id else (row.owner_id, row.team_id)
    points.update(lead_id=into)
    before.update(merged_into_id=into)
    told["holder"], had = _text(owner), holders(lead, into)
    _hold(waits, owner)
    change(row, merged_into_id=into)
    later = max(row.inquired_at, other.inquired_at)
    columns_of = columns(persona) | beside
    revision = change(other, owner_id=owner, team_id=team, inquired_at=later, **columns_of)
    for suggestion in ({"lead_id": lead, "other_id": into}, {"lead_id": into, "other_id": lead}):
        Suggestion.objects.filter(state="open", **suggestion).update(state="merged")
    fact = Happened(kind=FactKind.MERGED, at=now, lead=lead, member=by, data=told)
    members = known(row.owner_id, other.owner_id, owner, *had)
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
    persona = without(Persona.from_dict(host.persona), told["changed"]) if other.pk == host.pk else None
    back = {} if persona is None else columns(persona) | _beside(host, told)
    if other.pk == host.pk and host.owner_id == row.owner_id:
        back |= {"owner_id": told["owner"], "team_id": told["team"]}
    revision = change(host, **back)
    moved = Wait.objects.filter(pk__in=told["waits"], outcome=Outcome.OPEN.value)
    had = holders(lead, host.pk)
    data = {"from": str(host.pk), "waits": _ids(moved), "holder": _text(row.owner_id)}
    _hold(moved, row.owner_id)
    fact = Happened(kind=FactKind.UNMERGED, at=now, lead=lead, member=by, data=data)
    members = known(row.owner_id, host.owner_id, *had)
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
    points = ContactPoint.objects.filter(lead_id__in=leads, shared=False).values_list("value", flat=True)
    of = Q(lead_id__in=leads) | Q(lead__merged_into_id__in=leads)
    theirs = Conversation.objects.filter(of).values_list("id", flat=True)
    # Whoever wrote from one of these addresses is now somebody else's other address, or no more.
    conversations = {*theirs, *talk.of_parties(set(points))}
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
    persona = as_one(new, row.inquired_at, was, other.inquired_at)
    before, after = was.to_dict(), persona.to_dict()
    changes = {
        name: [before.get(name), after.get(name)] for name in FIELDS if before.get(name) != after.get(name)
    }
    return persona, changes


def _beside(host: Lead, told: Mapping[str, Any]) -> dict[str, Any]:
    """What was known of how they came and what they agreed to, as far as nothing came since."""
    pairs = told.get("beside", {}).items()
    return {name: was for name, (was, after) in pairs if getattr(host, name) == after}


def _hold(waits: QuerySet[Wait], owner: UUID | None) -> None:
    first = Coalesce("first_owner_id", "owner_id", owner)
    waits.update(owner_id=owner, first_owner_id=first, revision=F("revision") + 1)


def _ids(rows: Any) -> list[str]:
    found: Iterable[UUID] = rows.values_list("id", flat=True)
    return [str(one) for one in found]


def _text(own: UUID | None) -> str | None:
    return None if own is None else str(own)
