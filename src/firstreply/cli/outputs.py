"""Outputs of `analyze`: which were asked for, where they go, and what is refused before anything is read."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from firstreply.cli import tables
from firstreply.cli.answers import Answers
from firstreply.cli.put import STDERR, STDOUT, put
from firstreply.cli.terminal import look
from firstreply.core.refusal import Refused

_LANGUAGES: Final = ("en", "ar", "fa")
_SYSTEMS: Final = ("gregorian", "jalali", "hijri")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which outputs, and in which language and calendar."""

    json: bool
    html: Path | None
    csv: Path | None
    waits: Path | None
    threads: Path | None
    lang: str
    calendar_system: str

    def check(self, sources: Sequence[str]) -> None:
        """Refuse, before anything is read, what could not be written in the end."""
        if self.lang not in _LANGUAGES:
            raise Refused("unknown_language", lang=self.lang, known=", ".join(_LANGUAGES))
        if self.calendar_system not in _SYSTEMS:
            raise Refused("unknown_calendar_system", system=self.calendar_system, known=", ".join(_SYSTEMS))
        if self.on_stdout > 1:
            raise Refused("stdout_wanted_twice")
        read = {os.path.realpath(source) for source in sources}
        for path in (self.html, self.waits, self.threads):
            if path is not None and str(path) != STDOUT:
                _check_writable(path, read)

    @property
    def on_stdout(self) -> int:
        """How many outputs of data want stdout."""
        return [self.json, *(str(path) == STDOUT for path in (self.html, self.waits, self.threads))].count(
            True
        )


def _check_writable(path: Path, read: set[str]) -> None:
    if os.path.realpath(path) in read:
        raise Refused("output_is_source", path=str(path))
    if path.is_dir():
        raise Refused("file_not_written", path=str(path), reason="it is a folder")
    if not path.parent.is_dir():
        raise Refused("file_not_written", path=str(path), reason="there is no such folder")


class _Part(NamedTuple):
    """One output: where to, under which name it is kept, and how it is made."""

    where: str
    name: str
    make: Callable[[], bytes]


def write(answers: Answers, wanted: Wanted) -> None:
    """Make every wanted output, then write them: one that fails leaves none half done."""
    parts = list(_parts(answers, wanted))
    made = [(part.where, answers.get(part.name, part.make)) for part in parts]
    for where, octets in made:
        put(where, octets)
    answers.remember(tuple((part.where, part.name) for part in parts))


def _parts(answers: Answers, wanted: Wanted) -> Iterator[_Part]:
    lang, system = wanted.lang, wanted.calendar_system
    if wanted.html is not None:
        yield _Part(str(wanted.html), f"report-{lang}-{system}.html", lambda: answers.html(lang, system))
    if wanted.csv is not None:
        yield from _tables(answers, wanted.csv)
    for path, name, make in (
        (wanted.waits, "waits.csv", answers.waits),
        (wanted.threads, "threads.tsv", answers.threads),
        (Path(STDOUT) if wanted.json else None, "document.json", answers.document_text),
    ):
        if path is not None:
            yield _Part(str(path), name, make)
    if wanted.on_stdout:
        yield _Part(STDERR, f"notes-{lang}.txt", lambda: answers.notes(lang))
        return
    seen = look(sys.stdout)
    name = f"terminal-{lang}-{system}-{seen.width}-{seen.colours}.txt"
    yield _Part(STDOUT, name, lambda: answers.printed(lang, system, seen))


def _tables(answers: Answers, folder: Path) -> Iterator[_Part]:
    """waits.csv, threads.tsv, and each list of the document as a table of its own."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused("file_not_written", path=str(folder), reason=str(error.strerror)) from error
    yield _Part(str(folder / "waits.csv"), "waits.csv", answers.waits)
    yield _Part(str(folder / "threads.tsv"), "threads.tsv", answers.threads)
    for name, table in tables.lists_of(answers.document).items():
        yield _Part(str(folder / f"{name}.csv"), f"table-{name}.csv", partial(tables.csv_of, table))
