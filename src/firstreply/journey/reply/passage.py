"""Passage: what became of messages of ours: handed over, refused, delivered, read, or come back.

What the other side took comes in again as an arrival, in the transaction that says so: an answer that went out by us
and one that was written elsewhere are one thing to everything that follows.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

import orjson

from firstreply.core.capture.brought import Told
from firstreply.core.passage import Passage, further
from firstreply.core.respond.alert import Alert, AlertKind
from firstreply.journey import programs, telling
from firstreply.journey.deliver import DeliveryState, Settled, written
from firstreply.journey.effects import ARRIVED
from firstreply.journey.reply import filing
from firstreply.journey.reply.queue import CHANNEL
from firstreply.store import bulk
from firstreply.store.ids import new_id
from firstreply.store.models import Arrival, ArrivalKind, ArrivalState, Outgoing, Report
from firstreply.store.tenancy import acting, organisation

#: Of a message that is not known yet, a report waits for it.
_KNOWN: Final = """
SELECT id, external_id, state, author_id, lead_id, recipient, recipient_name, channel, automatic, settled_at
FROM outgoing WHERE organisation_id = %(own)s AND external_id = ANY(%(ids)s) AND external_id <> ''
FOR UPDATE
"""
_COLUMNS: Final = (
    "id", "external_id", "state", "author", "lead", "recipient", "name", "channel", "automatic", "settled_at",
)  # fmt: skip
_MINE: Final = """
UPDATE delivery t SET state = v.state, error = v.error, lease_until = NULL, not_before = v.not_before,
       sent_at = v.sent_at
FROM jsonb_to_recordset(%(rows)s::jsonb) AS v(id uuid, attempts int, state text, error text, not_before timestamptz,
     sent_at timestamptz)
WHERE t.organisation_id = %(own)s AND t.id = v.id AND t.state = 'pending' AND t.attempts = v.attempts
  AND t.lease_until IS NOT NULL RETURNING t.id
