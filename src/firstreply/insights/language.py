"""Language: which of ours a reader wants, as their browser says it."""

import re
from typing import Final

from firstreply.insights.words import LANGUAGES

_WEIGHT: Final = re.compile(r"\s*(?:q=([01](?:\.\d{0,3})?))?\s*", re.IGNORECASE)


def wanted(accept_language: str) -> str:
    """Of the languages that we speak, the one that Accept-Language wants most; English without one."""
    found: dict[str, float] = {}
    for part in accept_language.split(","):
        name, _, weight = part.partition(";")
        primary = name.strip().partition("-")[0].lower()
        if primary in LANGUAGES:
            found[primary] = max(found.get(primary, 0), _weight(weight))
    best = max(found, key=lambda one: found[one], default="en")  # of equals the first
    return best if found.get(best) else "en"


def _weight(text: str) -> float:
    """The q of RFC 9110, 12.4.2; 1 without one, 0 where it is none."""
    found = _WEIGHT.fullmatch(text)
    return float(found[1] or 1) if found else 0
