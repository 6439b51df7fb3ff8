"""The answer in one sentence, and the few figures that stand above everything else."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from firstreply.insights.reasons import mark
from firstreply.insights.report.figure import interval, unbroken, why_withheld
from firstreply.insights.words import Words


class Card(NamedTuple):
    """A headline figure: what it is, its value, remarks under it, and what it opens."""

    title: str
    value: str
    remarks: tuple[str, ...]
    definition: str
    waits: str
    warn: bool = False


def sentence(words: Words, document: Mapping[str, Any]) -> str:
    """What a manager would forward: half of the inquiries are answered within so long."""
    first = document["first_response"]
    if not first["inquiries"]:
        return words.say(mark("No new inquiries were found in this mail."))
    if first["wall"]["withheld"]:
        return words.many(
            "Only {n} new inquiry was found: too few for reliable figures.",
            "Only {n} new inquiries were found: too few for reliable figures.",
            first["inquiries"],
        )
    if first["wall"]["median_s"] is None:
        return words.say(mark("Fewer than half of the new inquiries have been answered."))
    half = words.duration_long(first["wall"]["median_s"])
    return words.say(mark("Half of the new inquiries are answered within {span}."), span=half)


def answers(words: Words, document: Mapping[str, Any]) -> list[str]:
    """What a manager asks next: who waits now, how it looks in working hours, whether it gets better."""
    first, still_open = document["first_response"], document["all_responses"]["open"]
    said = []
    if document["oldest_unanswered"]:
        longest = words.duration_long(document["oldest_unanswered"][0]["wall_s"])
        said.append(
            words.many(
                "{n} message still waits for an answer: it has waited {span}.",
                "{n} messages still wait for an answer, follow-ups included. The oldest has waited {span}.",
                still_open,
                span=longest,
            )
        )
    course = [_course(words, document)]
    half = first["business"]["median_s"]
    if document["options"]["calendar"] and half is not None:
        span = words.duration_long(half)
        hours = words.say(mark("Counting working hours only, half are answered within {span}."), span=span)
        course.insert(0, hours)
    return [*said, *_kept([" ".join(_kept(course))])]


def _course(words: Words, document: Mapping[str, Any]) -> str:
    """Faster or slower than before; about the same while the new median is in the old one's likely range."""
    previous = document["previous_period"]
    if not previous:
        return ""
    hours = bool(document["options"]["calendar"])
    before = previous["first_response"]["business" if hours else "wall"]
    old, moved = before["median_s"], previous["change"]["median_s"]
    low, high = before["ci95"]["median_s"] or (None, None)
    if old is None or moved is None or low is None:
        return ""
    now = old + moved
    if now < low:
        text = mark("Faster than before: half within {now}, in the period before within {before}.")
    elif high is not None and now > high:
        text = mark("Slower than before: half within {now}, in the period before within {before}.")
    else:
        text = mark("About as fast as before: half within {now}, in the period before within {before}.")
    return words.say(text, now=unbroken(words.duration(now)), before=unbroken(words.duration(old)))


def cards(words: Words, document: Mapping[str, Any]) -> list[Card]:
    """Median, within 1 h and 24 h, unanswered; then the promise, the rate, the slow end, all responses."""
    first, minimum = document["first_response"], document["options"]["minimum_sample"]
    hours = bool(document["options"]["calendar"])
    return [
        _span(words, mark("Median first response"), first, ("median_s", "first", hours), minimum),
        *_within(words, first["wall"], minimum),
        _open(words, document),
        *_promise(words, document),
        *_rate(words, document),
        _span(words, mark("Nine in ten answered within"), first, ("p90_s", "first", hours), minimum),
        _span(
            words,
            mark("Median of all responses"),
            document["all_responses"],
            ("median_s", "", hours),
            minimum,
        ),
    ]


def _span(
    words: Words, title: str, whole: Mapping[str, Any], what: tuple[str, str, bool], minimum: int
) -> Card:
    """`what`: the measure's key, the waits behind it, and whether working hours are known."""
    name, waits, hours = what
    wall, business = whole["wall"], whole["business"]
    known = wall[name] is not None
    remarks = [interval(words, wall["ci95"][name]) if known else why_withheld(words, wall, minimum)]
    if hours and business[name] is not None:
        remarks.append(
            words.say(mark("in working hours: {span}"), span=unbroken(words.duration(business[name])))
        )
    return Card(words.say(title), unbroken(words.duration(wall[name])), _kept(remarks), name, waits)


def _within(words: Words, wall: Mapping[str, Any], minimum: int) -> Iterator[Card]:
    for limit, title in (("3600", mark("Answered within 1 h")), ("86400", mark("Answered within 24 h"))):
        share = wall["within"][limit]
        remark = (
            why_withheld(words, wall, minimum)
            if share is None
            else interval(words, wall["within_ci95"][limit], shares=True)
        )
        yield Card(words.say(title), words.percent(share), _kept([remark]), "within", f"first;w={limit}")


def _open(words: Words, document: Mapping[str, Any]) -> Card:
    first = document["first_response"]
    remark = words.many("of {n} new inquiry", "of {n} new inquiries", first["inquiries"])
    return Card(
        words.say(mark("Not answered yet")),
        words.number(first["open"]),
        (remark,),
        "open",
        "first;o=o",
        warn=first["open"] > 0,
    )


def _promise(words: Words, document: Mapping[str, Any]) -> Iterator[Card]:
    sla = document["sla"]
    if not sla:
        return
    title = words.say(mark("Within the target of {span}"), span=words.duration(sla["target_s"]))
    clock = words.say(mark("in working hours")) if document["options"]["calendar"] else ""
    missed = words.many("{n} missed", "{n} missed", sla["missed"])
    pending = _pending(words, sla["pending"]) if sla["pending"] else ""
    low, high = words.percent(sla["low"]), words.percent(sla["high"])
    bounds = (
        words.say(mark("{low} to {high} once all are decided"), low=low, high=high) if low != high else ""
    )
    yield Card(title, words.percent(sla["within"]), _kept([clock, missed, pending, bounds]), "sla", "first")


def _rate(words: Words, document: Mapping[str, Any]) -> Iterator[Card]:
    """The response rate as buyers know it from marketplaces."""
    rate = document.get("response_rate_30d")
    if not rate or rate["share"] is None:
        return
    remark = words.say(
        mark("{kept} of {all} within 24 h"), kept=rate["answered_in_time"], all=rate["decided"]
    )
    pending = _pending(words, rate["pending"]) if rate["pending"] else ""
    title = words.say(mark("Response rate, last 30 days"))
    yield Card(title, words.percent(rate["share"]), _kept([remark, pending]), "response_rate_30d", "first")


def _pending(words: Words, n: int) -> str:
    return words.many("{n} not decided yet", "{n} not decided yet", n)


def _kept(remarks: list[str]) -> tuple[str, ...]:
    return tuple(remark for remark in remarks if remark)
