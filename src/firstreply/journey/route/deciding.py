"""Deciding: who gets each wait of a batch, one decision counting for the next. Nothing is written here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, cast
from uuid import UUID

from firstreply.core.qualify import Condition as Equal
from firstreply.core.qualify import Rule as Condition
from firstreply.core.qualify import Sheet, holds
from firstreply.core.respond.wait_row import WaitRow
from firstreply.core.route import Action, Assignment, Case, Rule, Ruleset, decide
from firstreply.journey.route.pools import Pools
from firstreply.store.queries import routing
from firstreply.store.queries.identity import LeadRow

#: Asked before all rules: whoever has a lead keeps it, as long as they can take it.
OWNER: Final = Rule(id="previous_owner", order=-2, action=Action.PREVIOUS_OWNER)
#: The tag of leads that somebody sends in to see how it works.
TEST: Final = "test"
#: Asked before all published rules: a test lead stays with the member who sent it, and wakes nobody else.
TESTED: Final = Rule(
    id="capturer", order=-1, condition=Equal(field="tags", op="has", value=TEST), action=Action.CAPTURER
)
#: Asked where nothing is published: whom a message was addressed to, or who took it down, keeps it.
CAPTURER: Final = Rule(id="capturer", order=-1, action=Action.CAPTURER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A wait that needs somebody. `aside`: not a lead for sales; whoever answers it does not own it."""

    wait: WaitRow
    lead: LeadRow
    sheet: Sheet  #: what rules may ask about the lead
    aside: bool = False
    capturer: UUID | None = None
    excluded: frozenset[UUID] = frozenset()  #: had it untouched, or gave it up
    declined: frozenset[UUID] = frozenset()  #: refused the offer of it, or let it run out
    again: bool = False  #: it moves on from somebody: `rerouted`
    opening: bool = False  #: it is just opening: whoever promises an answer writes down whose it is


class Deciding:
    """A batch while it is decided; nothing is written."""

    def __init__(self, pools: Pools, ruleset: Ruleset | None, crew: routing.Crew, now: datetime) -> None:
        self.loads = crew.loads
        self.after: list[LeadRow] = []  #: the leads as they are after each decision
        self._members = crew.members
        self._pools = pools
        self._ruleset = ruleset
        self._now = int(now.timestamp())

    def all(self, requests: Sequence[Request]) -> list[tuple[Request, Assignment]]:
        """Round by round: a lead that asks twice in one batch stays with whoever got it first."""
        found: list[tuple[Request, Assignment]] = []
        left = list(requests)
        leads: dict[UUID, LeadRow] = {}
        while left:
            first: dict[UUID, Request] = {}
            rest = [one for one in left if first.setdefault(one.lead.id, one) is not one]
            asked = [
                replace(one, lead=leads[one.lead.id]) if one.lead.id in leads else one
                for one in first.values()
            ]
            for request, made in self._round(asked):
                leads[request.lead.id] = _owned(request, made)
                self.after.append(leads[request.lead.id])
                found.append((request, made))
            left = rest
        return found

    def _round(self, requests: Sequence[Request]) -> Iterable[tuple[Request, Assignment]]:
        for aside in (False, True):
            group = [one for one in requests if one.aside is aside]
            if group:
                ruleset = self._aside() if aside else self._sales()
                yield from zip(group, self._decide(group, ruleset), strict=True)

    def _decide(self, group: Sequence[Request], ruleset: Ruleset) -> Sequence[Assignment]:
        decided = decide(
            [_case(one) for one in group],
            ruleset=ruleset,
            pools=self._pools.now,
            members=self._members,
            loads=self.loads,
            now=self._now,
            matches=_matches,
        )
        self.loads = decided.loads
        self._pools.turned(decided.states)
        return [self._teamed(made) for made in decided.assignments]

    def _teamed(self, made: Assignment) -> Assignment:
        """What comes from a pool of no team is the team's of whoever gets it: their colleagues and managers see it."""
        teams = self._members[made.member].teams
        return replace(made, team=teams[0]) if made.team is None and teams else made

    def _sales(self) -> Ruleset:
        if self._ruleset is None:
            return Ruleset(version=0, rules=(OWNER, CAPTURER), fallback=(self._pools.everyone(),))
        return replace(self._ruleset, rules=(OWNER, TESTED, *self._ruleset.rules))

    def _aside(self) -> Ruleset:
        return Ruleset(version=0, fallback=(self._pools.aside(),))


def _matches(rule: Rule, case: Case) -> bool:
    return holds(cast(Condition, rule.condition), cast(Sheet, case.persona))


def _case(request: Request) -> Case:
    lead = request.lead
    owner = None if lead.owner in request.excluded else lead.owner
    return Case(
        lead=str(lead.id),
        persona=request.sheet,
        score=lead.points,
        language=lead.persona.language or None,
        team=_text(lead.team),
        previous_owner=_text(owner),
        capturer=_text(request.capturer),
        excluded=frozenset(map(str, request.excluded)),
        declined=frozenset(map(str, request.declined)),
    )


def _text(own: UUID | None) -> str | None:
    return None if own is None else str(own)


def _owned(request: Request, made: Assignment) -> LeadRow:
    """The lead after the decision; what is only offered or answered aside belongs to nobody yet."""
    if request.aside:
        return request.lead
    team = None if made.team is None else UUID(made.team)
    owner = None if made.owner is None else UUID(made.owner)
    return replace(request.lead, owner=owner, team=team)
