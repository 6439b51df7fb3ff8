"""Fetch: what the other side only named is asked for until it is here, for days if need be; and what was never named,
because we were away for longer than they repeat it, is looked for.

What is fetched enters by the door like everything else, as a piece of the same account. Asking happens outside, between
two short transactions; a claim is a lease, and its number keeps who comes back late from changing anything.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Protocol
from uuid import UUID

import orjson

from firstreply.channels.answer import Rejected, TryAgain
from firstreply.channels.base import Fetched, Piece, Setup
from firstreply.core.capture.brought import Wanted
from firstreply.core.lead.inquiry import with_nul
from firstreply.core.refusal import Refused
from firstreply.journey import watch
from firstreply.journey.door import Incoming, accept, incoming
from firstreply.journey.effects import FETCH
from firstreply.store import bulk
from firstreply.store.ids import new_id
from firstreply.store.models import Arrival, ArrivalState, Fetch, FetchState
from firstreply.store.queries import accounts
from firstreply.store.tenancy import acting, organisation

GIVEN_UP: Final = timedelta(days=10)  #: what nobody gave us for so long is put aside; it can be replayed
_TROUBLE: Final = 3  #: failures in a row after which an account is in trouble
_FIRST, _LONGEST = timedelta(seconds=5), timedelta(hours=1)
_AGAIN: Final = """
UPDATE wanted SET state = 'open', attempts = 0, since = %(now)s, not_before = %(now)s, error = '', done_at = NULL
WHERE organisation_id = %(own)s AND state = 'failed' AND arrival_id = ANY(%(arrivals)s)
"""
_CLAIM: Final = """
UPDATE wanted w SET lease_until = %(until)s, attempts = w.attempts + 1
WHERE w.organisation_id = %(own)s AND w.id IN (
  SELECT o.id FROM wanted o JOIN source s ON s.organisation_id = o.organisation_id AND s.id = o.source_id
  WHERE o.organisation_id = %(own)s AND o.state = 'open' AND o.not_before <= %(now)s AND s.disabled_at IS NULL
    AND (o.lease_until IS NULL OR o.lease_until <= %(now)s)
  ORDER BY o.not_before LIMIT %(most)s FOR UPDATE OF o SKIP LOCKED)
RETURNING w.id, w.source_id, w.wanted, w.arrival_id, w.facts, w.attempts, w.since
"""
_LOOKS: Final = """
INSERT INTO wanted (id, organisation_id, source_id, wanted, facts, state, attempts, since, not_before, error)
SELECT gen_random_uuid(), %(own)s, s.id, '', '{}', 'open', 0, %(now)s, %(now)s, ''
FROM source s WHERE s.organisation_id = %(own)s AND s.kind = ANY(%(kinds)s) AND s.disabled_at IS NULL
ON CONFLICT (organisation_id, source_id, wanted) DO NOTHING
"""


class Named(Protocol):
    """An arrival that only names something."""

    @property
    def id(self) -> UUID: ...
    @property
    def source_id(self) -> UUID: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Something that is to be asked for now, by this account."""

    id: UUID
    organisation: UUID
    arrival: UUID | None
    attempts: int
    since: datetime
    wanted: Wanted
    setup: Setup


def wanted(some: Sequence[tuple[Named, Wanted]], *, now: datetime) -> None:
    """Have these fetched. What is there already is not fetched again; what was given up is, if it is named anew."""
    if not some:
        return
    rows = [
        {
            "id": new_id(),
            "source_id": one.source_id,
            "wanted": what.id,
            "arrival_id": one.id,
            "facts": dict(what.facts),
            "state": FetchState.OPEN.value,
            "attempts": 0,
            "since": now,
            "not_before": now,
            "error": "",
        }
        for one, what in some
    ]
    bulk.insert(Fetch, rows, unless_there=True)
    bulk.run(_AGAIN, {"own": organisation(), "now": now, "arrivals": [one.id for one, _ in some]})
    bulk.notify(FETCH, [organisation()])


