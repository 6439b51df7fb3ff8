"""Asked for: what the values in an address ask of the numbers; pages, digests and the API read it the same way."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from firstreply.insights.live.asked import Where
from firstreply.insights.reasons import mark

Values = Mapping[str, Sequence[str]]

#: What can be asked of one of, with its field of Where and its name for people.
DIMENSIONS: Final[Mapping[str, tuple[str, str]]] = {
    "person": ("people", mark("Person")),
    "team": ("teams", mark("Team")),
    "channel": ("channels", mark("Channel")),
    "source": ("sources", mark("Source")),
    "product": ("products", mark("Product")),
    "segment": ("segments", mark("Segment")),
    "campaign": ("campaigns", mark("Campaign")),
    "country": ("countries", mark("Country")),
    "language": ("languages", mark("Language")),
    "tag": ("tags", mark("Tag")),
    "mailbox": ("mailboxes", mark("Mailbox")),
    "domain": ("domains", mark("Domain")),
    "calendar": ("calendars", mark("Working hours")),
}
IDS: Final = frozenset({"person", "team", "source", "calendar"})  #: those named by id
MOST: Final = 50  #: values of one condition


def where(given: Values, *, since: int | None, until: int | None) -> Where:
    """The waits that the values ask for, begun in [since, until) (epoch seconds). What is no id asks for nothing."""
    fields = {DIMENSIONS[name][0]: _values(name, given[name]) for name in DIMENSIONS if given.get(name)}
    first = list(given.get("waits", ()))[-1:] != ["all"]
    return Where(since=since, until=until, first=first, **fields)  # type: ignore[arg-type]  # fields go by name


def count(block: Mapping[str, Any]) -> int:
    """How many inquiries a block of figures counts, or waits where all are asked for."""
    found: int = block["inquiries"] if "inquiries" in block else block["waits"]
    return found


def id_of(text: str) -> UUID | None:
    """The id that a text writes; None for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return None


def _values(name: str, values: Sequence[str]) -> tuple[UUID | str, ...]:
    several = tuple(values)[:MOST]
    return tuple(one for one in map(id_of, several) if one) if name in IDS else several
