"""Deliver: who sends what, and what became of it. Sending itself happens outside, between two short transactions.

A delivery is claimed with a lease. Who is killed lets the lease run out, and someone else sends again, under the same
id. `attempts` is the claim's number: whoever comes back late, after another has claimed, changes nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import orjson

from firstreply.channels.answer import Heard, Sent
from firstreply.core.passage import Passage
from firstreply.core.respond.alert import AlertKind
from firstreply.store import bulk
from firstreply.store.models import Attempt, Delivery
from firstreply.store.models.telling import DeliveryState
from firstreply.store.tenancy import acting

__all__ = ["MAYBE_REPEATED", "DeliveryState", "Settled", "Tried", "Turn", "claimed", "forget",
           "renewed", "settled", "unwanted", "written"]  # fmt: skip

KEPT: Final = timedelta(days=30)  #: so long each try is remembered
#: Kept with what was sent when an earlier attempt ended unknown: the other side may have had it twice, by one id.
MAYBE_REPEATED: Final = "maybe_repeated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A delivery whose turn has come, with all that sending needs. Secrets are not shown."""

    id: UUID
    organisation: UUID
    channel: str
    kind: str
    attempts: int
    repeated: bool  #: an earlier attempt ended without word
    payload: Mapping[str, Any] = field(repr=False)
    lead: UUID | None
    wait: UUID | None
    member: UUID | None
    endpoint: UUID | None
    name: str
    email: str
    alerts: Mapping[str, Any] = field(repr=False)
    languages: Sequence[str]
    language: str  #: the organisation's
    left: bool
    url: str
    secret: str = field(repr=False)
    secret_before: str = field(repr=False)  #: signs too, while whoever receives changes over
    disabled: bool
    browser: str = field(repr=False)
    p256dh: str = field(repr=False)
    auth: str = field(repr=False)
    outcome: str | None  #: the wait's
    owner: UUID | None  #: the wait's
    outgoing: Mapping[str, Any]  #: the row, of a reply
    account: Mapping[str, Any] = field(repr=False)  #: the source it goes by
    region: str  #: the organisation's

    @property
    def lane(self) -> str:
        """What this shares with others that go to the same place."""
        return str(self.payload.get("lane", self.channel))


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What became of a turn. `again_at` only while pending; `gone`: the address is no more."""

    turn: Turn
    state: DeliveryState
    reason: str = ""
    again_at: datetime | None = None
    gone: bool = False
    answer: Sent | None = None
    tried: "Tried | None" = None  #: of one that was really sent


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """One try: when it began, how long it took, and what was answered."""

    at: datetime
    took_ms: int
    heard: Heard | None = None


_WAITING: Final = """
SELECT d.id, coalesce(d.payload->>'lane', d.channel) FROM delivery d
WHERE d.organisation_id = %(own)s AND d.state = 'pending' AND d.not_before <= %(now)s
  AND (d.lease_until IS NULL OR d.lease_until <= %(now)s)
  AND NOT coalesce(d.payload->>'lane', d.channel) = ANY(%(full)s)
ORDER BY d.not_before LIMIT %(most)s
"""

_CLAIM: Final = """
WITH free AS (
  SELECT id, lease_until IS NOT NULL OR starts_with(error, 'maybe_taken') AS repeated FROM delivery
  WHERE organisation_id = %(own)s AND id = ANY(%(ids)s) AND state = 'pending'
    AND (lease_until IS NULL OR lease_until <= %(now)s)
  FOR UPDATE SKIP LOCKED
), t AS (
  UPDATE delivery d SET attempts = d.attempts + 1, lease_until = %(until)s FROM free
  WHERE d.organisation_id = %(own)s AND d.id = free.id RETURNING d.*, free.repeated
)
SELECT t.id, t.organisation_id, t.channel, t.kind, t.attempts, t.repeated, t.payload::text, t.lead_id,
       t.wait_id, t.member_id, t.endpoint_id, coalesce(m.name, ''), coalesce(m.email, ''),
       coalesce(m.alerts::text, '{}'), coalesce(m.languages::text, '[]'), o.language, m.left_at IS NOT NULL,
       coalesce(e.url, ''), coalesce(e.secret, ''),
       CASE WHEN e.before_until > %(now)s THEN e.secret_before ELSE '' END, e.disabled_at IS NOT NULL,
       coalesce(p.endpoint, ''), coalesce(p.p256dh, ''), coalesce(p.auth, ''), w.outcome, w.owner_id,
       coalesce(to_jsonb(g)::text, '{}'), coalesce(to_jsonb(s)::text, '{}'), o.region
