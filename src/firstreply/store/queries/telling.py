"""Telling: whom to tell and how, what waits to be sent, and the one statement that tells within the application."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import orjson

from firstreply.store import bulk
from firstreply.store.queries.standing import unless_changed
from firstreply.store.tenancy import organisation as own

__all__ = [
    "Endpoint",
    "Told",
    "channels",
    "endpoints",
    "in_app",
    "members",
    "organisations",
    "organisations_to_tell",
    "own",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A member as telling needs them. `browsers` are push subscriptions: id and endpoint."""

    id: UUID
    email: str
    alerts: Mapping[str, Any]
    quiet: Mapping[str, Any]
    browsers: Sequence[tuple[UUID, str]]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A webhook that is in use; without events it wants all."""

    id: UUID
    events: Sequence[str]


_MEMBERS: Final = """
SELECT m.id, m.email, m.alerts::text, m.quiet::text,
       coalesce(array_agg(p.id) FILTER (WHERE p.id IS NOT NULL), '{}'),
       coalesce(array_agg(p.endpoint) FILTER (WHERE p.id IS NOT NULL), '{}')
FROM member m LEFT JOIN push_subscription p
  ON p.organisation_id = m.organisation_id AND p.member_id = m.id AND p.gone_at IS NULL
WHERE m.organisation_id = %(own)s AND m.left_at IS NULL
GROUP BY m.id
"""

_ENDPOINTS: Final = """
SELECT id, events::text FROM webhook_endpoint WHERE organisation_id = %(own)s AND disabled_at IS NULL ORDER BY id
"""

_CHANNELS: Final = """
SELECT DISTINCT channel FROM delivery
WHERE organisation_id = %(own)s AND member_id = %(member)s AND starts_with(key, %(key)s) ORDER BY channel
"""

#: Both rows or none: the delivery's key keeps a repeated alert from every screen.
_IN_APP: Final = """
WITH v AS (
  SELECT * FROM unnest(%(id)s::uuid[], %(key)s::text[], %(kind)s::text[], %(shown)s::text[], %(member_id)s::uuid[],
                       %(lead_id)s::uuid[], %(wait_id)s::uuid[], %(payload)s::jsonb[])
    WITH ORDINALITY AS v(id, key, kind, shown, member_id, lead_id, wait_id, payload, n)
), told AS (
  INSERT INTO delivery (id, organisation_id, key, channel, kind, member_id, lead_id, wait_id, payload, state,
                        not_before, attempts, error, sent_at)
  SELECT id, %(own)s, key, 'in_app', kind, member_id, lead_id, wait_id, '{}', 'sent', %(now)s, 1, '', %(now)s FROM v
  ON CONFLICT DO NOTHING RETURNING id
)
INSERT INTO live_event (organisation_id, kind, member_id, lead_id, wait_id, payload)
SELECT %(own)s, v.shown, v.member_id, v.lead_id, v.wait_id, v.payload FROM v JOIN told USING (id) ORDER BY v.n
RETURNING id
"""


def members(ids: Iterable[UUID]) -> dict[UUID, Told]:
    """Those of the members who still work here. One query."""
    everyone = unless_changed(_everyone, "member", "push_subscription")
    return {one: everyone[one] for one in ids if one in everyone}


def _everyone() -> dict[UUID, Told]:
    rows = bulk.fetch(_MEMBERS, {"own": own()})
    return {
        id_: Told(
            id=id_,
            email=email,
            alerts=orjson.loads(alerts),
            quiet=orjson.loads(quiet),
            browsers=tuple(zip(subscriptions, addresses, strict=True)),
        )
        for id_, email, alerts, quiet, subscriptions, addresses in rows
    }


def endpoints() -> list[Endpoint]:
    """The organisation's webhooks. One query."""
    return unless_changed(_endpoints, "webhook_endpoint")


def _endpoints() -> list[Endpoint]:
    return [
        Endpoint(id_, tuple(orjson.loads(events))) for id_, events in bulk.fetch(_ENDPOINTS, {"own": own()})
    ]


def channels(member: UUID, key: str) -> list[str]:
    """By which ways a member is told of the alert with this key."""
    rows = bulk.fetch(_CHANNELS, {"own": own(), "member": member, "key": f"{key}:"})
    return [row[0] for row in rows]


def in_app(rows: Sequence[Mapping[str, Any]], now: datetime) -> int:
    """Tell on screen: delivery and live event in one statement; how many had not been told before."""
    if not rows:
        return 0
    names = ("id", "key", "kind", "shown", "member_id", "lead_id", "wait_id")
    columns: dict[str, Any] = {name: [row[name] for row in rows] for name in names}
    columns["payload"] = [orjson.dumps(row["payload"]).decode() for row in rows]
    return len(bulk.fetch(_IN_APP, columns | {"own": own(), "now": now}))


def organisations() -> list[UUID]:
    """Every organisation. Outside `acting`."""
    return [row[0] for row in bulk.fetch("SELECT organisations()")]


def organisations_to_tell(now: datetime) -> list[UUID]:
    """Organisations with something to send now. Outside `acting`: it tells ids and nothing else."""
    return [row[0] for row in bulk.fetch("SELECT organisations_to_tell(%s)", [now])]
