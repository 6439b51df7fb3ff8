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
from firstreply.insights.words import Words

_BLOCKS: Final = "▁▂▃▄▅▆▇█"
_EIGHTHS: Final = " ▏▎▍▌▋▊▉"
#: A cell of the heat map by its shade: ink on ground; the character says the same without colour.
_SHADES: Final = (
    ("dim", "·"),
    ("black on #d7f0ee", "░"),
    ("black on #a9dcd8", "░"),
    ("black on #76c4bf", "▒"),
    ("white on #2f918c", "▒"),
    ("white on #1a7b77", "▓"),
    ("white on #0b6b68", "█"),
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
        style = "yellow" if name == "never" else "cyan"
        bar = Text(_bar(count / most, long), style=style)
        grid.add_row(Text(words.say(title)), words.number(count), words.percent(count / total), bar)
    return Group(Text(words.say(mark("How many waited how long")), style="bold"), grid)


def trend(words: Words, dates: Dates, points: Sequence[Mapping[str, Any]], width: int, hours: bool) -> Group:
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
    grid.add_row(words.say(mark("Median")), Text("".join(lines), style="cyan"), ends)
    grid.add_row(words.say(mark("New inquiries")), Text("".join(bars)), words.number(most))
    first, last = (dates.numeric(dates.local(point["from"]).date()) for point in (shown[0], shown[-1]))
    gap = max(1, len(shown) - cell_len(first) - cell_len(last))
    grid.add_row("", Text(first + " " * gap + last, style="dim"), "")
    title = Text(words.say(mark("Over time")), style="bold")
    if hours:
        title.append(f" ({words.say(mark('in working hours'))})", style="not bold dim")
    return Group(title, grid)


def heat(words: Words, dates: Dates, heatmap: Mapping[str, Any]) -> Group:
    """Received messages by weekday and hour in pairs of hours, so that it fits 80 columns."""
    pairs = [[row[hour] + row[hour + 1] for hour in range(0, 24, 2)] for row in heatmap["received"]]
    most = max(max(row) for row in pairs)
    long = max(3, len(str(most)))
    grid = Table.grid(padding=(0, 0))
    for _ in range(13):
        grid.add_column(no_wrap=True)
    grid.add_row(
        "", *(Text(f"{words.digits(f'{hour:02d}'):>{long + 1}} ", style="dim") for hour in range(0, 24, 2))
    )
    for day in dates.week():
        cells = (_cell(words, count, shade(count, most), long) for count in pairs[day])
        grid.add_row(Text(dates.weekday(day) + " "), *cells)
    title = words.say(mark("Messages received by weekday and hour"))
    return Group(Text(f"{title} ({heatmap['zone']})", style="bold"), grid)


def _cell(words: Words, count: int, step: int, long: int) -> Text:
    style, block = _SHADES[step]
    number = words.digits(str(count)) if count else ""
    return Text(f"{block}{number:>{long}} ", style=style)


def _bar(share: float, long: int) -> str:
    eighths = round(share * long * 8)
    return "█" * (eighths // 8) + (_EIGHTHS[eighths % 8] if eighths % 8 else "")


def _block(share: float) -> str:
    return _BLOCKS[min(7, max(0, round(share * 7)))]
