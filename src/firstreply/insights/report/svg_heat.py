"""The heat map: seven days by twenty-four hours, a number in every cell as well as a shade."""

from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from firstreply.insights.dates import Dates
from firstreply.insights.report import svg
from firstreply.insights.report.markup import ours
from firstreply.insights.words import Words

_GUTTER: Final = 92
_CELL: Final = 38
_TALL: Final = 28
_SHADES: Final = 6


def shade(count: int, most: int) -> int:
    """0 for none, then 1 to 6 by even steps of the largest count."""
    return 0 if count <= 0 or most <= 0 else min(_SHADES, 1 + (count * _SHADES - 1) // most)


def heat(words: Words, dates: Dates, cells: Sequence[Sequence[int]], caption: str, definition: str) -> Markup:
    """`cells[weekday][hour]`, Monday first. Hours run left to right; names of days stand where reading begins."""
    most = max((max(row) for row in cells), default=0)
    rtl = words.direction == "rtl"
    left = 0 if rtl else _GUTTER
    shapes = [
        _text(left + _CELL * (hour + 0.5), 14, words.digits(f"{hour:02d}"), "tick", "middle")
        for hour in range(24)
    ]
    for place, weekday in enumerate(dates.week()):
        y = 22 + place * _TALL
        name = dates.weekday(weekday)
        at: svg.Anchor = "right"
        x = left + 24 * _CELL + _GUTTER - 2 if rtl else _GUTTER - 10
        shapes.append(_text(x, y + 19, name, "key", at))
        for hour, count in enumerate(cells[weekday]):
            shapes.append(_cell(words, left + hour * _CELL, y, count, shade(count, most)))
    wide, high = _GUTTER + 24 * _CELL, 24 + 7 * _TALL
    return Markup(
        '<svg class="chart heat" viewBox="0 0 {} {}" role="img" aria-label="{}" data-d="d-{}">{}</svg>'
    ).format(wide, high, caption, definition, ours("".join(shapes)))


def _cell(words: Words, x: int, y: int, count: int, step: int) -> str:
    """Width and height are in the style sheet; which hour it is, the script knows by its place."""
    box = f'<rect x="{x + 1}" y="{y + 1}" class="q{step}"/>'
    if not count:
        return box
    ink = "strong" if step > 3 else "on"
    return box + f'<text x="{x + _CELL // 2}" y="{y + 19}" class="{ink}">{words.number(count)}</text>'


def _text(x: float, y: float, words: str, style: str, anchor: svg.Anchor) -> str:
    return f'<text x="{x:g}" y="{y:g}" class="{style}{svg.ENDS[anchor]}">{Markup.escape(words)}</text>'
