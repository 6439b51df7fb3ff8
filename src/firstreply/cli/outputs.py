"""Outputs of `analyze`: terminal, JSON, HTML, CSV, TSV; each computed once for one state of the archive."""

import csv
import io
import json
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from firstreply import __version__
from firstreply.channels.email.archive import Archive
from firstreply.cli.kept import Kept
from firstreply.cli.progress import Progress
from firstreply.core.refusal import Refused

if TYPE_CHECKING:
    from firstreply.insights.facts import Facts
    from firstreply.insights.look_back import Answer

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

    def check(self) -> None:
        """Refuse an unknown language or calendar before anything is read."""
        if self.lang not in _LANGUAGES:
            raise Refused("unknown_language", lang=self.lang, known=", ".join(_LANGUAGES))
        if self.calendar_system not in _SYSTEMS:
            raise Refused("unknown_calendar_system", system=self.calendar_system, known=", ".join(_SYSTEMS))

    @property
    def quiet(self) -> bool:
        """Whether stdout belongs to data."""
        return self.json or "-" in (str(self.waits), str(self.threads))


class _Run:
    """One question to one archive; what is expensive is worked out when first asked for."""

    def __init__(self, archive: Archive, question: Mapping[str, Any], folder: Path | None, now: int) -> None:
        self._archive = archive
        self._question = question
        self._now = now
        self.kept = Kept(folder, f"{__version__} {version('tzdata')} {archive.fingerprint()}", question)

    @cached_property
    def answer(self) -> "Answer":
        from firstreply.insights.look_back import Question, look_back

        with Progress(self._archive.mailboxes) as progress:
            return look_back(self._archive, Question(**self._question), self._now, progress)

    @cached_property
    def facts(self) -> "Facts":
        from firstreply.insights.facts import facts

        return facts(self.answer.look)

    @cached_property
    def document(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.document_text)
        return found

    @cached_property
    def document_text(self) -> bytes:
        return self.cached("document.json", self._document)

    def _document(self) -> bytes:
        from firstreply.insights.document import document

        return (
            json.dumps(document(self.answer.look, self.facts), ensure_ascii=False, indent=1).encode() + b"\n"
        )

    def cached(self, name: str, make: Callable[[], bytes]) -> bytes:
        found = self.kept.get(name)
        if found is None:
            found = make()
            self.kept.put(name, found)
        return found

    def waits(self) -> bytes:
        from firstreply.insights.rows import CSV_COLUMNS, rows

        found = rows(self.answer.look, self.facts).waits(decoded=False)
        return _csv(CSV_COLUMNS, ([row[name] for name in CSV_COLUMNS] for row in found))

    def threads(self) -> bytes:
        unique, of = self.answer.unique, self.answer.conversations.of
        lines = (f"{one.message_id}\t{number}\n" for one, number in zip(unique.envelopes, of, strict=True))
        return ("message_id\tthread\n" + "".join(lines)).encode("utf-8", "surrogateescape")

    def html(self, lang: str, system: str) -> bytes:
        from firstreply.insights.report import html
        from firstreply.insights.rows import rows

        behind = rows(self.answer.look, self.facts)
        return html.render(self.document, list(behind.waits()), behind.messages, lang, system).encode()


def write(
    archive: Archive, question: Mapping[str, Any], wanted: Wanted, *, folder: Path | None, now: int
) -> None:
    """Write every wanted output; the terminal report only when stdout is not taken by data."""
    run = _Run(archive, question, folder, now)
    if wanted.waits is not None:
        _put(wanted.waits, run.cached("waits.csv", run.waits))
    if wanted.threads is not None:
        _put(wanted.threads, run.cached("threads.tsv", run.threads))
    if wanted.html is not None:
        name = f"report-{wanted.lang}-{wanted.calendar_system}.html"
        _put(wanted.html, run.cached(name, lambda: run.html(wanted.lang, wanted.calendar_system)))
    if wanted.csv is not None:
        _write_tables(run, wanted.csv)
    if wanted.json:
        _put(Path("-"), run.document_text)
    elif not wanted.quiet:
        _show(run, wanted)


def _show(run: _Run, wanted: Wanted) -> None:
    """The terminal report; for an unchanged archive as it was printed before on such a terminal."""
    from firstreply.cli.terminal import look

    seen = look(sys.stdout)
    name = f"terminal-{wanted.lang}-{wanted.calendar_system}-{seen.width}-{seen.colours}.txt"
    sys.stdout.write(run.cached(name, lambda: _printed(run, wanted, seen.width, seen.colours)).decode())
    for kind, path in (("HTML", wanted.html), ("CSV", wanted.csv)):
        if path is not None:
            sys.stderr.write(f"{kind}: {path}\n")


def _printed(run: _Run, wanted: Wanted, width: int, colours: str) -> bytes:
    from rich.console import Console

    from firstreply.insights.report import terminal

    text = io.StringIO()
    system: Any = None if colours == "none" else colours
    console = Console(
        file=text,
        width=width,
        color_system=system,
        force_terminal=colours != "none",
        no_color=colours == "none",
    )
    terminal.show(run.document, wanted.lang, wanted.calendar_system, console)
    return text.getvalue().encode()


def _write_tables(run: _Run, folder: Path) -> None:
    """waits.csv, threads.tsv, and each list of the document as a table of its own."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused("file_not_written", path=str(folder), reason=str(error.strerror)) from error
    _put(folder / "waits.csv", run.cached("waits.csv", run.waits))
    _put(folder / "threads.tsv", run.cached("threads.tsv", run.threads))
    for name, table in run.document.items():
        if isinstance(table, list) and table and isinstance(table[0], dict):
            flat = [dict(_flat(row)) for row in table]
            columns = list(dict.fromkeys(column for row in flat for column in row))
            _put(folder / f"{name}.csv", _csv(columns, ([row.get(one) for one in columns] for row in flat)))


def _flat(row: Mapping[str, Any], before: str = "") -> Iterable[tuple[str, Any]]:
    for name, value in row.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", " ".join(map(str, value)) if isinstance(value, list) else value


def _csv(columns: Iterable[str], lines: Iterable[Iterable[object]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in line] for line in lines)
    return text.getvalue().encode("utf-8", "surrogateescape")


def _cell(value: object) -> object:
    """A cell that no spreadsheet takes for a formula."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return "" if value is None else value


def _put(path: Path, text: bytes) -> None:
    if str(path) == "-":
        sys.stdout.buffer.write(text)
        sys.stdout.flush()
        return
    try:
        path.write_bytes(text)
    except OSError as error:
        raise Refused("file_not_written", path=str(path), reason=str(error.strerror)) from error
