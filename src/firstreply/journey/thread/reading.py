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
from firstreply.core.capture.parse_rules import Rule
from firstreply.core.capture.ruled import E164
from firstreply.core.capture.same import apart, named, variant
from firstreply.core.capture.unify import unify
from firstreply.core.kept import Kept
from firstreply.core.message import Envelope
from firstreply.core.refusal import Refused
from firstreply.core.thread.chat import Chat, chat
from firstreply.store import bulk
from firstreply.store.ids import new_id
from firstreply.store.kept import columns
from firstreply.store.models import Message
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """By what mails are read: who is ours, the zone of times without one, rules for portals, how numbers are read."""

    capture: Capture
    zone: tzinfo = UTC
    rules: Sequence[Rule] = ()
    e164: E164 = lambda _: None


def reading(arrivals: Sequence[Arrived], reader: Reader) -> Reading:
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
    names = {*copies, *(variant(own, one.envelope) for own, each in copies.items() for one in each)}
    known = talk.by_external_id(names) if copies else {}
    copies = _told_apart(copies, known)
    found.known.update({own: known[own] for own in copies if own in known})
    for name, each in copies.items():
        _take_mail(found, each, found.known.get(name), reader)
    return found


def _told_apart(copies: Mapping[str, list[_Copy]], known: dict[str, Kept]) -> dict[str, list[_Copy]]:
    """Copies by the id of their mail. Who had an id that turns out to be another mail's gets one of its own now."""
    found: dict[str, list[_Copy]] = {}
    renamed: dict[str, Envelope] = {}
    for own, each in copies.items():
        names = dict.fromkeys((own, *(variant(own, one.envelope) for one in each)))
        there = {known[name].seen.envelope._replace(message_id=own): name for name in names if name in known}
        first, *others = apart([*there, *(one.envelope for one in each)])
        found.setdefault(own, []).extend(one for one in each if one.envelope in first)
        for group in others:
            mine = [
                replace(one, envelope=named(own, one.envelope, first[0], group[0]))
                for one in each
                if one.envelope in group
            ]
            # Two groups may come to one name: then they are one mail, and neither is left out.
            found.setdefault(variant(own, group[0]), []).extend(mine)
            renamed |= {
                there[one]: named(own, one, first[0], group[0]) for one in group if there.get(one) == own
            }
    _rename(known, renamed)
    return {own: each for own, each in found.items() if each}


def _rename(known: dict[str, Kept], envelopes: Mapping[str, Envelope]) -> None:
    rows = []
    for before, envelope in envelopes.items():
        one = known.pop(before)
        one = known[envelope.message_id] = replace(one, seen=one.seen._replace(envelope=envelope))
        row = columns(one)
        rows.append({"id": one.id, "external_id": row["external_id"], "envelope": row["envelope"]})
    bulk.update(Message, rows)


def zone_of(name: str) -> tzinfo:
    """The organisation's zone."""
    return ZoneInfo(name)


def _copy(one: Arrived) -> _Copy:
    told = one.payload or {}
    received = told.get("received_at")
    envelope = envelope_of(
        _octets(one),
        source=one.source_id.int % _SOURCES,
        received_at=received if isinstance(received, int) else None,
    )
    return _Copy(arrival=one, envelope=envelope, sent=told.get("sent") is True, junk=told.get("junk") is True)


def _octets(one: Arrived) -> bytes:
    """A mail without the NULs that no mail may hold (RFC 5322) and no text of ours can."""
    return bytes(one.raw).replace(b"\0", b"")


def _take_mail(found: Reading, copies: list[_Copy], known: Kept | None, reader: Reader) -> None:
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
        _octets(last.arrival),
        unique.envelopes[0],
        read_at if at is None else at,
        reader.capture,
        own=own,
        sent=bool(unique.sent),
        junk=bool(unique.junk),
        zone=reader.zone,
        rules=reader.rules,
        e164=reader.e164,
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
