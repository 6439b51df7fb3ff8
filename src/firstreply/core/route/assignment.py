"""Decisions as values: who gets a lead, and every reason, as codes and values."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, NamedTuple

from firstreply.core.route.case import Load
from firstreply.core.route.pool import PoolState

SHOWN: Final = 5  #: how many candidates an assignment names


class Step(StrEnum):
    """Which step of the chain found somebody. The last five are taken whatever hours and capacity say."""

    RULE = "rule"  #: the person whom a rule names
    POOL = "pool"  #: the pool that a rule names
    FALLBACK_POOL = "fallback_pool"  #: a pool of the ruleset's fallback
    TEAM_POOL = "team_pool"  #: the pool of the team
    TEAM_LEAD = "team_lead"  #: a manager of the team
    TEAM_ANYONE = "team_anyone"  #: anybody of the team whose rule keeps out everybody else
    MANAGER = "manager"  #: any manager, where no team is known
    ADMIN = "admin"  #: any administrator or owner
    ANYONE = "anyone"  #: any active member at all


LAST_RESORTS = frozenset({Step.TEAM_LEAD, Step.TEAM_ANYONE, Step.MANAGER, Step.ADMIN, Step.ANYONE})


class Why(StrEnum):
    """Why this one of those who could."""

    NAMED = "named"  #: a rule names them
    PREVIOUS_OWNER = "previous_owner"
    CAPTURER = "capturer"
    TURN = "turn"  #: next in line
    FEWEST_OPEN = "fewest_open"
    BEST_MATCH = "best_match"
    FIRST_CONTACT = "first_contact"  #: the first seat that is there
    OFFERED = "offered"  #: next in line for an exclusive offer
    OFFERS_ENDED = "offers_ended"  #: next in line, after the offers came to nothing
    NEXT_TO_OPEN = "next_to_open"  #: nobody is working; they open first
    ON_CALL = "on_call"  #: nobody is working
    ANYWAY = "anyway"  #: nobody is working; next in line all the same
    LAST_RESORT = "last_resort"  #: so that it is not nobody


class Skip(StrEnum):
    """Why somebody was not given it."""

    UNKNOWN = "unknown"  #: a rule or pool names somebody who is not a member
    INACTIVE = "inactive"
    EXCLUDED = "excluded"  #: had it already
    DECLINED = "declined"  #: refused the offer or let it run out
    ON_LEAVE = "on_leave"  #: value: until when
    OUTSIDE_HOURS = "outside_hours"  #: value: when they open, if ever
    OFFLINE = "offline"
    BUSY = "busy"  #: there, but takes nothing new
    AT_CAPACITY = "at_capacity"  #: value: the limit of open waits
    DAY_FULL = "day_full"  #: value: the limit of the day
    NEWCOMER_LIMIT = "newcomer_limit"  #: value: the limit of the day
    WRONG_LANGUAGE = "wrong_language"
    ROLE = "role"  #: does not answer leads
    OTHER_TEAM = "other_team"  #: the rule keeps it within a team


class Skipped(NamedTuple):
    """Somebody who could not have it, with the reason."""

    member: str
    reason: Skip
    value: int | None = None  #: an instant or a limit, as the reason says


class Duty(StrEnum):
    """What the owner is to do with it."""

    ANSWER = "answer"
    ASSIGN = "assign"  #: find the one who answers
    QUALIFY = "qualify"  #: by telephone, before sales sees it
    CLAIM = "claim"  #: take it or leave it, until the offer ends


class Offer(NamedTuple):
    """An exclusive offer, valid before `until`, epoch seconds."""

    member: str
    until: int


class Tried(NamedTuple):
    """A rule or pool that was asked and found nobody."""

    step: Step
    name: str  #: of the rule or pool
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """Who gets a lead and why. Exactly one of `owner` and `offer` is there."""

    lead: str
    owner: str | None
    offer: Offer | None = None
    duty: Duty = Duty.ANSWER
    pool: str | None = None
    team: str | None = None
    rule: str | None = None  #: None: no rule matched
    rule_version: int | None = None
    ruleset_version: int
    step: Step
    why: Why
    candidates: tuple[str, ...] = ()  #: who could, in order, the chosen one first; no more than SHOWN
    in_line: int = 0  #: how many could, all together
    skipped: tuple[Skipped, ...] = ()  #: everybody of the pool who could not
    tried: tuple[Tried, ...] = ()  #: what found nobody before, in order

    @property
    def member(self) -> str:
        """The owner, or whom it is offered to."""
        if self.owner is not None:
            return self.owner
        assert self.offer is not None  # one of the two is always there
        return self.offer.member

    @property
    def last_resort(self) -> bool:
        """Whether hours and capacity were set aside so that it is not nobody."""
        return self.step in LAST_RESORTS

    def to_dict(self) -> dict[str, Any]:
        """The reasons as JSON, for the fact that records the decision."""
        return {
            "lead": self.lead,
            "owner": self.owner,
            "offer": None if self.offer is None else {"member": self.offer.member, "until": self.offer.until},
            "duty": self.duty.value,
            "pool": self.pool,
            "team": self.team,
            "rule": self.rule,
            "rule_version": self.rule_version,
            "ruleset_version": self.ruleset_version,
            "step": self.step.value,
            "why": self.why.value,
            "candidates": list(self.candidates),
            "in_line": self.in_line,
            "skipped": _listed(self.skipped),
            "tried": [[one.step.value, one.name, _listed(one.skipped)] for one in self.tried],
        }


def _listed(skipped: tuple[Skipped, ...]) -> list[list[Any]]:
    return [[one.member, one.reason.value, one.value] for one in skipped]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A batch decided: one assignment for each case, in order, and what changed by it."""

    assignments: tuple[Assignment, ...]
    states: Mapping[str, PoolState]  #: of the pools that were used
    loads: Mapping[str, Load]  #: of all members, after the batch
