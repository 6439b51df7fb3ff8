"""Funnel: how many leads got to each stage, of all and of each source, product, segment or campaign."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from markupsafe import Markup

from firstreply.insights.dates import Dates
from firstreply.insights.reasons import mark
from firstreply.insights.report import svg
from firstreply.insights.words import Words
from firstreply.web.desk.insight.asking import Question
from firstreply.web.desk.insight.groups import named, title

#: What it can be split by on the page.
BY: Final = ("source", "product", "segment", "campaign")
Parts = Mapping[str, Any]


class Step(NamedTuple):
    """A stage of the funnel: how many reached it, of all and of those of the stage before, and after how long."""

    stage: str
    reached: Markup
    share: str
    conversion: str
    likely: str
    after: str
    bar: Markup


def funnel(words: Words, asked: Question, found: Parts, called: Mapping[str, str]) -> list[Step]:
    """The steps of the funnel; `called` are the names of stages."""
    steps = []
    for one in found["stages"]:
        likely = ""
        if one.get("conversion_low") is not None:
            low, high = words.percent(one["conversion_low"]), words.percent(one["conversion_high"])
            likely = words.say(mark("{low} to {high}"), low=low, high=high)
        steps.append(
            Step(
                called.get(one["stage"], one["stage"]),
                _leads(asked, words.number(one["reached"]), stage=one["stage"]),
                words.percent(one["share"]),
                words.percent(one["conversion"]),
                likely,
                words.duration(one["median_s"]),
                svg.share_bar(one["share"] or 0),
            )
        )
    return steps


class Split(NamedTuple):
    """The funnel of each group: by what, the stages as heads, and the groups with what reached each."""

    title: str
    part: str
    heads: tuple[str, ...]
    rows: tuple[
        tuple[str, str, tuple[Markup, ...]], ...
    ]  #: name, where it narrows the question to itself, cells


def split(
    words: Words, dates: Dates, asked: Question, by: str, found: Sequence[Parts], called: Mapping[str, str]
) -> Split | None:
    """By a dimension of `BY`; None where there is nothing."""
    if not found:
        return None
    heads = tuple(called.get(one["stage"], one["stage"]) for one in found[0]["stages"])
    rows = tuple(_group(words, dates, asked, by, row) for row in found)
    return Split(title(words, by), f"funnel_by_{by}", heads, rows)


def _group(
    words: Words, dates: Dates, asked: Question, by: str, row: Parts
) -> tuple[str, str, tuple[Markup, ...]]:
    key = "" if row["key"] is None else str(row["key"])
    cells = tuple(
        (
            _leads(asked, words.number(one["reached"]), stage=one["stage"], **{by: key})
            if key
            else Markup.escape(words.number(one["reached"]))
        )
        + Markup(" <small>{}</small>").format(words.percent(one["share"]))
        for one in row["stages"]
    )
    return named(words, dates, by, row), asked.address(**{by: key}) if key else "", cells


def _leads(asked: Question, text: str, **behind: str) -> Markup:
    """A number that opens the leads which reached a stage."""
    return Markup('<a href="{}">{}</a>').format(asked.address("/insights/leads", **behind), text)
