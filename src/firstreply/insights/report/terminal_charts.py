"""Charts of the terminal report: bars, a line of blocks, and the heat map, each with its numbers."""

from collections.abc import Mapping, Sequence
from math import log
from typing import Any, Final

from rich.cells import cell_len
from rich.console import Group
from rich.table import Table
from rich.text import Text

from firstreply.insights.dates import Dates
from firstreply.insights.reasons import mark
from firstreply.insights.report.heat_table import shade
from firstreply.insights.report.svg_columns import BUCKETS
from firstreply.insights.report.terminal_cells import ACCENT, WARN, cell, theirs
from firstreply.insights.words import Words

_BLOCKS: Final = "▁▂▃▄▅▆▇█"
_EIGHTHS: Final = " ▏▎▍▌▋▊▉"
#: A cell of the heat map by its shade: ink on ground; the character says the same without colour.
_SHADES: Final = (
    ("dim", "·"),
    ("#000000 on #d7f0ee", "░"),
    ("#000000 on #a9dcd8", "░"),
    ("#000000 on #76c4bf", "▒"),
    ("#ffffff on #1f827d", "▒"),
    ("#ffffff on #156f6b", "▓"),
    ("#ffffff on #0a5c59", "█"),
)


def distribution(words: Words, buckets: Mapping[str, int], width: int) -> Group:
    """One bar per bucket with count and share."""
    total, most = sum(buckets.values()) or 1, max(buckets.values(), default=0) or 1
    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True)
    grid.add_column(justify="right", no_wrap=True)
    grid.add_column(justify="right", no_wrap=True, style="dim")
    grid.add_column(no_wrap=True)
    long = max(10, min(48, width - 34))
    for name, title in BUCKETS:
        count = buckets.get(name, 0)
        style = WARN if name == "never" else ACCENT
        bar = Text(_bar(count / most, long), style=style)
        values = words.number(count), words.percent(count / total)
        grid.add_row(cell(words, words.say(title)), *(cell(words, value) for value in values), bar)
    return Group(Text(words.say(mark("How many waited how long")), style="bold"), grid)


def trend(words: Words, dates: Dates, points: Sequence[Mapping[str, Any]], width: int) -> Group:
    """The median of each period as a row of blocks, tall for slow, and the inquiries below; ends are named."""
    shown = points[-max(10, min(60, width - 34)) :]
    medians = [point["median_s"] for point in shown]
    known = [max(1.0, median) for median in medians if median is not None]
    low, high = (log(min(known)), log(max(known))) if known else (0.0, 0.0)
    lines = [
        ("" if median is None else _block((log(max(1.0, median)) - low) / ((high - low) or 1))) or " "
        for median in medians
    ]
    most = max(point["inquiries"] for point in shown) or 1
    bars = [_block(point["inquiries"] / most) if point["inquiries"] else " " for point in shown]
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(no_wrap=True)
    grid.add_column(no_wrap=True, style="dim")
    ends = f"{words.duration(min(known))} – {words.duration(max(known))}" if known else "–"
    median = cell(words, words.say(mark("Median")))
    grid.add_row(median, Text("".join(lines), style=ACCENT), cell(words, ends))
    inquiries = cell(words, words.say(mark("New inquiries")))
    grid.add_row(inquiries, Text("".join(bars)), cell(words, words.number(most)))
    first, last = (dates.numeric(dates.local(point["from"]).date()) for point in (shown[0], shown[-1]))
    gap = max(1, len(shown) - cell_len(first) - cell_len(last))
    grid.add_row("", theirs(words, first + " " * gap + last), "")
    title = Text(words.say(mark("Over time")), style="bold")
    return Group(title, grid)


def heat(words: Words, dates: Dates, heatmap: Mapping[str, Any], width: int) -> Group:
    """Received messages by weekday and hour, as many hours to a cell as make it fit: two in 80 columns."""
    names = max(cell_len(dates.weekday(day)) for day in dates.week()) + 1
    for hours in (2, 3, 4, 6):
        cells = [[sum(row[at : at + hours]) for at in range(0, 24, hours)] for row in heatmap["received"]]
        most = max(max(row) for row in cells)
        long = max(3, len(str(most)))
        if names + 24 // hours * (long + 2) <= width:
            break
    grid = Table.grid(padding=(0, 0))
    for _ in range(24 // hours + 1):
        grid.add_column(no_wrap=True)
    grid.add_row(
        "", *(_cell(words, words.digits(f"{at:02d}"), "dim", " ", long) for at in range(0, 24, hours))
    )
    for day in dates.week():
        row = (
            _cell(words, words.digits(str(n)) if n else "", *_SHADES[shade(n, most)], long)
            for n in cells[day]
        )
        grid.add_row(cell(words, dates.weekday(day) + " "), *row)
    title = words.say(mark("Messages received by weekday and hour"))
    return Group(Text(f"{title} ({heatmap['zone']})", style="bold"), grid)


def _cell(words: Words, number: str, style: str, block: str, long: int) -> Text:
    shown = theirs(words, f"{block}{number:>{long}} ")
    shown.stylize(style)
    return shown


def _bar(share: float, long: int) -> str:
    eighths = round(share * long * 8)
    return "█" * (eighths // 8) + (_EIGHTHS[eighths % 8] if eighths % 8 else "")


def _block(share: float) -> str:
    return _BLOCKS[min(7, max(0, round(share * 7)))]
