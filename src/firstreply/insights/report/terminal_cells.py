"""Cells of the terminal report: colours that read on light and on dark, and text that keeps its place and direction.

Some terminals reorder right-to-left text, most do not, and none says so. Where it is reordered, neighbouring cells
would melt into one run and change places. Marks of no width keep each cell a run of its own, in a line that runs
from left to right; where nothing is reordered they do nothing.
"""

from typing import Final

from rich.text import Text

from firstreply.insights.words import Words

#: Middle tones: at least 3.9 to 1 on white and on black alike (ANSI cyan and yellow vanish on white).
ACCENT: Final = "#0b8a84"
WARN: Final = "#b8620b"
_LTR_MARK: Final = "\u200e"
_RTL_MARK: Final = "\u200f"


def cell(words: Words, text: str, style: str = "") -> Text:
    """Our own text: words and figures of the report's language."""
    if words.direction == "ltr":
        return Text(text, style=style)
    return Text(f"{_LTR_MARK}{_RTL_MARK}{text}{_RTL_MARK}", style=style)


def theirs(words: Words, text: str) -> Text:
    """A name, an address, a subject, a bar: it has its own direction."""
    return Text(text if words.direction == "ltr" else _LTR_MARK + text)
