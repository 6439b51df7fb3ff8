"""The tables that stand behind the charts, for whoever reads numbers or cannot see the drawing."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from firstreply.insights.dates import Dates
from firstreply.insights.reasons import mark
from firstreply.insights.report.figure import Head, Line, Table, opened, term
from firstreply.insights.report.svg_columns import BUCKETS
from firstreply.insights.report.svg_trend import gathered
from firstreply.insights.untrusted import plain
from firstreply.insights.words import Words

Rows = Sequence[Mapping[str, Any]]


def curve(words: Words, wall: Rows, business: Rows) -> Table:
    """Every fourth point of the curve with its interval, and the same in working hours."""
    hours = {point["t_s"]: point["share"] for point in business}
    heads = [
        Head(words.say(mark("Answered"))),
        Head(words.say(mark("likely from"))),
        Head(words.say(mark("to"))),
    ]
    if hours:
        heads.append(Head(words.say(mark("in working hours"))))
    lines = []
    for point in wall[::4]:
        cells = [words.percent(point[name]) for name in ("share", "low", "high")]
        if hours:
            cells.append(words.percent(hours.get(point["t_s"])))
        lines.append(Line(words.duration(point["t_s"]), tuple(cells), bdi=False))
    return Table(words.say(mark("Within")), tuple(heads), tuple(lines))


def distribution(words: Words, buckets: Mapping[str, int]) -> Table:
    total = sum(buckets.values()) or 1
    heads = (Head(words.say(mark("New inquiries"))), Head(words.say(mark("Share"))))
    lines = tuple(
        Line(
            words.say(title),
            (
                opened(words.number(buckets.get(name, 0)), "buckets", f"first;b={place}"),
                words.percent(buckets.get(name, 0) / total),
            ),
            bdi=False,
        )
        for place, (name, title) in enumerate(BUCKETS)
    )
    return Table(words.say(mark("Answered")), heads, lines)


def trend(words: Words, dates: Dates, points: Rows) -> Table:
    heads = (
        Head(words.say(mark("New inquiries")), "inquiries", "first"),
        Head(words.say(mark("Answered")), "answered", "first;o=a"),
        Head(words.say(mark("Median")), "median_s", "first"),
        Head(words.say(mark("Within 1 h")), "within", "first;w=3600"),
    )
    lines = []
    for place, point in enumerate(points):
        values = (
            words.number(point["inquiries"]),
            words.number(point["answered"]),
            words.duration(point["median_s"]),
            words.percent(point["within_1h"]),
        )
        cells = tuple(opened(value, head.definition, "") for value, head in zip(values, heads, strict=True))
        lines.append(Line(dates.numeric(dates.local(point["from"]).date()), cells, "t", place, bdi=False))
    return Table(words.say(mark("From")), heads, tuple(lines))


def volume(words: Words, dates: Dates, per_day: Rows) -> Table:
    heads = (Head(words.say(mark("Received"))), Head(words.say(mark("Sent"))))
    lines = tuple(
        Line(dates.numeric(day), (words.number(received), words.number(sent)), bdi=False)
        for day, received, sent in zip(*gathered(per_day), strict=True)
    )
    return Table(words.say(mark("From")), heads, lines)


def counts(words: Words, name: str, rows: Rows, key: str) -> Table:
    """Addresses or domains with how many messages came from each."""
    heads = (Head(words.say(mark("Messages"))),)
    return Table(
        name, heads, tuple(Line(plain(str(row[key]), 80), (words.number(row["messages"]),)) for row in rows)
    )


def lengths(words: Words, rows: Rows) -> Table:
    heads = (Head(words.say(mark("Conversations"))),)
    lines = tuple(
        Line(words.number(row["messages"]), (words.number(row["threads"]),), bdi=False) for row in rows
    )
    return Table(words.say(mark("Messages")), heads, lines)


def change(words: Words, dates: Dates, document: Mapping[str, Any]) -> Table | None:
    """The latest stretch against the one before it; None when there is none."""
    previous = document["previous_period"]
    if not previous:
        return None
    before, changes = previous["first_response"], previous["change"]
    clock = "business" if document["options"]["calendar"] else "wall"
    rows: list[tuple[str, float | None, float | None, Callable[[float], str]]] = [
        *((key, before[key], changes[key], words.number) for key in ("inquiries", "answered")),
        *((key, before[clock][key], changes[key], words.duration) for key in ("median_s", "p90_s")),
    ]
    heads = (
        Head(words.say(mark("Before"))),
        Head(words.say(mark("Now"))),
        Head(words.say(mark("Change")), words=True),
    )
    lines = []
    for key, old, moved, write in rows:
        title = term(words, document, key)
        now = None if old is None or moved is None else old + moved
        cells = tuple("–" if value is None else write(value) for value in (old, now))
        if moved is not None:
            said = _moved(words, key, moved, old or 0, write)
        elif key.endswith("_s") and not before[clock]["withheld"]:
            said = words.say(mark("not reached: too many are unanswered"))
        else:
            said = words.say(mark("too few to compare"))
        lines.append(Line(title, (*cells, said), bdi=False))
    return Table(words.say(mark("Figure")), heads, tuple(lines))


def _moved(words: Words, key: str, moved: float, old: float, write: Callable[[float], str]) -> str:
    """A change in words and with an arrow, never by colour alone. A time's is a share: spans are rounded."""
    if not moved:
        return words.say(mark("no change"))
    if key.endswith("_s"):
        text = mark("▼ {span} shorter") if moved < 0 else mark("▲ {span} longer")
        return words.say(text, span=words.percent(abs(moved) / old) if old else write(abs(moved)))
    text = mark("▼ {span} fewer") if moved < 0 else mark("▲ {span} more")
    return words.say(text, span=write(abs(moved)))
