"""`firstreply analyze`: how fast a mailbox is answered."""

import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from firstreply.cli import options, outputs
from firstreply.cli.exits import leave
from firstreply.cli.kept import cache_folder
from firstreply.core.refusal import Refused

_EXAMPLES: Final = """
Examples:

  firstreply analyze ~/Mail/inbox.mbox ~/Mail/sent.mbox

  firstreply analyze archive.zip --team acme.com --html report.html --lang fa

  firstreply analyze imaps://sara@mail.example.com --sla 4h --calendar "mon-fri 09:00-17:00 Europe/Berlin"
"""

Sources = Annotated[
    list[str],
    typer.Argument(
        help="mbox, Maildir, folder of messages, .eml, any of them packed (.gz .xz .zst .zip .tar), or imap(s)://user@host"
    ),
]
TeamOption = Annotated[
    list[str] | None,
    typer.Option("--team", help="Who is ours: a team file (JSON), a domain or an address. Repeatable."),
]
ListOption = Annotated[
    list[str] | None,
    typer.Option("--list", help="A list or group address of ours that is no person. Repeatable."),
]
CalendarOption = Annotated[
    str | None,
    typer.Option(
        help='Working hours: a name in the team file, a JSON file, or "sun-thu 09:00-17:00 Africa/Cairo".'
    ),
]
Since = Annotated[str | None, typer.Option(help="Only what arrived from this day (or moment) on, ISO 8601.")]
Until = Annotated[str | None, typer.Option(help="Only what arrived up to the end of this day.")]
SlaOption = Annotated[
    str | None, typer.Option("--sla", help="The promise for a first response: 30m, 4h, 1d.")
]
Json = Annotated[bool, typer.Option("--json", help="The result as JSON (schema version 1) on stdout.")]
Html = Annotated[Path | None, typer.Option(help="Write the report as one HTML file.")]
Csv = Annotated[Path | None, typer.Option(help="Write every table as CSV into this folder.")]
WaitsFile = Annotated[Path | None, typer.Option("--waits", help="Write each wait as CSV (- for stdout).")]
ThreadsFile = Annotated[
    Path | None,
    typer.Option("--threads", help="Write the conversation of each message as TSV (- for stdout)."),
]
NoSubjects = Annotated[
    bool,
    typer.Option(
        "--no-subject-joining", help="Join messages by their headers only, never by quotation or subject."
    ),
]
Lang = Annotated[str, typer.Option(help="Language of the report: en, ar or fa.")]
CalendarSystem = Annotated[
    str | None,
    typer.Option(help="Dates in: gregorian, jalali or hijri (default: jalali for fa, else gregorian)."),
]
CountWords = Annotated[
    bool, typer.Option("--words", help="Count words too: reads every body, so it takes longer.")
]
NoCache = Annotated[bool, typer.Option("--no-cache", help="Read everything anew and remember nothing.")]
Insecure = Annotated[bool, typer.Option("--insecure", help="Allow IMAP without encryption.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Everything on the command line, as it was written."""

    sources: tuple[str, ...]
    team: tuple[str, ...]
    lists: tuple[str, ...]
    calendar: str | None
    since: str | None
    until: str | None
    sla: str | None
    subject_joining: bool
    words: bool
    insecure: bool
    cache: bool


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
    """Say how fast each inquiry in a mailbox archive was answered, by whom, and what was not."""
    asked = Asked(
        sources=tuple(sources), team=tuple(team or ()), lists=tuple(lists or ()), calendar=calendar, since=since,
        until=until, sla=sla, subject_joining=not no_subject_joining, words=words, insecure=insecure, cache=not no_cache,
    )  # fmt: skip
    wanted = outputs.Wanted(
        json=json, html=html, csv=csv, waits=waits, threads=threads, lang=lang,
        calendar_system=calendar_system or ("jalali" if lang == "fa" else "gregorian"),
    )  # fmt: skip
    try:
        run(asked, wanted)
    except Refused as refused:
        leave(refused, lang if lang in ("ar", "fa") else "en")


command.__doc__ = f"{command.__doc__}\n{_EXAMPLES}"


def run(asked: Asked, wanted: outputs.Wanted) -> None:
    """Open, answer from what was kept where nothing changed, else read; then write what is wanted."""
    from firstreply.channels.email.archive import Archive
    from firstreply.channels.email.source import open_sources

    wanted.check()
    given = options.given(
        asked.team, asked.lists, asked.calendar, options.covered_years(datetime.now(UTC).date())
    )
    folder = cache_folder() if asked.cache else None
    scratch = cache_folder() / "unpacked"
    mailboxes = open_sources(
        list(asked.sources),
        scratch,
        prompt=_password if sys.stdin.isatty() else None,
        insecure=asked.insecure,
    )
    archive = Archive(mailboxes=mailboxes, folder=None if folder is None else folder / "readings")
    try:
        outputs.write(archive, _question(asked, given), wanted, folder=folder, now=int(time.time()))
    finally:
        archive.close()


def _question(asked: Asked, given: options.Given) -> dict[str, object]:
    """The question as keywords of `look_back.Question`, which is imported only where it must be computed."""
    sla = options.seconds(asked.sla) if asked.sla else given.sla_s
    return {
        "team": given.team,
        "lists": frozenset(one.strip().lower() for one in asked.lists),
        "calendar": given.calendar,
        "calendar_of": dict(given.calendar_of),
        "since": options.instant(asked.since, given.calendar),
        "until": options.instant(asked.until, given.calendar, after=True),
        "sla_s": sla,
        "subject_joining": asked.subject_joining,
        "count_words": asked.words,
    }


def _password(server: str) -> str:
    typer.echo(f"{server}", err=True)
    answer: str = typer.prompt("Password", hide_input=True, err=True)
    return answer
