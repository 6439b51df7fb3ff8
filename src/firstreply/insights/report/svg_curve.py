"""The cumulative curve: which share has been answered after how long, with its confidence band."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from markupsafe import Markup

from firstreply.insights.reasons import mark
from firstreply.insights.report import svg
from firstreply.insights.words import Words

_TOP: Final = 12
_HEIGHT: Final = 220

Points = Sequence[Mapping[str, Any]]


def curve(words: Words, wall: Points, business: Points, median_s: float | None) -> Markup:
    """Wall-clock curve with band, working-hours curve dashed (may be empty), and a dot where half are answered."""
    shapes = [*_grid(words), *_lines(wall, business), *_names(words, wall, business)]
    if median_s is not None:
        shapes += _half(words, median_s)
    caption = words.say(mark("Share of new inquiries answered after each length of time"))
    return svg.frame("curve", _TOP + _HEIGHT + 26, shapes, caption)


def _y(share: float) -> float:
    return _TOP + _HEIGHT * (1 - share)


def _grid(words: Words) -> list[str]:
    shapes = []
    for quarter in range(5):
        shapes.append(svg.level(_y(quarter / 4), "axis" if quarter == 0 else "grid"))
        if quarter:
            shapes.append(svg.text(0, _y(quarter / 4) + 14, words.percent(quarter / 4), "tick", "left"))
    for seconds, always in svg.TIME_TICKS:
        place = svg.time_place(seconds)
        anchor: svg.Anchor = "left" if place < 1 else "right" if place > 99 else "middle"
        shapes.append(svg.upright(place, _TOP, _TOP + _HEIGHT))
        style = "tick" if always else "tick roomy"
        shapes.append(svg.text(place, _TOP + _HEIGHT + 19, words.duration(seconds), style, anchor))
    return shapes


def _lines(wall: Points, business: Points) -> list[str]:
    def route(points: Points, name: str) -> list[tuple[float, float]]:
        return [(svg.time_place(point["t_s"]), 100 - 100 * point[name]) for point in points]

    return [
        svg.stretched(
            _TOP,
            _HEIGHT,
            [
                svg.band(route(wall, "high"), route(wall, "low"), "band"),
                svg.line(route(business, "share"), "line second"),
                svg.line(route(wall, "share"), "line"),
            ],
        )
    ]


def _names(words: Words, wall: Points, business: Points) -> list[str]:
    """A key in words beside samples of both lines: the dash tells them apart as well as the colour."""
    if not business or not wall:
        return []
    foot = _TOP + _HEIGHT - 14
    rows = ((mark("around the clock"), "line", foot - 20), (mark("in working hours"), "line second", foot))
    return [
        f'<svg x="100%" y="{y - 8}" width="30" height="8" overflow="visible">'
        f'<path d="M-30 4H-4" class="{style}"/></svg>'
        + f'<svg x="100%" y="{y}" overflow="visible"><text x="-38" class="key ar">'
        + f"{Markup.escape(words.say(name))}</text></svg>"
        for name, style, y in rows
    ]


def _half(words: Words, median_s: float) -> list[str]:
    place = svg.time_place(median_s)
    anchor: svg.Anchor = "left" if place < 40 else "right"  # on a phone it would not fit beside the dot
    at = place + 1.5 if place < 40 else 100
    label = words.say(mark("half within {span}"), span=words.duration(median_s))
    return [svg.dot(place, _y(0.5), "dot"), svg.text(at, _y(0.5) + 18, label, "value", anchor)]
