"""The waits in the page: a table that reads without script, and packed columns that let figures open their waits.

The table is the larger part of the file, so cells are bare (no closing tags, which HTML does not need, and no
attributes; the style sheet knows the columns by their place). What only the script needs (who, when, which bucket,
the messages behind) is JSON, deflated, in base64: about a tenth of the same as markup.
"""

import base64
import datetime as dt
import json
import zlib
from collections.abc import Mapping, Sequence
from typing import Any, Final

from markupsafe import Markup, escape

from firstreply.insights.dates import Dates
from firstreply.insights.reasons import mark
from firstreply.insights.report.labels import CLASSES, OUTCOMES
from firstreply.insights.report.markup import ours
from firstreply.insights.untrusted import plain
from firstreply.insights.words import Words

AT_MOST: Final = 5000
_SUBJECT: Final = 70
_EDGES_S: Final = (300, 900, 3600, 14400, 86400, 259200)
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
    """One row per wait: received, from, subject, how long, who answered."""
    names = {outcome: words.say(title) for outcome, title in OUTCOMES.items()}
    unknown = words.say(mark("not known"))
    lines = []
    for wait in waits:
        outcome = wait["outcome"]
        who = plain(wait["author"], 60) or unknown if outcome == "answered" else names[outcome]
        cells = [
            dates.moment(wait["received_at"]),
            str(escape(plain(wait["party"], 80))),
            str(escape(plain(wait["subject"], _SUBJECT))),
            words.duration(wait["wall_s"]),
            str(escape(who)),
        ]
        lines.append(("<tr class=o><td>" if outcome == "open" else "<tr><td>") + "<td>".join(cells))
    return ours("".join(lines))


def packed(words: Words, dates: Dates, waits: Sequence[Row], messages: Sequence[Row], hours: bool) -> str:
    """The columns for the script, in the order of the table: JSON, deflated, base64.

    Numbers that grow or shrink from row to row are kept as differences, texts as places in a list.
    """
    texts = _Table()
    begun = [dates.local(wait["received_at"]) for wait in waits]
    content = {
        "first": "".join("1" if wait["first"] and not wait["truncated"] else "0" for wait in waits),
        "outcome": "".join(_LETTERS[wait["outcome"]] for wait in waits),
        "bucket": "".join(str(_bucket(wait)) for wait in waits),
        "marks": "".join(str(_marks(wait)) for wait in waits),
        "wall": [wait["wall_s"] for wait in waits],
        "hours": [texts.place(words.duration(wait["business_s"])) for wait in waits] if hours else [],
        "author": [texts.place(wait["author"]) for wait in waits],
        "owner": [texts.place(wait["owner"]) for wait in waits],
        "mailbox": [texts.place(wait["mailbox"]) for wait in waits],
        "at": _steps([int(at.timestamp()) for at in begun]),
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

    A subject that the wait's own row shows already is left out, and so is the sender's address.
    """
    days = _Table()
    found: list[tuple[int, int, int, int, int, int]] = []
    for wait in waits:
        for index in wait["messages"]:
            message = messages[index]
            at = dates.local(message["at"])
            found.append(
                (
                    days.place(dates.numeric(dt.date(at.year, at.month, at.day))),
                    at.hour * 60 + at.minute,
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
