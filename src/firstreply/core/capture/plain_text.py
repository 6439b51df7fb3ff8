"""Plain text: a text as rules compare it, and where in the text itself each letter of that stands.

Spaces of every kind are one space (a tab among them makes it a tab, which parts cells of a table), lines begin and end
with none; what no eye sees is left out; letters are lower case, Arabic and Persian ones and all three sets of digits
are the same. It begins with a line break, so that every line has one before it.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final, NamedTuple

from firstreply.core.lead.fold import fold

LONGEST: Final = 200_000  #: characters of a text that are looked at
_UNSEEN: Final = re.compile(
    "[\u00ad\u0610-\u061a\u061c\u0640\u064b-\u065f\u0670\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufe00-\ufe0f]"
)
_SPACES: Final = ("", " ", "\t", "\n")  #: in the order in which one swallows another
_BREAKS: Final = "\n\r\x0b\x0c\x85\u2028\u2029"


class Plain(NamedTuple):
    """`text` is compared; letter n of it stands at `places[n]` of the text as it was."""

    text: str
    places: tuple[int, ...]
    source: str

    def before(self, place: int) -> int:
        """How many letters of `text` stand before a place of the source."""
        low, high = 1, len(self.places)
        while low < high:
            middle = (low + high) // 2
            if self.places[middle] < place:
                low = middle + 1
            else:
                high = middle
        return low

    def cut(self, start: int, end: int) -> str:
        """What stands in the source between two letters of `text`, without spaces around it."""
        if start >= end:
            return ""
        last = self.places[end] if end < len(self.places) else len(self.source)
        return _UNSEEN_AROUND.sub("", self.source[self.places[start] : last]).strip()


_UNSEEN_AROUND: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def plain(source: str) -> Plain:
    """A text as rules compare it. One pass."""
    source = source[:LONGEST]
    letters, places = ["\n"], [0]
    space = ""  #: what stands between the last letter and the next
    for place, letter in enumerate(source):
        folded = _folded(letter)
        if folded in _SPACES:
            space = max(space, folded, key=_SPACES.index)
            continue
        if space and len(letters) > 1:
            letters.append(space)
            places.append(place)
        space = ""
        letters.extend(folded)
        places.extend([place] * len(folded))
    return Plain("".join(letters), tuple(places), source)


@lru_cache(maxsize=8192)
def _folded(letter: str) -> str:
    if letter in _BREAKS:
        return "\n"
    if letter == "\t":
        return letter
    if letter.isspace() or unicodedata.category(letter) == "Zs":
        return " "
    if _UNSEEN.match(letter):
        return ""
    return fold(letter) or letter.lower()
