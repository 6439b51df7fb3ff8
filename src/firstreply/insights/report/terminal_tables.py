"""Tables of the terminal report. Untrusted text goes in as `Text`, never as markup."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from firstreply.insights.dates import Dates
from firstreply.insights.reasons import mark
from firstreply.insights.report import figure
from firstreply.insights.report.markup import ours
from firstreply.insights.report.tables import active
from firstreply.insights.report.terminal_cells import WARN, cell, theirs
from firstreply.insights.untrusted import plain
from firstreply.insights.words import Words

_MOST_PEOPLE: Final = 15
_SPANS: Final = (2, 3)  #: which columns of people are spans of time
_ROOMY: Final = 72  #: columns of a terminal from which on a date has room beside the span


def people(words: Words, document: Mapping[str, Any], width: int) -> Table:
    """Who answered how much and how fast; a narrow terminal gets fewer columns, not narrower ones."""
    table = _table(words.say(mark("People")))
    table.add_column(
        cell(words, words.say(mark("Person"))), overflow="ellipsis", no_wrap=True, min_width=8, max_width=20
    )
    titles = (
        (mark("Answered"), 64),
        (mark("Unanswered"), 0),
        (mark("Median"), 0),
        (mark("Nine in ten"), 96),
        (mark("Within 1 h"), 70),
        (mark("Within 24 h"), 0),
    )
    kept = [place for place, (_, least) in enumerate(titles) if width >= least]
    for place in kept:
        _figures(table, words, words.say(titles[place][0]), least=11 if place in _SPANS else 0)
    shown = active(document)[:_MOST_PEOPLE]
    for row in shown:
        values = _person(words, row["all_responses"])
        table.add_row(theirs(words, plain(row["person"], 40)), *(values[place] for place in kept))
    more = len(document["by_person"]) - len(shown)
    if more:
        table.add_row(cell(words, words.many("and {n} more", "and {n} more", more), "dim"))
    return table


def _person(words: Words, whole: Mapping[str, Any]) -> list[Text]:
    wall = whole["wall"]
    return [
        cell(words, words.number(whole["answered"])),
        cell(words, words.number(whole["open"]), WARN if whole["open"] else ""),
        cell(words, words.duration(wall["median_s"])),
        cell(words, words.duration(wall["p90_s"])),
        cell(words, words.percent(wall["within"]["3600"])),
        cell(words, words.percent(wall["within"]["86400"])),
    ]


def oldest(words: Words, dates: Dates, rows: Sequence[Mapping[str, Any]], width: int) -> Table:
    roomy = width >= _ROOMY
    table = _table(words.say(mark("Oldest unanswered")))
    _figures(table, words, words.say(mark("Waiting")), least=9)
    if roomy:
        table.add_column(cell(words, words.say(mark("Since"))), no_wrap=True, min_width=10)
    table.add_column(
        cell(words, words.say(mark("From"))),
        overflow="ellipsis",
        no_wrap=True,
        min_width=12,
        max_width=28 if roomy else 20,
    )
    table.add_column(cell(words, words.say(mark("Subject"))), overflow="ellipsis", no_wrap=True, ratio=1)
    for row in rows:
        since = [cell(words, dates.numeric(dates.local(row["received_at"]).date()))] if roomy else []
        subject = plain(row["subject"], 80) or words.say(mark("(no subject)"))
        sender = theirs(words, plain(row["party"], 60))
        table.add_row(cell(words, words.duration(row["wall_s"])), *since, sender, theirs(words, subject))
    return table


def plain_table(words: Words, title: str, shown: figure.Table) -> Table:
    """A table made for the page, without its links."""
    table = _table(title)
    table.add_column(cell(words, shown.name))
    for head in shown.heads:
        table.add_column(cell(words, head.title), justify="left" if head.words else "right")
    for line in shown.lines:
        table.add_row(cell(words, line.name), *(cell(words, ours(text).striptags()) for text in line.cells))
    return table


def _figures(table: Table, words: Words, title: str, least: int = 0) -> None:
    """A column of figures, wide enough for the longest word of its title; `least` keeps spans on one line."""
    longest = max(cell_len(word) for word in title.split())
    table.add_column(cell(words, title), justify="right", min_width=max(least, longest), no_wrap=least > 0)


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
