"""Charts of upright columns: the distribution of response times, and the lengths of conversations."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from markupsafe import Markup

from firstreply.insights.reasons import mark
from firstreply.insights.report import svg
from firstreply.insights.words import Words

#: The buckets of the clock, section 6, with their names for a label.
BUCKETS: Final = (
    ("under_5m", mark("0–5 min")),
    ("5m_15m", mark("5–15 min")),
    ("15m_60m", mark("15–60 min")),
    ("1h_4h", mark("1–4 h")),
    ("4h_24h", mark("4–24 h")),
    ("1d_3d", mark("1–3 d")),
    ("over_3d", mark("over 3 d")),
    ("never", mark("no answer")),
)
#: The same, short enough to stand under a column on a phone.
_SHORT: Final = (
    mark("<5 m"), mark("15 m"), mark("1 h"), mark("4 h"), mark("24 h"), mark("3 d"), mark(">3 d"), mark("none"),
)  # fmt: skip
_TOP: Final = 34
_HEIGHT: Final = 186
_HATCH: Final = (
    '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="6" height="6" class="hatch-ground"/><rect width="2.5" height="6" class="hatch-line"/></pattern>'
    "</defs>"
)


def distribution(words: Words, buckets: Mapping[str, int], definition: str) -> Markup:
    """One column per bucket with its count and share; each opens its waits. Unanswered ones are hatched."""
    total = sum(buckets.values()) or 1
    most = max(buckets.values(), default=0) or 1
    step = 100 / len(BUCKETS)
    shapes = [_HATCH, svg.level(_TOP + _HEIGHT, "axis")]
    for place, (name, title) in enumerate(BUCKETS):
        count = buckets.get(name, 0)
        tall = _HEIGHT * count / most
        middle = step * (place + 0.5)
        top = _TOP + _HEIGHT - tall
        inside = svg.bar(step * place, _TOP - 30, step, _HEIGHT + 50, "hit")
        inside += svg.bar(
            step * (place + 0.14), top, step * 0.72, tall, "column never" if name == "never" else "column"
        )
        inside += svg.text(middle, top - 18, words.number(count), "value")
        inside += svg.text(middle, top - 5, words.percent(count / total), "tick")
        inside += svg.text(middle, _TOP + _HEIGHT + 19, words.say(title), "tick roomy")
        inside += svg.text(middle, _TOP + _HEIGHT + 19, words.say(_SHORT[place]), "tick tight")
        label = f"{words.say(title)}: {words.number(count)} ({words.percent(count / total)})"
        shapes.append(svg.opening(definition, f"first;b={place}", label, inside))
    return svg.frame("columns", _TOP + _HEIGHT + 26, shapes, words.say(mark("How many waited how long")))


def lengths(words: Words, rows: Sequence[Mapping[str, Any]], at_most: int = 12) -> Markup:
    """How many conversations have how many messages; the last column gathers what is longer."""
    counts = [0] * at_most
    for row in rows:
        counts[min(max(1, row["messages"]), at_most) - 1] += row["threads"]
    most = max(counts) or 1
    step = 100 / at_most
    top, height = 20, 120
    shapes = [svg.level(top + height, "axis")]
    for place, count in enumerate(counts):
        tall = height * count / most
        name = words.number(place + 1) + ("+" if place + 1 == at_most else "")
        shapes.append(svg.bar(step * (place + 0.16), top + height - tall, step * 0.68, tall, "column quiet"))
        shapes.append(svg.text(step * (place + 0.5), top + height - tall - 5, words.number(count), "tick"))
        shapes.append(svg.text(step * (place + 0.5), top + height + 17, name, "tick"))
    return svg.frame(
        "columns", top + height + 24, shapes, words.say(mark("Conversations by number of messages"))
    )
