"""Loose: values inside JSON that others sent. Whatever is not as it should be is as if it were not there."""

from collections.abc import Mapping, Sequence
from typing import Any


def at(given: Any, *path: str) -> Any:
    """The value at a path of keys; None where there is none."""
    for key in path:
        given = given.get(key) if isinstance(given, Mapping) else None
    return given


def text(given: Any, *path: str) -> str:
    """The text at a path, trimmed; "" where there is none."""
    found = at(given, *path)
    return found.strip() if isinstance(found, str) else ""


def whole(given: Any, *path: str) -> int | None:
    """The whole number at a path, also one that is written as text; None where there is none, or one beyond 64 bits."""
    found = at(given, *path)
    if isinstance(found, str) and found.isascii() and found.isdecimal() and len(found) < 19:
        return int(found)
    return found if isinstance(found, int) and not isinstance(found, bool) and abs(found) < 1 << 63 else None


def items(given: Any, *path: str) -> Sequence[Any]:
    """The list at a path; empty where there is none."""
    found = at(given, *path)
    return found if isinstance(found, list | tuple) else ()
