"""Arrivals: taken oldest first, marked done, or put aside with the reason."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import orjson

from firstreply.core.refusal import Refused
from firstreply.store import bulk
from firstreply.store.models import Arrival, ArrivalKind, ArrivalState
from firstreply.store.tenancy import organisation

ATTEMPTS: Final = 3  #: how often something that fails unexpectedly is tried
_WAITING: Final = """
SELECT a.id, a.kind, a.source_id, s.kind, s.mapping, a.external_id, a.payload, a.raw, a.digest, a.received_at,
       a.attempts, a.facts ? 'vouched'
FROM arrival a LEFT JOIN source s ON s.id = a.source_id AND s.organisation_id = a.organisation_id
WHERE a.organisation_id = %(organisation)s AND a.state = 'new' AND {which}
ORDER BY a.id LIMIT %(limit)s
"""
_TRIED: Final = (
    "UPDATE arrival SET attempts = attempts + 1 WHERE organisation_id = %s AND id = %s RETURNING attempts"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """One arrival as it waits to be worked on."""

    id: UUID
    kind: ArrivalKind
    source_id: UUID
    channel: str  #: the source's kind
    mapping: Mapping[str, str]
    external_id: str
    payload: Any  #: JSON, None when it was none
    raw: bytes | None
    digest: bytes
    received_at: datetime
    attempts: int
    vouched: bool  #: somebody said that a person sent it


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What became of an arrival."""

    id: UUID
    lead: UUID | None = None
    message: UUID | None = None


def come(limit: int, only: Collection[UUID] | None = None) -> tuple[Came, ...]:
    """What waits, oldest first; `only` these, if given."""
    which = "true" if only is None else "a.id = ANY(%(only)s)"
    rows = bulk.fetch(
        _WAITING.format(which=which),
        {"organisation": organisation(), "limit": limit, "only": list(only or ())},
    )
    return tuple(_came(row) for row in rows)


def _came(row: tuple[Any, ...]) -> Came:
    return Came(
        id=row[0],
        kind=ArrivalKind(row[1]),
        source_id=row[2],
        channel=row[3] or "",
        mapping=orjson.loads(row[4] or "{}"),
        external_id=row[5],
        payload=None if row[6] is None else orjson.loads(row[6]),
        raw=None if row[7] is None else bytes(row[7]),
        digest=bytes(row[8]),
        received_at=row[9],
        attempts=row[10],
        vouched=row[11],
    )


def finish(done: Sequence[Done], *, now: datetime) -> None:
    """They are done; each was new until now."""
    rows = [
        {
            "id": one.id,
            "state": ArrivalState.DONE.value,
            "done_at": now,
            "lead_id": one.lead,
            "message_id": one.message,
        }
        for one in done
    ]
    if bulk.update(Arrival, rows, only="t.state = 'new'") != len(rows):
        raise RuntimeError("an arrival was worked on twice at once")


def done(heard: Mapping[UUID, tuple[UUID | None, UUID | None]]) -> list[Done]:
    """What became of messages: the lead and the message of each arrival."""
    return [Done(id=own, lead=lead, message=message) for own, (lead, message) in heard.items()]


def quarantine(refused: Mapping[UUID, Refused], *, now: datetime) -> None:
    """They cannot be understood: kept with the reason, until somebody looks."""
    rows = [
        {
            "id": arrival,
            "state": ArrivalState.QUARANTINED.value,
            "done_at": now,
            "reason": reason.code,
            "facts": reason.facts,
        }
        for arrival, reason in refused.items()
    ]
    bulk.update(Arrival, rows, only="t.state = 'new'")


def failed(arrival: UUID, error: Exception, *, now: datetime) -> bool:
    """It failed unexpectedly; whether it is put aside because it did so too often."""
    attempts = bulk.fetch(_TRIED, [organisation(), arrival])
    given_up = bool(attempts) and attempts[0][0] >= ATTEMPTS
    if given_up:
        # What Django wraps is the driver's error, whose name says more.
        quarantine({arrival: Refused("unexpected", error=type(error.__cause__ or error).__name__)}, now=now)
    return given_up
