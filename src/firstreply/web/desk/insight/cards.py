"""Cards: the few figures that stand above everything else, each with its range and the change."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from firstreply.insights.asked_for import count
from firstreply.insights.reasons import mark
from firstreply.insights.report.figure import interval, unbroken
from firstreply.insights.words import Words
from firstreply.web.desk.insight.asking import Question
from firstreply.web.desk.insight.opening import BEHIND

Block = Mapping[str, Any]


class Card(NamedTuple):
    """A figure: title, value, remarks under it, the metric that defines it, and where it leads."""

    title: str
    value: str
    remarks: tuple[str, ...]
    definition: str
    href: str
    warn: bool = False


def cards(words: Words, asked: Question, parts: Mapping[str, Any]) -> list[Card]:
    """Median, nine in ten, within 1 h, promise kept, unanswered, inquiries, and the private rate of 30 days."""
    block, previous = parts["headline"], parts.get("previous_period")
    change = previous["change"] if previous else {}
    return [
        _time(words, asked, block, change, ("median_s", mark("Median first response"))),
        _time(words, asked, block, change, ("p90_s", mark("Nine in ten answered within"))),
        _within(words, asked, block, change),
        *_promise(words, asked, parts.get("sla")),
        _open(words, asked, block),
        _asked(words, asked, block, change),
        *_rate(words, asked, parts.get("response_rate_30d")),
    ]


def _time(words: Words, asked: Question, block: Block, change: Block, what: tuple[str, str]) -> Card:
    name, title = what
    value = block[name]
    said = [interval(words, block["ci95"].get(name)) if value is not None else _why_not(words, block)]
    moved = change.get(name)
    if moved:
        longer = mark("▲ {span} longer") if moved > 0 else mark("▼ {span} shorter")
        said.append(words.say(longer, span=words.duration(abs(moved))))
    shown = unbroken(words.duration(value))
    return Card(words.say(title), shown, _kept(said), name, asked.address(BEHIND))


def _within(words: Words, asked: Question, block: Block, change: Block) -> Card:
    share = of_limit(block["within"], 3600)
    ranged = of_limit(block["within_ci95"], 3600)
    said = [interval(words, ranged, shares=True) if share is not None else _why_not(words, block)]
    moved = change.get("within_1h")
    if moved:
        text = mark("▲ {span} more") if moved > 0 else mark("▼ {span} fewer")
        said.append(words.say(text, span=words.percent(abs(moved))))
    title = words.say(mark("Answered within 1 h"))
    return Card(title, words.percent(share), _kept(said), "within", asked.address(BEHIND, end="answered"))


def _promise(words: Words, asked: Question, sla: Block | None) -> Iterator[Card]:
    if not sla or sla["within"] is None:
        return
    said = [words.many("{n} missed", "{n} missed", sla["missed"])]
    if sla["pending"]:
        said.append(words.many("{n} not decided yet", "{n} not decided yet", sla["pending"]))
        low, high = words.percent(sla["low"]), words.percent(sla["high"])
        said.append(words.say(mark("{low} to {high} once all are decided"), low=low, high=high))
    href = asked.address(BEHIND, end="missed")
    yield Card(words.say(mark("Promise kept")), words.percent(sla["within"]), tuple(said), "sla", href)


def _open(words: Words, asked: Question, block: Block) -> Card:
    of = words.many("of {n} new inquiry", "of {n} new inquiries", count(block))
    href = asked.address(BEHIND, end="open")
    shown = words.number(block["open"])
    return Card(words.say(mark("Not answered yet")), shown, (of,), "open", href, warn=block["open"] > 0)


def _asked(words: Words, asked: Question, block: Block, change: Block) -> Card:
    moved = change.get("inquiries")
    text = mark("▲ {span} more") if (moved or 0) > 0 else mark("▼ {span} fewer")
    said = (words.say(text, span=words.number(abs(moved))),) if moved else ()
    title, shown = words.say(mark("New inquiries")), words.number(count(block))
    return Card(title, shown, said, "inquiries", asked.address(BEHIND))


def _rate(words: Words, asked: Question, rate: Block | None) -> Iterator[Card]:
    if not rate or rate["share"] is None:
        return
    of = words.say(mark("{kept} of {all} within 24 h"), kept=rate["answered_in_time"], all=rate["decided"])
    young = (
        words.many("{n} not decided yet", "{n} not decided yet", rate["pending"]) if rate["pending"] else ""
    )
    private = words.say(mark("Only your team sees this number."))
    href = asked.address(BEHIND, period="30d", since="", until="")
    title = words.say(mark("Response rate, last 30 days"))
    yield Card(
        title, words.percent(rate["share"]), (*filter(None, (of, young)), private), "response_rate_30d", href
    )


def _why_not(words: Words, block: Block) -> str:
    if block["withheld"]:
        return words.say(mark("too few to say"))
    return words.say(mark("not reached: too many are unanswered"))


def of_limit(shares: Mapping[Any, Any], seconds: int) -> Any:
    """A value by its limit, which JSON made a text of."""
    return shares.get(seconds, shares.get(str(seconds)))


def _kept(said: list[str]) -> tuple[str, ...]:
    return tuple(one for one in said if one)
