"""Decimals: which mark stands before the decimals of a column's numbers. One value alone may mean two things."""

import re
from collections.abc import Iterable
from typing import Final

from firstreply.core.lead.fold import ascii_digits

#: A comma before one, two or four digits at the end, or after groups by points; and the other way round.
_COMMA: Final = re.compile(r"\d,\d{1,2}(?!\d)|\d,\d{4,}|\d\.\d{3},\d|\d(?:\.\d{3}){2,}")
_POINT: Final = re.compile(r"\d\.\d{1,2}(?!\d)|\d\.\d{4,}|\d,\d{3}\.\d|\d(?:,\d{3}){2,}")


def decimal_mark(values: Iterable[str]) -> str:
    """`,` or `.` as the values show it; "" where they do not."""
    commas = points = 0
    for one in values:
        text = ascii_digits(one)
        commas += _COMMA.search(text) is not None
        points += _POINT.search(text) is not None
    if commas > points:
        return ","
    return "." if points > commas else ""


def with_point(text: str, mark: str) -> str:
    """The number with `.` before its decimals and nothing between its groups, if the column's mark is known."""
    plain = ascii_digits(text)
    if mark == ",":
        return plain.replace(".", "").replace(",", ".")
    return plain.replace(",", "") if mark == "." else text
