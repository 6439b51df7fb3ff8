"""Merges: which leads were ever merged with which; their facts are read together."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from firstreply.core.fact import FactKind
from firstreply.core.lead.story import Told


class Kin:
    """Leads that were merged with one another, also if that was undone since."""

    def __init__(self, told: Iterable[Told]) -> None:
        self._first: dict[UUID, UUID] = {}
        self._members: dict[UUID, set[UUID]] = defaultdict(set)
        for one in told:
            if one.kind is FactKind.MERGED and one.lead is not None:
                self._join(one.lead, UUID(one.data["into"]))
        for lead in list(self._first):
            self._members[self._root(lead)].add(lead)

    def of(self, leads: Iterable[UUID]) -> set[UUID]:
        """These leads and all their kin."""
        found: set[UUID] = set()
        for lead in leads:
            found.add(lead)
            if lead in self._first:
                found |= self._members[self._root(lead)]
        return found

    def _root(self, lead: UUID) -> UUID:
        while self._first.setdefault(lead, lead) != lead:
            lead = self._first[lead]
        return lead

    def _join(self, one: UUID, other: UUID) -> None:
        self._first[self._root(one)] = self._root(other)
