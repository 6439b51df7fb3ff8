"""Delimited text: which delimiter, and its rows one by one; a quote that is never closed costs one row only."""

import csv
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from firstreply.channels.file.reading import Record
from firstreply.core.refusal import Refused

DELIMITERS: Final = (";", ",", "\t", "|")
MOST_COLUMNS: Final = 500
_MOST_LINES: Final = 1000  #: of one row; more is a quote that was never closed
_MOST_CHARACTERS: Final = 100_000
_MOST_BROKEN: Final = 1000  #: rows with open quotes; more is no such file
_SEP: Final = "sep="  #: how spreadsheets say the delimiter in the first line


def delimiter_of(sample: Sequence[str]) -> str:
    """The delimiter by which most of these lines have as many cells, and the most of them."""
    if told := _told(sample[0] if sample else ""):
        return told
    return max(DELIMITERS, key=lambda one: _fits(sample, one))


def records(lines: Iterator[str], delimiter: str) -> Iterator[Record]:
    """The rows, in order; an empty line is a row without cells. Refuses `file_quotes_broken`."""
    feed = _Feed(lines)
    number = broken = 0
    reader = csv.reader(feed, delimiter=delimiter)
    while True:
        feed.begin()
        try:
            cells = next(reader, None)
        except (csv.Error, _RunawayError):
            cells = [feed.kept[0].rstrip("\n")[:_MOST_CHARACTERS]] if feed.kept else []
            closed = False
        else:
            closed = cells is None or feed.closed
        if cells is None:
            return
        number += 1
        if not closed:
            broken += 1
            if broken > _MOST_BROKEN:
                raise Refused("file_quotes_broken", row=number)
            yield Record(number, [feed.kept[0].rstrip("\n")], "row_quote_open")
            feed.again()
            reader = csv.reader(feed, delimiter=delimiter)
        elif len(cells) > MOST_COLUMNS:
            yield Record(number, cells[:MOST_COLUMNS], "row_too_wide")
        elif number > 1 or not _told(feed.kept[0] if feed.kept else ""):
            yield Record(number, cells)


class _RunawayError(Exception):
    """A row without an end."""


class _Feed:
    """Lines for the reader; those of the row it is at are kept, so that they can be read otherwise."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.kept: list[str] = []
        self._lines, self._back = lines, deque[str]()
        self._size, self._over = 0, False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._back.popleft() if self._back else next(self._lines, None)
        if line is None:
            self._over = True
            raise StopIteration
        self.kept.append(line)
        self._size += len(line)
        if len(self.kept) > 1 and (len(self.kept) > _MOST_LINES or self._size > _MOST_CHARACTERS):
            raise _RunawayError
        return line

    def begin(self) -> None:
        """The next row begins."""
        self.kept, self._size = [], 0

    @property
    def closed(self) -> bool:
        """Whether the row had an end of its own, and not merely that of the file within a quote."""
        return not self._over or len(self.kept) < 2 or "".join(self.kept).count('"') % 2 == 0

    def again(self) -> None:
        """Read what came after the first line of the row once more."""
        self._back.extendleft(reversed(self.kept[1:]))


def _told(line: str) -> str:
    return (
        line[len(_SEP)] if line.lower().startswith(_SEP) and len(line.rstrip("\n")) == len(_SEP) + 1 else ""
    )


def _fits(sample: Sequence[str], delimiter: str) -> tuple[float, int]:
    try:
        rows = list(islice(csv.reader(iter(sample), delimiter=delimiter), 200))
    except csv.Error:
        return 0.0, 0
    widths = Counter(len(row) for row in rows if row)
    if not widths:
        return 0.0, 0
    width, count = max(widths.items(), key=lambda one: (one[1] * (one[0] > 1), one[0]))
    return (count / widths.total() if width > 1 else 0.0), width
