"""Putting an answer where it was asked for: a file, stdout (`-`) or stderr (`&2`)."""

import os
import sys
from contextlib import suppress
from typing import Final

from firstreply.core.refusal import Refused

STDOUT: Final = "-"
STDERR: Final = "&2"


class Closed(Exception):  # noqa: N818 (an end, not an error)
    """Whoever read our output has had enough of it."""


def put(where: str, octets: bytes) -> None:
    """Write it whole, or leave what was there. Raises Refused("file_not_written"), or Closed for a pipe."""
    try:
        if where in (STDOUT, STDERR):
            stream = sys.stdout if where == STDOUT else sys.stderr
            stream.flush()
            stream.buffer.write(octets)
            stream.flush()
        else:
            _write(where, octets)
    except BrokenPipeError as error:
        raise Closed from error
    except OSError as error:
        path = {STDOUT: "stdout", STDERR: "stderr"}.get(where, where)
        raise Refused("file_not_written", path=path, reason=str(error.strerror)) from error


def _write(path: str, octets: bytes) -> None:
    if os.path.islink(path) or (os.path.exists(path) and not os.path.isfile(path)):
        with open(path, "wb") as file:
            file.write(octets)
        return
    partial = f"{path}.{os.getpid()}.partial"
    try:
        with open(partial, "wb") as file:
            file.write(octets)
        os.replace(partial, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(partial)
        raise
