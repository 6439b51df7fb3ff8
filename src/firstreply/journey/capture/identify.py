"""Identify: who asks. Someone known is known better now; someone new is a lead."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from firstreply.core.fact import FactKind
from firstreply.core.lead import ContactPoint, Fresh, Identified, Persona, alike, merged, resolve
from firstreply.core.lead.consent import Consent
from firstreply.core.lead.reading import MOST_ITEMS
from firstreply.core.lead.touch import dated
from firstreply.journey.capture import agreed
from firstreply.journey.capture.asking import Asking, Asks, Listed, Tells
from firstreply.journey.effects import Happened, record
from firstreply.store import bulk
from firstreply.store.ids import new_id
from firstreply.store.models import ContactPoint as PointOfContact
from firstreply.store.models import Engagement, Lead, Suggestion
from firstreply.store.persona import columns
from firstreply.store.queries import identity
from firstreply.store.queries.identity import ALIKE, LeadRow, home

INQUIRED: Final = "inquired"  #: the engagement that an inquiry is


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Who a batch is: one lead id for each who asks, in order, and each lead as it is known now."""

    ids: tuple[UUID, ...]
    leads: Mapping[UUID, LeadRow]
    adds: tuple[tuple[UUID, ContactPoint], ...]
    suggestions: tuple[tuple[UUID, UUID, str], ...]
    happened: tuple[Happened, ...]
    begun: Mapping[
        UUID, Persona
    ]  #: new leads as they were first heard of, whatever followed in the same batch

    @property
    def engaged(self) -> dict[UUID, list[tuple[str, datetime]]]:
        """What new ones did so far: they asked. What others did is in the table, this included."""
        found: dict[UUID, list[tuple[str, datetime]]] = {}
        for one in self.happened:
            if one.kind is FactKind.INQUIRED and one.lead is not None and self.leads[one.lead].fresh:
                found.setdefault(one.lead, []).append((INQUIRED, one.at))
        return found


def identify(asking: Sequence[Asks]) -> tuple[UUID, ...]:
    """The lead of each who asks, in order; what is new is written. For steps that meet people in messages.

    Only under `effects.one_at_a_time`: two at once would both find nobody.
    """
    people = recognise(asking, home().shared)
    write(people)
    keep(people.leads)
    return people.ids


def recognise(asking: Sequence[Asks], shared: frozenset[ContactPoint]) -> People:
    """Whose each inquiry is, and what is known of them from now on. Reads twice, writes nothing.

    `shared` are contact points of several people, which tell nobody apart.
    """
    personas = [one.persona for one in asking]
    found = identity.whose(personas, {key for one in personas for key in alike(one)}, shared)
    identified = resolve(personas, found.known, shared=shared, alike_to=found.alike)
    known = identity.leads({one.lead for one in identified if isinstance(one.lead, UUID)})
    return _People(asking, identified, known).told()


class _People:
    """A batch of people while it is worked out, in the order in which they asked."""

    def __init__(
        self, asking: Sequence[Asks], identified: Sequence[Identified[UUID]], known: Mapping[UUID, LeadRow]
    ) -> None:
        self._asking = asking
        self._identified = identified
        self._leads = dict(known)
        self._fresh: dict[Fresh, UUID] = {}
        self._happened: list[Happened] = []
        self._begun: dict[UUID, Persona] = {}
        self._said = set[UUID]()  #: of whom anything was said that was not known

    def told(self) -> People:
        ids = tuple(self._take(one, who) for one, who in zip(self._asking, self._identified, strict=True))
        both = tuple(zip(ids, self._identified, strict=True))
        return People(
            ids=ids,
            leads={own: lead for own, lead in self._leads.items() if own in self._said},
            adds=tuple((lead, point) for lead, who in both for point in who.adds),
            suggestions=tuple(
                (lead, self._id(one.other), one.evidence) for lead, who in both for one in who.suggestions
            ),
            happened=tuple(self._happened),
            begun=self._begun,
        )

    def _id(self, lead: UUID | Fresh) -> UUID:
        return self._fresh.setdefault(lead, new_id()) if isinstance(lead, Fresh) else lead

    def _take(self, one: Asks, who: Identified[UUID]) -> UUID:
        lead = self._id(who.lead)
        before = self._leads.get(lead)
        known, changed = _heard(lead, one, before)
        if before is not None and not changed and not who.adds and not _asks(one):
            return lead  # a list that says what is known says nothing
        self._said.add(lead)
        told = known.persona.to_dict()
        came, consents = _beside(one)
        if before is None:
            self._begun[lead] = one.persona
        self._leads[lead] = agreed.known(known, came, consents, one.at)
        self._happened.append(
            Happened(
                kind=FactKind.INQUIRED if _asks(one) else FactKind.LISTED,
                at=one.at,
                lead=lead,
                channel=one.channel,
                data={
                    "arrival": None if one.arrival is None else str(one.arrival),
                    "source": None if one.source is None else str(one.source),
                    "new": before is None,
                    "persona": told,
                    "changed": tuple(told) if before is None else changed,
                    "points": [[identity.stored_kind(point), point.value] for point in who.adds],
                    **_was(one, before, changed),
                    **({"touch": came} if came else {}),
                },
            )
        )
        self._happened += agreed.consented(
            lead, consents, at=one.at, channel=one.channel, arrival=one.arrival
        )
        if isinstance(one, Listed) and one.owner is not None and before is None:
            self._happened.append(_given(lead, one))
        return lead


