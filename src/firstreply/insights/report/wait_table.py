"""The waits in the page: a table that reads without script, and packed columns that let figures open their waits.

The table is the larger part of the file, so cells are bare (no closing tags, which HTML does not need, and no
attributes; the style sheet knows the columns by their place), each day stands once above its waits, and those
still open are a part of their own. What only the script needs (who, which bucket, the messages behind) is JSON,
deflated, in base64: about a tenth of the same as markup.
"""

import base64
import bisect
import datetime as dt
import json
import zlib
from collections.abc import Mapping, Sequence
from typing import Any, Final

from markupsafe import Markup, escape

from firstreply.insights.benchmarks import BENCHMARKS
from firstreply.insights.dates import Dates
from firstreply.insights.reasons import mark
from firstreply.insights.report.figure import LIMITS
from firstreply.insights.report.labels import CLASSES, OUTCOMES
from firstreply.insights.report.markup import ours
from firstreply.insights.untrusted import plain
from firstreply.insights.words import Words

AT_MOST: Final = 5000
#: As markup a wait takes six times the room: so many are, and are read without script. The rest are packed.
READABLE: Final = 1500
_SUBJECT: Final = 70
_EDGES_S: Final = (300, 900, 3600, 14400, 86400, 259200)
#: What "answered within" is asked for: the clock's limits and those of the benchmarks.
_LIMITS_S: Final = tuple(
    sorted({seconds for _, seconds in LIMITS} | {known.within_s for known in BENCHMARKS})
)
_LETTERS: Final = {"answered": "a", "open": "o", "dismissed": "d", "voided": "v"}

Row = Mapping[str, Any]


def chosen(waits: Sequence[Row]) -> list[Row]:
    """At most 5,000: the longest open first, then the newest."""
    still_open = [wait for wait in waits if wait["outcome"] == "open"]
    ended = [wait for wait in waits if wait["outcome"] != "open"]
    still_open.sort(key=lambda wait: str(wait["received_at"]))
    ended.sort(key=lambda wait: str(wait["received_at"]), reverse=True)
    return [*still_open, *ended][:AT_MOST]


def table_rows(words: Words, dates: Dates, waits: Sequence[Row]) -> Markup:
    """One row per wait: time, from, subject, how long, who answered; a row of one cell names the day above them."""
    lines: list[str] = []
    part, day = "", ""
    for wait in waits[:READABLE]:
        if part != (part := "<tbody class=o>" if wait["outcome"] == "open" else "<tbody>"):
            lines.append(part)
            day = ""
        at = dates.local(wait["received_at"])
        if day != (day := dates.numeric(at.date())):
            lines.append(f"<tr><th>{day}")
        cells = [dates.clock(at.hour, at.minute), *(str(escape(cell)) for cell in _cells(words, wait))]
        lines.append("<tr><td>" + "<td>".join(cells))
    return ours("".join(lines))


def _cells(words: Words, wait: Row) -> list[str]:
    """From, subject, how long, and who answered or why nobody need; for a wait still open that is left out."""
    cells = [plain(wait["party"], 80), plain(wait["subject"], _SUBJECT), words.duration(wait["wall_s"])]
    if wait["outcome"] == "answered":
        return [*cells, plain(wait["author"], 60) or words.say(mark("not known"))]
    ended = OUTCOMES[wait["outcome"]]
    return cells if wait["outcome"] == "open" else [*cells, words.say(ended)]


def packed(
    words: Words,
    dates: Dates,
    waits: Sequence[Row],
    messages: Sequence[Row],
    trend: Sequence[Row],
    hours: bool,
) -> str:
    """The columns for the script, in the order of the table: JSON, deflated, base64.

    Texts are kept as places in a list; spans of time as where they stand among the limits that figures ask for.
    """
    texts = _Table()
    begun = [dates.local(wait["received_at"]) for wait in waits]
    content = {
        "rest": [[dates.moment(wait["received_at"]), *_cells(words, wait)] for wait in waits[READABLE:]],
        "first": "".join("1" if wait["first"] and not wait["truncated"] else "0" for wait in waits),
        "outcome": "".join(_LETTERS[wait["outcome"]] for wait in waits),
        "bucket": "".join(str(_bucket(wait)) for wait in waits),
        "marks": "".join(str(_marks(wait)) for wait in waits),
        "limits": _LIMITS_S,
        "within": "".join(chr(97 + _standing(wait["wall_s"])) for wait in waits),
        "hours": [texts.place(words.duration(wait["business_s"])) for wait in waits] if hours else [],
        "author": [texts.place(wait["author"]) for wait in waits],
        "owner": [texts.place(wait["owner"]) for wait in waits],
        "team": [texts.place(wait["team"]) for wait in waits],
        "mailbox": [texts.place(wait["mailbox"]) for wait in waits],
        "period": _periods(waits, trend),
        "slot": [at.weekday() * 24 + at.hour for at in begun],
        "evidence": [texts.place(words.for_evidence(wait["evidence"])) for wait in waits],
        **_behind(words, dates, waits, messages, texts),
        "classes": [words.say(title) for title in CLASSES.values()],
        "texts": texts.entries,
        "digits": words.digits("0123456789"),
    }
    raw = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.b64encode(zlib.compress(raw, 7)).decode()


