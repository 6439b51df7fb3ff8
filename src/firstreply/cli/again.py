"""Again: a command line that was answered before, over files that did not change, answered without thinking.

Nothing else is imported for it: reading a command line properly costs more than giving the answer.
"""

import marshal
import os
import sys
from collections.abc import Sequence
from typing import Final, NamedTuple

from firstreply.cli.kept import Kept, cache_folder, state
from firstreply.cli.put import put
from firstreply.cli.terminal import look

_NAME: Final = "command"


class Given(NamedTuple):
    """What a command line was answered with."""

    paths: tuple[str, ...]  #: files and folders that were read
    state: str  #: of them, before they were read
    key: tuple[str, ...]  #: under which the answers are kept
    puts: tuple[tuple[str, str], ...]  #: (where to, name of the answer)


def repeated(arguments: Sequence[str]) -> bool:
    """Give the same answers as before where nothing changed. False: nothing was given, go the long way."""
    if arguments[:1] != ["analyze"] or "--no-cache" in arguments:
        return False
    folder = cache_folder()
    given = _recall(_place(folder, arguments))
    if given is None or state(given.paths) != given.state:
        return False
    kept = Kept(folder, *given.key)
    answers = [(where, kept.get(name)) for where, name in given.puts]
    if any(answer is None for _, answer in answers):
        return False
    for where, answer in answers:
        put(where, answer or b"")
    return True


def remember(folder: str | None, arguments: Sequence[str], given: Given) -> None:
    """Keep what this command line was answered with."""
    _place(folder, arguments).put(_NAME, marshal.dumps(tuple(given)))


def _place(folder: str | None, arguments: Sequence[str]) -> Kept:
    return Kept(folder, "command", os.getcwd(), repr(list(arguments)), repr(look(sys.stdout)))


def _recall(place: Kept) -> Given | None:
    try:
        return Given._make(marshal.loads(place.get(_NAME) or b""))  # noqa: S302 (our own file in our own folder)
    except (ValueError, EOFError, TypeError):
        return None
