"""Clean: text without what no reader should meet, and values kept from turning the line they stand in."""

import re
import unicodedata
from typing import Final

FSI: Final = "\u2068"  #: what follows has a direction of its own
PDI: Final = "\u2069"  #: until here
#: Controls but for line breaks; what embeds, overrides or isolates directions; separators of lines; lone surrogates;
#: noncharacters. Joiners and the marks of direction stay: Persian and Arabic are written with them.
_UNFIT: Final = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]"
)
_BREAK: Final = re.compile("\r\n?|[\u2028\u2029\x85]")
_ADDRESS: Final = re.compile(r"(?:https?://|mailto:)\S+|[^\s@]+@[^\s@]+")
_RTL_LANGUAGES: Final = frozenset({"ar", "fa", "he", "ur", "ps", "sd", "ug", "yi", "dv", "ckb", "ku"})
_RTL: Final = frozenset({"R", "AL"})


def fits(text: str) -> bool:
    """Whether nothing of it would be taken out."""
    return _UNFIT.search(text) is None


def clean(text: str) -> str:
    """The text with plain line breaks, without controls and whatever turns lines round."""
    return _UNFIT.sub(" ", _BREAK.sub("\n", text).replace("\t", " "))


def one_line(text: str) -> str:
    """The same in one line, with single spaces."""
    return " ".join(clean(text).split())


def is_rtl(language: str) -> bool:
    """Whether that language is written from right to left."""
    return language.partition("-")[0].lower() in _RTL_LANGUAGES


def isolated(value: str, language: str) -> str:
    """The value so that its signs cannot move those around it, where its direction is not the text's.

    Links and mail addresses stay bare: programs that make links of them would take the mark along.
    """
    if not value or _ADDRESS.fullmatch(value):
        return value
    ways = {unicodedata.bidirectional(sign) for sign in value}
    own = not ways & _RTL if is_rtl(language) else bool(ways & _RTL)
    return f"{FSI}{value}{PDI}" if own else value
