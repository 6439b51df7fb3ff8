"""`firstreply import`: bring a mailbox archive into the live system, through the one door."""

import json
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated
from uuid import UUID

import typer

from firstreply.channels.email.archive import Archive
from firstreply.channels.email.source import open_sources
from firstreply.cli.progress import Progress
from firstreply.core.refusal import Refused
from firstreply.journey.bring import bring_all


def command(
    sources: Annotated[
        list[str],
        typer.Argument(metavar="SOURCE...", help="mbox, Maildir, .eml folder, archive or IMAP URL."),
    ],
    organisation: Annotated[
        str, typer.Option(help="Whose mail it is: name or id. Needed only where there are several.")
    ] = "",
    later: Annotated[
        bool,
        typer.Option("--later", help="Have a worker bring it, which must be able to reach these places too."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Say the figures as JSON on stdout.")] = False,
) -> None:
    """Bring mail that was written before: old dates stay, and the same waits come out as from `analyze`.

    Who is one of ours is what the organisation's members and identities say, so set these first. What is brought
    twice is taken once; a run that was cut off is simply repeated. Waits that were over long ago alert nobody.

    \b
    Example:
      firstreply import inbox.mbox sent.mbox
      firstreply import --later imaps://ann@mail.example/
    """
    whose = chosen(organisation)
    if later:
        number = _ask_for(whose, sources)
        typer.echo(
            json.dumps({"job": number}) if as_json else f"Asked for: job {number}. A worker brings it."
        )
    else:
        _bring_now(whose, sources, as_json)


def _bring_now(whose: UUID, sources: list[str], as_json: bool) -> None:
    with TemporaryDirectory(prefix="firstreply-") as scratch:
        archive = Archive(mailboxes=open_sources(sources, Path(scratch)))
        with closing(archive), Progress(archive.mailboxes) as progress:
            brought = bring_all(whose, archive, at=datetime.now(UTC), told=progress)
    unreadable = [one for reading in archive.readings for one in reading.unreadable]
    if as_json:
        figures = {"new": brought.new, "known": brought.known, "unreadable": len(unreadable) + brought.unfit}
        typer.echo(json.dumps(figures))
        return
    typer.echo(
        f"{brought.new} brought, {brought.known} were there already, "
        f"{len(unreadable) + brought.unfit} could not be read."
    )
    for one in unreadable[:20]:
        typer.echo(f"  {one.source} {one.at}: {one.reason}", err=True)


def _ask_for(whose: UUID, sources: list[str]) -> int:
    from firstreply.journey.later import Job, later

    there = [one if "://" in one else str(Path(one).expanduser().absolute()) for one in sources]
    return later(Job.BRING_ARCHIVE, organisation=str(whose), sources=there)


def chosen(given: str) -> UUID:
    """The organisation of that name or id; the only one where none is given.

    Refuses `organisation_not_chosen` and `organisation_unknown`.
    """
    from firstreply.store.queries.organisations import every

    there = every()
    fitting = [one for one in there if not given or given in (one.name, str(one.id))]
    if len(fitting) != 1:
        names = [one.name for one in there]
        raise Refused(
            "organisation_unknown" if given else "organisation_not_chosen", given=given, names=names
        )
    return fitting[0].id
