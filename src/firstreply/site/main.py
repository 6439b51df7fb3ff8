"""The console script: the commands of `cli`, and those that run and look after an installation."""

import gc
import os
import sys
from collections.abc import Callable
from functools import wraps
from importlib import import_module
from inspect import isfunction
from typing import TYPE_CHECKING, Any, Final, NamedTuple, NoReturn

from firstreply.cli import main

if TYPE_CHECKING:
    from typer import Typer

#: Commands that need nothing of this layer; loading it would only cost them time.
_LOOK_BACK: Final = frozenset({"analyze", "demo", "bench", "--version"})


class Command(NamedTuple):
    """One command: what it is called, where its function (or its group of commands) is, and one line of help."""

    name: str
    place: str  #: `module:function`, `module:app`
    says: str
    on_database: bool = False  #: Django is set up and PostgreSQL answers while it runs


_HERE: Final = "firstreply.site.commands"
_OPERATE: Final = "firstreply.cli.operate"
COMMANDS: Final = (
    Command("up", f"{_HERE}.up:command", "Run everything on this machine."),
    Command("web", f"{_HERE}.parts:web", "Run only pages and API."),
    Command("live", f"{_HERE}.parts:live", "Run only the live stream."),
    Command("worker", f"{_HERE}.parts:worker", "Run only a worker."),
    Command(
        "import", "firstreply.cli.import_archive:command", "Bring a mailbox archive in.", on_database=True
    ),
    Command(
        "import-file",
        f"{_OPERATE}.import_file:command",
        "Bring a list of people in, or take one back.",
        on_database=True,
    ),
    Command(
        "rebuild",
        "firstreply.cli.rebuild:command",
        "Compare what is stored with what the facts say, and put it right.",
        on_database=True,
    ),
    Command("organisation", f"{_OPERATE}.organisation:app", "List or add organisations.", on_database=True),
    Command(
        "account", f"{_OPERATE}.account:app", "Let people in: links, and lost factors.", on_database=True
    ),
    Command("token", f"{_OPERATE}.token:app", "Make, list and revoke tokens.", on_database=True),
    Command(
        "send-test-lead",
        f"{_OPERATE}.test_lead:command",
        "Bring a test inquiry in, and see what becomes of it.",
        on_database=True,
    ),
    Command(
        "demo-channels",
        "firstreply.cli.demo_channels.command:command",
        "Let invented people write by messenger, text message, call and ad.",
        on_database=True,
    ),
    Command("doctor", f"{_HERE}.doctor:command", "Check the installation, with a hint for each finding."),
    Command("settings", f"{_HERE}.settings:command", "Show every setting and where its value came from."),
    Command("migrate", f"{_HERE}.migrate:command", "Prepare the database and bring its tables up to date."),
    Command("backup", f"{_HERE}.backup:command", "Write the whole database into one file."),
    Command("restore", f"{_HERE}.restore:command", "Bring a backup back, and prove that all is there."),
)


def run() -> NoReturn:
    """Run the command line in `sys.argv` and end the process."""
    main.run(_add if wanted(sys.argv[1:]) else None)


def wanted(arguments: list[str]) -> bool:
    """Whether this command line may ask for one of our commands, or for the list of them."""
    return not _LOOK_BACK.intersection(arguments[:1])


def _add(app: "Typer") -> None:
    """The command that is asked for; of the others only what the list of commands shows."""
    asked = sys.argv[1:2]
    for one in COMMANDS:
        found: Any = _loaded(one) if [one.name] == asked else _not_asked
        if isfunction(found):
            app.command(one.name, short_help=one.says)(found)
        else:
            app.add_typer(found, name=one.name, short_help=one.says)


def _not_asked() -> None:
    raise AssertionError("a command that was not asked for")


def _loaded(one: Command) -> Any:
    """The function, or the group of commands."""
    module, _, name = one.place.partition(":")
    if not one.on_database:
        return getattr(import_module(module), name)
    from firstreply.site.django import set_up

    os.environ["DJANGO_SETTINGS_MODULE"] = "firstreply.site.django_settings"
    set_up()
    found = getattr(import_module(module), name)
    if isfunction(found):
        return _on_database(found)
    for command in found.registered_commands:
        command.callback = _on_database(command.callback)
    return found


def _on_database(function: Callable[..., Any]) -> Callable[..., Any]:
    """The command with PostgreSQL answering: the one that runs, or the embedded one for as long as it takes."""

    @wraps(function)
    def command(*arguments: Any, **options: Any) -> Any:
        from firstreply.site import ready
        from firstreply.site.settings import load

        gc.enable()
        with ready.database(load()):
            return function(*arguments, **options)

    return command


if __name__ == "__main__":
    run()
