"""Happening: what would happen, as the steps that a page shows, in sentences."""

from datetime import UTC, datetime
from typing import Final, NamedTuple

from firstreply.core.respond.ladder import Ladder, MomentKind
from firstreply.core.route import Duty
from firstreply.insights.reasons import mark
from firstreply.insights.sentences import Sentences
from firstreply.insights.sentences.condition import for_reason, noun
from firstreply.insights.sentences.judging import ANSWERS, for_points
from firstreply.insights.sentences.promise import DEEDS, for_promise
from firstreply.insights.sentences.routing import for_routing_rule, for_why, passed_over
from firstreply.journey.rehearse import Rehearsed
from firstreply.web.desk.rule.seen import Seen
from firstreply.web.desk.sheet.writing import Writing

FATES: Final = {
    "chosen": mark("This rule decides."),
    "in_vain": mark("It matches, but nobody it names can take it."),
    "no_match": mark("It does not match."),
    "not_reached": mark("Not asked any more."),
}
HOW: Final = {
    "kept": mark("{name} has this lead already and keeps it."),
    "routed": mark("{name} gets it."),
    "offered": mark("It is offered to {name} first."),
    "aside": mark("{name} answers it; it is not given to sales."),
}
DUTIES: Final = {
    Duty.ASSIGN: mark("They are to find the one who answers."),
    Duty.QUALIFY: mark("They are to qualify it by telephone first."),
}


class Step(NamedTuple):
    """One step: what it is about, what comes out, and the reasons: (text, how it stands)."""

    title: str
    answer: str
    reasons: list[tuple[str, str]]
    moments: list[tuple[str, str]] = []  # noqa: RUF012 (never changed)


def happening(found: Seen, one: Rehearsed, write: Writing) -> list[Step]:
    """Who it is, whether they are qualified, their points, who gets it, and what is promised."""
    speak = found.speak
    return [
        _who(speak, one),
        _qualified(speak, one),
        _points(speak, one),
        _given(found, one),
        _promised(found, one, write),
    ]


def _who(speak: Sentences, one: Rehearsed) -> Step:
    known = mark("A lead that is known already: it asks again.") if one.known else mark("A new lead.")
    return Step(speak.say(mark("Who asks")), speak.say(known), [])


def _qualified(speak: Sentences, one: Rehearsed) -> Step:
    reasons = one.judged.lead.qualified_reasons
    answer = speak.say(ANSWERS[one.judged.lead.qualified])
    told = [(for_reason(speak, reason), _mark(reason["held"])) for reason in reasons.get("reasons", ())]
    if reasons.get("missing"):
        fields = speak.both([noun(speak, name) for name in reasons["missing"]])
        told.append((speak.say(mark("Still to ask: {fields}."), fields=fields), ""))
    if one.judged.aside:
        told.append((speak.say(mark("It is set aside: salespeople are not asked.")), ""))
    return Step(speak.say(mark("Qualified?")), answer, told)


def _mark(held: bool) -> str:
    return "yes" if held else "no"


def _points(speak: Sentences, one: Rehearsed) -> Step:
    lead = one.judged.lead
    said = speak.words.many("{n} point", "{n} points", lead.points)
    return Step(
        speak.say(mark("Points")),
        said,
        [(f"{points} {name}", "") for points, name in for_points(speak, lead.point_reasons)],
    )


def _given(found: Seen, one: Rehearsed) -> Step:
    speak, title = found.speak, found.speak.say(mark("Who gets it"))
    if one.assignment is None:
        return Step(title, speak.say(mark("Nobody works here yet, so nobody gets it.")), [])
    made = one.assignment.to_dict()
    answer = [speak.say(HOW[one.how], name=speak.member(one.assignment.member))]
    if one.how != "kept":
        answer.append(speak.say(mark("Because {why}."), why=for_why(speak, made)))
    if one.assignment.duty in DUTIES:
        answer.append(speak.say(DUTIES[one.assignment.duty]))
    reasons = []
    for asked in one.rules:
        text = for_routing_rule(speak, asked.rule, found.turns)
        because = [for_reason(speak, reason) for reason in asked.reasons] if asked.fate == "no_match" else []
        told = speak.say(FATES[asked.fate])
        if because:
            missing = speak.say(mark("Missing: {what}."), what=speak.both(because))
            told = f"{told} {missing}"
        reasons.append((f"{text} {told}", {"chosen": "yes", "in_vain": "no"}.get(asked.fate, "")))
    reasons += [
        (speak.say(mark("{name} {why}."), name=name, why=why), "no") for name, why in passed_over(speak, made)
    ]
    others = made["candidates"][1:]
    if others:
        names = speak.both([speak.member(name) for name in others])
        reasons.append((speak.say(mark("Next in line: {names}."), names=names), ""))
    return Step(title, " ".join(answer), reasons)


def _promised(found: Seen, one: Rehearsed, write: Writing) -> Step:
    speak, title = found.speak, found.speak.say(mark("What is promised"))
    reasons = []
    for asked in one.promises:
        ladder = Ladder()
        text = for_promise(
            speak, covers=asked.promise.covers, rule=asked.promise.rule, seconds=asked.promise.seconds, warn_at=(),
            calendar=None if asked.promise.calendar is None else str(asked.promise.calendar), ladder=ladder,
        )[0]  # fmt: skip
        applies = one.promise is not None and asked.promise.id == one.promise.sla.id
        reasons.append((text, "yes" if applies else "" if asked.fits else "no"))
        if applies:
            break
    if one.promise is None:
        return Step(
            title, speak.say(mark("No promise fits: it waits, without a time by which it is due.")), reasons
        )
    if one.promise.due is None:
        return Step(title, speak.say(mark("Never due: these hours never open for so long.")), reasons)
    due = write.moment(_at(one.promise.due.due))
    hours = [
        (
            speak.say(
                mark("The clock runs from {start} to {end}."),
                start=write.moment(_at(a)),
                end=write.moment(_at(b)),
            ),
            "",
        )
        for a, b in one.hours[:20]
    ]
    return Step(
        title, speak.say(mark("Due at {moment}."), moment=due), reasons + hours, _moments(speak, one, write)
    )


def _moments(speak: Sentences, one: Rehearsed, write: Writing) -> list[tuple[str, str]]:
    found = []
    for moment in one.moments:
        if moment.kind is MomentKind.BREACH:
            said = speak.say(mark("it is due; later counts as missed"))
        else:
            said = "" if moment.action is None else speak.say(DEEDS[moment.action])
        found.append((write.moment(_at(moment.at)), said))
    return found


def _at(epoch: int) -> datetime:
    return datetime.fromtimestamp(epoch, UTC)
