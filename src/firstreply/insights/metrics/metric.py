"""What a metric is, and the sample that array metrics are computed from."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from firstreply.insights.statistics.survival import Curve, Ints

Unit = Literal[
    "s",
    "share",
    "messages",
    "inquiries",
    "waits",
    "conversations",
    "leads",
    "addresses",
    "words",
    "weekday",
    "hour",
    "mixed",
]
Better = Literal["less", "more", "neither"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Waits of one kind on one clock, voided ones out."""

    curve: Curve
    answered: Ints  #: durations of the answered ones, seconds
    open: int
    counts: Ints | None = None  #: how many lasted each of them; None: one


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """A number that people see. Title and sentence are English and the keys of their translations.

    Its definition is one of: `array`, a function over a `Sample` or over arrays; `column`, an Ibis aggregate
    over a table of waits; `table`, an Ibis table expression over (messages, waits). A metric without any is read
    off others or handed in by whoever read the mail.
    """

    name: str
    title: str
    sentence: str
    unit: Unit
    better: Better = "neither"
    array: Callable[..., Any] | None = None
    column: Callable[[Any], Any] | None = None
    table: Callable[[Any, Any], Any] | None = None
