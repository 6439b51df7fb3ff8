"""Enclosed: a file that goes with a message of ours, and what a channel carries of such."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from firstreply.core.refusal import Refused

MOST_OCTETS: Final = 20 << 20  #: of all files of one message, before anything is encoded


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosed:
    """A file on its way. `octets` reads what is in it; asked only when it is handed over."""

    name: str
    content_type: str
    size: int
    octets: Callable[[], bytes] = field(repr=False)


class Carried(NamedTuple):
    """How many files one message takes, and how many octets all of them may have."""

    files: int
    octets: int = MOST_OCTETS


def fits(files: Iterable[Enclosed], carried: Carried | None, channel: str) -> None:
    """Refuses `files_not_carried`, `files_too_many`, `files_too_large`, each naming what the limit is."""
    known = tuple(files)
    if not known:
        return
    if carried is None:
        raise Refused("files_not_carried", channel=channel)
    if len(known) > carried.files:
        raise Refused("files_too_many", channel=channel, limit=carried.files)
    if sum(one.size for one in known) > carried.octets:
        raise Refused("files_too_large", channel=channel, limit=carried.octets >> 20)
