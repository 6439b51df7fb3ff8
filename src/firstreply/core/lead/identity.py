"""Identity: which inquiries come from the same person. What is certain joins; what is likely is only suggested."""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Generic, Literal, TypeVar

from firstreply.core.lead.alike import alike
from firstreply.core.lead.contact import ContactPoint, points
from firstreply.core.lead.persona import Persona

LeadId = TypeVar("LeadId", bound=Hashable)
_MOST_SUGGESTIONS: Final = 10


@dataclass(frozen=True, slots=True)
class Fresh:
    """A lead that this batch brings: the position of its first persona in the batch."""

    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion(Generic[LeadId]):
    """Another lead that may be, or (`shares_point`) seems to be, the same person. Somebody decides; nothing merges.

    `evidence` is the shared contact point (`email:jane@example.com`) or the key of likeness (`core.lead.alike`).
    """

    other: "LeadId | Fresh"
    why: Literal["shares_point", "alike"]
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Identified(Generic[LeadId]):
    """Whose inquiry this is.

    `lead` is known, or Fresh (the same Fresh for every inquiry of one new person). `by` is the contact point that
    told, None for a new lead. `adds` are the points to record for this lead; a point that is another lead's is not.
    """

    lead: "LeadId | Fresh"
    by: ContactPoint | None
    adds: tuple[ContactPoint, ...]
    suggestions: tuple[Suggestion[LeadId], ...]


def resolve(
    personas: Sequence[Persona],
    known: Mapping[ContactPoint, LeadId],
    *,
    shared: Collection[ContactPoint] = (),
    alike_to: Mapping[str, Collection[LeadId]] | None = None,
) -> tuple[Identified[LeadId], ...]:
    """Who each of a batch is, in order of arrival. Any split into batches gives the same leads.

    `known` says whose each contact point is (look up `points(persona, shared)` of all of them at once); `shared` are
    points of several people; `alike_to` says which leads have a key of likeness (look up `alike(persona)`).

    The strongest known point decides. Points that belong to other leads make a suggestion each, and so do keys of
    likeness. A persona without a point is a lead of its own. A point heard first in this batch counts like a known
    one afterwards.
    """
    seen = _Seen(known=known, alike_to=alike_to or {}, shared=frozenset(shared), fresh={}, fresh_alike={})
    return tuple(seen.take(position, persona) for position, persona in enumerate(personas))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen(Generic[LeadId]):
    """What is known, and what the batch has added so far."""

    known: Mapping[ContactPoint, LeadId]
    alike_to: Mapping[str, Collection[LeadId]]
    shared: frozenset[ContactPoint]
    fresh: "dict[ContactPoint, LeadId | Fresh]"
    fresh_alike: "dict[str, dict[LeadId | Fresh, None]]"

    def take(self, position: int, persona: Persona) -> Identified[LeadId]:
        own = points(persona, self.shared)
        owners = {point: owner for point in own if (owner := self._owner(point)) is not None}
        by = next(iter(owners), None)
        lead: LeadId | Fresh = Fresh(position) if by is None else owners[by]
        adds = tuple(point for point in own if point not in owners)
        self.fresh.update(dict.fromkeys(adds, lead))
        keys = alike(persona)
        suggestions = self._suggestions(keys, lead, owners)
        for key in keys:
            self.fresh_alike.setdefault(key, {})[lead] = None
        return Identified(lead=lead, by=by, adds=adds, suggestions=suggestions)

    def _owner(self, point: ContactPoint) -> "LeadId | Fresh | None":
        found = self.known.get(point)
        return found if found is not None else self.fresh.get(point)

    def _suggestions(
        self, keys: Sequence[str], lead: "LeadId | Fresh", owners: "Mapping[ContactPoint, LeadId | Fresh]"
    ) -> tuple[Suggestion[LeadId], ...]:
        found: dict[LeadId | Fresh, Suggestion[LeadId]] = {}
        for point, owner in owners.items():
            if owner != lead and owner not in found:
                evidence = f"{point.kind}:{point.value}"
                found[owner] = Suggestion(other=owner, why="shares_point", evidence=evidence)
        for key in keys:
            for owner in (*self.alike_to.get(key, ()), *self.fresh_alike.get(key, ())):
                if owner != lead and owner not in found:
                    found[owner] = Suggestion(other=owner, why="alike", evidence=key)
        return tuple(found.values())[:_MOST_SUGGESTIONS]