def claimed(
    organisation_id: UUID, *, now: datetime, lease: timedelta, most: int, kinds: Collection[str]
) -> tuple[Turn, ...]:
    """What is to be asked for now, the longest due first; looks for accounts of `kinds` among it."""
    with acting(organisation_id):
        bulk.run(_LOOKS, {"own": organisation(), "now": now, "kinds": list(kinds)})
        rows = bulk.fetch(_CLAIM, {"own": organisation(), "now": now, "until": now + lease, "most": most})
        setups = accounts.setups({row[1] for row in rows})
        for source, one in setups.items():
            if isinstance(one, Refused):  # asked again when its lease is over, until somebody mends it
                watch.failed(source, one.code, one.facts, now)
    found = ((row, setups.get(row[1])) for row in rows)
    return tuple(_turn(organisation_id, row, one) for row, one in found if isinstance(one, Setup))


def _turn(own: UUID, row: tuple[Any, ...], setup: Setup) -> Turn:
    wanted = Wanted(id=row[2], facts=orjson.loads(row[4]))
    return Turn(
        id=row[0], organisation=own, arrival=row[3], attempts=row[5], since=row[6], wanted=wanted, setup=setup
    )


def settled(turn: Turn, found: Fetched | TryAgain | Rejected, *, now: datetime, chance: float = 0.5) -> None:
    """Write down what became of a turn. What was fetched is on disk first: a crash in between fetches it again, and the
    door knows it by its id. `chance` in [0, 1) spreads the next tries by a fifth.
    """
    if isinstance(found, Fetched) and found.pieces:
        accept([_incoming(turn, one, now) for one in found.pieces])
    with acting(turn.organisation):
        if isinstance(found, Fetched):
            watch.fine(turn.setup.id, now)
            _done(turn, found, now)
        else:
            watch.failed(turn.setup.id, "fetch_failed", {"error": found.reason}, now, after=_TROUBLE)
            _failed(turn, found, now, chance)


def _incoming(turn: Turn, piece: Piece, now: datetime) -> Incoming:
    payload = orjson.dumps(piece.payload, option=orjson.OPT_SORT_KEYS)
    name = piece.id or f"sha256:{hashlib.sha256(payload).hexdigest()}"
    # What PostgreSQL holds in no JSON is kept as it came, and put aside with a reason.
    kept = {"raw": payload} if with_nul(piece.payload) is not None else {"payload": payload}
    return incoming(turn.organisation, turn.setup.id, piece.kind, at=now, external_id=name, **kept)


def _done(turn: Turn, found: Fetched, now: datetime) -> None:
    if found.after is None:
        _write(turn, state=FetchState.DONE.value, done_at=now, error="", lease_until=None)
        return
    at = now + timedelta(seconds=found.after)
    _write(turn, facts=dict(found.facts), not_before=at, attempts=0, since=now, error="", lease_until=None)


def _failed(turn: Turn, found: TryAgain | Rejected, now: datetime, chance: float) -> None:
    over = isinstance(found, Rejected) or now - turn.since > GIVEN_UP
    if over and turn.wanted.id:
        if _write(turn, state=FetchState.FAILED.value, error=found.reason, done_at=now, lease_until=None):
            _put_aside(turn, found.reason)
        return
    asked = found.after if isinstance(found, TryAgain) else None
    wait = min(_FIRST * 2 ** min(turn.attempts - 1, 20), _LONGEST) * (0.8 + 0.4 * chance)
    at = now + max(wait, timedelta(seconds=asked or 0.0))
    _write(turn, not_before=at, error=found.reason, lease_until=None)


def _write(turn: Turn, **columns: Any) -> bool:
    """Unless somebody else has claimed it meanwhile."""
    return bool(Fetch.objects.filter(pk=turn.id, attempts=turn.attempts, state="open").update(**columns))


def _put_aside(turn: Turn, reason: str) -> None:
    """What named it is quarantined: seen where all that could not be understood is seen, and tried again from there."""
    if turn.arrival is not None:
        facts: Mapping[str, Any] = {"id": turn.wanted.id, "error": reason}
        state = ArrivalState.QUARANTINED.value
        Arrival.objects.filter(pk=turn.arrival).update(state=state, reason="fetch_refused", facts=facts)
