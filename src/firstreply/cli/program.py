"""The commands: one small file each, the same manners for all."""

import os
import zoneinfo
from collections.abc import Sequence

# Before NumPy is imported: its thread pool costs more than all the arithmetic here.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import typer

from firstreply.cli import analyze, bench_command, demo, quarantine

app = typer.Typer(
    name="firstreply",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for _name, _says, _command in (
    ("analyze", "Say how fast a mailbox archive is answered.", analyze.command),
    ("demo", "Write a sample archive to try it on.", demo.command),
    ("bench", "Measure what is claimed.", bench_command.command),
):
    _help = analyze.HELP if _command is analyze.command else None
    app.command(_name, short_help=_says, help=_help, no_args_is_help=True)(_command)
app.add_typer(quarantine.app, name="quarantine", short_help="What came in and could not be understood.")


def _say_version(wanted: bool) -> None:
    if wanted:
        from firstreply import __version__

        typer.echo(f"firstreply {__version__}")
        raise typer.Exit


@app.callback()
def every(
    version: bool = typer.Option(
        False, "--version", help="Say the version and stop.", callback=_say_version, is_eager=True
    ),
) -> None:
    """Be the one who answers first: honest response times from a mailbox, and the system that keeps them short.

    \b
    Try it:
      firstreply demo sample
      firstreply analyze sample/inbox.mbox sample/sent.mbox --team sample/team.json

    \b
    Exit codes: 0 ok, 1 failed, 2 usage, 3 not found, 4 conflict, 5 temporary.
    """


def program(arguments: Sequence[str]) -> None:
    """Run one command line; ends in SystemExit, KeyboardInterrupt, Refused or put.Closed.

    Zones come from the pinned `tzdata` package, so that figures are the same everywhere.
    """
    zoneinfo.reset_tzpath(to=())
    try:
        app(list(arguments))
    except SystemExit as exit:
        if exit.code == 130:  # Typer's own silent way of taking Ctrl-C
            raise KeyboardInterrupt from exit
        raise
