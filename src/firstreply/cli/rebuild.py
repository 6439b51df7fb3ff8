"""`firstreply rebuild`: work every projection out anew from what is true, and say or take away what differs."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from firstreply.cli.import_archive import chosen
from firstreply.journey.rebuild import Findings, check, rebuild
from firstreply.store.queries.organisations import every

SCHEMA = 1  #: of the JSON: grows when a key changes its meaning


def command(
    only_check: Annotated[
        bool, typer.Option("--check", help="Only compare, write nothing; exit code 1 if anything differs.")
    ] = False,
    organisation: Annotated[
        str, typer.Option(help="Only this one: name or id. Without it, all of them, one after another.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Say what was found as JSON on stdout.")] = False,
) -> None:
    """Work out leads, waits, conversations, loads and turns anew from facts and messages, and put right what differs.

    With `--check` nothing is written and nobody has to wait. Without it, everything of an organisation is written in
    one transaction, work on that organisation waits meanwhile, and a fact records that it was done.

    \b
    Examples:
      firstreply rebuild --check
      firstreply rebuild --organisation Acme --json
    """
    whose = {one.id: one.name for one in every()}
    if organisation:
        own = chosen(organisation)
        whose = {own: whose[own]}
    now = datetime.now(UTC)
    found = {own: check(own) if only_check else rebuild(own, now=now) for own in whose}
    if as_json:
        told = [{"organisation": str(own), **_figures(one)} for own, one in found.items()]
        typer.echo(json.dumps({"schema": SCHEMA, "checked": only_check, "organisations": told}, indent=1))
    else:
        for own, one in found.items():
            _say(whose[own], one, written=not only_check)
    if only_check and any(one.total for one in found.values()):
        raise typer.Exit(1)


def _figures(found: Findings) -> dict[str, Any]:
    return {
        "rows": dict(found.rows),
        "differences": found.total,
        "by_column": {f"{table}.{column or 'row'}": count for (table, column), count in found.count.items()},
        "shown": [asdict(one) for one in found.shown],
    }


def _say(name: str, found: Findings, *, written: bool) -> None:
    rows = found.rows.total()
    if not found.total:
        typer.echo(f"{name}: {rows} rows are as the facts say.")
        return
    done = "put right" if written else "found"
    typer.echo(f"{name}: {found.total} differences in {rows} rows, {done}.")
    for one in found.shown:
        typer.echo(f"  {one.table} {one.id} {one.column or 'row'}: {one.stored!r} -> {one.rebuilt!r}")
    if found.total > len(found.shown):
        typer.echo(f"  and {found.total - len(found.shown)} more")