def _beside(one: Asks) -> tuple[dict[str, str], tuple[Consent, ...]]:
    """How they came, and what they agreed to, as far as they tell."""
    # Asking first: to see whether something merely has the members of a protocol costs 50 us.
    if isinstance(one, Asking) or isinstance(one, Tells):  # noqa: SIM101
        return dated(one.touch, one.at), one.consents
    return {}, ()


def _asks(one: Asks) -> bool:
    return one.asks if isinstance(one, Listed) else True


def _was(one: Asks, before: LeadRow | None, changed: Sequence[str]) -> dict[str, Any]:
    """What stood in the fields that a file changes, so that it can be taken back."""
    if before is None or not changed or not isinstance(one, Listed):
        return {}
    stood = before.persona.to_dict()
    return {"before": {name: stood.get(name) for name in changed}}


def _given(lead: UUID, one: Listed) -> Happened:
    """Whoever brought the list said whose its leads are."""
    team = None if one.team is None else str(one.team)
    data: dict[str, Any] = {"member": str(one.owner), "team": team, "how": "listed", "reasons": {}}
    none = dict.fromkeys(("assignment", "pool", "definition"))
    return Happened(kind=FactKind.ASSIGNED, at=one.at, lead=lead, channel=one.channel, data=data | none)


def _heard(lead: UUID, one: Asks, before: LeadRow | None) -> tuple[LeadRow, tuple[str, ...]]:
    if before is None:
        first = LeadRow(
            id=lead,
            persona=one.persona,
            source=one.source,
            owner=one.owner if isinstance(one, Listed) else None,
            team=one.team if isinstance(one, Listed) else None,
            inquired_at=one.at,
            last_in_at=one.at if _asks(one) else None,
            created_at=one.at,
            fresh=True,
        )
        return first, ()
    persona, changed = merged(before.persona, one.persona)
    after = replace(before, persona=_within_limits(persona), revision=before.revision + 1)
    if not _asks(one):
        return after, changed
    asked, spoke = max(before.inquired_at, one.at), max(before.last_in_at or one.at, one.at)
    return replace(after, inquired_at=asked, last_in_at=spoke), changed


def _within_limits(persona: Persona) -> Persona:
    """A persona that can be read again: someone who writes from ever new addresses is known by the first ones."""
    if max(len(persona.emails), len(persona.phones), len(persona.tags), len(persona.custom)) <= MOST_ITEMS:
        return persona
    return replace(
        persona,
        emails=persona.emails[:MOST_ITEMS],
        phones=persona.phones[:MOST_ITEMS],
        tags=persona.tags[:MOST_ITEMS],
        custom=dict(list(persona.custom.items())[:MOST_ITEMS]),
    )


def write(people: People) -> None:
    """Write what is new about these people besides themselves: points, suggestions, engagements, facts."""
    bulk.insert(PointOfContact, [*_points(people)], unless_there=True)
    bulk.insert(Suggestion, [*_suggestions(people)], unless_there=True)
    bulk.insert(
        Engagement,
        [
            {"lead_id": one.lead, "kind": INQUIRED, "at": one.at}
            for one in people.happened
            if one.kind is FactKind.INQUIRED
        ],
    )
    record(people.happened)


def _points(people: People) -> Iterable[dict[str, Any]]:
    for lead, point in people.adds:
        yield _point(lead, identity.stored_kind(point), point.value, shared=False)
    for lead, persona in people.begun.items():
        for key in alike(persona):
            yield _point(lead, ALIKE, key, shared=True)


def _point(lead: UUID, kind: str, value: str, *, shared: bool) -> dict[str, Any]:
    return {"id": new_id(), "lead_id": lead, "kind": kind, "value": value, "shared": shared}


def _suggestions(people: People) -> Iterable[dict[str, Any]]:
    """Each pair once, the older lead second."""
    seen: set[frozenset[UUID]] = set()
    for lead, other, evidence in people.suggestions:
        pair = frozenset((lead, other))
        if len(pair) == 2 and pair not in seen:
            seen.add(pair)
            newer, older = sorted(pair, reverse=True)
            yield {"id": new_id(), "lead_id": newer, "other_id": older, "reason": evidence}


def keep(leads: Mapping[UUID, LeadRow]) -> None:
    """Write leads as they are known now: new ones, and those that changed."""
    told = list(leads.values())
    bulk.insert(Lead, [_columns(one) | {"created_at": one.created_at} for one in told if one.fresh])
    bulk.update(Lead, [_columns(one) for one in told if not one.fresh])


def _columns(lead: LeadRow) -> dict[str, Any]:
    return {
        "id": lead.id,
        **columns(lead.persona),
        "stage": lead.stage,
        "stage_at": lead.stage_at,
        "source_id": lead.source,
        "points": lead.points,
        "point_reasons": lead.point_reasons,
        "qualified": lead.qualified,
        "qualified_reasons": dict(lead.qualified_reasons),
        "owner_id": lead.owner,
        "team_id": lead.team,
        "inquired_at": lead.inquired_at,
        "last_in_at": lead.last_in_at,
        "revision": lead.revision,
        "touches": dict(lead.touches),
        "consents": dict(lead.consents),
    }
