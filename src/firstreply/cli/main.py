"""The command line: one small file a command, and the same exits for all."""

import gc
import os
import sys
import zoneinfo

# Before NumPy is imported: its thread pool costs more than all the arithmetic here.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import typer

from firstreply.cli import analyze, bench_command, demo
from firstreply.cli.exits import leave
from firstreply.core.refusal import Refused

app = typer.Typer(
    name="firstreply",
    help="Be the one who answers first: honest response times from a mailbox.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("analyze")(analyze.command)
app.command("demo")(demo.command)
app.command("bench")(bench_command.command)


@app.callback()
def every(version: bool = typer.Option(False, "--version", help="Say the version and stop.")) -> None:
    """Be the one who answers first: honest response times from a mailbox."""
    if version:
        from firstreply import __version__

        typer.echo(__version__)
        raise typer.Exit


def run() -> None:
    """The console script. Zones come from the pinned `tzdata` package, so that figures are the same everywhere."""
    zoneinfo.reset_tzpath(to=())
    gc.disable()  # millions of small tuples, none in a cycle: collecting would double the cost of making them
    try:
        app()
    except Refused as refused:
        leave(refused)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


if __name__ == "__main__":
    run()
