"""`firstreply analyze`: how fast a mailbox is answered."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from firstreply.cli import outputs
from firstreply.cli.answers import Answers

if TYPE_CHECKING:
    from firstreply.channels.email.base import Mailbox
    from firstreply.insights.look_back import Question

Sources = Annotated[
    list[str],
    typer.Argument(
        metavar="SOURCE",
        help="mbox, Maildir, folder of messages, .eml, any of them packed (.gz .xz .zst .zip .tar), or "
        "imaps://user@host",
    ),
]
TeamOption = Annotated[
    list[str] | None,
    typer.Option(
        "--team",
        metavar="WHO",
        help="Who is ours: a team file (JSON), a domain or an address. Repeatable. Without it: guessed.",
    ),
]
ListOption = Annotated[
    list[str] | None,
    typer.Option(
        "--list",
        metavar="ADDRESS",
        help="A mailing-list or group address of ours, which is no person. Repeatable.",
    ),
]
CalendarOption = Annotated[
    str | None,
    typer.Option(
        metavar="HOURS",
        help="Working hours: a name in the team file, a JSON file, or like "
        '"sun-thu 09:00-17:00 Africa/Cairo". Without it: round the clock.',
    ),
]
Since = Annotated[
    str | None,
    typer.Option(metavar="DATE", help="Only what arrived from this day or moment on (2026-01-31)."),
]
Until = Annotated[
    str | None, typer.Option(metavar="DATE", help="Only what arrived up to the end of this day.")
]
SlaOption = Annotated[
    str | None, typer.Option("--sla", metavar="SPAN", help="The promise for a first response: 30m, 4h, 1d.")
]
Json = Annotated[bool, typer.Option("--json", help="The result as JSON (schema version 1) on stdout.")]
Html = Annotated[Path | None, typer.Option(metavar="FILE", help="Write the report as one HTML file.")]
Csv = Annotated[Path | None, typer.Option(metavar="DIR", help="Write every table as CSV into this folder.")]
WaitsFile = Annotated[
    Path | None, typer.Option("--waits", metavar="FILE", help="Write each wait as CSV (- for stdout).")
]
ThreadsFile = Annotated[
    Path | None,
    typer.Option(
        "--threads",
        metavar="FILE",
        help="Write the conversation of each message as TSV (- for stdout).",
    ),
]
NoSubjects = Annotated[
    bool,
    typer.Option(
        "--no-subject-joining", help="Join messages by their headers only, never by quotation or subject."
    ),
]
Lang = Annotated[str, typer.Option(metavar="en|ar|fa", help="Language of the report.")]
CalendarSystem = Annotated[
    str | None,
    typer.Option(
        metavar="SYSTEM",
        help="Dates in: gregorian, jalali or hijri. Without it: jalali for fa, else gregorian.",
    ),
]
CountWords = Annotated[
    bool, typer.Option("--words", help="Count words too: reads every body, so it takes longer.")
]
NoCache = Annotated[bool, typer.Option("--no-cache", help="Read everything anew and remember nothing.")]
Insecure = Annotated[bool, typer.Option("--insecure", help="Allow IMAP without encryption.")]


HELP: Final = """Say how fast each inquiry in a mailbox archive was answered, by whom, and what was not.

\b
Examples:
  firstreply analyze inbox.mbox sent.mbox
  firstreply analyze archive.zip --team acme.com --html report.html --lang fa
  firstreply analyze Maildir --sla 4h --calendar "mon-fri 09:00-17:00 Europe/Berlin"
  firstreply analyze imaps://sara@mail.example.com --json > result.json

A password for IMAP is asked for, or taken from FIRSTREPLY_IMAP_PASSWORD.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The question, as it was written on the command line."""

    sources: tuple[str, ...]
    team: tuple[str, ...]
    lists: tuple[str, ...]
    calendar: str | None
    since: str | None
    until: str | None
    sla: str | None
    subject_joining: bool
    words: bool

    def question(self) -> "Question":
        """It as values. Raises Refused for what is not understood."""
        from firstreply.cli import options
        from firstreply.insights.look_back import Question

        given = options.given(self.team, self.lists, self.calendar)
        since, until = options.between(self.since, self.until, given.calendar)
        return Question(
            team=given.team,
            lists=given.lists,
            calendar=given.calendar,
            calendar_of=dict(given.calendar_of),
            sla_s=options.seconds(self.sla) if self.sla else given.sla_s,
            subject_joining=self.subject_joining,
            count_words=self.words,
            since=since,
            until=until,
        )


def command(
    sources: Sources,
    team: TeamOption = None,
    lists: ListOption = None,
    calendar: CalendarOption = None,
    since: Since = None,
    until: Until = None,
    sla: SlaOption = None,
    json: Json = False,
    html: Html = None,
    csv: Csv = None,
    waits: WaitsFile = None,
    threads: ThreadsFile = None,
    no_subject_joining: NoSubjects = False,
    lang: Lang = "en",
    calendar_system: CalendarSystem = None,
    words: CountWords = False,
    no_cache: NoCache = False,
    insecure: Insecure = False,
) -> None:
    """Say how fast a mailbox is answered; `HELP` is what people read."""
    asked = Asked(
        sources=tuple(sources), team=tuple(team or ()), lists=tuple(lists or ()), calendar=calendar, since=since,
        until=until, sla=sla, subject_joining=not no_subject_joining, words=words,
    )  # fmt: skip
    wanted = outputs.Wanted(
        json=json, html=html, csv=csv, waits=waits, threads=threads, lang=lang,
        calendar_system=calendar_system or ("jalali" if lang == "fa" else "gregorian"),
    )  # fmt: skip
    wanted.check(asked.sources)
    answers = Answers(asked, lambda scratch: _opened(asked.sources, scratch, insecure), remember=not no_cache)
    try:
        outputs.write(answers, wanted)
    finally:
        answers.close()


def _opened(sources: tuple[str, ...], scratch: Path, insecure: bool) -> "list[Mailbox]":
    from firstreply.channels.email.source import open_sources

    prompt = _password if sys.stdin.isatty() else None
    return open_sources(list(sources), scratch, prompt=prompt, insecure=insecure)


def _password(server: str) -> str:
    answer: str = typer.prompt(f"Password for {server}", hide_input=True, err=True)
    return answer
