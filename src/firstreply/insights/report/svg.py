"""The few SVG shapes the charts are drawn with.

Charts stretch in width only: shapes are placed in per cent of the width and pixels of the height, so that
text keeps its size from a phone to a wide screen. Time runs from left to right in every language.
"""

from collections.abc import Iterable, Sequence
from math import log
from typing import Final, Literal

from markupsafe import Markup, escape

from firstreply.insights.report.markup import ours

Anchor = Literal["left", "middle", "right"]
#: The style sheet turns these about in right-to-left text, whose start is its right end.
ENDS: Final = {"left": " al", "middle": "", "right": " ar"}
#: The span of a logarithmic time axis: one minute to thirty days.
FIRST_S: Final = 60
LAST_S: Final = 30 * 86400
#: Marks on it, and whether a phone has room for the mark too.
TIME_TICKS: Final = (
    (60, True),
    (300, False),
    (900, False),
    (3600, True),
    (14400, False),
    (86400, True),
    (259200, False),
    (LAST_S, True),
)


def time_place(seconds: float) -> float:
    """Where a span stands on the logarithmic axis, 0 to 100."""
    inside = min(max(seconds, FIRST_S), LAST_S)
    return 100 * log(inside / FIRST_S) / log(LAST_S / FIRST_S)


def frame(name: str, height: int, shapes: Iterable[str], caption: str) -> Markup:
    """A chart of full width. `caption` is what somebody who cannot see it hears; the table beside it has the rest."""
    return Markup(
        '<svg class="chart {}" width="100%" height="{}" role="group" aria-label="{}">{}</svg>'
    ).format(name, height, caption, ours("".join(shapes)))


def text(x: float, y: float, words: str, style: str, anchor: Anchor = "middle") -> str:
    """Words at x per cent and y pixels; `anchor` says which physical end stands there, in any language."""
    return f'<text x="{x:.2f}%" y="{y:g}" class="{style}{ENDS[anchor]}">{escape(words)}</text>'


def bar(x: float, y: float, width: float, height: float, style: str) -> str:
    """A rectangle: x and width in per cent, y and height in pixels."""
    return f'<rect x="{x:.2f}%" y="{y:.1f}" width="{width:.2f}%" height="{height:.1f}" class="{style}"/>'


def level(y: float, style: str = "grid") -> str:
    """A horizontal line over the whole width."""
    return f'<line x1="0" x2="100%" y1="{y:.1f}" y2="{y:.1f}" class="{style}"/>'


def upright(x: float, top: float, bottom: float, style: str = "grid") -> str:
    """A vertical line at x per cent."""
    return f'<line x1="{x:.2f}%" x2="{x:.2f}%" y1="{top:g}" y2="{bottom:g}" class="{style}"/>'


def dot(x: float, y: float, style: str, radius: float = 4) -> str:
    return f'<circle cx="{x:.2f}%" cy="{y:.1f}" r="{radius:g}" class="{style}"/>'


def stretched(top: float, height: float, paths: Iterable[str]) -> str:
    """A band of the chart in which paths are drawn in 0..100 both ways and stretch to fit."""
    return (
        f'<svg x="0" y="{top:g}" width="100%" height="{height:g}" viewBox="0 0 100 100" preserveAspectRatio="none">'
        f"{''.join(paths)}</svg>"
    )


def line(points: Sequence[tuple[float, float]], style: str) -> str:
    """A line through points of a stretched band."""
    return f'<path d="{_route(points)}" class="{style}"/>' if points else ""


def band(upper: Sequence[tuple[float, float]], lower: Sequence[tuple[float, float]], style: str) -> str:
    """The surface between two lines of a stretched band."""
    return f'<path d="{_route([*upper, *reversed(lower)])}Z" class="{style}"/>' if upper else ""


def opening(definition: str, waits: str, label: str, inside: str) -> str:
    """A shape that opens its definition and the waits behind it; `label` is said and shown on hover."""
    return f'<a href="#d-{escape(definition)}" data-f="{escape(waits)}"><title>{escape(label)}</title>{inside}</a>'


def share_bar(share: float) -> Markup:
    """A thin bar for a table cell. It is progress, so the style sheet mirrors it in right-to-left pages."""
    return Markup('<svg class="share" aria-hidden="true"><rect/><rect width="{:.0f}%"/></svg>').format(
        share * 100
    )


def _route(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in points)
