"""Cards: the few figures that stand above everything else, each with its range and the change."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from firstreply.core.sight import Viewer
from firstreply.insights.asked_for import count
from firstreply.insights.rank import rank
from firstreply.insights.reasons import mark
from firstreply.insights.report.figure import interval, unbroken
from firstreply.insights.untrusted import plain
from firstreply.insights.words import Words
from firstreply.web.desk.insight.asking import Question
from firstreply.web.desk.insight.opening import BEHIND, figure, kept_of

Block = Mapping[str, Any]
_HOUR: Final = 3600
_NAME: Final = 40
_PROMISE: Final = {"share": "promise"}
_RATE: Final = {"share": "rate"}


class Card(NamedTuple):
    """A figure: title, value, remarks under it, the metric that defines it, and where it leads."""

    title: str
    value: str
    remarks: tuple[str, ...]  #: those that open are links
    definition: str
    href: str
    warn: bool = False


def cards(words: Words, asked: Question, parts: Mapping[str, Any], viewer: Viewer) -> list[Card]:
    """Median, nine in ten, within 1 h, promise kept, unanswered, inquiries, the private rate of 30 days, own ranks."""
    block, previous = parts["headline"], parts.get("previous_period")
    change = previous["change"] if previous else {}
    return [
        _time(words, asked, block, change, ("median_s", mark("Median first response"))),
        _time(words, asked, block, change, ("p90_s", mark("Nine in ten answered within"))),
        _within(words, asked, block, change, of_limit(parts["decided"], _HOUR)),
        *_promise(words, asked, parts.get("sla")),
        _open(words, asked, block),
        _asked(words, asked, block, change),
        *_rate(words, asked, parts.get("response_rate_30d")),
        *_ranks(words, asked, parts, viewer),
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


def _within(words: Words, asked: Question, block: Block, change: Block, stand: Mapping[str, int]) -> Card:
    share = of_limit(block["within"], _HOUR)
    ranged = of_limit(block["within_ci95"], _HOUR)
    said = [interval(words, ranged, shares=True) if share is not None else _why_not(words, block)]
    opens = {"share": "within", "limit": str(_HOUR)}
    said += _stand(words, asked, stand, kept_of(words, stand), opens)
    moved = change.get("within_1h")
    if moved:
        text = mark("▲ {span} more") if moved > 0 else mark("▼ {span} fewer")
        said.append(words.say(text, span=words.percent(abs(moved))))
    title = words.say(mark("Answered within 1 h"))
    return Card(title, words.percent(share), _kept(said), "within", asked.address(BEHIND, **opens, end="met"))


def _promise(words: Words, asked: Question, sla: Block | None) -> Iterator[Card]:
    if not sla or sla["within"] is None:
        return
    missed = words.many("{n} missed", "{n} missed", sla["missed"])
    said = _stand(words, asked, sla, kept_of(words, sla), _PROMISE)
    said.insert(1, figure(missed, asked, **_PROMISE, end="missed"))
    if sla["pending"]:
        low, high = words.percent(sla["low"]), words.percent(sla["high"])
        said.append(words.say(mark("{low} to {high} once all are decided"), low=low, high=high))
    href = asked.address(BEHIND, **_PROMISE, end="met")
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
    kept, decided = words.number(rate["answered_in_time"]), words.number(rate["decided"])
    of = words.say(mark("{kept} of {all} within 24 h"), kept=kept, all=decided)
    said = _stand(words, asked, rate, of, _RATE)
    private = words.say(mark("Only your team sees this number."))
    title = words.say(mark("Response rate, last 30 days"))
    href = asked.address(BEHIND, **_RATE, end="met")
    yield Card(title, words.percent(rate["share"]), (*said, private), "response_rate_30d", href)


def _ranks(words: Words, asked: Question, parts: Mapping[str, Any], viewer: Viewer) -> Iterator[Card]:
    """One's own place and that of one's teams: others are counted, and not named."""
    private = words.say(mark("Only you see this number."))
    others = words.say(mark("by median, among those with at least 5 cases"))
    whose = [("person", viewer.member), *(("team", one) for one in sorted(viewer.teams | viewer.manages))]
    for dimension, key in whose:
        found = rank(parts[f"by_{dimension}"], key)
        if found is None:
            continue
        title = words.say(mark("Your rank"))
        if dimension == "team":
            name = next(row["name"] for row in parts["by_team"] if row["key"] == key)
            title = words.say(mark("Rank of {team}"), team=plain(str(name), _NAME))
        shown = words.say(
            mark("{place} of {all}"), place=words.number(found.place), all=words.number(found.of)
        )
        href = asked.address(BEHIND, group=dimension, key=str(key))
        yield Card(title, shown, (others, private), "rank", href)


def _stand(
    words: Words, asked: Question, stand: Mapping[str, int], of: str, opens: Mapping[str, str]
) -> list[str]:
    """How many kept it of how many, and how many are not decided; each opens those."""
    said: list[str] = [figure(of, asked, **opens, end="decided")]
    if stand["pending"]:
        young = words.many("{n} not decided yet", "{n} not decided yet", stand["pending"])
        said.append(figure(young, asked, **opens, end="pending"))
    return said


def _why_not(words: Words, block: Block) -> str:
    if block["withheld"]:
        return words.say(mark("too few to say"))
    return words.say(mark("not reached: too many are unanswered"))


def of_limit(shares: Mapping[Any, Any], seconds: int) -> Any:
    """A value by its limit, which JSON made a text of."""
    return shares.get(seconds, shares.get(str(seconds)))


def _kept(said: list[str]) -> tuple[str, ...]:
    return tuple(one for one in said if one)
