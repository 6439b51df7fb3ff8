"""Meanwhile: what somebody else saved while a form was open, shown beside what was typed; and which revision counts."""

from collections.abc import Iterable
from typing import NamedTuple

from firstreply.core.refusal import Refused


class Theirs(NamedTuple):
    """A field, and what it says now; "" where it was emptied."""

    field: str
    value: str


def theirs(refused: Refused | None, fields: Iterable[tuple[str, str, str]]) -> list[Theirs]:
    """Of (field, mine, theirs) where they differ, if that is why it was refused."""
    if refused is None or refused.code != "changed_meanwhile":
        return []
    return [Theirs(field, now) for field, mine, now in fields if mine != now]


def revision(refused: Refused | None, seen: str, now: str | int) -> str:
    """What the form carries: who was shown what others saved has seen it; who was refused otherwise has not."""
    return seen if refused is not None and refused.code != "changed_meanwhile" and seen else str(now)


def number(seen: str) -> int | None:
    """A revision as a form carries it; None where it carries none."""
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else None
