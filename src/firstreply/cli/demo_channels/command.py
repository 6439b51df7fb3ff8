"""`firstreply demo-channels`: try messengers, text messages, calls and ads without an account anywhere."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from random import Random
from typing import Annotated, Any, Final
from uuid import UUID

import typer
from django.conf import settings

from firstreply.channels import registry
from firstreply.cli.demo_channels.stages import STAGES, Stage, inquirer
from firstreply.cli.import_archive import chosen
from firstreply.core.member import Role
from firstreply.core.refusal import Refused
from firstreply.journey.organise import By, sources
from firstreply.store.queries import accounts, rules
from firstreply.store.tenancy import acting

_HERE: Final = "127.0.0.1"
_given: Final[Any] = settings  # their names are made when they are loaded: no type checker knows them


def command(
    organisation: Annotated[
        str, typer.Option(help="Whose accounts: name or id. Needed only where there are several.")
    ] = "",
    every: Annotated[float, typer.Option(min=0.1, help="Seconds between two people.")] = 5.0,
    people: Annotated[int, typer.Option(min=0, help="So many people, then end; 0: until Ctrl-C.")] = 0,
    seed: Annotated[int, typer.Option(help="The same number gives the same people.")] = 7,
) -> None:
    """Run small servers that speak as WhatsApp, Telegram, Twilio and Meta do, and let people write by them.

    The accounts are made in the organisation, marked as a demo, and switched off when this ends. The product must run
    on this machine, with FIRSTREPLY_PRIVATE_HOSTS=127.0.0.1, since it sends answers to servers here.

    \b
    Example:
      FIRSTREPLY_PRIVATE_HOSTS=127.0.0.1 firstreply up
      FIRSTREPLY_PRIVATE_HOSTS=127.0.0.1 firstreply demo-channels --every 2
    """
    if _HERE not in _given.FIRSTREPLY_PRIVATE_HOSTS:
        raise Refused("demo_needs_this_machine")
    whose = chosen(organisation)
    chance = Random(seed)  # noqa: S311 (people of chance, not secrets)
    with ExitStack() as stack:
        stages = [stack.enter_context(_staged(whose, each())) for each in STAGES]
        typer.echo(f"{len(stages)} providers run on this machine. Ctrl-C ends it.", err=True)
        told = 0
        try:
            while not people or told < people:
                _heard(chance.choice(stages), chance)
                told += 1
                if not people or told < people:
                    time.sleep(every)
        except KeyboardInterrupt:
            typer.echo("", err=True)
    typer.echo(f"{told} people made themselves heard. The demo's accounts are switched off.", err=True)


def _heard(stage: Stage, chance: Random) -> None:
    who = inquirer(chance)
    try:
        answer = stage.heard(who).status
    except OSError as error:
        raise Refused("demo_not_running", address=_given.FIRSTREPLY_ADDRESS) from error
    line = " ".join(who.text.split())[:60]
    typer.echo(f"{stage.kind:<11} {answer}  {who.person.name}: {line}")


@contextmanager
def _staged(whose: UUID, stage: Stage) -> Iterator[Stage]:
    """The provider runs, and an account with it is set up and switched on, until the end of the block."""
    with stage.peer.running():
        own = _account(whose, stage)
        stage.told(accounts.address(own))
        with acting(whose):
            setup = accounts.setup(own)
        able = registry.channels()[stage.kind]
        if setup is not None and able.connect is not None:
            said = able.connect(setup)
            if not said.ok:
                raise Refused(said.code, **said.facts)
        try:
            yield stage
        finally:
            with acting(whose):
                sources.change_source(own, {"disabled": True}, _by())


def _account(whose: UUID, stage: Stage) -> UUID:
    """The demo's account of that kind, made or switched on again."""
    name = f"Demo: {stage.kind}"
    given = stage.account()
    with acting(whose):
        known = rules.sources(True, None, 500).rows
        there = next((one.id for one in known if one.name == name), None)
        if there is None:
            made = sources.add_source(name, stage.kind, {}, given.settings, _by(), sealed=given.sealed)
            return made.id
        changes = {"settings": dict(given.settings), "sealed": dict(given.sealed), "disabled": False}
        return sources.change_source(there, changes, _by())


def _by() -> By:
    return By(None, Role.OWNER, datetime.now(UTC))
