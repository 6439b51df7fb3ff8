"""Deals: leads as boards and lists show them, what they may be narrowed to, and how many are in a stage."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple
from uuid import UUID

from firstreply.store.queries.counts import InStage
from firstreply.store.queries.paging import After


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Which leads; what is empty asks for nothing. `facets` must be equal: product, segment, tag."""

    owner: UUID | None = None
    unowned: bool = False
    team: UUID | None = None
    source: UUID | None = None
    points: int | None = None  #: at least
    facets: tuple[tuple[str, str], ...] = ()
    text: str = ""

    @property
    def is_counted(self) -> bool:
        """Whether what is kept of stages tells how many these are."""
        return self.source is None and self.points is None and not self.facets and not self.text


class NextStep(NamedTuple):
    """What is to be done next, by when and by whom."""

    title: str
    due_at: datetime | None
    member: UUID | None


class Card(NamedTuple):
    """A lead as boards and lists show it."""

    id: UUID
    name: str
    company: str
    stage: str
    stage_at: datetime | None
    created_at: datetime
    contact_at: datetime
    inquired_at: datetime
    deal_size: Decimal | None
    worth: Decimal
    points: int
    owner_id: UUID | None
    team_id: UUID | None
    source_id: UUID | None
    revision: int
    persona: Mapping[str, Any]
    next: NextStep | None = None

    @property
    def since(self) -> datetime:
        """Since when it is in its stage."""
        return self.stage_at or self.created_at

    @property
    def currency(self) -> str:
        return str(self.persona.get("currency", ""))


class Counted(NamedTuple):
    """How many there are; `at_least`: there are more. `inside` tells more where that is kept or was added up."""

    leads: int
    at_least: bool
    inside: InStage | None


NONE: Final = Counted(0, False, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One stage with its first cards; `after`: where more begin."""

    stage: str
    cards: list[Card]
    after: After | None = None
    counted: Counted
