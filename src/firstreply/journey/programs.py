"""Programs: what happened is told to other people's programs (webhooks), in the transaction in which it happened.

An event follows from a fact, a wait or a message, and its key from theirs: whatever is recorded, read or heard twice
is told once. Where no webhook wants it, it costs one look at a table of few rows, and within a batch not even that.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

import orjson

from firstreply.core.fact import FactKind
from firstreply.core.message import MessageClass
from firstreply.core.respond.alert import AlertKind
from firstreply.core.respond.wait_row import Reread, WaitRow
from firstreply.store import bulk
from firstreply.store.ids import new_id
from firstreply.store.queries import telling as told
from firstreply.store.tenancy import organisation

WAKE: Final = "firstreply_delivery"  #: notified when something waits to be sent
ALERT: Final = "alert."  #: before an alert's kind
#: What happened longer ago when it is first heard of (an import) is history, and told to nobody.
_TELL: Final = """
INSERT INTO delivery (id, organisation_id, key, channel, kind, endpoint_id, lead_id, wait_id, payload, state,
                      not_before, attempts, error)
SELECT id, %(own)s, key, 'webhook', kind, endpoint_id, lead_id, wait_id, payload, 'pending', now(), 0, ''
FROM jsonb_to_recordset(%(rows)s::jsonb) AS v(id uuid, key text, kind text, endpoint_id uuid, lead_id uuid,
                                              wait_id uuid, payload jsonb, at timestamptz)
WHERE at > now() - interval '30 days' ON CONFLICT DO NOTHING
"""
_HEARD: Final = """
SELECT id, kind, at, lead_id, conversation_id, channel, author_id FROM message
WHERE organisation_id = %(own)s AND id = ANY(%(ids)s)
"""
_OF_FACTS: Final[Mapping[FactKind, tuple[str, tuple[str, ...]]]] = MappingProxyType(
    {
        FactKind.ASSIGNED: ("lead.assigned", ("member", "team", "pool", "how")),
        FactKind.STAGE_MOVED: ("lead.stage_moved", ("before", "after", "reason")),
        FactKind.QUALIFIED: ("lead.qualified", ("answer",)),
        FactKind.MERGED: ("lead.merged", ("into",)),
        FactKind.MISSED: ("wait.breached", ("due_at",)),
    }
)
_SENT: Final = frozenset({MessageClass.OUTBOUND_HUMAN.value, MessageClass.OUTBOUND_AUTO.value})
_MESSAGES: Final = ("message.received", "message.sent")
_UNTOLD: Final = frozenset({MessageClass.INTERNAL.value, MessageClass.SPAM.value})
#: Every kind of event besides alerts.
EVENTS: Final = frozenset(
    {
        "lead.created", "lead.inquired", *(kind for kind, _ in _OF_FACTS.values()), "wait.opened", "wait.reopened",
        "wait.answered", "wait.dismissed", "wait.voided", "message.received", "message.sent", "message.bounced",
        "channel.failing", "channel.quiet", "channel.stopped", "channel.fine",
    }
)  # fmt: skip
_GROUPS: Final = frozenset({f"{kind.partition('.')[0]}.*" for kind in EVENTS} | {f"{ALERT}*"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened. The same `key` is told once to each webhook; `data` are ids and few words, JSON-able."""

    kind: str
    key: str
    at: datetime
    lead: UUID | None = None
    wait: UUID | None = None
    data: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


def is_known(kind: str) -> bool:
    """Whether webhooks can ask for this: an event, an alert with or without `alert.`, or all of a sort (`lead.*`)."""
    return kind in EVENTS or kind in _GROUPS or kind.removeprefix(ALERT) in AlertKind.__members__.values()


def wants(endpoint: told.Endpoint, kind: str) -> bool:
    """Whether a webhook is to be told of this kind; one that names none wants all."""
    asked = endpoint.events
    return (
        not asked
        or kind in asked
        or f"{kind.partition('.')[0]}.*" in asked
        or (kind.startswith(ALERT) and kind.removeprefix(ALERT) in asked)
    )


