"""`firstreply import-file`: a list of people comes in, or shows what it would do."""

import json as as_json
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Final
from uuid import UUID

import typer

from firstreply.channels.file.reading import Octets
from firstreply.cli.import_archive import chosen
from firstreply.cli.terminal import look
from firstreply.core.refusal import Refused
from firstreply.insights import words
from firstreply.journey.file import begin, bring, keep, preview, undo
from firstreply.journey.file.planned import Planned, planned
from firstreply.journey.file.preview import Counts
from firstreply.store.ids import new_id
from firstreply.store.queries import files, identity, members
from firstreply.store.tenancy import acting

_PART: Final = 1024 * 1024
_Chosen = dict[str, dict[str, Any]]


_Path = Annotated[
    str, typer.Argument(metavar="PATH", help="CSV, XLSX, ODS or vCard; with --undo the file's id.")
]
_Whose = Annotated[str, typer.Option(help="Whose list: name or id, where there are several.")]
_DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what it would do, to every row.")]
_Yes = Annotated[bool, typer.Option("--yes", help="Do not ask before it begins.")]
_Undo = Annotated[bool, typer.Option("--undo", help="Take a file back that was brought.")]
_Map = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="FIELD=COLUMN", help="A column by header or position from 0."),
]
_Dates = Annotated[
    list[str] | None,
    typer.Option(metavar="COLUMN=CALENDAR:ORDER", help="gregorian, jalali or hijri; ymd, dmy or mdy."),
]
_Clock = Annotated[str, typer.Option(help="contacts: only known; inquiries: each is owed an answer.")]
_Source = Annotated[str, typer.Option(help="Where they come from, unless a row says so.")]
_Tags = Annotated[list[str] | None, typer.Option(help="A tag for everybody; several times if need be.")]
_Owner = Annotated[str, typer.Option(help="E-mail address of the member whose the new leads are.")]
_Encoding = Annotated[str, typer.Option(help="Letters, if they are not told right: windows-1256.")]
_Sheet = Annotated[str, typer.Option(help="The sheet of a workbook; else the first.")]
_Json = Annotated[bool, typer.Option("--json", help="Say the figures as JSON on stdout.")]


def command(
    path: _Path,
    organisation: _Whose = "",
    dry_run: _DryRun = False,
    yes: _Yes = False,
    take_back: _Undo = False,
    fields: _Map = None,
    dates: _Dates = None,
    clock: _Clock = "",
    source: _Source = "",
    tag: _Tags = None,
    owner: _Owner = "",
    encoding: _Encoding = "",
    sheet: _Sheet = "",
    json: _Json = False,
) -> None:
    """Bring a list of people. What it makes can be taken back as a whole, and the same list again makes nobody twice.

    \b
    Examples:
      firstreply import-file fair.csv --dry-run
      firstreply import-file fair.csv --map "need=What they want" --dates Met=gregorian:dmy --tag fair --yes
      firstreply import-file --undo 01a20538-8fd4-7cc1-a1f0-0c4f1a6a3c2e
    """
    whose = chosen(organisation)
    if take_back:
        _undo(whose, path, json)
        return
    options = {"clock": clock, "source": source, "tags": tag, "dates": _pairs(dates)}
    options["owner"] = _owner(whose, owner)
    given: _Chosen = {
        "reading": {"encoding": encoding, "sheet": sheet},
        "mapping": {name: _column(column) for name, column in _pairs(fields).items()},
        "options": {name: value for name, value in options.items() if value},
    }
    _list(whose, Path(path), given, json, None if dry_run else yes)


def _list(whose: UUID, file: Path, given: _Chosen, json: bool, sure: bool | None) -> None:
    """Say how it is understood, and bring it, `sure` or once they say so; None: only try it."""
    how = _looked_at(whose, file, given, quiet=json)
    if sure is None:
        _tell(preview.tried(whose, _octets(file), how), json)
    elif sure or typer.confirm("Bring it?", err=True):
        _bring(whose, file, given, json)
    else:
        raise typer.Exit(1)


