"""Routing in words: who gets which lead, by which turn, and why somebody else did not."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

from firstreply.core.qualify import Rule as Condition
from firstreply.core.route import Action, Mode, Pool, Rule, Ruleset, Skip, WhenClosed, Why
from firstreply.insights.reasons import mark
from firstreply.insights.sentences.condition import for_rule
from firstreply.insights.sentences.speaking import Sentences

MODES: Final[Mapping[str, str]] = {
    Mode.ROUND_ROBIN: mark("one after another"),
    Mode.WEIGHTED: mark("in turn by weight"),
    Mode.LEAST_LOADED: mark("to whoever has fewest open"),
    Mode.BEST_MATCH: mark("the best leads to the best closers"),
    Mode.CLAIM: mark("offered, first come first served"),
    Mode.POINT_OF_CONTACT: mark("to one person who hands them out"),
    Mode.QUALIFY_TEAM: mark("to those who qualify by telephone"),
}
CLOSED: Final[Mapping[str, str]] = {
    WhenClosed.NEXT_TO_OPEN: mark("When nobody works, it waits for who begins first."),
    WhenClosed.ON_CALL: mark("When nobody works, it goes to who is on call."),
    WhenClosed.ANYWAY: mark("When nobody works, the next in line gets it all the same."),
}
WHY: Final[Mapping[str, str]] = {
    Why.NAMED: mark("the rule names them"),
    Why.PREVIOUS_OWNER: mark("they had this lead before"),
    Why.CAPTURER: mark("they took it down"),
    Why.TURN: mark("it is their turn"),
    Why.FEWEST_OPEN: mark("they have fewest open"),
    Why.BEST_MATCH: mark("they fit its points best"),
    Why.FIRST_CONTACT: mark("they hand out what comes"),
    Why.OFFERED: mark("it is offered to them first"),
    Why.OFFERS_ENDED: mark("nobody took it when it was offered"),
    Why.NEXT_TO_OPEN: mark("nobody is working, and they begin first"),
    Why.ON_CALL: mark("nobody is working, and they are on call"),
    Why.ANYWAY: mark("nobody is working, and they are next in line"),
    Why.LAST_RESORT: mark("nobody else was found: a lead is never left to nobody"),
}
SKIPPED: Final[Mapping[str, str]] = {
    Skip.UNKNOWN: mark("is no member any more"),
    Skip.INACTIVE: mark("is not active"),
    Skip.EXCLUDED: mark("had it already"),
    Skip.DECLINED: mark("did not want it"),
    Skip.ON_LEAVE: mark("is on leave"),
    Skip.OUTSIDE_HOURS: mark("is outside their working hours"),
    Skip.OFFLINE: mark("is offline"),
    Skip.BUSY: mark("is busy"),
    Skip.AT_CAPACITY: mark("has as many open as they can take"),
    Skip.DAY_FULL: mark("has had as many as a day may bring"),
    Skip.NEWCOMER_LIMIT: mark("is new and has had enough for today"),
    Skip.WRONG_LANGUAGE: mark("does not speak the language"),
    Skip.ROLE: mark("does not answer leads"),
    Skip.OTHER_TEAM: mark("is in another team"),
}


def for_routing_rule(speak: Sentences, rule: Rule, pools: Mapping[str, Pool] | None = None) -> str:
    """`If the country is Germany, the lead goes to Sara; if they cannot take it, to the pool Gulf.`"""
    goes = speak.both([target(speak, rule, pools)])
    if rule.otherwise is not None:
        goes = speak.say(
            mark("{target}; if they cannot take it, to {pool}"),
            target=goes,
            pool=_pool(speak, rule.otherwise, pools),
        )
    if rule.ask_hours and rule.action in (Action.MEMBER, Action.PREVIOUS_OWNER, Action.CAPTURER):
        goes = speak.say(mark("{target} (only in their working hours)"), target=goes)
    if rule.condition is None:
        return speak.say(mark("Every lead goes to {target}."), target=goes)
    condition = for_rule(speak, cast(Condition, rule.condition))
    return speak.say(mark("If {condition}, the lead goes to {target}."), condition=condition, target=goes)


def target(speak: Sentences, rule: Rule, pools: Mapping[str, Pool] | None = None) -> str:
    """To whom a rule gives."""
    match rule.action:
        case Action.MEMBER:
            return speak.member(rule.target)
        case Action.POOL:
            return _pool(speak, str(rule.target), pools)
        case Action.PREVIOUS_OWNER:
            return speak.say(mark("whoever had it before"))
        case Action.CAPTURER:
            return speak.say(mark("whoever took it down"))
        case Action.TEAM_ONLY:
            return speak.say(mark("the team {team} and nobody else"), team=speak.team(rule.target))


def for_fallback(speak: Sentences, ruleset: Ruleset, pools: Mapping[str, Pool] | None = None) -> str:
    """What becomes of a lead that no rule could give."""
    names = [_pool(speak, one, pools) for one in ruleset.fallback]
    last = mark("then the team’s pools, its manager, an administrator: never nobody")
    chain = [*names, speak.say(last)]
    return speak.say(mark("If no rule finds anybody: {chain}."), chain=speak.listed(chain))


def without_rules(speak: Sentences) -> str:
    """What happens where nothing is published."""
    return speak.say(
        mark("No rules yet: whoever had a lead or took it down keeps it; all others go to all reps in turn.")
    )


def for_pool(speak: Sentences, pool: Pool) -> str:
    """Who takes turns in it, how, and what happens when nobody works."""
    seats = [_seat(speak, pool, one.member, one.weight) for one in pool.seats]
    who = speak.both(seats) if seats else speak.say(mark("nobody by name: everybody whose work it is"))
    first = speak.say(mark("{who}: {mode}."), who=who, mode=speak.say(MODES[pool.mode]))
    return " ".join([first, speak.say(CLOSED[pool.when_closed])])


def _seat(speak: Sentences, pool: Pool, member: str, weight: int) -> str:
    if pool.mode is Mode.ROUND_ROBIN or weight == 1:
        return speak.member(member)
    return speak.say(mark("{name} (weight {n})"), name=speak.member(member), n=weight)


def for_skipped(speak: Sentences, reason: str) -> str:
    """Why somebody was passed over: `is on leave`."""
    return speak.say(SKIPPED[reason]) if reason in SKIPPED else reason


def for_why(speak: Sentences, reasons: Mapping[str, Any]) -> str:
    """Why whoever got it did, from what `Assignment.to_dict` wrote: `it is their turn (pool Gulf)`."""
    why = speak.say(WHY[str(reasons["why"])]) if reasons.get("why") in WHY else ""
    if reasons.get("pool"):
        return speak.say(mark("{why} (pool {pool})"), why=why, pool=speak.pool(str(reasons["pool"])))
    return why


def passed_over(speak: Sentences, reasons: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Who was passed over and why, from what `Assignment.to_dict` wrote."""
    lists: Sequence[Any] = [reasons.get("skipped", ()), *(one[2] for one in reasons.get("tried", ()))]
    found = {str(member): str(reason) for some in lists for member, reason, *_ in some}
    return [(speak.member(member), for_skipped(speak, reason)) for member, reason in found.items()]


def _pool(speak: Sentences, own: str, pools: Mapping[str, Pool] | None) -> str:
    name = speak.say(mark("the pool {pool}"), pool=speak.pool(own))
    found = None if pools is None else pools.get(own)
    if found is None:
        return name
    return speak.say(mark("{pool}, {mode}"), pool=name, mode=speak.say(MODES[found.mode]))
