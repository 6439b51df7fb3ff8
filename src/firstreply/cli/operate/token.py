"""`firstreply token`: who may come in by a program, also when the owner's own token is lost."""

import json as as_json
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final
from uuid import UUID

import typer

from firstreply.cli.import_archive import chosen
from firstreply.core.access import Scope
from firstreply.core.refusal import Refused
from firstreply.journey import access
from firstreply.store.queries import members, tokens
from firstreply.store.queries.organisations import every
from firstreply.store.tenancy import acting

app: Final = typer.Typer(no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False)
_Json = Annotated[bool, typer.Option("--json", help="As JSON.")]
_Whose = Annotated[str, typer.Option(help="Name or id. Needed only where there are several.")]


@app.callback()
def every_command() -> None:
    """Tokens let programs in. Their text is shown once, when they are made; afterwards only their beginning is known.

    \b
    Examples:
      firstreply token list
      firstreply token new                                  the owner's own, when it was lost
      firstreply token new --name website --organisation-wide --scope intake
      firstreply token revoke 01a2042e-36cf-70a0-a211-52d61bb7e99b
    """


@app.command(short_help="Make one; its text is printed this once.")
def new(
    organisation: _Whose = "",
    member: Annotated[
        str, typer.Option(metavar="EMAIL", help="Whose eyes it sees with; else the owner's.")
    ] = "",
    wide: Annotated[
        bool, typer.Option("--organisation-wide", help="Nobody's own: a program of the organisation.")
    ] = False,
    scope: Annotated[
        list[Scope] | None, typer.Option(help="What it lets do; again for more. Else admin, which is all.")
    ] = None,
    name: Annotated[str, typer.Option(help="What it is for, as `list` shows it.")] = "Operator",
    days: Annotated[int, typer.Option(min=0, max=36500, help="For so many days; 0: until revoked.")] = 0,
    json: _Json = False,
) -> None:
    """A new token. Nothing else changes: one that was lost stays in force until it is revoked.

    \b
    Examples:
      firstreply token new
      firstreply token new --member olga@acme.example --scope read --days 30 --json
    """
    if member and wide:
        raise Refused("token_of_whom")
    whose = chosen(organisation)
    with acting(whose):
        owner = None if wide else members.by_address(member)
        if owner is None and not wide:
            raise Refused("member_unknown", email=member)
        made, text = access.issue(
            name=name,
            scopes=[one.value for one in scope or (Scope.ADMIN,)],
            member=owner,
            expires_at=datetime.now(UTC) + timedelta(days=days) if days else None,
        )
    typer.echo(as_json.dumps({"id": str(made), "token": text}, indent=1) if json else text)


@app.command("list", short_help="Those in force, the oldest first; never their secrets.")
def list_(organisation: _Whose = "", json: _Json = False) -> None:
    """One line each: id, how its text begins, what it lets do, when it was last used, what it is called."""
    found = tokens.in_force(chosen(organisation))
    if json:
        told = [
            {
                "id": str(one.id),
                "name": one.name,
                "begins": f"fr_{one.prefix}_",
                "member": one.member and str(one.member),
                "scopes": one.scopes,
                "created_at": one.created_at.isoformat(),
                "expires_at": one.expires_at and one.expires_at.isoformat(),
                "used_at": one.used_at and one.used_at.isoformat(),
            }
            for one in found
        ]
        typer.echo(as_json.dumps({"tokens": told}, indent=1, ensure_ascii=False))
        return
    for one in found:
        used = f"{one.used_at:%Y-%m-%d %H:%M}" if one.used_at else "never used      "
        typer.echo(f"{one.id}  fr_{one.prefix}_...  {','.join(one.scopes):<12}  {used}  {one.name}")


@app.command(short_help="Let nobody in with one any more.")
def revoke(
    token: Annotated[UUID, typer.Argument(metavar="ID", help="As `list` shows it.")], json: _Json = False
) -> None:
    """Everywhere after 5 seconds at the latest. Exit code 3 for one that is not in force."""
    whose = [own.id for own in every() if any(one.id == token for one in tokens.in_force(own.id))]
    if not whose:
        raise Refused("token_not_found", id=str(token))
    access.revoke(whose[0], token, datetime.now(UTC))
    typer.echo(as_json.dumps({"revoked": str(token)}) if json else f"{token} revoked")
