"""In vain: promises that can never apply, because what is asked before them always fits first."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

_HALVES: Final = ("first", "next")


class Standing(NamedTuple):
    """A promise as far as it is asked for: whom it covers ("": both), and which leads (None: all)."""

    covers: str
    condition: Mapping[str, Any] | None


def in_vain(asked: Sequence[Standing]) -> list[tuple[int, ...]]:
    """For each promise, in the order of asking, which ones before it leave nothing for it; () where it may apply."""
    return [_before(asked[:n], one) for n, one in enumerate(asked)]


def _before(earlier: Sequence[Standing], one: Standing) -> tuple[int, ...]:
    found: set[int] = set()
    for half in (one.covers,) if one.covers else _HALVES:
        taken = next((n for n, other in enumerate(earlier) if _takes(other, half, one)), None)
        if taken is None:
            return ()
        found.add(taken)
    return tuple(sorted(found))


def _takes(other: Standing, half: str, one: Standing) -> bool:
    """Whether it fits whatever the later one fits, as far as that half goes."""
    return other.covers in ("", half) and (_always(other.condition) or other.condition == one.condition)


def _always(condition: Mapping[str, Any] | None) -> bool:
    return condition is None or condition.get("rule") == {"all": []}
