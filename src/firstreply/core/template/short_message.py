"""Short message: how many parts a text needs by SMS (3GPP TS 23.038)."""

import math
from typing import Final, NamedTuple

#: The default alphabet; those of the extension table count twice.
_GSM: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED: Final = frozenset("\f^{}\\[~]|€")
_ONE: Final = {"GSM-7": 160, "UCS-2": 70}
_PART: Final = {"GSM-7": 153, "UCS-2": 67}


class Segments(NamedTuple):
    """How a text travels: in how many parts, `encoding` GSM-7 or UCS-2, and how many signs the last one has left."""

    parts: int
    encoding: str
    left: int


def segments(text: str) -> Segments:
    """The parts of a text. One sign outside the default alphabet makes all of it UCS-2, of 70 signs a part."""
    signs = set(text)
    if signs <= _GSM | _EXTENDED:
        encoding, length = "GSM-7", sum(2 if sign in _EXTENDED else 1 for sign in text)
    else:
        encoding, length = "UCS-2", sum(2 if sign > "\uffff" else 1 for sign in text)
    if length <= _ONE[encoding]:
        return Segments(min(length, 1), encoding, _ONE[encoding] - length)
    count = math.ceil(length / _PART[encoding])
    return Segments(count, encoding, count * _PART[encoding] - length)
