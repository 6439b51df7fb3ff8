"""Promises in words: to whom, how fast, in whose hours, and what happens when it is late."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from firstreply.core.qualify import Rule
from firstreply.core.respond.ladder import Action, Ladder, OnlyIf, Step
from firstreply.insights.reasons import mark
from firstreply.insights.sentences.condition import for_rule
from firstreply.insights.sentences.speaking import Sentences

WHO: Final[Mapping[str, str]] = {
    "": mark("Whoever writes"),
    "first": mark("Whoever asks for the first time"),
    "next": mark("Whoever writes again"),
}
DEEDS: Final[Mapping[str, str]] = {
    Action.WARN_OWNER: mark("the owner is warned"),
    Action.TELL_MANAGER: mark("the manager is told"),
    Action.TELL_TEAM: mark("the team is told"),
    Action.TELL_ADMINS: mark("the administrators are told"),
    Action.REROUTE: mark("the lead moves on to the next person"),
}


def for_promise(
    speak: Sentences,
    *,
    covers: str,
    rule: Rule | None,
    seconds: int,
    warn_at: Sequence[int],
    calendar: str | None,
    ladder: Ladder,
) -> list[str]:
    """A promise, one sentence each: what it says, its warnings, its steps."""  # fmt: skip
    hours = speak.say(mark("the working hours {name}"), name=speak.calendar(calendar)) if calendar else None
    hours = hours or speak.say(mark("the working hours of whoever answers"))
    facts: dict[str, Any] = {
        "who": speak.say(WHO[covers]),
        "span": speak.words.duration_long(seconds),
        "hours": hours,
    }
    if rule is None:
        found = [speak.say(mark("{who} hears from us within {span}, counted in {hours}."), **facts)]
    else:
        facts["condition"] = for_rule(speak, rule)
        found = [
            speak.say(mark("{who} hears from us within {span}, counted in {hours}, if {condition}."), **facts)
        ]
    if warn_at:
        shares = speak.both([speak.words.percent(one / 100) for one in sorted(warn_at)])
        found.append(speak.say(mark("The owner is warned at {shares} of the time."), shares=shares))
    return found + [for_step(speak, one) for one in ladder.steps]


def for_step(speak: Sentences, one: Step) -> str:
    """One step: `30 min after it was due, the manager is told.`"""
    if one.percent is not None:
        when = speak.say(mark("At {share} of the time"), share=speak.words.percent(one.percent / 100))
    elif one.after:
        when = speak.say(mark("{span} after it was due"), span=speak.words.duration_long(one.after))
    else:
        when = speak.say(mark("When it is due"))
    facts = {"when": when, "deed": speak.say(DEEDS[one.action])}
    if one.only_if is OnlyIf.UNTOUCHED:
        return speak.say(mark("{when}, {deed}, unless the owner has begun."), **facts)
    return speak.say(mark("{when}, {deed}."), **facts)
