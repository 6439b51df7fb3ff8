"""The console script: repeat what was answered before, else run the program; and one way out for all."""

import os
import sys
from itertools import pairwise

from firstreply.cli.put import Closed
from firstreply.core.refusal import Refused


def run() -> None:
    """Run the command line in `sys.argv` and exit: a refusal or Ctrl-C says one line, a closed pipe none."""
    arguments = sys.argv[1:]
    try:
        _run(arguments)
    except KeyboardInterrupt:
        _leave(Refused("interrupted"), arguments)
    except Refused as refused:
        _leave(refused, arguments)
    except Closed:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


def _run(arguments: list[str]) -> None:
    from firstreply.cli import again

    if again.repeated(arguments):
        return
    from firstreply.cli.program import program

    program(arguments)


def _leave(refused: Refused, arguments: list[str]) -> None:
    from firstreply.cli.exits import leave

    named = [after for option, after in pairwise(arguments) if option == "--lang"]
    named += [one.partition("=")[2] for one in arguments if one.startswith("--lang=")]
    leave(refused, named[-1] if named else "en")


if __name__ == "__main__":
    run()
