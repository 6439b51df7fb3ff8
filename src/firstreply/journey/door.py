"""The door: whatever comes in is on disk before anyone is told so, once however often it is brought."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from itertools import groupby
from typing import Any, Final
from uuid import UUID

import orjson
import psycopg
from django.db import InterfaceError, OperationalError, connection
from psycopg import pq
from psycopg.errors import DataError, IntegrityError

from firstreply.core.refusal import Refused
from firstreply.journey.effects import ARRIVED, one_at_a_time
from firstreply.store import bulk
from firstreply.store.ids import new_id
from firstreply.store.models import ArrivalState
from firstreply.store.tenancy import SETTING, acting

#: As the driver says it, and as Django does.
_AWAY: Final = (psycopg.OperationalError, psycopg.InterfaceError, OperationalError, InterfaceError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One thing that came in: JSON text as `payload`, anything else as `raw`. `external_id` is unique per source."""

    id: UUID
    organisation: UUID
    source: UUID
    external_id: str
    kind: str  #: of ArrivalKind
    payload: bytes | None
    raw: bytes | None
    digest: bytes
    received_at: datetime


def incoming(
    organisation: UUID,
    source: UUID,
    kind: str,
    *,
    at: datetime,
    external_id: str = "",
    payload: bytes | None = None,
    raw: bytes | None = None,
    octets: bytes | None = None,
) -> Incoming:
    """Something new to be put on disk. Without an `external_id` it is known by its own id.

    A retry is told by the digest of `octets`: what was sent, where that is neither the payload nor the raw.
    """
    own = new_id()
    sent = next((one for one in (octets, raw, payload) if one is not None), b"")
    return Incoming(
        id=own,
        organisation=organisation,
        source=source,
        external_id=external_id or str(own),
        kind=kind,
        payload=payload,
        raw=raw,
        digest=digest(sent),
        received_at=at,
    )


class Outcome(Enum):
    """What became of something at the door."""

    TAKEN = "taken"  #: new, and on disk
    REPEATED = "repeated"  #: the same was brought before; the receipt is that of then
    REUSED = "reused"  #: something else was brought under this id before; nothing was written
    UNFIT = "unfit"  #: the database cannot hold it; nothing was written


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What is on disk: the arrival's id, when it was received and how far it got."""

    id: UUID
    received_at: datetime
    state: str
    outcome: Outcome


def digest(octets: bytes) -> bytes:
    """What tells a retry from a reused id."""
    return hashlib.sha256(octets).digest()


def accept(incoming: Sequence[Incoming]) -> tuple[Receipt, ...]:
    """Put everything on disk in one transaction, of however many organisations; the receipts in the same order.

    When it returns, the transaction is committed. One item that the database cannot hold does not fail the others.
    A lost connection is tried again once: nothing is brought twice, since each item names its own id. Raises
    OperationalError when the database is away.
    """
    if connection.in_atomic_block:
        raise RuntimeError("what is accepted inside a transaction is not on disk when it is acknowledged")
    for last in (False, True):
        try:
            connection.ensure_connection()
            return _fitting(incoming)
        except _AWAY:
            connection.close()
            if last:
                raise
    raise AssertionError


def _fitting(incoming: Sequence[Incoming]) -> tuple[Receipt, ...]:
    try:
        return _accept(incoming)
    except (DataError, IntegrityError):
        if len(incoming) == 1:
            (one,) = incoming
            return (Receipt(id=one.id, received_at=one.received_at, state="", outcome=Outcome.UNFIT),)
        half = len(incoming) // 2
        return _fitting(incoming[:half]) + _fitting(incoming[half:])


#: One query string is one transaction and one round trip, however many organisations are in it. The batch goes as one
#: JSON text: orjson writes it and PostgreSQL reads it faster than psycopg writes arrays. Ordered, so that two processes
#: that bring the same ids wait for each other instead of dead-locking.
_OF_ONE: Final = b"""
SELECT set_config('%(setting)b', '%(own)b', true), set_config('statement_timeout', '10s', true),
       pg_notify('%(channel)b', '%(own)b');
INSERT INTO arrival (id, organisation_id, source_id, external_id, kind, payload, raw, digest, received_at, state,
                     reason, facts, attempts)
SELECT id, '%(own)b', source, external_id, kind, payload, raw, digest, received_at, 'new', '', '{}', 0
FROM jsonb_to_recordset(%(items)b) AS v(id uuid, source uuid, external_id text, kind text, payload jsonb,
                                        raw bytea, digest bytea, received_at timestamptz)
ON CONFLICT (organisation_id, source_id, external_id) DO NOTHING;
"""
_THERE: Final = """
SELECT a.source_id, a.external_id, a.id, a.digest, a.received_at, a.state FROM arrival a
JOIN unnest(%s::uuid[], %s::text[]) AS v(source_id, external_id) USING (source_id, external_id)
WHERE a.organisation_id = %s
"""


