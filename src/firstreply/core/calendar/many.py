"""Open time of many pairs of instants at once, on arrays of any library that follows the array API standard.

Finding the window by binary search costs a mispredicted branch per step. Instead the line is cut into equal
cells, no wider than the distance between two openings, so that a cell holds at most one of them: the cell
says how many openings lie before it, and one comparison says whether its own has passed.
"""

from itertools import pairwise
from typing import Any, Final, NamedTuple

from firstreply.core.calendar.breaks import Breaks

#: An array of the array API standard (NumPy 2, and others). The standard has no type to import.
Array = Any

#: More cells than this (8 octets each) are not worth it; binary search then.
_MOST_CELLS: Final = 2_000_000
_NEVER: Final = 2**62


class Lookup(NamedTuple):
    """Break points as int64 arrays of one library on one device."""

    start: int
    width: int  #: a cell is `2 ** width` seconds; 0 means there are no cells
    cells: Array  #: openings at or before each cell's first instant
    opens: Array  #: with a last one that never comes
    shifts: Array
    caps: Array


def lookup(table: Breaks, like: Array) -> Lookup:
    """The table's break points in the library and on the device of the array `like`."""
    space, device = like.__array_namespace__(), like.device
    key = (space.__name__, str(device))
    found: Lookup | None = table.lookups.get(key)
    if found is None:
        opens, shifts, caps = (
            space.asarray(values, dtype=space.int64, device=device)
            for values in ((*table.opens, _NEVER), table.shifts, table.caps)
        )
        width = _width(table)
        step = 1 << width if width else table.stop - table.start
        edges = space.arange(table.start, table.stop + 1, step, dtype=space.int64, device=device)
        cells = space.searchsorted(opens, edges, side="right")
        found = table.lookups[key] = Lookup(table.start, width, cells, opens, shifts, caps)
    return found


def upto(lookup: Lookup, at: Array) -> Array:
    """Open seconds from the table's start to each instant, which all lie inside the table."""
    space = at.__array_namespace__()
    n = _passed(lookup, at)
    return space.minimum(at + space.take(lookup.shifts, n), space.take(lookup.caps, n))


def is_open(lookup: Lookup, at: Array) -> Array:
    """Whether each instant is open; a boolean array."""
    space = at.__array_namespace__()
    n = _passed(lookup, at)
    return at + space.take(lookup.shifts, n) < space.take(lookup.caps, n)


def _passed(lookup: Lookup, at: Array) -> Array:
    """How many openings lie at or before each instant."""
    space = at.__array_namespace__()
    if not lookup.width:
        return space.searchsorted(lookup.opens, at, side="right")
    before = space.take(lookup.cells, (at - lookup.start) >> lookup.width)
    return before + space.astype(space.take(lookup.opens, before) <= at, before.dtype)


def _width(table: Breaks) -> int:
    """Binary logarithm of the widest cell that holds one opening at most; 0 if that takes too many."""
    opens = table.opens
    nearest = min((b - a for a, b in pairwise(opens)), default=table.stop - table.start)
    width = min(nearest, 86_400).bit_length() - 1
    return width if (table.stop - table.start) >> width <= _MOST_CELLS else 0
