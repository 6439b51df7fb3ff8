"""Numbers as people write them."""

import re
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

from firstreply.core.lead.fold import ascii_digits

#: The limits of every amount we keep and compare: numeric(19,4).
CEILING: Final = Decimal(10) ** 15
_FINEST: Final = Decimal("0.0001")
_LONGEST: Final = 60

_SPACES: Final = re.compile("[\\s'’\u00a0\u2009\u202f\u066c\u200e\u200f\u061c]")
_MONEY: Final = re.compile(r"^[A-Za-z]{3}(?=[\d.+-])|^[$€£¥₹﷼₺₽]|(?<=\d)[A-Za-z]{3}$|[$€£¥₹﷼₺₽]$")
_COMMA_GROUPS: Final = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d*)?")
_DOT_GROUPS: Final = re.compile(r"[+-]?[1-9]\d{0,2}(?:(?:\.\d{3}){2,}|(?:\.\d{3})+(?=,))(?:,\d*)?")
_PLAIN: Final = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)")


def read_number(given: object) -> Decimal | None:
    """The number that was meant, to 4 decimals; None when none can be read or it is 10**15 or more.

    Accepts numbers, and text in ASCII, Arabic or Persian digits with `.`, `,` or `٫` before the decimals, thousands
    grouped by `,` `.` `٬` `'` or spaces, with or without a currency sign or code. One comma before exactly three
    digits groups (`1,500` is 1500), one point is a decimal point (`1.500` is 1.5).
    """
    number: Decimal | None = None
    if isinstance(given, bool):
        return None
    if isinstance(given, int):
        number = Decimal(given) if abs(given) < CEILING else None
    elif isinstance(given, float):
        number = Decimal(repr(given))
    elif isinstance(given, Decimal):
        number = given
    elif isinstance(given, str) and len(given) <= _LONGEST:
        number = _from_text(given)
    return None if number is None else kept(number)


def kept(number: Decimal) -> Decimal | None:
    """The number as it is stored: 4 decimals, no trailing zeros, no minus zero; None beyond the limits."""
    if not number.is_finite() or abs(number) >= CEILING:
        return None
    rounded = number.quantize(_FINEST, rounding=ROUND_HALF_EVEN)
    if abs(rounded) >= CEILING:
        return None
    whole = rounded.to_integral_value()
    return whole + 0 if rounded == whole else rounded.normalize()


def _from_text(text: str) -> Decimal | None:
    text = _SPACES.sub("", ascii_digits(text)).replace("−", "-")
    text = _MONEY.sub("", text)
    if "٫" in text:
        text = text.replace(",", "").replace("٫", ".")
    if _COMMA_GROUPS.fullmatch(text):
        text = text.replace(",", "")
    elif _DOT_GROUPS.fullmatch(text):
        text = text.replace(".", "").replace(",", ".")
    if not _PLAIN.fullmatch(text) or not text.isascii():
        return None
    return Decimal(text.replace(",", "."))
