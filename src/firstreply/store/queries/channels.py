"""Channels: every account with how it is, its usual rhythm, and what came by it last."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

import orjson

from firstreply.core.watch.health import HealthState
from firstreply.store import bulk
from firstreply.store.models import Arrival
from firstreply.store.tenancy import organisation

USUAL: Final = timedelta(days=28)  #: what the usual rhythm is read from
_ACCOUNTS: Final = """
SELECT s.id, s.kind, s.name, s.created_at, s.disabled_at, s.revision, s.settings, s.mapping,
       coalesce(h.state, ''), coalesce(h.code, ''), coalesce(h.facts, '{}'), h.since,
       greatest(h.last_in_at, last.at), h.last_ok_at, rhythm.came, rhythm.first_hour, coalesce(aside.count, 0)
FROM source s
LEFT JOIN health h ON h.organisation_id = %(own)s AND h.source_id = s.id
LEFT JOIN LATERAL (SELECT a.received_at AS at FROM arrival a
                   WHERE a.organisation_id = %(own)s AND a.source_id = s.id ORDER BY a.id DESC LIMIT 1) last ON true
LEFT JOIN LATERAL (SELECT sum(o.count)::bigint AS came, min(o.hour) AS first_hour FROM hour o
                   WHERE o.organisation_id = %(own)s AND o.source_id = s.id AND o.hour >= %(from)s) rhythm ON true
LEFT JOIN (SELECT a.source_id, count(*) AS count FROM arrival a
           WHERE a.organisation_id = %(own)s AND a.state = 'quarantined' GROUP BY 1) aside ON aside.source_id = s.id
WHERE s.organisation_id = %(own)s
  AND (%(one)s::uuid IS NULL AND s.kind NOT IN ('import', 'file') OR s.id = %(one)s::uuid)
ORDER BY s.disabled_at IS NOT NULL, lower(s.name), s.id
"""


class AccountShown(NamedTuple):
    """An account of a channel, without its secrets. `state` is "" where nobody has looked yet."""

    id: UUID
    kind: str
    name: str
    created_at: datetime
    disabled_at: datetime | None
    revision: int
    settings: dict[str, Any]
    mapping: dict[str, Any]
    state: str
    code: str  #: why it is as it is, as a refusal's code
    facts: Mapping[str, Any]
    since: datetime | None
    last_in_at: datetime | None
    last_ok_at: datetime | None
    per_day: float | None  #: usually; None: not known yet
    aside: int  #: in quarantine

    @property
    def is_ill(self) -> bool:
        """Whether something has to be done about it."""
        return self.disabled_at is None and self.state not in ("", HealthState.FINE.value)


class Came(NamedTuple):
    """One thing that came by an account, and how far it got."""

    id: UUID
    received_at: datetime
    state: str
    reason: str
    facts: Mapping[str, Any]
    lead: UUID | None
    size: int


def accounts(now: datetime) -> tuple[AccountShown, ...]:
    """Every account of the acting organisation but imported files; those in use first, by name. One query."""
    return _accounts(now, None)


def account(source: UUID, now: datetime) -> AccountShown | None:
    """One of them, also a file."""
    return next(iter(_accounts(now, source)), None)


def came(source: UUID, *, aside: bool, limit: int = 10) -> tuple[Came, ...]:
    """What came last by an account, the newest first; `aside`: only what could not be understood. One query."""
    rows = bulk.fetch(
        "SELECT id, received_at, state, reason, facts, lead_id, coalesce(octet_length(raw),"
        " octet_length(payload::text), 0) FROM arrival WHERE organisation_id = %s AND source_id = %s"
        + (" AND state = 'quarantined'" if aside else "")
        + " ORDER BY id DESC LIMIT %s",
        [organisation(), source, limit],
    )
    return tuple(Came._make([*row[:4], _json(row[4]), *row[5:]]) for row in rows)


def source_of(arrival: UUID) -> UUID | None:
    """By which account something came."""
    return Arrival.objects.filter(id=arrival).values_list("source_id", flat=True).first()


def _accounts(now: datetime, one: UUID | None) -> tuple[AccountShown, ...]:
    own = {"own": organisation(), "from": now - USUAL, "one": one}
    return tuple(_shown(row, now) for row in bulk.fetch(_ACCOUNTS, own))


def _shown(row: tuple[Any, ...], now: datetime) -> AccountShown:
    *plain, settings, mapping, state, code, facts, since, last, ok, number, first, aside = row
    days = (now - first) / timedelta(days=1) if first else 0.0
    per_day = None if number is None or days < 1 else int(number) / days
    told = [_json(settings), _json(mapping), state, code, _json(facts), since, last, ok, per_day, aside]
    return AccountShown._make([*plain, *told])


def _json(value: Any) -> Any:
    return orjson.loads(value) if isinstance(value, str | bytes) else value
