"""The report's tables: people, mailboxes, domains, days and hours, all figures, the charts' own tables."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from markupsafe import Markup

from firstreply.insights.benchmarks import CAVEATS, SOURCES
from firstreply.insights.dates import Dates
from firstreply.insights.reasons import mark
from firstreply.insights.report import svg
from firstreply.insights.report.figure import LIMITS, Head, Line, Table, opened, span, term
from firstreply.insights.untrusted import plain
from firstreply.insights.words import Words

Document = Mapping[str, Any]
_NAME: Final = 60


Value = Callable[[Mapping[str, Any], Mapping[str, Any]], str]  #: from a block and its clock to text


def people(words: Words, document: Document) -> Table:
    """Everybody of the team, by answers given, over all waits; first response beside it."""
    hours = bool(document["options"]["calendar"])
    heads = (
        Head(words.say(mark("Answered")), "answered", "o=a"),
        Head(words.say(mark("Unanswered")), "open", "o=o"),
        Head(words.say(mark("Median")), "median_s"),
        *([Head(words.say(mark("in working hours")), "median_s")] if hours else []),
        Head(words.say(mark("Nine in ten")), "p90_s"),
        Head(words.say(mark("Within 1 h")), "within", "w=3600"),
        Head(words.say(mark("Within 24 h")), "within", "w=86400"),
        Head(words.say(mark("Median first response")), "median_s", "first"),
        Head(words.say(mark("Covered for others")), "covered_by_others", "m=4;o=a"),
        Head(words.say(mark("Messages sent"))),
    )
    lines = tuple(_person(words, heads, row, hours) for row in active(document))
    return Table(words.say(mark("Person")), heads, lines)


def active(document: Document) -> list[Mapping[str, Any]]:
    """Whoever has a wait or sent something; a guessed team may name many others."""
    return [
        row
        for row in document["by_person"]
        if row["sent"] or row["all_responses"]["answered"] or row["all_responses"]["open"]
    ]


def _person(words: Words, heads: Sequence[Head], row: Mapping[str, Any], hours: bool) -> Line:
    whole, first = row["all_responses"], row["first_response"]["wall"]
    wall = whole["wall"]
    values = [
        words.number(whole["answered"]),
        words.number(whole["open"]),
        span(words, wall, "median_s"),
        *([span(words, whole["business"], "median_s")] if hours else []),
        span(words, wall, "p90_s"),
        words.percent(wall["within"]["3600"]),
        words.percent(wall["within"]["86400"]),
        span(words, first, "median_s"),
        words.number(row["covered_for_others"]),
        words.number(row["sent"]),
    ]
    cells = _cells(values, heads)
    place = 5 if hours else 4
    for column, limit in ((place, "3600"), (place + 1, "86400")):
        cells[column] += _bar(wall["within"][limit])
    name = plain(row["person"], _NAME)
    return Line(name, tuple(cells), "person", name, plain(row["team"], _NAME))


def groups(
    words: Words,
    rows: Sequence[Mapping[str, Any]],
    key: str,
    title: str,
    name: Callable[[Any], str],
    theirs: bool,
) -> Table:
    """First response by mailbox, domain, calendar, weekday or hour; `theirs`: the names are not our words."""
    heads = (
        Head(words.say(mark("New inquiries")), "inquiries", "first"),
        Head(words.say(mark("Answered")), "answered", "first;o=a"),
        Head(words.say(mark("Unanswered")), "open", "first;o=o"),
        Head(words.say(mark("Median")), "median_s", "first"),
        Head(words.say(mark("Nine in ten")), "p90_s", "first"),
        Head(words.say(mark("Within 1 h")), "within", "first;w=3600"),
        Head(words.say(mark("Within 24 h")), "within", "first;w=86400"),
    )
    lines = []
    for row in rows:
        first = row["first_response"]
        wall = first["wall"]
        values = [
            words.number(first["inquiries"]),
            words.number(first["answered"]),
            words.number(first["open"]),
            span(words, wall, "median_s"),
            span(words, wall, "p90_s"),
            words.percent(wall["within"]["3600"]),
            words.percent(wall["within"]["86400"]),
        ]
        cells = _cells(values, heads)
        cells[5] += _bar(wall["within"]["3600"])
        cells[6] += _bar(wall["within"]["86400"])
        known = plain("" if row[key] is None else str(row[key]), 160)
        lines.append(Line(name(row[key]), tuple(cells), key, known, bdi=theirs))
    return Table(title, heads, tuple(lines))


def everything(words: Words, document: Document) -> Table:
    """All figures of first and all responses, on both clocks where there are working hours."""
    columns: list[tuple[str, Mapping[str, Any], str, str]] = []
    for name, title, waits in (
        ("first_response", mark("First response"), "first"),
        ("all_responses", mark("All responses"), ""),
    ):
        columns.append((words.say(title), document[name], "wall", waits))
        if document["options"]["calendar"]:
            hours = words.say(mark("{measure}, working hours"), measure=words.say(title))
            columns.append((hours, document[name], "business", waits))
    within = mark("Answered within {span}")
    wanted: list[tuple[str, str, str, Value]] = [
        *((term(words, document, key), key, more, _count_of(words, key)) for key, more in _COUNTS),
        *((term(words, document, key), key, "", _span_of(words, key)) for key in _SPANS),
        *(
            (words.say(within, span=words.duration(seconds)), "within", f"w={limit}", _share_of(words, limit))
            for limit, seconds in LIMITS
        ),
    ]
    lines = [_across(columns, *each) for each in wanted]
    heads = tuple(Head(title) for title, *_ in columns)
    return Table(words.say(mark("Figure")), heads, tuple(lines))


_COUNTS: Final = (
    ("waits", ""),
    ("answered", "o=a"),
    ("open", "o=o"),
    ("dismissed", "o=d"),
    ("voided", "o=v"),
    ("unattributed", "m=2"),
    ("off_hours", "m=1"),
    ("covered_by_others", "m=4"),
)
_SPANS: Final = ("median_s", "p75_s", "p90_s", "answered_only_median_s", "legacy_mean_s")


def _count_of(words: Words, key: str) -> Value:
    def value(whole: Mapping[str, Any], _: Mapping[str, Any]) -> str:
        return words.number(whole["inquiries"] if key == "waits" and "inquiries" in whole else whole[key])

    return value


def _span_of(words: Words, key: str) -> Value:
    return lambda _, clock: span(words, clock, key)


def _share_of(words: Words, limit: str) -> Value:
    return lambda _, clock: words.percent(clock["within"][limit])


def _across(
    columns: Sequence[tuple[str, Mapping[str, Any], str, str]],
    title: str,
    definition: str,
    more: str,
    value: Value,
) -> Line:
    cells = []
    for _, whole, clock, waits in columns:
        wanted = ";".join(part for part in (waits, more) if part)
        cells.append(opened(value(whole, whole[clock]), definition, wanted))
    return Line(title, tuple(cells), bdi=False)


def _cells(values: Sequence[str], heads: Sequence[Head]) -> list[Markup]:
    return [
        opened(value, head.definition, "") if head.definition else Markup.escape(value)
        for value, head in zip(values, heads, strict=True)
    ]


def _bar(share: float | None) -> Markup:
    return Markup("") if share is None else svg.share_bar(share)


def breakdowns(words: Words, dates: Dates, document: Document) -> list[Table]:
    """First response by team, mailbox, domain, calendar, weekday and hour; a single row says nothing."""
    always, nobody = words.say(mark("24/7")), words.say(mark("No team, or nobody to count it for"))
    weekdays = {row["weekday"]: row for row in document["by_weekday"]}
    of_week = [weekdays[day] for day in dates.week() if day in weekdays]
    wanted: tuple[tuple[Sequence[Mapping[str, Any]], str, str, Callable[[Any], str], bool], ...] = (
        (document["by_team"], "team", mark("By team"), lambda name: plain(name, _NAME) or nobody, False),
        (document["by_mailbox"], "mailbox", mark("By mailbox"), lambda name: plain(name, _NAME) or "–", True),
        (
            document["by_domain"],
            "domain",
            mark("By domain of the sender"),
            lambda name: plain(name, _NAME),
            True,
        ),
        (
            document["by_calendar"],
            "calendar",
            mark("By calendar"),
            lambda name: plain(name, _NAME) or always,
            True,
        ),
        (of_week, "weekday", mark("By weekday of arrival"), dates.weekday, False),
        (document["by_hour"], "hour", mark("By hour of arrival"), lambda hour: dates.clock(hour, 0), False),
    )
    return [
        groups(words, rows, key, words.say(title), name, theirs)
        for rows, key, title, name, theirs in wanted
        if len(rows) > 1
    ]


class Finding(NamedTuple):
    """A published limit: ours beside it, what was found, how far to trust that."""

    limit: str
    within_s: int
    share: str
    bar: Markup
    source: str
    caveat: str


def benchmarks(words: Words, document: Document) -> list[Finding]:
    return [
        Finding(
            words.duration(row["within_s"]),
            row["within_s"],
            words.percent(row["share"]),
            _bar(row["share"]),
            words.say(SOURCES.get(row["source"], row["source"])),
            words.say(CAVEATS.get(row["caveat"], row["caveat"])),
        )
        for row in document["benchmarks"]
    ]
