"""Slot: a template's text cut into what stands as it is and what is put in."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_TOKEN: Final = re.compile(r"\{\{|\}\}|\{([^{}\n]*)\}|[{}]")


class Slot(NamedTuple):
    """A field at its place. `fallback` None: none was written; "": nothing shall stand there."""

    name: str
    fallback: str | None
    at: int
    length: int


class Stray(NamedTuple):
    """A brace without its other one."""

    sign: str
    at: int


Piece = str | Slot | Stray


def pieces(text: str) -> Iterator[Piece]:
    """The text from beginning to end: plain pieces (doubled braces are one there), fields, braces that are alone."""
    begun = 0
    for found in _TOKEN.finditer(text):
        if found.start() > begun:
            yield text[begun : found.start()]
        begun = found.end()
        token = found[0]
        if token in ("{{", "}}"):
            yield token[0]
        elif found[1] is None:
            yield Stray(token, found.start())
        else:
            name, bar, fallback = found[1].partition("|")
            yield Slot(
                name.strip(), fallback.strip() if bar else None, found.start(), found.end() - found.start()
            )
    if begun < len(text):
        yield text[begun:]


def slots(text: str) -> tuple[Slot, ...]:
    """The fields of a text, in order."""
    return tuple(one for one in pieces(text) if isinstance(one, Slot))