class _Table:
    """Texts that repeat, each kept once; 0 is no text."""

    def __init__(self) -> None:
        self.entries: list[str] = [""]
        self._places: dict[str | None, int] = {"": 0, None: 0}

    def place(self, text: str | None) -> int:
        place = self._places.get(text)
        if place is None:
            place = self._places[text] = len(self.entries)
            self.entries.append(plain(text, 160))
        return place


def _bucket(wait: Row) -> int:
    """The bucket's place in the distribution; 7 for what was never answered, 8 for what needed no answer."""
    if wait["outcome"] != "answered":
        return 7 if wait["outcome"] == "open" else 8
    return sum(wait["wall_s"] >= edge for edge in _EDGES_S)


def _standing(seconds: int) -> int:
    """Where a span stands among the limits: 2k below limit k (counted from 0), 2k + 1 on it."""
    return bisect.bisect_left(_LIMITS_S, seconds) + bisect.bisect_right(_LIMITS_S, seconds)


def _periods(waits: Sequence[Row], trend: Sequence[Row]) -> list[int]:
    """The place in the trend of each wait's beginning; -1 for what began before it."""
    starts = [dt.datetime.fromisoformat(point["from"]) for point in trend]
    return [bisect.bisect_right(starts, dt.datetime.fromisoformat(wait["received_at"])) - 1 for wait in waits]


def _marks(wait: Row) -> int:
    """1 off hours, 2 author not known, 4 covered by another than the owner."""
    answered = wait["outcome"] == "answered"
    unknown = answered and wait["author"] is None
    covered = answered and wait["author"] is not None and wait["owner"] not in (None, wait["author"])
    return (1 if wait["off_hours"] else 0) + (2 if unknown else 0) + (4 if covered else 0)


def _steps(values: Sequence[int]) -> list[int]:
    """Each value less the one before it."""
    return [value - before for value, before in zip(values, (0, *values), strict=False)]


def _behind(
    words: Words, dates: Dates, waits: Sequence[Row], messages: Sequence[Row], texts: _Table
) -> dict[str, Any]:
    """The messages of all waits, column by column: how many, day, minute of the day, from, class, evidence, subject.

    What the wait's own row shows already is left out: its subject, its sender's address, and its time (minute -1).
    """
    days = _Table()
    found: list[tuple[int, int, int, int, int, int]] = []
    for wait in waits:
        for index in wait["messages"]:
            message = messages[index]
            at = dates.local(message["at"])
            known = message["at"] == wait["received_at"]
            last = found[-1][0] if found else 0
            found.append(
                (
                    last if known else days.place(dates.numeric(at.date())),
                    -1 if known else at.hour * 60 + at.minute,
                    texts.place(message["from"].replace(f"<{wait['party']}>", "").strip()),
                    _PLACES.get(message["class"], 0),
                    texts.place(words.for_evidence(message["evidence"])),
                    texts.place(_other(message["subject"], wait["subject"])),
                )
            )
    day, minute, sender, kind, why, subject = zip(*found, strict=True) if found else ((),) * 6
    return {
        "count": [len(wait["messages"]) for wait in waits],
        "day": _steps(day),
        "minute": minute,
        "from": sender,
        "kind": "".join(map(str, kind)),
        "why": why,
        "subject": subject,
        "days": days.entries,
    }


def _other(subject: str, known: str) -> str:
    """The subject, or nothing where it is the known one with or without a mark of reply in front."""
    return "" if subject.endswith(known) and len(subject) - len(known) < 8 else subject


_PLACES: Final = {name: place for place, name in enumerate(CLASSES)}
