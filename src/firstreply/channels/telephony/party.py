"""Party: what stands where a caller's number should be."""

import re
from typing import Final

#: What systems write for a number that was withheld; the last are words dialled on a keypad, as Twilio writes them.
_WITHHELD: Final = frozenset(
    {
        "", "anonymous", "blocked", "hidden", "no number", "none", "null", "private", "restricted", "unavailable",
        "unknown", "withheld", "+266696687", "266696687", "+2562533", "+8656696", "+8566696", "+7378742833",
        "+86282452253", "+464",
    }
)  # fmt: skip
_ADDRESS: Final = re.compile(r"(?:sips?|tel|client):([^@;>]*)(?:@[^;>]*)?.*", re.IGNORECASE)
_EXTENSION: Final = re.compile(r"[0-9*#]{1,5}")


def outside(given: str) -> str:
    """The number or name outside; "" where it was withheld. Of `sip:+49301234@host` the number."""
    found = given.strip().strip("<>\"'")
    if address := _ADDRESS.fullmatch(found):
        found = address[1]
    return "" if found.casefold() in _WITHHELD or found.casefold().startswith("anonymous") else found


def is_internal(given: str) -> bool:
    """Whether it is an extension of ours: a few digits."""
    return _EXTENSION.fullmatch(given.strip()) is not None
