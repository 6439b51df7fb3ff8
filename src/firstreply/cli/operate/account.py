"""`firstreply account`: letting people in where no mail is sent, or when they lost what they sign in by."""

import json as as_json
from datetime import UTC, datetime
from typing import Annotated, Any, Final

import typer
from django.conf import settings

from firstreply.cli.import_archive import chosen
from firstreply.core.member import Role
from firstreply.core.refusal import Refused
from firstreply.journey import accounts
from firstreply.journey.organise import By, invitations
from firstreply.store.queries import members, seats
from firstreply.store.tenancy import acting

app: Final = typer.Typer(no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False)
_Json = Annotated[bool, typer.Option("--json", help="As JSON.")]
_Whose = Annotated[str, typer.Option(help="Name or id. Needed only where there are several.")]
_Email = Annotated[str, typer.Argument(metavar="EMAIL", help="The address that they are a member by.")]
_given: Final[Any] = settings  # their names are made when they are loaded: no type checker knows them


@app.callback()
def every_command() -> None:
    """People sign in by an account. These let somebody in who got no letter, or lost a phone.

    \b
    Examples:
      firstreply account link sara@acme.example               a link to join, or to set a new password
      firstreply account without-factors sara@acme.example    the password alone is enough again
    """


@app.command(short_help="Print a link by which a member joins, or sets a new password.")
def link(email: _Email, organisation: _Whose = "", json: _Json = False) -> None:
    """Whoever does not sign in yet is invited: the link lasts seven days. Everybody else sets a new password by it, for
    a day. It is shown this once: hand it over by a way that only they read.

    \b
    Examples:
      firstreply account link sara@acme.example
    """
    whose = chosen(organisation)
    now = datetime.now(UTC)
    with acting(whose):
        member = members.by_address(email)
        if member is None:
            raise Refused("member_unknown", email=email)
        seat = seats.of_member(whose, member)
        if seat is None:
            path = f"/invitation/{invitations.invite(member, By(None, Role.OWNER, now)).token}"
    if seat is not None:
        path = accounts.reset_path(seat.user.pk)
    url = f"{_given.FIRSTREPLY_ADDRESS}{path}"
    typer.echo(as_json.dumps({"url": url, "for": "joining" if seat is None else "password"}) if json else url)


@app.command("without-factors", short_help="Take somebody's second factors away.")
def without_factors(email: _Email, organisation: _Whose = "", json: _Json = False) -> None:
    """Authenticator app, passkeys and recovery codes are gone, every session ends, the password alone lets in again.
    Make sure first that it is they who ask.

    \b
    Examples:
      firstreply account without-factors sara@acme.example
    """
    whose = chosen(organisation)
    with acting(whose):
        member = members.by_address(email)
        seat = seats.of_member(whose, member) if member else None
    if seat is None:
        raise Refused("account_unknown", email=email)
    removed = accounts.without_factors(seat.user.pk, now=datetime.now(UTC))
    told = f"{removed} removed"
    typer.echo(as_json.dumps({"removed": removed}) if json else told)
