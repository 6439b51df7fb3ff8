"""Judging in words: what qualified means, and what gives points."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from firstreply.core.qualify import AllOf, Definition
from firstreply.core.score import EventRule, ScoreRule, Scoring
from firstreply.insights.reasons import mark
from firstreply.insights.sentences.condition import for_rule, noun
from firstreply.insights.sentences.speaking import Sentences, isolated

ANSWERS: Final[Mapping[str, str]] = {
    "yes": mark("Qualified"),
    "no": mark("Not qualified"),
    "incomplete": mark("Too little is known yet"),
    "": mark("Nothing is defined"),
}


class Event(NamedTuple):
    """Something that leads do: as points speak of it, and as their history tells it."""

    doing: str
    did: str


#: A kind of the team's own is told as it stands.
EVENTS: Final[Mapping[str, Event]] = {
    "inquired": Event(mark("asking"), mark("Asked")),
    "mail_opened": Event(mark("opening a mail"), mark("Opened a mail")),
    "clicked": Event(mark("following a link"), mark("Followed a link")),
    "downloaded": Event(mark("downloading a document"), mark("Downloaded a document")),
    "newsletter": Event(mark("asking for the newsletter"), mark("Asked for the newsletter")),
    "visited": Event(mark("visiting the site"), mark("Visited the site")),
    "replied": Event(mark("answering"), mark("Answered us")),
    "booked": Event(mark("booking a meeting"), mark("Booked a meeting")),
}
#: Other names of the same.
_ALSO: Final = {"link_clicked": "clicked", "document": "downloaded", "download": "downloaded"}


def for_definition(speak: Sentences, one: Definition) -> str:
    """`A lead is qualified if the budget is over 10,000.`, and what must be asked first."""
    anybody = isinstance(one.rule, AllOf) and not one.rule.parts
    text = mark("Every lead is qualified.") if anybody else mark("A lead is qualified if {condition}.")
    said = speak.say(text) if anybody else speak.say(text, condition=for_rule(speak, one.rule))
    if not one.questions:
        return said
    asked = speak.both([noun(speak, name) for name in one.questions])
    return " ".join([said, speak.say(mark("To be asked first: {fields}."), fields=asked)])


def no_definition(speak: Sentences) -> str:
    """What happens where nothing is published."""
    return speak.say(mark("Nothing is defined yet: every lead goes to sales."))


def for_score_rule(speak: Sentences, one: ScoreRule) -> str:
    """`+10 (our market) if the country is Germany.`"""
    return speak.say(
        mark("{points} ({reason}) if {condition}."), points=speak.signed(one.points), reason=isolated(one.reason),
        condition=for_rule(speak, one.rule),
    )  # fmt: skip


def for_event_rule(speak: Sentences, one: EventRule) -> str:
    """`+5 for asking; half after 7 days; at most 20 together.`"""
    parts = [
        speak.say(mark("{points} for {event}"), points=speak.signed(one.points), event=event(speak, one.kind))
    ]
    if one.half_life_days is not None:
        parts.append(_half_life(speak, one.half_life_days))
    if one.cap is not None:
        parts.append(speak.say(mark("at most {n} together"), n=one.cap))
    return speak.say(mark("{parts}."), parts=speak.listed(parts))


def for_caps(speak: Sentences, scoring: Scoring) -> list[str]:
    """What limits each side."""
    found = []
    if scoring.fit_cap is not None:
        found.append(speak.say(mark("Who they are gives at most {n} points."), n=scoring.fit_cap))
    if scoring.engagement_cap is not None:
        found.append(speak.say(mark("What they do gives at most {n} points."), n=scoring.engagement_cap))
    return found


def event(speak: Sentences, kind: str) -> str:
    """Something a lead does."""
    known = known_event(kind)
    return speak.say(known.doing) if known else isolated(_spaced(kind))


def known_event(kind: str) -> Event | None:
    """What is said of a kind; None for one of the team's own."""
    return EVENTS.get(_ALSO.get(kind, kind))


def _spaced(kind: str) -> str:
    return kind.replace("_", " ")


def for_points(speak: Sentences, reasons: Sequence[Sequence[Any]]) -> list[tuple[str, str]]:
    """Signed points and where they come from, from what `Score.to_dict` wrote."""
    return [
        (speak.signed(int(points)), _from(speak, str(source), str(name))) for source, name, points in reasons
    ]


def _from(speak: Sentences, source: str, name: str) -> str:
    if source == "engagement":
        return event(speak, name)
    if source in ("fit_cap", "engagement_cap"):
        return speak.say(mark("more than that side may give"))
    return isolated(name) if source == "fit" else speak.say(mark("kept between 0 and 100"))


def _half_life(speak: Sentences, days: float) -> str:
    whole = round(days)
    if days == whole:
        return speak.words.many("worth half after {n} day", "worth half after {n} days", whole)
    return speak.say(mark("worth half after {span}"), span=speak.words.duration_long(days * 86_400))
