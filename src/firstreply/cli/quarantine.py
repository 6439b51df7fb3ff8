"""`firstreply quarantine`: what came in and could not be understood: see it, see why, have it worked on again."""

import json as as_json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any, Final
from uuid import UUID

import typer

from firstreply.core.refusal import Refused

if TYPE_CHECKING:
    from firstreply.store.queries.arrivals import ArrivalShown

app: Final = typer.Typer(no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False)
_Json = Annotated[bool, typer.Option("--json", help="As JSON.")]
_Whose = Annotated[
    UUID | None,
    typer.Option("--organisation", metavar="ID", help="Of this organisation; without it, of all of them."),
]
_AT_ONCE: Final = 200


@app.callback()
def every() -> None:
    """What came in and could not be understood. Nothing of it is lost: once the reason is gone, replay it.

    \b
    Examples:
      firstreply quarantine list
      firstreply quarantine show 01a2042e-36cf-70a0-a211-52d61bb7e99b
      firstreply quarantine replay --all
    """


@app.command("list", short_help="What is quarantined, the newest first, and why.")
def list_(
    organisation: _Whose = None,
    limit: Annotated[
        int, typer.Option(metavar="N", min=1, help="At most so many of each organisation.")
    ] = 50,
    json: _Json = False,
) -> None:
    """One line each: id, when it came, why it could not be understood."""
    with _database():
        found = [(whose, row) for whose in _organisations(organisation) for row in _quarantined(whose, limit)]
    if json:
        typer.echo(
            as_json.dumps({"arrivals": [_told(whose, row) for whose, row in found]}, default=str, indent=1)
        )
        return
    for _, row in found:
        typer.echo(f"{row.id}  {row.received_at:%Y-%m-%d %H:%M:%S}  {_sentence(row)}")
    if not found:
        typer.echo("Nothing is quarantined.", err=True)


@app.command(short_help="One arrival, whatever its state, and what was sent.")
def show(
    arrival: Annotated[UUID, typer.Argument(metavar="ID", help="As `list` shows it.")], json: _Json = False
) -> None:
    """Its state, the reason, and what was sent. It is a stranger's: trust nothing in it."""
    from firstreply.store.queries import arrivals
    from firstreply.store.tenancy import acting

    with _database():
        whose, row = _found(arrival)
        with acting(whose):
            sent = arrivals.sent(arrival)
    assert sent is not None  # it was found
    raw = None if sent.raw is None else sent.raw.decode("utf-8", "backslashreplace")
    told = _told(whose, row) | {"payload": sent.payload, "raw": raw}
    if json:
        typer.echo(as_json.dumps(told, default=str, indent=1))
        return
    for name, value in told.items():
        if value is not None and value != "":
            typer.echo(f"{name}: {value if isinstance(value, str) else as_json.dumps(value, default=str)}")


@app.command(short_help="Have what is quarantined worked on again.")
def replay(
    arrivals: Annotated[list[UUID] | None, typer.Argument(metavar="ID...", help="These.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All that is quarantined.")] = False,
    organisation: _Whose = None,
    json: _Json = False,
) -> None:
    """A worker takes them within a second. Exit code 3 for one that does not exist, 4 for one not quarantined."""
    from firstreply.journey import door

    if bool(arrivals) == everything:
        raise Refused("replay_what")
    with _database():
        if arrivals:
            for arrival in arrivals:
                whose, _ = _found(arrival, organisation)
                door.replay_one(whose, arrival)
            replayed = tuple(arrivals)
        else:
            replayed = tuple(one for whose in _organisations(organisation) for one in door.replay(whose))
    if json:
        typer.echo(as_json.dumps({"replayed": [str(one) for one in replayed]}, indent=1))
    else:
        typer.echo(f"{len(replayed)} replayed")


@contextmanager
def _database() -> Iterator[None]:
    """Django for as long as it is needed. Raises Refused("database_unreachable")."""
    import django
    from django.apps import apps
    from django.db import InterfaceError, OperationalError, connection

    if not apps.ready:
        os.environ["DJANGO_SETTINGS_MODULE"] = "firstreply.site.django_settings"
        django.setup()
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        raise Refused("database_unreachable", reason=" ".join(str(error).split())) from error
    finally:
        connection.close()


def _organisations(wanted: UUID | None) -> tuple[UUID, ...]:
    from firstreply.store.queries import arrivals

    there = arrivals.organisations()
    if wanted is not None and wanted not in there:
        raise Refused("organisation_not_found", id=str(wanted))
    return there if wanted is None else (wanted,)


def _quarantined(whose: UUID, limit: int) -> "list[ArrivalShown]":
    from firstreply.store.queries import arrivals
    from firstreply.store.tenancy import acting

    found: list[ArrivalShown] = []
    after = None
    with acting(whose):
        while len(found) < limit:
            page = arrivals.arrivals("quarantined", after, min(limit - len(found), _AT_ONCE))
            found += page.rows
            after = page.after
            if after is None:
                break
    return found


def _found(arrival: UUID, wanted: UUID | None = None) -> "tuple[UUID, ArrivalShown]":
    from firstreply.store.queries import arrivals
    from firstreply.store.tenancy import acting

    for whose in _organisations(wanted):
        with acting(whose):
            row = arrivals.arrival(arrival)
        if row is not None:
            return whose, row
    raise Refused("arrival_not_found", id=str(arrival))


def _sentence(row: "ArrivalShown") -> str:
    from firstreply.insights import words

    return words.use("en").for_refusal(row.reason, dict(row.facts)) if row.reason else ""


def _told(whose: UUID, row: "ArrivalShown") -> dict[str, Any]:
    return {"organisation": str(whose), **asdict(row), "sentence": _sentence(row)}
