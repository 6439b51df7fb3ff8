"""The console script: the commands of `cli`, and those that run and look after an installation."""

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Final, NoReturn

from firstreply.cli import main

if TYPE_CHECKING:
    from typer import Typer

#: Commands that need nothing of this layer; loading it would only cost them time.
_LOOK_BACK: Final = frozenset({"analyze", "demo", "bench", "--version"})

#: Name, where its function is, one line of help.
COMMANDS: Final[tuple[tuple[str, str, str], ...]] = (
    ("up", "firstreply.site.commands.up:command", "Run everything on this machine."),
    ("web", "firstreply.site.commands.parts:web", "Run only pages and API."),
    ("live", "firstreply.site.commands.parts:live", "Run only the live stream."),
    ("worker", "firstreply.site.commands.parts:worker", "Run only a worker."),
    (
        "doctor",
        "firstreply.site.commands.doctor:command",
        "Check the installation, with a hint for each finding.",
    ),
    (
        "settings",
        "firstreply.site.commands.settings:command",
        "Show every setting and where its value came from.",
    ),
    (
        "migrate",
        "firstreply.site.commands.migrate:command",
        "Prepare the database and bring its tables up to date.",
    ),
    ("backup", "firstreply.site.commands.backup:command", "Write the whole database into one file."),
    (
        "restore",
        "firstreply.site.commands.restore:command",
        "Bring a backup back, and prove that all is there.",
    ),
)


def run() -> NoReturn:
    """Run the command line in `sys.argv` and end the process."""
    main.run(_add if wanted(sys.argv[1:]) else None)


def wanted(arguments: list[str]) -> bool:
    """Whether this command line may ask for one of our commands, or for the list of them."""
    return not _LOOK_BACK.intersection(arguments[:1])


def _add(app: "Typer") -> None:
    for name, place, says in COMMANDS:
        module, _, function = place.partition(":")
        app.command(name, short_help=says, help=says)(getattr(import_module(module), function))


if __name__ == "__main__":
    run()
