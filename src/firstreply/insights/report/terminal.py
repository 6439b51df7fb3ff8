"""The report in a terminal: one page that answers, in colour where there is colour, in numbers everywhere."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from firstreply.insights import words as languages
from firstreply.insights.dates import Dates
from firstreply.insights.reasons import mark
from firstreply.insights.report import headline, quality
from firstreply.insights.report.chart_tables import change
from firstreply.insights.untrusted import plain
from firstreply.insights.words import Words

if TYPE_CHECKING:
    from rich.console import Console, RenderableType


def show(document: Mapping[str, Any], lang: str, calendar_system: str, console: "Console") -> None:
    """Print the document (version 1) on a Rich console; works without colour, in 80 columns and into a file."""
    from rich.padding import Padding  # imported when something is shown: it takes longer than a small archive

    words = languages.use(lang)
    dates = Dates(words, calendar_system, document["heatmap"]["zone"])
    for part in _parts(words, dates, document, console.width):
        console.print(Padding(part, (0, 0, 1, 0)), highlight=False)


def _parts(words: Words, dates: Dates, document: Mapping[str, Any], width: int) -> "list[RenderableType]":
    from firstreply.insights.report import terminal_charts, terminal_tables

    first = document["first_response"]
    parts: list[RenderableType] = [_head(words, dates, document), _cards(words, document)]
    if document["oldest_unanswered"]:
        parts.append(terminal_tables.oldest(words, dates, document["oldest_unanswered"][:10], width))
    if first["inquiries"]:
        parts.append(terminal_charts.distribution(words, first["wall"]["buckets"], width))
    if document["by_person"]:
        parts.append(terminal_tables.people(words, document, width))
    if document["trend"] and first["inquiries"]:
        parts.append(terminal_charts.trend(words, dates, document["trend"], width))
    parts.append(terminal_charts.heat(words, dates, document["heatmap"], width))
    changed = change(words, dates, document)
    if changed is not None and first["inquiries"]:
        parts.append(
            terminal_tables.plain_table(words, words.say(mark("Against the period before")), changed)
        )
    parts.append(_quality(words, dates, document))
    return parts


def _head(words: Words, dates: Dates, document: Mapping[str, Any]) -> "RenderableType":
    from rich.text import Text

    from firstreply.insights.report.terminal_cells import WARN

    coverage = document["coverage"]
    text = Text(headline.sentence(words, document), style="bold")
    for answer in headline.answers(words, document):
        text.append(f"\n{answer}", style="not bold")
    scope = [
        words.many("{n} message", "{n} messages", coverage["unique_messages"]),
        words.many("{n} conversation", "{n} conversations", document["threads"]),
    ]
    if coverage["from"]:
        since, until = dates.day(coverage["from"]), dates.day(coverage["to"])
        scope.insert(0, words.say(mark("{since} to {until}"), since=since, until=until))
    text.append("\n" + " · ".join(scope), style="not bold dim")
    for note in quality.notes(words, document):
        text.append(f"\n! {note}", style=f"not bold {WARN}")
    return text


def _cards(words: Words, document: Mapping[str, Any]) -> "RenderableType":
    from rich.table import Table

    from firstreply.insights.report.terminal_cells import WARN, cell

    grid = Table.grid(padding=(0, 2))
    grid.add_column(ratio=3)
    grid.add_column(justify="right", no_wrap=True)
    grid.add_column(ratio=4)
    for card in headline.cards(words, document):
        value = cell(words, card.value, f"bold {WARN}" if card.warn else "bold")
        grid.add_row(cell(words, card.title), value, cell(words, " · ".join(card.remarks), "dim"))
    return grid


def _quality(words: Words, dates: Dates, document: Mapping[str, Any]) -> "RenderableType":
    from rich.table import Table
    from rich.text import Text

    from firstreply.insights.report.terminal_cells import cell, theirs

    grid = Table.grid(padding=(0, 2))
    grid.title = Text(words.say(mark("Quality of the data")), style="bold")
    grid.title_justify = "left"
    grid.add_column(style="dim")
    grid.add_column()
    for fact in quality.facts(words, dates, document):
        lines = " · ".join(fact.lines)
        grid.add_row(cell(words, fact.title), theirs(words, lines) if fact.address else cell(words, lines))
    for row in document["coverage"]["unreadable_list"][:5]:
        where = f"{plain(str(row['source']), 60)} @ {plain(str(row['at']), 40)}"
        grid.add_row(
            Text(words.say(mark("Unreadable"))), Text(f"{where}: {words.for_evidence(row['reason'])}")
        )
    return grid
