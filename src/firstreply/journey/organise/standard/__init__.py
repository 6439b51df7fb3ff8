"""Standard: the texts that every team begins with, in three languages. They are rewritten by whoever edits them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from firstreply.journey.organise.standard import arabic, english, persian
from firstreply.journey.organise.standard.said import Said

#: Texts by language and purpose.
SAID: Final[Mapping[str, Mapping[str, Said]]] = MappingProxyType(
    {"ar": arabic.SAID, "en": english.SAID, "fa": persian.SAID}
)
#: What is typed after / by those who look for nothing longer.
SHORTCUTS: Final = MappingProxyType(
    {
        "introduction": "intro",
        "meeting": "meet",
        "thanks": "thanks",
        "launch": "launch",
        "decline": "decline",
        "busy": "busy",
        "no_samples": "samples",
        "closed": "closed",
    }
)
NAMES: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {"ar": arabic.NAMES, "en": english.NAMES, "fa": persian.NAMES}
)

__all__ = ["NAMES", "SAID", "SHORTCUTS", "Said"]
