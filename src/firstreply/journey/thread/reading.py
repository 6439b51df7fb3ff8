"""Reading: arrivals of one batch as letters; copies of one mail become one, also of one that we have already."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from typing import Any, Final, Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from firstreply.channels.email.letter import envelope_of
from firstreply.core.capture.kind import Capture
from firstreply.core.capture.letter import Letter, letter
from firstreply.core.capture.unify import unify
from firstreply.core.kept import Kept
from firstreply.core.message import Envelope
from firstreply.core.refusal import Refused
from firstreply.core.thread.chat import Chat, chat
from firstreply.store.ids import new_id
from firstreply.store.queries import talk

_SOURCES: Final = (1 << 31) - 1


class Arrived(Protocol):
    """An arrival of kind `message`: raw mail with what its server said of it, or a chat message as JSON."""

    @property
    def id(self) -> UUID: ...
    @property
    def source_id(self) -> UUID: ...
    @property
    def payload(self) -> Mapping[str, Any] | None: ...
    @property
    def raw(self) -> Any: ...
    @property
    def received_at(self) -> datetime: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A batch as read. `message_of` says which message each arrival became; a copy became another one's."""

    letters: list[Letter] = field(default_factory=list)
    chats: list[tuple[UUID, Chat]] = field(default_factory=list)
    known: dict[str, Kept] = field(default_factory=dict)
    message_of: dict[UUID, UUID] = field(default_factory=dict)
    arrival_of: dict[UUID, Arrived] = field(default_factory=dict)
    refused: dict[UUID, Refused] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Copy:
    arrival: Arrived
    envelope: Envelope
    sent: bool
    junk: bool


def reading(arrivals: Sequence[Arrived], capture: Capture, zone: tzinfo = UTC) -> Reading:
    """Read a batch of arrivals. Of mails that came more than once the copies are read as one."""
    found = Reading()
    copies: dict[str, list[_Copy]] = {}
    for one in arrivals:
        try:
            if one.raw is None:
                _take_chat(found, one)
            else:
                copy = _copy(one)
                copies.setdefault(copy.envelope.message_id, []).append(copy)
        except Refused as refusal:
            found.refused[one.id] = refusal
    found.known.update(talk.by_external_id(list(copies)) if copies else {})
    for name, each in copies.items():
        _take_mail(found, each, found.known.get(name), capture, zone)
    return found


def zone_of(name: str) -> tzinfo:
    """The organisation's zone."""
    return ZoneInfo(name)


def _copy(one: Arrived) -> _Copy:
    told = one.payload or {}
    received = told.get("received_at")
    envelope = envelope_of(
        bytes(one.raw),
        source=one.source_id.int % _SOURCES,
        received_at=received if isinstance(received, int) else None,
    )
    return _Copy(arrival=one, envelope=envelope, sent=told.get("sent") is True, junk=told.get("junk") is True)


def _take_mail(
    found: Reading, copies: list[_Copy], known: Kept | None, capture: Capture, zone: tzinfo
) -> None:
    """All copies of one mail: the earliest instant and every way it was delivered count."""
    last = copies[-1]
    read_at = int(max(one.arrival.received_at for one in copies).timestamp())
    batches = [([one.envelope], one.junk, one.sent) for one in copies]
    if known is not None:
        batches.append(([known.seen.envelope], known.junk, known.sent))
    unique = unify(batches, read_at)
    at = unique.ats[0]
    own = known.id if known is not None else new_id()
    told = letter(
        bytes(last.arrival.raw),
        unique.envelopes[0],
        read_at if at is None else at,
        capture,
        own=own,
        sent=bool(unique.sent),
        junk=bool(unique.junk),
        zone=zone,
    )
    if known is not None:
        told = replace(told, kept=replace(told.kept, conversation=known.conversation))
    found.letters.append(told)
    found.arrival_of[own] = copies[0].arrival
    for one in copies:
        found.message_of[one.arrival.id] = own


def _take_chat(found: Reading, one: Arrived) -> None:
    if not isinstance(one.payload, Mapping):
        raise Refused("message_field_wrong", field="")
    told = chat(one.payload, otherwise_at=one.received_at, otherwise_id=str(one.id))
    own = new_id()
    found.chats.append((own, told))
    found.message_of[one.id] = own
    found.arrival_of[own] = one
