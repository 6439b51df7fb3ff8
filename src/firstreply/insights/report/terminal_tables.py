"""Tables of the terminal report. Untrusted text goes in as `Text`, never as markup."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from firstreply.insights.dates import Dates
from firstreply.insights.reasons import mark
from firstreply.insights.report import figure
from firstreply.insights.report.markup import ours
from firstreply.insights.report.tables import active
from firstreply.insights.untrusted import plain
from firstreply.insights.words import Words

_MOST_PEOPLE: Final = 15


def people(words: Words, document: Mapping[str, Any]) -> Table:
    table = _table(words.say(mark("People")))
    table.add_column(words.say(mark("Person")), overflow="ellipsis", no_wrap=True, max_width=20)
    for title in (
        mark("Answered"),
        mark("Unanswered"),
        mark("Median"),
        mark("Nine in ten"),
        mark("Within 1 h"),
        mark("Within 24 h"),
    ):
        table.add_column(
            Text(words.say(title)), justify="right", no_wrap=title in (mark("Median"), mark("Nine in ten"))
        )
    shown = active(document)[:_MOST_PEOPLE]
    for row in shown:
        whole = row["all_responses"]
        wall = whole["wall"]
        table.add_row(
            Text(plain(row["person"], 40)),
            words.number(whole["answered"]),
            Text(words.number(whole["open"]), style="yellow" if whole["open"] else ""),
            words.duration(wall["median_s"]),
            words.duration(wall["p90_s"]),
            words.percent(wall["within"]["3600"]),
            words.percent(wall["within"]["86400"]),
        )
    more = len(document["by_person"]) - len(shown)
    if more:
        table.add_row(Text(words.many("and {n} more", "and {n} more", more), style="dim"))
    return table


def oldest(words: Words, dates: Dates, rows: Sequence[Mapping[str, Any]]) -> Table:
    table = _table(words.say(mark("Oldest unanswered")))
    table.add_column(words.say(mark("Waiting")), justify="right", no_wrap=True, min_width=7)
    table.add_column(words.say(mark("Since")), no_wrap=True, min_width=10)
    table.add_column(words.say(mark("From")), overflow="ellipsis", no_wrap=True, max_width=28)
    table.add_column(words.say(mark("Subject")), overflow="ellipsis", no_wrap=True, ratio=1)
    for row in rows:
        subject = plain(row["subject"], 80) or words.say(mark("(no subject)"))
        table.add_row(
            words.duration(row["wall_s"]),
            dates.numeric(dates.local(row["received_at"]).date()),
            Text(plain(row["party"], 60)),
            Text(subject),
        )
    return table


def plain_table(title: str, shown: figure.Table) -> Table:
    """A table made for the page, without its links."""
    table = _table(title)
    table.add_column(shown.name)
    for head in shown.heads:
        table.add_column(head.title, justify="left" if head.words else "right")
    for line in shown.lines:
        table.add_row(Text(line.name), *(Text(ours(cell).striptags()) for cell in line.cells))
    return table


def _table(title: str) -> Table:
    table = Table(
        box=SIMPLE_HEAD,
        title=Text(title, style="bold"),
        title_justify="left",
        show_edge=False,
        pad_edge=False,
    )
    table.header_style = "dim"
    return table
