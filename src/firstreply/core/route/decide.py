"""Deciding who gets each lead: rules, pools, fallbacks, last resorts. Never nobody (R1, R2, R4, R5)."""

from collections.abc import Iterable, Mapping

from firstreply.core.route.assignment import Decided
from firstreply.core.route.attempt import Attempt
from firstreply.core.route.case import Case, Load
from firstreply.core.route.member import Member
from firstreply.core.route.pool import Pool
from firstreply.core.route.rule import Ruleset
from firstreply.core.route.session import Matches, Session


def decide(
    cases: Iterable[Case],
    *,
    ruleset: Ruleset,
    pools: Mapping[str, Pool],
    members: Mapping[str, Member],
    loads: Mapping[str, Load],
    now: int,
    matches: Matches,
) -> Decided:
    """Who gets each lead, in order; each decision counts for the ones after it.

    `pools` and `members` are by id, `now` is epoch seconds; `matches(rule, case)` says whether a rule's condition
    holds (it is not asked about rules without one). A batch decides as its parts would one after the other, given
    the states and loads of the part before. Refuses `routing_nobody` when no member is active.
    """
    session = Session(ruleset, pools, members, loads, now, matches)
    assignments = tuple(Attempt(session, case).made() for case in cases)
    states = {name: desk.state for name, desk in session.desks.items()}
    return Decided(
        assignments=assignments,
        states=states,
        loads={name: tally.load for name, tally in session.tallies.items()},
    )