def _looked_at(whose: UUID, file: Path, given: _Chosen, *, quiet: bool) -> Planned:
    if not file.is_file():
        raise Refused("file_not_found", path=str(file))
    with acting(whose):
        how = planned(
            _octets(file),
            identity.home(),
            source=new_id(),
            now=_now(),
            reading=given["reading"],
            chosen=given["mapping"],
            options=given["options"],
        )
    if not quiet:
        headers = how.reading.columns
        for name, at in how.mapping.items():
            told = ", ".join(headers[one] or f"column {one + 1}" for one in at)
            typer.echo(f"  {name:<20} {told}")
        typer.echo(f"  {how.clock}; {how.reading.encoding or how.reading.sheet}")
    return how


def _bring(whose: UUID, file: Path, given: _Chosen, json: bool) -> None:
    with acting(whose):
        own = keep.add(file.name, b"", member=None, now=_now(), size=file.stat().st_size)
    for number, part in enumerate(_octets(file)()):
        with acting(whose):
            keep.put(own, number, part)
    with acting(whose):
        begin.begin(own, now=_now(), here=True, **given)
    try:
        bring.bring(whose, own, clock=_now, told=_progress)
    except KeyboardInterrupt:
        with acting(whose):
            begin.cancel(own, now=_now())
        bring.bring(whose, own, clock=_now)
        raise
    with acting(whose):
        row = files.one(own)
        bad = files.first_bad(own, preview.TOLD)
    assert row is not None  # it was made above
    if json:
        typer.echo(as_json.dumps({"id": str(own), "state": row.state, **row.counts}))
        return
    lines = [(one.row, one.reason, one.facts) for one in bad]
    _said({**dict.fromkeys(_NAMES, 0), **row.counts}, lines, "file_brought")
    typer.echo(f"To take it back: firstreply import-file --undo {own}")


_NAMES: Final = ("created", "updated", "repeated", "skipped", "failed")


def _undo(whose: UUID, given: str, json: bool) -> None:
    try:
        own = UUID(given)
    except ValueError as error:
        raise Refused("not_found", what="file", id=given) from error
    with acting(whose):
        undo.ask(own, now=_now(), here=True)
    undo.undo(whose, own, clock=_now)
    with acting(whose):
        row = files.one(own)
    assert row is not None  # it was asked for above
    told = row.counts["undone"]
    typer.echo(as_json.dumps(told) if json else words.use("en").for_refusal("file_undone", told))


def _tell(counts: Counts, json: bool) -> None:
    told = {name: getattr(counts, name) for name in _NAMES}
    lines = [(one.number, one.code, dict(one.facts)) for one in counts.bad]
    if json:
        bad = [{"row": row, "code": code, "facts": facts} for row, code, facts in lines]
        typer.echo(as_json.dumps({**told, "rows": counts.rows, "lines": bad}))
        return
    _said(told, lines, "file_trial")


def _said(told: dict[str, Any], lines: Sequence[tuple[int, str, dict[str, Any]]], code: str) -> None:
    say = words.use("en")
    typer.echo(say.for_refusal(code, told))
    for row, why, facts in lines:
        typer.echo(f"  line {row}: {say.for_refusal(why, facts)}", err=True)


def _progress(row: int, rows: int | None) -> None:
    if look(sys.stderr).colours != "none":
        typer.echo(f"\r{row:,} of {rows or 0:,}", err=True, nl=rows is not None and row >= rows)


def _octets(file: Path) -> Octets:
    def chunks() -> Iterator[bytes]:
        with file.open("rb") as opened:
            while part := opened.read(_PART):
                yield part

    return chunks


def _pairs(given: Sequence[str] | None) -> dict[str, str]:
    """`field=column` as it is written. Refuses `option_not_a_pair`."""
    found: dict[str, str] = {}
    for one in given or ():
        name, equals, value = one.partition("=")
        if not equals or not name or not value:
            raise Refused("option_not_a_pair", given=one)
        found[name] = value
    return found


def _column(given: str) -> int | str:
    return int(given) if given.isdecimal() else given


def _owner(whose: UUID, email: str) -> str:
    if not email:
        return ""
    with acting(whose):
        found = members.by_address(email)
    if found is None:
        raise Refused("reference_unknown", field="owner", id=email)
    return str(found)


def _now() -> datetime:
    return datetime.now(UTC)