def tell(events: Iterable[Event]) -> None:
    """Tell every webhook that wants it. `events` are looked at only if there is one: give a generator."""
    endpoints = told.endpoints()
    rows = [
        _row(event, one)
        for event in (events if endpoints else ())
        for one in endpoints
        if wants(one, event.kind)
    ]
    if not rows:
        return
    ordered = sorted(rows, key=lambda row: str(row["key"]))
    if bulk.run(_TELL, {"own": organisation(), "rows": orjson.dumps(ordered).decode()}):
        bulk.notify(WAKE, [organisation()])


def facts(happened: Sequence[tuple[UUID, Any]]) -> None:
    """Tell of facts, as they are recorded: each with its id."""
    if any(one.kind is FactKind.INQUIRED or one.kind in _OF_FACTS for _, one in happened):
        tell(event for own, one in happened if (event := _of_fact(own, one)))


def waits(again: Reread) -> None:
    """Tell what became of waits that were read again."""
    if again.opened or again.reopened or again.ended:
        tell(_of_waits(again))


def messages(ids: Sequence[UUID]) -> None:
    """Tell of messages that were heard, in either direction; those that were told of are not told again."""
    if not ids or not any(wants(one, kind) for one in told.endpoints() for kind in _MESSAGES):
        return
    tell(
        _of_message(row)
        for row in bulk.fetch(_HEARD, {"own": organisation(), "ids": list(ids)})
        if row[1] not in _UNTOLD
    )


def _row(event: Event, endpoint: told.Endpoint) -> dict[str, Any]:
    data = {"lead": event.lead, "wait": event.wait, **event.data}
    return {
        "id": new_id(),
        "key": f"{event.key}:{endpoint.id}",
        "kind": event.kind,
        "endpoint_id": endpoint.id,
        "lead_id": event.lead,
        "wait_id": event.wait,
        "payload": {"at": event.at, "data": data, "lane": str(endpoint.id)},
        "at": event.at,
    }


def _of_fact(own: UUID, one: Any) -> Event | None:
    kind: str
    names: tuple[str, ...]
    if one.kind is FactKind.INQUIRED:
        kind, names = "lead.created" if one.data.get("new") else "lead.inquired", ("arrival", "source")
    elif one.kind in _OF_FACTS:
        kind, names = _OF_FACTS[one.kind]
    else:
        return None
    data = {name: one.data.get(name) for name in names} | {"channel": one.channel}
    return Event(kind=kind, key=f"fact:{own}", at=one.at, lead=one.lead, wait=one.wait, data=data)


def _of_waits(again: Reread) -> Iterable[Event]:
    for one in again.opened:
        yield _of_wait("wait.opened", one, one.started_at, str(one.id))
    for one in again.reopened:
        yield _of_wait("wait.reopened", one, one.started_at, f"{one.id}:{new_id()}")
    for one in again.ended:
        at = one.ended_at or one.started_at
        yield _of_wait(
            f"wait.{one.outcome.value}", one, at, f"{one.id}:{one.outcome.value}:{int(at.timestamp())}"
        )


def _of_wait(kind: str, one: WaitRow, at: datetime, key: str) -> Event:
    data = {
        "conversation": one.conversation,
        "channel": one.channel,
        "owner": one.owner,
        "first": one.first,
        "started_at": one.started_at,
        "ended_at": one.ended_at,
        "due_at": one.due_at,
        "author": one.author,
    }
    return Event(kind=kind, key=f"wait:{kind}:{key}", at=at, lead=one.lead, wait=one.id, data=data)


def _of_message(row: tuple[Any, ...]) -> Event:
    own, kind, at, lead, conversation, channel, author = row
    what = "sent" if kind in _SENT else "received"
    data = {"message": own, "conversation": conversation, "channel": channel, "class": kind, "author": author}
    return Event(kind=f"message.{what}", key=f"message:{own}", at=at, lead=lead, data=data)