def _accept(incoming: Sequence[Incoming]) -> tuple[Receipt, ...]:
    ordered = sorted(incoming, key=lambda one: (one.organisation, one.source, one.external_id))
    of_each = [(whose, list(those)) for whose, those in groupby(ordered, key=lambda one: one.organisation)]
    raw: psycopg.Connection[Any] = connection.connection
    escaping = pq.Escaping(raw.pgconn)
    cursor = psycopg.Cursor(raw)
    cursor.execute(b"".join(_statements(escaping, whose, those) for whose, those in of_each))
    receipts: dict[UUID, Receipt] = {}
    for organisation, those in of_each:
        cursor.nextset()  # over what the settings answered
        written = cursor.rowcount
        cursor.nextset()
        if written == len(those):
            receipts |= {one.id: _taken(one) for one in those}
        else:
            receipts |= _there(organisation, those)
    return tuple(receipts[one.id] for one in incoming)


def _statements(escaping: pq.abc.Escaping, organisation: UUID, incoming: Sequence[Incoming]) -> bytes:
    items = orjson.dumps([_item(one) for one in incoming])
    names = {b"setting": SETTING.encode(), b"channel": ARRIVED.encode(), b"own": str(organisation).encode()}
    return _OF_ONE % (names | {b"items": bytes(escaping.escape_literal(items))})


def _item(one: Incoming) -> dict[str, Any]:
    return {
        "id": one.id,
        "source": one.source,
        "external_id": one.external_id,
        "kind": one.kind,
        "payload": None if one.payload is None else orjson.Fragment(one.payload),
        "raw": None if one.raw is None else f"\\x{one.raw.hex()}",
        "digest": f"\\x{one.digest.hex()}",
        "received_at": one.received_at,
    }


def _taken(one: Incoming) -> Receipt:
    new = ArrivalState.NEW.value
    return Receipt(id=one.id, received_at=one.received_at, state=new, outcome=Outcome.TAKEN)


def _there(organisation: UUID, incoming: Sequence[Incoming]) -> dict[UUID, Receipt]:
    """Receipts of a batch of which something was brought before under the same id: what stands there now."""
    sources, names = [one.source for one in incoming], [one.external_id for one in incoming]
    with acting(organisation):
        rows = bulk.fetch(_THERE, [sources, names, organisation])
    found = {(row[0], row[1]): row[2:] for row in rows}
    receipts = {}
    for one in incoming:
        known, kept, received_at, state = found[one.source, one.external_id]
        repeated = Outcome.TAKEN if known == one.id else Outcome.REPEATED
        outcome = repeated if kept == one.digest else Outcome.REUSED
        receipts[one.id] = Receipt(id=known, received_at=received_at, state=state, outcome=outcome)
    return receipts


def replay(organisation_id: UUID, arrivals: Iterable[UUID] | None = None) -> tuple[UUID, ...]:
    """Have quarantined arrivals worked on again, all or these; which they were."""
    these = None if arrivals is None else list(arrivals)
    with acting(organisation_id):
        rows = bulk.fetch(
            "UPDATE arrival SET state = 'new', reason = '', facts = CASE reason WHEN 'form_suspected'"
            " THEN jsonb_build_object('vouched', true) ELSE '{}' END WHERE organisation_id = %s"
            " AND state = 'quarantined' AND (%s::uuid[] IS NULL OR id = ANY(%s::uuid[])) RETURNING id",
            [organisation_id, these, these],
        )
        if rows:
            bulk.notify(ARRIVED, [organisation_id])
    return tuple(row[0] for row in rows)


def replay_one(organisation_id: UUID, arrival: UUID) -> None:
    """Have one quarantined arrival worked on again. Raises Refused: arrival_not_quarantined."""
    if not replay(organisation_id, [arrival]):
        raise Refused("arrival_not_quarantined", id=str(arrival))


def vouch(organisation_id: UUID, source: UUID, external_id: str) -> bool:
    """Somebody pressed the button that a machine would not: what they sent is worked on. Whether it still waited.

    One at a time with the journey, so that what is being judged doubtful right now is not put aside afterwards.
    """
    with acting(organisation_id):
        one_at_a_time()
        rows = bulk.fetch(
            "UPDATE arrival SET state = 'new', reason = '', facts = jsonb_build_object('vouched', true)"
            " WHERE organisation_id = %s AND source_id = %s AND external_id = %s"
            " AND (state = 'new' OR reason = 'form_suspected') RETURNING id",
            [organisation_id, source, external_id],
        )
        if rows:
            bulk.notify(ARRIVED, [organisation_id])
    return bool(rows)


def refused_signatures(organisation_id: UUID, source: UUID, count: int, at: datetime) -> None:
    """Note on a source that so many deliveries had a wrong signature, the last one then."""
    with acting(organisation_id):
        bulk.fetch(
            "UPDATE source SET settings = jsonb_set(settings, '{refused}', jsonb_build_object('at', %s::text, 'count',"
            " %s + coalesce((settings #>> '{refused,count}')::bigint, 0))) WHERE organisation_id = %s AND id = %s"
            " RETURNING id",
            [at.isoformat(), count, organisation_id, source],
        )
