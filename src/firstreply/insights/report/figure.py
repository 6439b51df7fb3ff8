"""Figures that open: a number in the page is a link to its definition and, with script, to the waits behind it."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from markupsafe import Markup

from firstreply.insights.reasons import mark
from firstreply.insights.words import Words

#: The limits of "answered within", in the document's keys, with their names.
LIMITS: Final = (("300", 300), ("900", 900), ("3600", 3600), ("14400", 14400), ("86400", 86400))


class Head(NamedTuple):
    """A table's column: its name, and what its figures open (the row says whose)."""

    title: str
    definition: str = ""
    waits: str = ""
    words: bool = False  #: text rather than figures


class Line(NamedTuple):
    """A table's row: its name, whose waits its figures open (`key` and `value`), and its cells."""

    name: str
    cells: tuple[str, ...]
    key: str = ""
    value: str | int = ""
    note: str = ""
    bdi: bool = True  #: the name is somebody's text, to be isolated from ours


class Table(NamedTuple):
    """A table of the page: `name` column first, then the figures under `heads`."""

    name: str
    heads: tuple[Head, ...]
    lines: tuple[Line, ...]


def opened(text: str, definition: str, waits: str) -> Markup:
    """A number as a link to its definition; `waits` says which waits are behind it, for the script.

    In a table the row and the column say so too, and all three must hold.
    """
    if not waits:
        return Markup('<a href="#d-{}">{}</a>').format(definition, text)
    return Markup('<a href="#d-{}" data-f="{}">{}</a>').format(definition, waits, text)


def term(words: Words, document: Mapping[str, Any], name: str) -> str:
    """The metric's title as the document defines it, translated; its name where it is not defined."""
    defined = document["definitions"].get(name)
    title: str = defined["title"] if defined else name.replace("_", " ")
    return words.say(title)


def why_withheld(words: Words, measure: Mapping[str, Any], minimum: int) -> str:
    """Why a measure has no value: too few, or a curve that never gets that far."""
    if measure["withheld"]:
        return words.say(mark("withheld: fewer than {minimum}"), minimum=minimum)
    return words.say(mark("not reached: too many are unanswered"))


def span(words: Words, measure: Mapping[str, Any], name: str) -> str:
    """A duration of a measure: its value, a dash when withheld, or that it is never reached."""
    if measure[name] is not None:
        return words.duration(measure[name])
    return "–" if measure["withheld"] else words.say(mark("not reached"))


def interval(words: Words, low_and_high: list[float | None] | None, shares: bool = False) -> str:
    """A 95 % interval in words, empty when there is none; an open upper end is said to be open."""
    if low_and_high is None or low_and_high[0] is None:
        return ""
    write = words.percent if shares else words.duration
    low, high = low_and_high
    if high is None:
        return words.say(mark("likely more than {low} (95%)"), low=unbroken(write(low)))
    return words.say(
        mark("likely {low} to {high} (95%)"), low=unbroken(write(low)), high=unbroken(write(high))
    )


def unbroken(text: str) -> str:
    """The same text on one line: a span is not broken between its number and its unit."""
    return text.replace(" ", "\u00a0")
