"""Qualify: whether a lead is what the team looks for, and how many points it has, each with the reasons.

Only leads that may be qualified go to salespeople (Q4). One that is not, whatever the answers to what is still open,
is set aside with the reason: stage `unqualified`. One that is only incomplete goes to sales, who ask the rest; a team
that has others ask first sets `incomplete` to "nurture". Both come back by themselves once they qualify. A lead that
somebody has in work keeps its stage and its owner, whatever is worked out here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from firstreply.core.fact import FactKind
from firstreply.core.qualify import Answer, Qualified, Sheet, qualified, sheet
from firstreply.core.score import Event, Score, score
from firstreply.journey.effects import Happened, record
from firstreply.store.queries import identity
from firstreply.store.queries.definitions import Judging, judging
from firstreply.store.queries.identity import LeadRow

OPEN: Final = "open"
NURTURE: Final = "nurture"
UNQUALIFIED: Final = "unqualified"
ASIDE: Final = frozenset({NURTURE, UNQUALIFIED})  #: stages in which salespeople are not asked
_OWN: Final = ASIDE | {OPEN}  #: stages that move by themselves; people moved the others


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A lead with its answer and points, and what rules may ask about it."""

    lead: LeadRow
    sheet: Sheet

    @property
    def aside(self) -> bool:
        """Whether salespeople are not asked: somebody else answers."""
        return self.lead.stage in ASIDE and self.lead.owner is None


def judge(
    leads: Mapping[UUID, LeadRow],
    engaged: Mapping[UUID, Sequence[tuple[str, datetime]]],
    *,
    settings: Mapping[str, Any],
    now: datetime,
) -> dict[UUID, Judged]:
    """Answer and points of leads by what is published; facts where they changed. The rows are not written.

    `engaged` is what each did besides what is in the table already. Points come first: what is qualified may ask them.
    """
    rules = judging()
    before = identity.engagements(one.id for one in leads.values() if not one.fresh) if rules.scoring else {}
    found: dict[UUID, Judged] = {}
    happened: list[Happened] = []
    for own, lead in leads.items():
        events = [*before.get(own, ()), *engaged.get(own, ())]
        found[own], told = judged(lead, events, rules, settings.get("incomplete", ""), now)
        happened += told
    record(happened)
    return found


def judged(
    lead: LeadRow, events: Iterable[tuple[str, datetime]], rules: Judging, incomplete: str, now: datetime
) -> tuple[Judged, list[Happened]]:
    """One lead with its answer and points, and the facts of what changed; nothing is written."""
    page = sheet(
        lead.persona,
        points=lead.points,
        created=int(lead.created_at.timestamp()),
        today=now.astimezone(UTC).date(),
    )
    happened: list[Happened] = []
    if rules.scoring is not None:
        scored = score(page, _events(events), rules.scoring, int(now.timestamp()))
        lead, page, told = _scored(lead, page, scored, rules, now)
        happened += told
    if rules.qualification is not None:
        lead, told = _qualified(lead, qualified(page, rules.qualification), rules, incomplete, now)
        happened += told
    return Judged(lead=lead, sheet=page), happened


def _events(events: Iterable[tuple[str, datetime]]) -> list[Event]:
    return [Event(kind, int(at.timestamp())) for kind, at in events]


def _scored(
    lead: LeadRow, page: Sheet, found: Score, rules: Judging, now: datetime
) -> tuple[LeadRow, Sheet, list[Happened]]:
    told = found.to_dict()
    if lead.points == found.points and list(lead.point_reasons) == told["reasons"]:
        return lead, page, []
    data = {"points": found.points, "reasons": told["reasons"], "definition": str(rules.scoring_id)}
    fact = Happened(kind=FactKind.SCORED, at=now, lead=lead.id, data=data)
    page = sheet(
        lead.persona, points=found.points, created=int(lead.created_at.timestamp()), today=page.today
    )
    return replace(lead, points=found.points, point_reasons=tuple(told["reasons"])), page, [fact]


def _qualified(
    lead: LeadRow, found: Qualified, rules: Judging, incomplete: str, now: datetime
) -> tuple[LeadRow, list[Happened]]:
    told = {"reasons": [one.to_dict() for one in found.reasons], "missing": list(found.missing)}
    happened = []
    if (lead.qualified, lead.qualified_reasons) != (found.answer.value, told):
        data = {"answer": found.answer.value, "definition": str(rules.qualification_id), **told}
        happened.append(Happened(kind=FactKind.QUALIFIED, at=now, lead=lead.id, data=data))
    stage = _stage(lead, found.answer, incomplete)
    if stage != lead.stage:
        data = {"before": lead.stage, "after": stage, "reason": f"qualified:{found.answer.value}"}
        happened.append(Happened(kind=FactKind.STAGE_MOVED, at=now, lead=lead.id, data=data))
    since = lead.stage_at if stage == lead.stage else now
    after = replace(lead, qualified=found.answer.value, qualified_reasons=told, stage=stage, stage_at=since)
    return after, happened


def _stage(lead: LeadRow, answer: Answer, incomplete: str) -> str:
    if lead.owner is not None or lead.stage not in _OWN:
        return lead.stage
    if answer is Answer.NO:
        return UNQUALIFIED
    return NURTURE if answer is Answer.INCOMPLETE and incomplete == NURTURE else OPEN