"""


def settled(own: UUID, results: Sequence[Settled], now: datetime) -> int:
    """Write down what became of replies whose turn it was; how many were still ours to say so."""
    rows = [written(one, now) for one in results]
    with acting(own):
        told = {"own": own, "rows": orjson.dumps(rows, default=str).decode()}
        mine = {row[0] for row in bulk.fetch(_MINE, told)}
        ours = [one for one in results if one.turn.id in mine]
        over = [one for one in ours if one.state is not DeliveryState.PENDING]
        bulk.update(Outgoing, [_outgoing(one, now) for one in over])
        taken = [one for one in over if one.state is DeliveryState.SENT]
        _arrived(taken, now)
        filing.queue(taken, now)
        failed = [one for one in over if one.state is DeliveryState.FAILED]
        alerts = [_not_delivered(_known_by(one), Passage.FAILED, one.reason) for one in failed]
        alerts += _caught_up([one.answer.id for one in taken if one.answer and one.answer.id], now)
        telling.tell([one for one in alerts if one is not None], now=now)
    return len(mine)


_AFTER: Final = {
    DeliveryState.SENT: Passage.ACCEPTED,
    DeliveryState.FAILED: Passage.FAILED,
    DeliveryState.DROPPED: Passage.CANCELLED,
}


def _outgoing(one: Settled, now: datetime) -> dict[str, Any]:
    sent = one.answer if one.state is DeliveryState.SENT else None
    return {
        "id": one.turn.outgoing["id"],
        "state": _AFTER[one.state].value,
        "reason": one.reason,
        "external_id": sent.id if sent else "",
        "accepted_at": now if sent else None,
        "settled_at": now,
    }


def _arrived(taken: Iterable[Settled], now: datetime) -> None:
    """What was handed over, as what came in: a mail as its octets, anything else as the JSON of a chat."""
    rows = [_arrival(one, now) for one in taken]
    if bulk.insert(Arrival, rows, unless_there=True):
        bulk.notify(ARRIVED, [organisation()])


def _arrival(one: Settled, now: datetime) -> dict[str, Any]:
    row, answer = one.turn.outgoing, one.answer
    assert answer is not None
    told: dict[str, Any] = {"received_at": int(now.timestamp()), "sent": True, "outgoing": row["id"]}
    if not answer.raw:
        told = {
            "direction": "out",
            "channel": row["channel"],
            "party": row["recipient"],
            "name": row["recipient_name"],
            "author": row["author_id"] or "",
            "at": now.isoformat(),
            "text": row["body"] or str(row["template"].get("name", "")),
            "subject": row["subject"],
            "automatic": row["automatic"],
            "id": answer.id,
            "in_reply_to": list(row["answers"])[-1:],
        }
    octets = answer.raw or orjson.dumps(told)
    return {
        "id": new_id(),
        "source_id": row["source_id"],
        "external_id": f"out:{row['id']}",
        "kind": ArrivalKind.MESSAGE.value,
        "payload": told,
        "raw": f"\\x{answer.raw.hex()}" if answer.raw else None,
        "digest": f"\\x{sha256(octets).hexdigest()}",
        "received_at": now,
        "state": ArrivalState.NEW.value,
        "attempts": 0,
    }


def reported(told: Sequence[tuple[UUID, Told]], now: datetime) -> None:
    """Keep what the other sides say of our messages, by account; those we know move on, and who wrote one that is
    lost is told. Reports may come in any order, twice, and before we know the message.
    """
    if not told:
        return
    bulk.insert(Report, [_report(source, one) for source, one in told], unless_there=True)
    alerts = _caught_up([one.id for _, one in told], now)
    telling.tell(alerts, now=now)


def lost_of(told: Iterable[Told]) -> list[Told]:
    """Those that say that a message reached nobody."""
    return [one for one in told if one.passage.is_lost]


def _report(source: UUID, one: Told) -> dict[str, Any]:
    return {
        "source_id": source,
        "external_id": one.id,
        "state": one.passage.value,
        "party": one.party,
        "reason": one.reason[:500],
        "at": one.at,
    }


def _caught_up(ids: Sequence[str], now: datetime) -> list[Alert]:
    """Messages with these ids are where their reports say; the alerts for those that are lost now."""
    if not ids:
        return []
    rows = bulk.fetch(_KNOWN, {"own": organisation(), "ids": list(ids)})
    known = [dict(zip(_COLUMNS, row, strict=True)) for row in rows]
    said: dict[str, list[tuple[Passage, str, datetime]]] = {}
    for own, state, reason, at in Report.objects.filter(
        external_id__in=[one["external_id"] for one in known]
    ).values_list("external_id", "state", "reason", "at"):
        said.setdefault(own, []).append((Passage(state), reason, at))
    changes, alerts = [], []
    for one in known:
        before = after = Passage(one["state"])
        reason, when = "", now
        for state, why, at in said.get(one["external_id"], ()):
            if further(after, state) is not after:
                after, reason, when = state, why, at
        if after is not before:
            changes.append({"id": one["id"], "state": after.value, "reason": reason, "settled_at": when})
            alerts.append(_not_delivered(one, after, reason))
    bulk.update(Outgoing, changes)
    leads = {one["id"]: one["lead"] for one in known}
    programs.tell(_bounced(one, leads[one["id"]]) for one in changes if Passage(one["state"]).is_lost)
    return [one for one in alerts if one is not None]


def _bounced(one: Mapping[str, Any], lead: UUID) -> programs.Event:
    data = {"reply": one["id"], "state": one["state"], "reason": one["reason"]}
    key = f"bounced:{one['id']}"
    return programs.Event(kind="message.bounced", key=key, at=one["settled_at"], lead=lead, data=data)


def _known_by(one: Settled) -> Mapping[str, Any]:
    row = one.turn.outgoing
    own = {"id": UUID(row["id"]), "lead": UUID(row["lead_id"]), "name": row["recipient_name"]}
    author = UUID(row["author_id"]) if row["author_id"] else None
    return own | {"author": author, "recipient": row["recipient"], "automatic": row["automatic"]}


def _not_delivered(one: Mapping[str, Any], state: Passage, reason: str) -> Alert | None:
    """For its author, once: they believe that it arrived."""
    if not (state.is_lost or state is Passage.COMPLAINED) or one["author"] is None:
        return None
    facts = {"name": one["name"] or one["recipient"], "state": state.value, "text": reason}
    key = f"{CHANNEL}:{one['id']}:lost"
    return Alert(key=key, kind=AlertKind.UNDELIVERED, members=(one["author"],), lead=one["lead"], facts=facts)
