"""Drawn: the sections of Insights: chart, the table behind it, what it means, and its CSV."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from markupsafe import Markup

from firstreply.insights.benchmarks import CAVEATS, SOURCES
from firstreply.insights.dates import Dates
from firstreply.insights.reasons import mark
from firstreply.insights.report import chart_tables, heat_table, svg, svg_columns, svg_curve, svg_trend
from firstreply.insights.report.figure import Table
from firstreply.insights.words import Words
from firstreply.web.desk.insight.asking import Question
from firstreply.web.desk.insight.opening import BEHIND, figure, kept_of, linked

Parts = Mapping[str, Any]


class Section(NamedTuple):
    """A chart with the table behind it. `defines` are the metrics it shows, `part` its CSV."""

    name: str
    title: str
    says: str
    chart: Markup
    table: Table | None
    defines: tuple[str, ...]
    part: str


def sections(words: Words, dates: Dates, asked: Question, parts: Parts) -> list[Section]:
    """Over time, distribution, curve, busy hours: those there is something to draw of."""
    block = parts["headline"]
    if not (block.get("inquiries") or block.get("waits")):
        return []
    return [
        _trend(words, dates, asked, parts["trend"]),
        _distribution(words, asked, block),
        _curve(words, parts["curve"], block, asked),
        _heat(words, dates, asked, parts["came"]),
    ]


def _trend(words: Words, dates: Dates, asked: Question, points: Sequence[Mapping[str, Any]]) -> Section:
    told = [{**one, "from": _instant(one["from"])} for one in points]
    chart = linked(svg_trend.trend(words, dates, told, "trend"), asked, told)
    says = words.say(
        mark(
            "The median first response, and the inquiries of each period: solid is answered, hatched is not."
        )
    )
    table = _plain(chart_tables.trend(words, dates, told), asked)
    return Section("trend", words.say(mark("Over time")), says, chart, table, ("median_s", "trend"), "trend")


def _distribution(words: Words, asked: Question, block: Parts) -> Section:
    chart = linked(svg_columns.distribution(words, block["buckets"], "buckets"), asked)
    says = words.say(mark("Each new inquiry once, by the time to the first answer of a person."))
    table = _plain(chart_tables.distribution(words, block["buckets"]), asked)
    title = words.say(mark("How many waited how long"))
    return Section("distribution", title, says, chart, table, ("buckets",), "headline")


def _curve(words: Words, points: Sequence[Mapping[str, Any]], block: Parts, asked: Question) -> Section:
    chart = svg_curve.curve(words, points, (), block["median_s"])
    says = words.say(
        mark(
            "The share of new inquiries answered after each length of time; the band is its likely range. "
            "The unanswered count too."
        )
    )
    table = _plain(chart_tables.curve(words, points, ()), asked)
    title = words.say(mark("How long until an answer"))
    return Section("curve", title, says, chart, table, ("curve", "ci95"), "curve")


def _heat(words: Words, dates: Dates, asked: Question, arrivals: Parts) -> Section:
    caption = words.say(mark("New inquiries by weekday and hour"))

    def opens(day: int, hour: int) -> str:
        return asked.address(BEHIND, group="arrivals", key=str(day * 24 + hour))

    table = heat_table.heat(words, dates, arrivals["counts"], caption, opens)
    says = words.say(
        mark("When new inquiries come, by weekday and hour, in the time zone {zone}."), zone=arrivals["zone"]
    )
    chart = Markup('<div class="wide" tabindex="0" role="group" aria-label="{}">{}</div>').format(
        caption, table
    )
    return Section("hours", words.say(mark("Busy hours")), says, chart, None, ("inquiries",), "arrivals")


class Finding(NamedTuple):
    """A published finding beside our own share."""

    limit: str
    share: Markup
    bar: Markup
    of: Markup
    young: Markup  #: those that are not decided; nothing where there are none
    source: str
    caveat: str


def benchmarks(
    words: Words, asked: Question, rows: Sequence[Mapping[str, Any]], stand: Mapping[str, Any]
) -> list[Finding]:
    """Our share answered within each limit that people speak of, and what was found about it."""
    return [
        Finding(
            words.duration(row["within_s"]),
            _opened(asked, row, words.percent(row["share"]), "met"),
            svg.share_bar(row["share"] or 0),
            _opened(asked, row, kept_of(words, stand[str(row["within_s"])]), "decided"),
            _young(words, asked, row, stand[str(row["within_s"])]["pending"]),
            words.say(SOURCES[row["source"]]),
            words.say(_caveat(row)),
        )
        for row in rows
    ]


def _young(words: Words, asked: Question, row: Mapping[str, Any], count: int) -> Markup:
    if not count:
        return Markup("")
    return _opened(asked, row, words.many("{n} not decided yet", "{n} not decided yet", count), "pending")


def _opened(asked: Question, row: Mapping[str, Any], text: str, end: str) -> Markup:
    return figure(text, asked, share="finding", limit=str(row["within_s"]), end=end)


def _caveat(row: Mapping[str, Any]) -> str:
    found: str = CAVEATS[row["caveat"]]
    return found


def _plain(table: Table, asked: Question) -> Table:
    """The report's table; its cells lead to the waits here."""
    lines = tuple(
        line._replace(
            cells=tuple(linked(cell, asked) if isinstance(cell, Markup) else cell for cell in line.cells)
        )
        for line in table.lines
    )
    return table._replace(lines=lines)


def _instant(given: str | int) -> str:
    """ISO 8601, as charts read it."""
    return given if isinstance(given, str) else datetime.fromtimestamp(given, UTC).isoformat()