FROM t JOIN organisation o ON o.id = %(own)s
LEFT JOIN member m ON m.organisation_id = %(own)s AND m.id = t.member_id
LEFT JOIN webhook_endpoint e ON e.organisation_id = %(own)s AND e.id = t.endpoint_id
LEFT JOIN push_subscription p ON t.channel = 'push' AND p.organisation_id = %(own)s AND p.gone_at IS NULL
  AND p.id = CASE WHEN t.channel = 'push' THEN (t.payload->>'to')::uuid END
LEFT JOIN wait w ON w.organisation_id = %(own)s AND w.id = t.wait_id
LEFT JOIN outgoing g ON t.channel IN ('reply', 'filing') AND g.organisation_id = %(own)s
  AND g.id = CASE WHEN t.channel IN ('reply', 'filing') THEN (t.payload->>'outgoing')::uuid END
LEFT JOIN source s ON s.organisation_id = %(own)s AND s.id = g.source_id
"""

_RENEW: Final = """
UPDATE delivery d SET lease_until = %(until)s FROM unnest(%(ids)s::uuid[], %(attempts)s::int[]) AS v(id, attempts)
WHERE d.organisation_id = %(own)s AND d.id = v.id AND d.attempts = v.attempts AND d.state = 'pending' RETURNING d.id
"""


_TAKES: Final = """
UPDATE webhook_endpoint SET failing_since = NULL
WHERE organisation_id = %(own)s AND id = ANY(%(ids)s) AND failing_since IS NOT NULL
"""
_TAKES_NOT: Final = """
UPDATE webhook_endpoint SET failing_since = %(now)s
WHERE organisation_id = %(own)s AND id = ANY(%(ids)s) AND failing_since IS NULL
"""
_FORGET_TRIES: Final = "DELETE FROM attempt WHERE organisation_id = %(own)s AND at < %(before)s"


def claimed(
    organisation: UUID, *, now: datetime, lease: timedelta, most: int, room: Mapping[str, int], otherwise: int
) -> list[Turn]:
    """Take up to `most` turns of one organisation, of each lane as many as it has room for.

    `room` says how many more a lane takes (0: none); a lane that is not in it takes `otherwise`. Two statements in one
    short transaction.
    """
    full = [lane for lane, left in room.items() if left <= 0]
    with acting(organisation):
        asked = {"own": organisation, "now": now, "full": full, "most": most * 4}
        ids = _chosen(bulk.fetch(_WAITING, asked), most, dict(room), otherwise)
        if not ids:
            return []
        rows = bulk.fetch(_CLAIM, {"own": organisation, "ids": ids, "now": now, "until": now + lease})
    return [_turn(row) for row in rows]


_JSON: Final = ("payload", "alerts", "languages", "outgoing", "account")


def _turn(row: tuple[Any, ...]) -> Turn:
    found = dict(zip(Turn.__slots__, row, strict=True))
    return Turn(**found | {name: orjson.loads(found[name]) for name in _JSON})


def _chosen(rows: Iterable[tuple[Any, ...]], most: int, room: dict[str, int], otherwise: int) -> list[UUID]:
    chosen: list[UUID] = []
    for id_, lane in rows:
        left = room.setdefault(lane, otherwise)
        if left > 0 and len(chosen) < most:
            room[lane] = left - 1
            chosen.append(id_)
    return chosen


def renewed(organisation: UUID, turns: Sequence[Turn], until: datetime) -> int:
    """Keep the leases of sends that take long."""
    with acting(organisation):
        mine = {"ids": [turn.id for turn in turns], "attempts": [turn.attempts for turn in turns]}
        return len(bulk.fetch(_RENEW, mine | {"own": organisation, "until": until}))


def settled(organisation: UUID, results: Sequence[Settled], now: datetime) -> int:
    """Write down what became of them; how many were still ours to say so."""
    rows = [written(one, now) for one in results]
    gone = [one.turn for one in results if one.gone]
    with acting(organisation):
        changed = bulk.update(
            Delivery,
            rows,
            only="t.state = 'pending' AND t.attempts = v.attempts AND t.lease_until IS NOT NULL",
        )
        _forget(organisation, gone, now)
        _programs(organisation, [one for one in results if one.turn.channel == "webhook"], now)
    return changed


def _programs(organisation: UUID, results: Sequence[Settled], now: datetime) -> None:
    """Each try at telling a program, and since when one takes nothing."""
    bulk.insert(Attempt, [_attempt(one, one.tried) for one in results if one.tried])
    taken = {one.turn.endpoint for one in results if one.state is DeliveryState.SENT}
    failed = {one.turn.endpoint for one in results if one.tried} - taken
    for statement, ids in ((_TAKES, taken), (_TAKES_NOT, failed)):
        if ids:
            bulk.run(statement, {"own": organisation, "ids": list(ids), "now": now})


def _attempt(one: Settled, tried: Tried) -> dict[str, Any]:
    heard = tried.heard
    return {
        "delivery_id": one.turn.id,
        "endpoint_id": one.turn.endpoint,
        "number": one.turn.attempts,
        "at": tried.at,
        "took_ms": tried.took_ms,
        "status": heard and heard.status,
        "reason": one.reason,
        "answer": heard.text if heard else "",
    }


def forget(organisation: UUID, *, before: datetime) -> int:
    """Forget tries of before then; how many."""
    with acting(organisation):
        return bulk.run(_FORGET_TRIES, {"own": organisation, "before": before})


def written(one: Settled, now: datetime) -> dict[str, Any]:
    """What became of a turn, as columns of its delivery."""
    sent = one.state is DeliveryState.SENT
    return {
        "id": one.turn.id,
        "attempts": one.turn.attempts,
        "state": one.state.value,
        "error": MAYBE_REPEATED if sent and one.turn.repeated else one.reason,
        "lease_until": None,
        "not_before": one.again_at or now,
        "sent_at": now if sent else None,
    }


def _forget(organisation: UUID, gone: Sequence[Turn], now: datetime) -> None:
    """Browsers that took back their consent, and webhooks that said that they are gone."""
    browsers = [turn.payload["to"] for turn in gone if turn.channel == "push"]
    endpoints = [turn.endpoint for turn in gone if turn.channel == "webhook"]
    for statement, ids in (
        ("UPDATE push_subscription SET gone_at = %(now)s", browsers),
        (
            "UPDATE webhook_endpoint SET disabled_at = %(now)s, off_reason = 'gone', revision = revision + 1",
            endpoints,
        ),
    ):
        if ids:
            where = " WHERE organisation_id = %(own)s AND id = ANY(%(ids)s::uuid[]) RETURNING id"
            bulk.fetch(statement + where, {"own": organisation, "ids": ids, "now": now})


def unwanted(turn: Turn) -> str:
    """Why nobody wants this any more, or nothing. What happened stays true for a webhook, and is told."""
    if turn.channel == "webhook":
        return "endpoint_disabled" if turn.disabled or not turn.url else ""
    if turn.channel == "reply":
        if turn.outgoing.get("state") != Passage.QUEUED.value:
            return "reply_cancelled"
        return "account_disabled" if turn.account.get("disabled_at") else ""
    if turn.channel == "filing":
        return ""
    if turn.left or turn.member is None:
        return "member_left"
    if turn.outcome not in (None, "open"):
        return "wait_ended"
    if turn.kind == AlertKind.ASSIGNED and turn.wait is not None and turn.owner not in (None, turn.member):
        return "moved_on"
    return ""
