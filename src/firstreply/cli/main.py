"""The console script: repeat what was answered before, else run the program; and one way out for all."""

import gc
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import pairwise
from typing import TYPE_CHECKING, NoReturn

from firstreply.cli.put import Closed
from firstreply.core.refusal import Refused

if TYPE_CHECKING:
    from typer import Typer


def run(more: "Callable[[Typer], None] | None" = None) -> NoReturn:
    """Run the command line in `sys.argv` and end the process; `more` adds commands, where one of them is asked for."""
    code = ended(more)
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(
        code
    )  # all is written: taking an interpreter full of engines apart is a twentieth of a whole run


def ended(more: "Callable[[Typer], None] | None" = None) -> int:
    """Run it and give the exit code; a refusal or Ctrl-C says one line, a reader that left none."""
    arguments = sys.argv[1:]
    try:
        _run(arguments, more)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except KeyboardInterrupt:
        refused = Refused("interrupted")
    except Refused as refusal:
        refused = refusal
    except Closed:
        return 0
    else:
        return 0
    from firstreply.cli.exits import say

    return say(refused, _language(arguments))


def _run(arguments: Sequence[str], more: "Callable[[Typer], None] | None") -> None:
    from firstreply.cli import again

    if again.repeated(arguments):
        return
    from firstreply.cli.program import app, program

    if more:
        more(app)
    else:  # millions of small tuples, none in a cycle: collecting would double the cost of making them
        gc.disable()
    program(arguments)


def _language(arguments: Sequence[str]) -> str:
    named = [after for option, after in pairwise(arguments) if option == "--lang"]
    named += [one.partition("=")[2] for one in arguments if one.startswith("--lang=")]
    return named[-1] if named else "en"


if __name__ == "__main__":
    run()
