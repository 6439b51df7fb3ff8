"""Stages: which there are, what they are called, and which reasons they ask for."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from firstreply.core.lead.stage import Stage
from firstreply.insights.reasons import mark
from firstreply.insights.words import Words

NAMES: Final = {
    "open": mark("Open"),
    "contacted": mark("Contacted"),
    "nurture": mark("Nurture"),
    "qualified": mark("Qualified"),
    "negotiation": mark("Negotiation"),
    "customer": mark("Customer"),
    "inactive": mark("Inactive"),
    "unqualified": mark("Unqualified"),
}
REASONS: Final = {
    "no_answer": mark("No answer"),
    "no_budget": mark("No budget"),
    "not_now": mark("Not now"),
    "competitor": mark("Chose somebody else"),
    "no_need": mark("No need"),
    "wrong_segment": mark("Not our kind of customer"),
    "wrong_contact": mark("Wrong person"),
    "spam": mark("Spam"),
    "other": mark("Something else"),
}


class Choice(NamedTuple):
    """A stage as it is offered, with the reasons of which one must be given."""

    key: str
    name: str
    is_here: bool
    reasons: list[tuple[str, str]]


def stage_name(words: Words, key: str, own: str = "") -> str:
    """What a stage is called: as the team named it, else in the reader's language."""
    return own or (words.say(NAMES[key]) if key in NAMES else key)


def reason_name(words: Words, key: str) -> str:
    """What a reason is called."""
    return words.say(REASONS[key]) if key in REASONS else key


def choices(words: Words, stages: Sequence[Stage], here: str, named: Mapping[str, str]) -> list[Choice]:
    """The stages to choose from, in their order; one that is retired stays for who is in it, as it was `named`."""
    found = [
        Choice(
            one.key,
            stage_name(words, one.key, one.name),
            one.key == here,
            [(key, reason_name(words, key)) for key in one.reasons],
        )
        for one in stages
    ]
    if not any(one.is_here for one in found):
        found.insert(0, Choice(here, stage_name(words, here, named.get(here, "")), True, []))
    return found
