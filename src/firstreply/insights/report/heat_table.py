"""The heat map: seven days by twenty-four hours, a table whose cells are shaded, so that it reads with any reader."""

from collections.abc import Callable, Sequence
from typing import Final

from markupsafe import Markup, escape

from firstreply.insights.dates import Dates
from firstreply.insights.reasons import mark
from firstreply.insights.report.markup import ours
from firstreply.insights.words import Words

_SHADES: Final = 6


def shade(count: int, most: int) -> int:
    """0 for none, then 1 to 6 by even steps of the largest count."""
    return 0 if count <= 0 or most <= 0 else min(_SHADES, 1 + (count * _SHADES - 1) // most)


def heat(
    words: Words,
    dates: Dates,
    cells: Sequence[Sequence[int]],
    caption: str,
    opens: Callable[[int, int], str] | None = None,
) -> Markup:
    """`cells[weekday][hour]`, Monday first. Hours run left to right; names of days stand where reading begins.

    `opens` gives the address behind a cell. Without it the report's script knows by its place which hour a cell is,
    and makes the table a grid that arrow keys walk through.
    """
    most = max((max(row) for row in cells), default=0)
    hours = "".join(f"<th scope=col>{words.digits(f'{hour:02d}')}" for hour in range(24))
    corner = words.say(mark("Day"))
    lines = [_line(words, f"<th scope=col>{escape(corner)}", hours)]
    for day in dates.week():
        row = "".join(
            f"<td class=q{shade(n, most)}>{_count(words, n, opens and opens(day, hour))}"
            for hour, n in enumerate(cells[day])
        )
        lines.append(_line(words, f"<th scope=row>{escape(dates.weekday(day))}", row))
    return Markup('<table class="heat" data-d="d-heatmap" aria-label="{}"><thead>{}<tbody>{}</table>').format(
        caption, ours(lines[0]), ours("".join(lines[1:]))
    )


def _count(words: Words, n: int, address: str | None) -> str:
    if not n or address is None:
        return words.number(n) if n else ""
    return f'<a href="{escape(address)}">{words.number(n)}</a>'


def _line(words: Words, name: str, cells: str) -> str:
    return f"<tr>{cells}{name}" if words.direction == "rtl" else f"<tr>{name}{cells}"
