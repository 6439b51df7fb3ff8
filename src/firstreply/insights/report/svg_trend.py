"""Charts over calendar time: how the median moves, and how much mail comes and goes."""

import datetime as dt
from collections.abc import Mapping, Sequence
from math import log
from typing import Any, Final

from markupsafe import Markup

from firstreply.insights.dates import Dates
from firstreply.insights.reasons import mark
from firstreply.insights.report import svg
from firstreply.insights.words import Words

_TOP: Final = 10
_HEAD: Final = 40  #: room for the name of the line
_LINE: Final = 150
_GAP: Final = 26
_BARS: Final = 80
_DOT: Final = 2.5
_ALONE: Final = 5.0
_LEVELS_S: Final = (60, 300, 900, 3600, 14400, 86400, 259200, 864000, 2592000, 7776000, 31536000)

Rows = Sequence[Mapping[str, Any]]


def trend(words: Words, dates: Dates, points: Rows, definition: str) -> Markup:
    """Above: the median on a logarithmic scale, broken where it is withheld. Below: inquiries, answered and not.

    Where it is withheld everywhere, a sentence stands in its place.
    """
    if not points:
        return Markup("")
    step = 100 / len(points)
    is_told = any(point["median_s"] is not None for point in points)
    foot = _BARS + (_HEAD + _LINE + _GAP if is_told else _HEAD + _GAP)
    shapes = [*_median(words, points, step), svg.level(foot, "axis")]
    most = max((point["inquiries"] for point in points), default=0) or 1
    for place, point in enumerate(points):
        shapes.append(_period(words, dates, point, place, step, most, foot, definition))
    shapes += _days(dates, [dates.local(point["from"]).date() for point in points], foot + 18, 4)
    shapes.append(svg.text(0, 12, words.say(mark("Median first response")), "key", "left"))
    shapes.append(svg.text(0, foot - _BARS - 8, words.say(mark("New inquiries")), "key", "left"))
    if not is_told:
        few = words.say(mark("Too few in each period to tell how long they waited."))
        shapes.append(svg.text(0, 30, few, "tick", "left"))
    return svg.frame(
        "trend", foot + 26, shapes, words.say(mark("Median first response and new inquiries over time"))
    )


def volume(words: Words, dates: Dates, per_day: Rows) -> Markup:
    """Messages received and sent, gathered to at most about sixty columns' worth of days."""
    days, received, sent = gathered(per_day)
    if not days:
        return Markup("")
    most = max(*received, *sent, 1)
    height = 140
    step = 100 / max(1, len(days) - 1)

    def route(values: Sequence[int]) -> list[tuple[float, float]]:
        return [(place * step, 100 - 100 * value / most) for place, value in enumerate(values)]

    ground = [(0.0, 100.0), (100.0, 100.0)]
    paths = [
        svg.band(route(received), ground, "band"),
        svg.line(route(sent), "line second"),
        svg.line(route(received), "line"),
    ]
    shapes = [
        svg.level(_TOP + height, "axis"),
        svg.level(_TOP),
        svg.text(0, _TOP + 14, words.number(most), "tick", "left"),
    ]
    shapes += [svg.stretched(_TOP, height, paths), *_days(dates, days, _TOP + height + 18, 2)]
    return svg.frame(
        "volume", _TOP + height + 26, shapes, words.say(mark("Messages received and sent over time"))
    )


