"""Answers to one question to one archive: each worked out when first asked for, and kept while nothing changes."""

import io
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from firstreply.cli import again, tables
from firstreply.cli.kept import Kept, cache_folder, forget, state
from firstreply.cli.terminal import Terminal
from firstreply.core.refusal import Refused

if TYPE_CHECKING:
    from firstreply.channels.email.archive import Archive
    from firstreply.channels.email.base import Mailbox
    from firstreply.insights.facts import Facts
    from firstreply.insights.look_back import Answer, Question

_REMOTE: Final = ("imap://", "imaps://")


class Asking(Protocol):
    """A question that can be told from another one by its `repr`."""

    @property
    def sources(self) -> tuple[str, ...]: ...
    @property
    def team(self) -> tuple[str, ...]: ...
    @property
    def calendar(self) -> str | None: ...
    def question(self) -> "Question": ...


class Answers:
    """`opening` gives the mailboxes and is called only where something must be read."""

    def __init__(
        self, asked: Asking, opening: "Callable[[Path], list[Mailbox]]", *, remember: bool = True
    ) -> None:
        from firstreply.cli import options

        self._asked = asked
        self._opening = opening
        self._folder = cache_folder() if remember else None
        self._paths = (*asked.sources, *options.files(asked.team, asked.calendar))
        self._remote = any(one.lower().startswith(_REMOTE) for one in asked.sources)
        self._state = state(self._paths)
        self._archive: Archive | None = None
        self._own_scratch: str | None = None

    @cached_property
    def _key(self) -> tuple[str, ...]:
        shown = self.archive.fingerprint() if self._remote else ""
        return ("answers", os.getcwd(), repr(self._asked), self._state, shown)

    @cached_property
    def _kept(self) -> Kept:
        return Kept(self._folder, *self._key)

    def get(self, name: str, make: Callable[[], bytes]) -> bytes:
        """The answer of that name as it was kept, else made now."""
        found = self._kept.get(name)
        if found is None:
            found = make()
            self._kept.put(name, found)
        return found

    def remember(self, puts: tuple[tuple[str, str], ...]) -> None:
        """Let the same command line over unchanged files be answered at once the next time."""
        if self._folder is None:
            return
        forget(self._folder)
        if not self._remote:
            given = again.Given(self._paths, self._state, self._key, puts)
            again.remember(self._folder, sys.argv[1:], given)

    @property
    def archive(self) -> "Archive":
        if self._archive is None:
            from firstreply.channels.email.archive import Archive

            readings = None if self._folder is None else Path(self._folder, "readings")
            self._archive = Archive(mailboxes=self._opening(self._scratch()), folder=readings)
        return self._archive

    def close(self) -> None:
        """Let go of the archive and of what was unpacked for this run alone."""
        if self._archive is not None:
            self._archive.close()
        if self._own_scratch is not None:
            shutil.rmtree(self._own_scratch, ignore_errors=True)

    def _scratch(self) -> Path:
        if self._folder is not None:
            return Path(self._folder, "unpacked")
        self._own_scratch = tempfile.mkdtemp(prefix="firstreply-")
        return Path(self._own_scratch)

    @cached_property
    def _answer(self) -> "Answer":
        from firstreply.cli.progress import Progress
        from firstreply.insights.look_back import look_back

        question = self._asked.question()  # before anything is read: it may be refused
        with Progress(self.archive.mailboxes) as progress:
            answer = look_back(self.archive, question, int(time.time()), progress)
        if not self._remote and not any(one.envelopes or one.unreadable for one in self.archive.readings):
            raise Refused("not_a_mail_archive", path=self._asked.sources[0], found="empty")
        return answer

    @cached_property
    def _facts(self) -> "Facts":
        from firstreply.insights.facts import facts

        return facts(self._answer.look)

    @cached_property
    def document(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.document_text())
        return found

    def document_text(self) -> bytes:
        return self.get("document.json", self._document)

    def _document(self) -> bytes:
        from firstreply.insights.document import document

        made = document(self._answer.look, self._facts)
        return json.dumps(made, ensure_ascii=False, indent=1).encode("utf-8", "replace") + b"\n"

    def waits(self) -> bytes:
        from firstreply.insights.rows import CSV_COLUMNS, rows

        found = rows(self._answer.look, self._facts).waits(decoded=False)
        return tables.csv_text(CSV_COLUMNS, ([row[name] for name in CSV_COLUMNS] for row in found))

    def threads(self) -> bytes:
        unique, of = self._answer.unique, self._answer.conversations.of
        lines = (f"{one.message_id}\t{number}\n" for one, number in zip(unique.envelopes, of, strict=True))
        return ("message_id\tthread\n" + "".join(lines)).encode("utf-8", "surrogateescape")

    def html(self, lang: str, system: str) -> bytes:
        from firstreply.insights.report import html
        from firstreply.insights.rows import rows

        behind = rows(self._answer.look, self._facts)
        return html.render(self.document, list(behind.waits()), behind.messages, lang, system).encode(
            "utf-8", "replace"
        )

    def printed(self, lang: str, system: str, seen: Terminal) -> bytes:
        """The terminal report, for a terminal such as `seen`."""
        from rich.console import Console

        from firstreply.insights.report import terminal

        text = io.StringIO()
        colours: Any = None if seen.colours == "none" else seen.colours
        console = Console(
            file=text,
            width=seen.width,
            color_system=colours,
            force_terminal=colours is not None,
            no_color=colours is None,
        )
        terminal.show(self.document, lang, system, console)
        lines = text.getvalue().splitlines()
        return "".join(f"{line.rstrip()}\n" for line in lines).encode("utf-8", "replace")

    def notes(self, lang: str) -> bytes:
        """What limits the figures, for those who do not see the report."""
        from firstreply.insights import words
        from firstreply.insights.report import quality

        return "".join(f"! {note}\n" for note in quality.notes(words.use(lang), self.document)).encode()
