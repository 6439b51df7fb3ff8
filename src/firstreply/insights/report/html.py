"""The report as one HTML file: no request leaves it, and nothing in it but our own style and script may act."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final

from jinja2 import Environment, FunctionLoader, StrictUndefined

from firstreply.insights import words as languages
from firstreply.insights.dates import Dates
from firstreply.insights.reasons import mark
from firstreply.insights.report import (
    chart_tables,
    headline,
    heat_table,
    quality,
    svg_columns,
    svg_curve,
    svg_trend,
    wait_table,
)
from firstreply.insights.report import tables as report_tables
from firstreply.insights.report.markup import ours
from firstreply.insights.untrusted import plain
from firstreply.insights.words import Words

Rows = Sequence[Mapping[str, Any]]
_MOST_PERIODS: Final = 120  # a single message with a wrong year would stretch the axis over centuries
_ROOM: Final = files("firstreply.insights.report")


def render(
    document: Mapping[str, Any], wait_rows: Rows, message_rows: Rows, lang: str, calendar_system: str
) -> str:
    """The page for one result document (version 1) with its waits and the messages that the waits point to.

    At most 5,000 waits are in the page, the longest open first, then the newest; the page says so.
    """
    words = languages.use(lang)
    dates = Dates(words, calendar_system, document["heatmap"]["zone"])
    waits = wait_table.chosen(wait_rows)
    trend = document["trend"][-_MOST_PERIODS:]
    hours = bool(document["options"]["calendar"])
    style, script = _style(lang), _asset("report.js")
    page = _environment().get_template("report.html.j2")
    return page.render(
        say=words.say,
        many=words.many,
        words=words,
        dates=dates,
        plain=plain,
        d=document,
        policy=_policy(style, script),
        style=ours(style),
        script=ours(script),
        notes=quality.notes(words, document),
        sentence=headline.sentence(words, document),
        answers=headline.answers(words, document),
        cards=headline.cards(words, document),
        facts=quality.facts(words, dates, document),
        hours=hours,
        wait_rows=wait_table.table_rows(words, dates, waits),
        data=wait_table.packed(words, dates, waits, message_rows, trend, hours),
        oldest=_oldest(document, waits),
        embedded=len(waits),
        readable=wait_table.READABLE,
        total=len(wait_rows),
        **_charts(words, dates, document),
        **_tables(words, dates, document),
    )


def _oldest(document: Mapping[str, Any], waits: Rows) -> list[tuple[Mapping[str, Any], int | None]]:
    """The oldest unanswered with their places in the table of waits."""
    places = {
        wait["inquiry_message_id"]: place for place, wait in enumerate(waits) if wait["outcome"] == "open"
    }
    return [(wait, places.get(wait["inquiry_message_id"])) for wait in document["oldest_unanswered"]]


def _charts(words: Words, dates: Dates, document: Mapping[str, Any]) -> dict[str, Any]:
    first, curve, heat = document["first_response"], document["curve"], document["heatmap"]
    business = curve["business"] if document["options"]["calendar"] else ()
    received = words.say(mark("Messages received by weekday and hour"))
    sent = words.say(mark("Messages sent by weekday and hour"))
    return {
        "curve": svg_curve.curve(words, curve["wall"], business, first["wall"]["median_s"]),
        "distribution": svg_columns.distribution(words, first["wall"]["buckets"], "buckets"),
        "trend": svg_trend.trend(words, dates, document["trend"][-_MOST_PERIODS:], "trend"),
        "received": heat_table.heat(words, dates, heat["received"], received),
        "sent": heat_table.heat(words, dates, heat["sent"], sent),
        "volume": svg_trend.volume(words, dates, document["volume"]["per_day"]),
        "volume_days": svg_trend.stretch(document["volume"]["per_day"]),
        "lengths": svg_columns.lengths(words, document["threads_shape"]["lengths"]),
    }


def _tables(words: Words, dates: Dates, document: Mapping[str, Any]) -> dict[str, Any]:
    curve, volume = document["curve"], document["volume"]
    business = curve["business"] if document["options"]["calendar"] else ()
    return {
        "curve_table": chart_tables.curve(words, curve["wall"], business),
        "distribution_table": chart_tables.distribution(words, document["first_response"]["wall"]["buckets"]),
        "idle": len(document["by_person"]) - len(report_tables.active(document)),
        "people": report_tables.people(words, document),
        "everything": report_tables.everything(words, document),
        "trend_table": chart_tables.trend(words, dates, document["trend"][-_MOST_PERIODS:]),
        "change": chart_tables.change(words, dates, document),
        "volume_table": chart_tables.volume(words, dates, volume["per_day"]),
        "lengths_table": chart_tables.lengths(words, document["threads_shape"]["lengths"]),
        "senders": chart_tables.counts(words, words.say(mark("Address")), volume["top_senders"], "address"),
        "domains": chart_tables.counts(words, words.say(mark("Domain")), volume["top_domains"], "domain"),
        "benchmarks": report_tables.benchmarks(words, document),
        "breakdowns": report_tables.breakdowns(words, dates, document),
    }


def _policy(style: str, script: str) -> str:
    """Nothing may load or act except this very style, this very script and the font inside the style."""
    return (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; font-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@cache
def _style(lang: str) -> str:
    style = _asset("charts.css") + "\n" + _asset("report.css")
    if lang == "en":
        return style
    font = base64.b64encode(_ROOM.joinpath("fonts", "vazirmatn-arabic.woff2").read_bytes()).decode()
    return (
        '@font-face{font-family:Vazirmatn;font-weight:100 900;font-display:swap;src:url("data:font/woff2;base64,'
        f'{font}") format("woff2")}}\n{style}'
    )


def _asset(name: str) -> str:
    """Style or script, without its indentation: it is in every report."""
    lines = _ROOM.joinpath("assets", name).read_text("utf-8").splitlines()
    return "\n".join(line.strip() for line in lines)


@cache
def _environment() -> Environment:
    def source(name: str) -> str:
        return _ROOM.joinpath("templates", name).read_text("utf-8")

    return Environment(
        loader=FunctionLoader(source),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