def stretch(per_day: Rows, at_most: int = 60) -> int:
    """How many days a point of the chart of volume gathers; 0 without mail."""
    days = [dt.date.fromisoformat(row["day"]) for row in per_day]
    return -(-((max(days) - min(days)).days + 1) // at_most) if days else 0


def gathered(per_day: Rows, at_most: int = 60) -> tuple[list[dt.date], list[int], list[int]]:
    """Days without mail filled in, then summed over stretches of equal length: first days, received, sent."""
    if not per_day:
        return [], [], []
    found = {dt.date.fromisoformat(row["day"]): row for row in per_day}
    first, last = min(found), max(found)
    length = stretch(per_day, at_most)
    stretches = -(-((last - first).days + 1) // length)
    received, sent = [0] * stretches, [0] * stretches
    for day, row in found.items():
        received[(day - first).days // length] += row["received"]
        sent[(day - first).days // length] += row["sent"]
    return [first + dt.timedelta(days=length * place) for place in range(stretches)], received, sent


def _median(words: Words, points: Rows, step: float) -> list[str]:
    """The line, its scale and its dots. The scale runs over the marks just outside the values."""
    known = [point["median_s"] for point in points if point["median_s"] is not None]
    if not known:
        return []
    low = max((rung for rung in _LEVELS_S if rung <= min(known)), default=_LEVELS_S[0])
    high = min((rung for rung in _LEVELS_S if rung >= max(known)), default=_LEVELS_S[-1])
    if low == high:
        high = low * 4

    def y(seconds: float) -> float:
        inside = min(max(seconds, low), high)
        return _HEAD + _LINE * (1 - log(inside / low) / log(high / low))

    shapes, scale = [], []
    for seconds in (rung for rung in _LEVELS_S if low <= rung <= high):
        shapes.append(svg.level(y(seconds)))
        scale.append(svg.text(0, y(seconds) - 4, words.duration(seconds), "tick", "left"))
    runs: list[list[tuple[float, float]]] = [[]]
    for place, point in enumerate(points):
        if point["median_s"] is None:
            runs.append([])
        else:
            runs[-1].append((step * (place + 0.5), y(point["median_s"])))
    lines = [svg.line([(x, 100 * (at - _HEAD) / _LINE) for x, at in run], "line") for run in runs if run]
    shapes.append(svg.stretched(_HEAD, _LINE, lines))
    # A value that stands alone has no line to be seen by.
    shapes += [svg.dot(*run[0], "dot alone", _ALONE) for run in runs if len(run) == 1]
    shapes += [svg.dot(x, at, "dot", _DOT) for run in runs if len(run) > 1 for x, at in run]
    return [*shapes, *scale]


def _period(
    words: Words,
    dates: Dates,
    point: Mapping[str, Any],
    place: int,
    step: float,
    most: int,
    foot: float,
    definition: str,
) -> str:
    tall = _BARS * point["inquiries"] / most
    answered = _BARS * point["answered"] / most
    left = place * step
    label = words.say(
        mark("{since}: {inquiries} inquiries, {answered} answered, median {median}"),
        since=dates.day(point["from"]),
        inquiries=point["inquiries"],
        answered=point["answered"],
        median=words.duration(point["median_s"]),
    )
    inside = svg.bar(left, _HEAD, step, foot - _HEAD, "hit")
    inside += svg.bar(left + step * 0.16, foot - tall, step * 0.68, tall - answered, "column never")
    inside += svg.bar(left + step * 0.16, foot - answered, step * 0.68, answered, "column")
    return svg.opening(definition, f"first;t={place}", label, inside)


def _days(dates: Dates, days: Sequence[dt.date], y: float, parts: int) -> list[str]:
    """Dates under the axis at the ends of `parts` equal parts; a phone leaves out every second one."""
    count = len(days)
    spread = (days[-1] - days[0]).days
    write = dates.month_and_year if spread > 540 else dates.day_and_month
    places = sorted({round(part * (count - 1) / parts) for part in range(parts + 1)})
    shapes = []
    for number, place in enumerate(places):
        x = 100 * (place + 0.5) / count
        anchor: svg.Anchor = "left" if number == 0 else "right" if number == len(places) - 1 else "middle"
        x = 0 if number == 0 else 100 if number == len(places) - 1 else x
        shapes.append(
            svg.text(x, y, write(days[place]), "tick roomy" if parts > 2 and number % 2 else "tick", anchor)
        )
    return shapes
