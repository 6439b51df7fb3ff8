"""Groups: first responses by person, team, channel and so on, as tables whose figures open and narrow."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from markupsafe import Markup

from firstreply.insights.asked_for import DIMENSIONS, count
from firstreply.insights.dates import Dates
from firstreply.insights.reasons import mark
from firstreply.insights.report import svg
from firstreply.insights.report.figure import span
from firstreply.insights.untrusted import plain
from firstreply.insights.words import Words
from firstreply.web.desk.insight.asking import Question
from firstreply.web.desk.insight.cards import of_limit
from firstreply.web.desk.insight.opening import figure
from firstreply.web.desk.kinds import kind

#: Shown at once, and behind "more".
FIRST: Final = ("person", "team", "channel", "source")
MORE: Final = (
    "product", "segment", "campaign", "country", "language", "tag", "mailbox", "domain", "calendar", "weekday", "hour",
)  # fmt: skip
_NAME: Final = 60
_HOUR: Final = "3600"
_NOTHING: Final = {"person": mark("Nobody"), "team": mark("Nobody"), "calendar": mark("Around the clock")}


class Row(NamedTuple):
    """A group: its name, where it narrows the question to itself ("" where it cannot), and its cells."""

    name: str
    href: str
    cells: tuple[Markup | str, ...]


class Group(NamedTuple):
    """A table: by what, its columns with the metric that each is, its rows, and which part its CSV is of."""

    title: str
    heads: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    part: str


def groups(
    words: Words, dates: Dates, asked: Question, parts: Mapping[str, Any], names: Sequence[str]
) -> list[Group]:
    """The tables of these dimensions, those without rows left out."""
    found = [_group(words, dates, asked, name, parts.get(f"by_{name}") or ()) for name in names]
    return [one for one in found if one.rows]


def title(words: Words, dimension: str) -> str:
    """What it is called."""
    others = {"weekday": mark("Weekday"), "hour": mark("Hour")}
    return words.say(others.get(dimension) or DIMENSIONS[dimension][1])


def _group(
    words: Words, dates: Dates, asked: Question, dimension: str, rows: Sequence[Mapping[str, Any]]
) -> Group:
    heads = (
        (words.say(mark("New inquiries")), "inquiries"),
        (words.say(mark("Answered")), "answered"),
        (words.say(mark("Unanswered")), "open"),
        (words.say(mark("Median")), "median_s"),
        (words.say(mark("Nine in ten")), "p90_s"),
        (words.say(mark("Within 1 h")), "within"),
    )
    told = tuple(_row(words, dates, asked, dimension, row) for row in rows)
    return Group(title(words, dimension), heads, told, f"by_{dimension}")


def _row(words: Words, dates: Dates, asked: Question, dimension: str, row: Mapping[str, Any]) -> Row:
    key = "" if row["key"] is None else str(row["key"])
    here = {"group": dimension, "key": key}
    within = of_limit(row["within"], 3600)
    cells = (
        figure(words.number(count(row)), asked, **here),
        figure(words.number(row["answered"]), asked, **here, end="answered"),
        figure(words.number(row["open"]), asked, **here, end="open"),
        span(words, row, "median_s"),
        span(words, row, "p90_s"),
        figure(words.percent(within), asked, **here, share="within", limit=_HOUR, end="met")
        + svg.share_bar(within or 0),
    )
    narrows = dimension in DIMENSIONS and key
    href = asked.address(**{dimension: key}) if narrows else ""
    return Row(named(words, dates, dimension, row), href, cells)


def named(words: Words, dates: Dates, dimension: str, row: Mapping[str, Any]) -> str:
    """What a group is called."""
    if row["key"] is None:
        return words.say(_NOTHING.get(dimension, mark("Not known")))
    if dimension == "weekday":
        return dates.weekday(int(row["key"]))
    if dimension == "hour":
        return dates.clock(int(row["key"]), 0)
    if dimension == "channel":
        return kind(words, str(row["key"])).name
    return plain(str(row.get("name") or row["key"]), _NAME)
