"""Difference: what one text says and another does not, word by word."""

import re
from difflib import SequenceMatcher
from typing import Final, NamedTuple

_WORD: Final = re.compile(r"\s+|\{[^{}\n]*\}|\w+|[^\w\s]")
_MOST: Final = 3000  #: words of both; beyond, lines are compared


class Part(NamedTuple):
    """A stretch of text; `kind` is same, gone or come."""

    text: str
    kind: str


def difference(before: str, after: str) -> tuple[Part, ...]:
    """Both texts as one: what stayed, what is gone, what has come. A field is one word."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    if len(old) + len(new) > _MOST:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    found: list[Part] = []
    for how, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if how == "equal":
            found.append(Part("".join(old[a:b]), "same"))
            continue
        if b > a:
            found.append(Part("".join(old[a:b]), "gone"))
        if d > c:
            found.append(Part("".join(new[c:d]), "come"))
    return tuple(found)
