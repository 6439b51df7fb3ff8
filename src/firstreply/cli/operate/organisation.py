"""`firstreply organisation`: which there are, and one more."""

import json as as_json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from django.conf import settings

from firstreply.core.refusal import Refused
from firstreply.journey import organise
from firstreply.store.queries.organisations import every

app: Final = typer.Typer(no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False)
_given: Final[Any] = settings  # their names are made when they are loaded: no type checker knows them
_Json = Annotated[bool, typer.Option("--json", help="As JSON.")]


@app.callback()
def every_command() -> None:
    """Organisations of this installation. They see nothing of each other.

    \b
    Examples:
      firstreply organisation list
      firstreply organisation add "Acme" --email olga@acme.example --zone Asia/Tehran --region IR --language fa
    """


@app.command("list", short_help="All of them, the oldest first.")
def list_(json: _Json = False) -> None:
    """One line each: id and name."""
    found = every()
    if json:
        told = [{"id": str(one.id), "name": one.name} for one in found]
        typer.echo(as_json.dumps({"organisations": told}, indent=1, ensure_ascii=False))
        return
    for one in found:
        typer.echo(f"{one.id}  {one.name}")
    if not found:
        typer.echo("There is no organisation yet. Make one: firstreply organisation add --help", err=True)


@app.command(short_help="Make one, with its owner, team, hours and promises.")
def add(
    name: Annotated[str, typer.Argument(help="What it is called; no other one may be.")],
    email: Annotated[str, typer.Option(help="The owner's address.")],
    owner: Annotated[str, typer.Option(help="The owner's name; else what stands before the @.")] = "",
    zone: Annotated[str, typer.Option(help="IANA time zone; else the setting `zone`.")] = "",
    region: Annotated[
        str, typer.Option(help="Country of hours and phone numbers (DE, IR); else the setting `region`.")
    ] = "",
    language: Annotated[str, typer.Option(help="en, ar, fa or another.")] = "en",
    json: _Json = False,
) -> None:
    """It can receive its first lead at once. The owner's token is printed this once, and kept nowhere.

    \b
    Examples:
      firstreply organisation add "Acme" --email olga@acme.example
      firstreply organisation add "Acme" --email olga@acme.example --json
    """
    if not name.strip():
        raise Refused("field_missing", field="name")
    if name in {one.name for one in every()}:
        raise Refused("name_taken", what="organisation", name=name)
    founded = organise.found(
        name=name,
        zone=zone or _given.FIRSTREPLY_ZONE,
        region=region or _given.FIRSTREPLY_REGION,
        language=language,
        owner_name=owner or email.partition("@")[0],
        owner_email=email,
        now=datetime.now(UTC),
    )
    Path(_given.FIRSTREPLY_SETUP_KEY_FILE).unlink(missing_ok=True)  # it makes the first one, and there is one
    if json:
        typer.echo(as_json.dumps(asdict(founded), default=str, indent=1))
        return
    typer.echo(f"{founded.organisation}  {name}")
    typer.echo("The owner's token, told this once:", err=True)
    typer.echo(founded.token)
