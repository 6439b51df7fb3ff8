"""The terminal we print to: how wide, and with which colours, without importing a terminal library to ask."""

import os
from typing import Final, NamedTuple, TextIO

_NARROWEST: Final = 60
_WIDEST: Final = 120
_USUAL: Final = 100


class Terminal(NamedTuple):
    """Columns, and `none`, `256` or `truecolor`."""

    width: int
    colours: str


def look(stream: TextIO) -> Terminal:
    """What `stream` can show: NO_COLOR and dumb terminals get none, FORCE_COLOR gets some even in a pipe."""
    width = min(max(_columns(stream), _NARROWEST), _WIDEST)
    forced = bool(os.environ.get("FORCE_COLOR"))
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" or not (stream.isatty() or forced):
        return Terminal(width, "none")
    return Terminal(width, "truecolor" if os.environ.get("COLORTERM") in ("truecolor", "24bit") else "256")


def _columns(stream: TextIO) -> int:
    named = os.environ.get("COLUMNS", "")
    if named.isdecimal() and int(named):
        return int(named)
    try:
        return os.get_terminal_size(stream.fileno()).columns or _USUAL
    except (OSError, ValueError):
        return _USUAL
