"""Brought: pieces of channels become inquiries, messages, calls and reports; each is read by its source's channel."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final
from uuid import UUID

import orjson
import structlog

from firstreply.channels.base import Setup
from firstreply.channels.registry import channel
from firstreply.core.capture.brought import Asked, Brought, Called, Rang, Said, Told, Wanted
from firstreply.core.refusal import Refused
from firstreply.journey.capture.arrivals import Came, Done
from firstreply.store.models import ArrivalKind
from firstreply.store.queries import accounts

_log: Final = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpacked:
    """A batch in which every piece says what it is. `nothing`: pieces that are fine, and mean nothing to us."""

    came: list[Came] = field(default_factory=list)
    calls: list[tuple[Came, Called | Rang]] = field(default_factory=list)
    wanted: list[tuple[Came, Wanted]] = field(default_factory=list)
    told: list[tuple[Came, Told]] = field(default_factory=list)
    nothing: list[UUID] = field(default_factory=list)
    refused: dict[UUID, Refused] = field(default_factory=dict)

    def rest(self, done: Iterable[Done]) -> list[Done]:
        """Pieces that came to no message and no lead, and are done all the same."""
        others = {*self.nothing, *(one.id for one, _ in (*self.told, *self.calls, *self.wanted))}
        return [Done(id=own) for own in sorted(others - {one.id for one in done} - self.refused.keys())]


def unpacked(batch: Iterable[Came]) -> Unpacked:
    """Have channels read the pieces of a batch; what is none stays as it is. Two queries where there are pieces."""
    found = Unpacked()
    those = list(batch)
    pieces = {one.source_id for one in those if one.kind is ArrivalKind.PIECE}
    setups = accounts.setups(pieces)
    for one in those:
        if one.kind is not ArrivalKind.PIECE:
            found.came.append(one)
            continue
        try:
            _sort(found, one, _read(one, setups))
        except Refused as refused:
            found.refused[one.id] = refused
    return found


def _read(one: Came, setups: Mapping[UUID, Setup | Refused]) -> Sequence[Brought]:
    setup = setups.get(one.source_id)
    if isinstance(setup, Refused):
        raise setup
    reader = channel(one.channel)
    if setup is None or reader is None or reader.read is None:
        raise Refused("channel_unknown", channel=one.channel, known="")
    given = one.payload
    if given is None and one.raw is not None:
        raise Refused("arrival_not_json")
    try:
        said = reader.read(given, setup, one.received_at)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        # Somebody else's JSON of a shape that nobody wrote down: kept, and read again once we know it.
        _log.warning("piece not understood", channel=one.channel, arrival=str(one.id), exc_info=error)
        raise Refused("piece_not_understood", channel=one.channel, error=type(error).__name__) from error
    return said if isinstance(said, tuple) else (said,)


def _sort(found: Unpacked, one: Came, said: Sequence[Brought]) -> None:
    talks = [each for each in said if isinstance(each, Asked | Said | Called | Rang | Wanted)]
    reports = [each for each in said if isinstance(each, Told)]
    if len(talks) > 1:
        raise Refused("piece_not_understood", channel=one.channel, error="several")
    found.told.extend((one, each) for each in reports)
    match talks:
        case [Asked(fields=fields)]:
            as_sent = {**_plain(fields)}
            found.came.append(replace(one, kind=ArrivalKind.INQUIRY, payload=as_sent, raw=None, mapping={}))
        case [Said(message=message)]:
            found.came.append(replace(one, kind=ArrivalKind.MESSAGE, payload=_plain(message), raw=None))
        case [Called() | Rang() as call]:
            found.calls.append((one, call))
        case [Wanted() as wanted]:
            found.wanted.append((one, wanted))
        case _:
            found.nothing.append(one.id)


def _plain(given: Mapping[str, object]) -> dict[str, object]:
    """As JSON would have it: what is read from a piece is read as if it had been sent so."""
    read: dict[str, object] = orjson.loads(orjson.dumps(dict(given)))
    return read
