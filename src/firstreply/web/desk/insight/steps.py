"""Steps: how soon something of ours arrived, how soon whoever was given it answered, how soon somebody was called."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from markupsafe import Markup

from firstreply.insights.metrics import registry
from firstreply.insights.report.figure import unbroken
from firstreply.insights.words import Words
from firstreply.web.desk.insight.asking import Question
from firstreply.web.desk.insight.cards import of_limit
from firstreply.web.desk.insight.opening import figure

#: Each with the end of the waits that it is about.
_ENDS: Final = {"any_touch": "", "assigned": "assigned", "called": "called"}
PARTS: Final = tuple(_ENDS)
LIMITS: Final = (300, 3600, 86_400)


class Step(NamedTuple):
    """How soon a step is taken: its part, its name, of how many waits, and the times and shares as cells."""

    part: str
    title: str
    waits: Markup
    cells: tuple[str, ...]


def steps(words: Words, asked: Question, parts: Mapping[str, Any]) -> list[Step]:
    """Those that were taken at all."""
    found = ((name, parts[name]) for name in PARTS)
    return [_step(words, asked, name, block) for name, block in found if block["n"]]


def _step(words: Words, asked: Question, name: str, block: Mapping[str, Any]) -> Step:
    shares = (words.percent(of_limit(block["within"], limit)) for limit in LIMITS)
    times = (unbroken(words.duration(block[one])) for one in ("median_s", "p90_s"))
    title = words.say(registry.EVERY[name].title)
    waits = figure(words.number(block["n"]), asked, end=_ENDS[name])
    return Step(name, title, waits, (*times, *shares))
