"""Cards: leads as a page tells them: names instead of ids, what they are worth, whether they were left too long."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Final
from uuid import UUID

import orjson

from firstreply.core.calendar import Calendar
from firstreply.core.lead.stage import Stage, silent_since
from firstreply.insights.words import Words
from firstreply.store.queries.choices import Choices
from firstreply.store.queries.deals import Card
from firstreply.store.queries.stages import Known
from firstreply.web.desk.lead.stages import reason_name, stage_name

_WHOLE: Final = Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class StageShown:
    """A stage as it is shown. `number` is what is pressed to move there."""

    key: str
    name: str
    number: int
    kind: str
    reasons: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CardShown:
    """A lead as it is shown. `rots`: left too long by the working days of its stage."""

    lead: Card
    stage: str
    owner: str
    team: str
    source: str
    worth: str
    rots: bool
    late: bool  #: the next step is
    may_move: bool = False


def stages_shown(words: Words, stages: Sequence[Stage]) -> list[StageShown]:
    """Stages in the reader's words."""
    return [
        StageShown(
            key=one.key,
            name=stage_name(words, one.key, one.name),
            number=number,
            kind=one.kind.value,
            reasons=tuple((key, reason_name(words, key)) for key in one.reasons),
        )
        for number, one in enumerate(stages, 1)
    ]


class Telling:
    """What is known besides of the cards of one page."""

    def __init__(self, words: Words, known: Known, names: Choices, hours: str | None, now: datetime) -> None:
        self._words, self._names, self._now = words, names, now
        self._named = known.named
        calendar = _calendar(hours)
        self._silent = {
            one.key: silent_since(calendar, one.rots_after_days, now)
            for one in known.stages
            if one.rots_after_days is not None
        }

    def card(self, lead: Card, *, may_move: bool = False) -> CardShown:
        """One of them."""
        return CardShown(
            lead=lead,
            stage=stage_name(self._words, lead.stage, self._named.get(lead.stage, "")),
            owner=self._names.member(lead.owner_id),
            team=self._names.teams.get(lead.team_id, "") if lead.team_id else "",
            source=self._names.sources.get(lead.source_id, "") if lead.source_id else "",
            worth=money(self._words, {lead.currency: lead.deal_size}) if lead.deal_size else "",
            rots=lead.stage in self._silent and lead.contact_at < self._silent[lead.stage],
            late=lead.next is not None and lead.next.due_at is not None and lead.next.due_at < self._now,
            may_move=may_move,
        )

    def cards(self, leads: Iterable[Card]) -> list[CardShown]:
        """All of them."""
        return [self.card(one) for one in leads]


def money(words: Words, worth: Mapping[str, Decimal | None]) -> str:
    """Sums by currency, each by itself: nothing is added that is not of one kind. "" where there are none."""
    found = sorted((value, currency) for currency, value in worth.items() if value)
    return " + ".join(_sum(words, value, currency) for value, currency in reversed(found))


def _sum(words: Words, value: Decimal, currency: str) -> str:
    decimals = 0 if value == value.quantize(_WHOLE) else 2
    told = words.number(float(value), decimals)
    return f"{told} {currency}" if currency else told


@lru_cache(maxsize=64)
def _calendar(hours: str | None) -> Calendar:
    return Calendar.always() if hours is None else Calendar.from_dict(orjson.loads(hours))


def id_of(text: str) -> UUID | None:
    """An id as a form has it."""
    try:
        return UUID(text)
    except ValueError:
        return None
