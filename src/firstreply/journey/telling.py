"""Telling: what happened reaches the people it concerns, and the screens of those who may see it.

In the application an alert is a live event; that row is the delivery, written in the transaction of what happened.
Whatever goes outside (e-mail, push, chat, webhooks) waits as a Delivery for `jobs/deliver.py`.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.conf import settings

from firstreply.core.refusal import Refused
from firstreply.core.respond.alert import Alert, AlertKind, Change
from firstreply.core.respond.quiet import QuietHours, next_allowed
from firstreply.journey import effects, programs
from firstreply.store import bulk
from firstreply.store.ids import new_id
from firstreply.store.models import Delivery, LiveEvent
from firstreply.store.models.telling import DeliveryState
from firstreply.store.queries import telling as told
from firstreply.store.tenancy import acting

PREFIX: Final = programs.ALERT  #: before an alert's kind, where changes are named by their kind alone
KEPT: Final = timedelta(hours=24)  #: how long a screen may be away and lose nothing
#: Ids ascend with time: everything before the first that is kept. Without one all are kept.
_FORGET: Final = """
DELETE FROM live_event WHERE organisation_id = %(own)s AND id IN (
  SELECT id FROM live_event WHERE organisation_id = %(own)s AND id < (
    SELECT id FROM live_event WHERE organisation_id = %(own)s AND at >= %(before)s ORDER BY id LIMIT 1)
  ORDER BY id LIMIT %(most)s)
"""
#: A test is for whom it is for; of channels programs are told by events of their own.
_NOT_TOLD: Final = frozenset({AlertKind.TEST, AlertKind.CHANNEL})
_Row = dict[str, Any]


def tell(alerts: Sequence[Alert], *, now: datetime, changes: Sequence[Change] = ()) -> None:
    """Tell members, by every way they want, and the organisation's webhooks; the same alert again tells nobody. Have
    the screens of those who may see the leads that changed follow.

    In the transaction of what happened, as the last thing: ids of live events ascend as transactions commit. The
    number of statements does not depend on how much there is to tell.
    """
    members = told.members(member for alert in alerts for member in alert.members) if alerts else {}
    _outside(alerts, members, now)
    inside = [row for alert in alerts for row in _inside(alert, members)]
    if inside or changes:
        effects.in_order_of_commits()
        told.in_app(inside, now)
        bulk.insert(LiveEvent, [_shown(change) for change in changes])


def _outside(alerts: Sequence[Alert], members: Mapping[UUID, told.Told], now: datetime) -> None:
    endpoints = told.endpoints() if alerts else ()
    awake = {member: _awake(found, now) for member, found in members.items()}
    rows = [
        *(
            row
            for alert in alerts
            for row in _to_members(alert, members, now if alert.urgent else None, awake)
        ),
        *(row for alert in alerts for row in _to_programs(alert, endpoints, now)),
    ]
    if bulk.insert(Delivery, sorted(rows, key=_key), unless_there=True):
        bulk.notify(effects.TOLD, [told.own()])


def _shown(change: Change) -> _Row:
    return {
        "kind": change.kind,
        "owner_id": change.owner,
        "team_id": change.team,
        "lead_id": change.lead,
        "wait_id": change.wait,
        "payload": dict(change.facts),
    }


def try_member(member: UUID, *, now: datetime) -> list[str]:
    """Tell a member, by every way they want, that this is a test; by which channels. Webhooks are not told."""
    key = f"test:{new_id()}"
    tell([Alert(key=key, kind=AlertKind.TEST, members=(member,), urgent=True)], now=now)
    return told.channels(member, key)


def try_webhook(endpoint: UUID, *, now: datetime) -> UUID:
    """Tell one webhook that this is a test; the delivery that says what became of it."""
    alert = Alert(key=f"test:{new_id()}", kind=AlertKind.TEST, members=())
    row = _to_program(alert, endpoint, now)
    bulk.insert(Delivery, [row])
    bulk.notify(effects.TOLD, [told.own()])
    own: UUID = row["id"]
    return own


def forget(organisation: UUID, *, before: datetime, most: int = 10_000) -> int:
    """Take away live events of before then, the oldest first; a screen that was away longer begins anew."""
    forgotten = 0
    while True:
        with acting(organisation):
            rows = bulk.run(_FORGET, {"own": organisation, "before": before, "most": most})
        forgotten += rows
        if rows < most:
            return forgotten


def address_key(address: str) -> str:
    """What names a chat address where the address itself, which holds a secret, must not stand."""
    return hashlib.sha256(address.encode()).hexdigest()[:24]


@dataclass(frozen=True, slots=True)
class _Way:
    """A way out to one member: `name` ends the key, `to` finds the address again, `lane` is what sends share."""

    channel: str
    name: str
    to: str
    lane: str


def _inside(alert: Alert, members: Mapping[UUID, told.Told]) -> Iterator[_Row]:
    for member in dict.fromkeys(alert.members):
        if member in members:
            yield {
                "id": new_id(),
                "key": f"{alert.key}:{member}:in_app",
                "kind": alert.kind.value,
                "shown": PREFIX + alert.kind.value,
                "member_id": member,
                "lead_id": alert.lead,
                "wait_id": alert.wait,
                "payload": dict(alert.facts) | {"urgent": alert.urgent},
            }


def _to_members(
    alert: Alert, members: Mapping[UUID, told.Told], at: datetime | None, awake: Mapping[UUID, datetime]
) -> Iterator[_Row]:
    for member in dict.fromkeys(alert.members):
        for way in _ways(members[member]) if member in members else ():
            payload = {"facts": dict(alert.facts), "urgent": alert.urgent, "to": way.to, "lane": way.lane}
            key = f"{alert.key}:{member}:{way.name}"
            yield _row(alert, key, way.channel, at or awake[member], payload) | {"member_id": member}


def _to_programs(alert: Alert, endpoints: Sequence[told.Endpoint], now: datetime) -> Iterator[_Row]:
    if alert.kind in _NOT_TOLD:
        return
    for endpoint in endpoints:
        if programs.wants(endpoint, PREFIX + alert.kind.value):
            yield _to_program(alert, endpoint.id, now)


def _to_program(alert: Alert, endpoint: UUID, now: datetime) -> _Row:
    payload = {
        "facts": dict(alert.facts),
        "key": alert.key,
        "members": [str(member) for member in alert.members],
        "at": now.isoformat(),
        "lane": str(endpoint),
    }
    return _row(alert, f"{alert.key}:{endpoint}", "webhook", now, payload) | {"endpoint_id": endpoint}


def _row(alert: Alert, key: str, channel: str, at: datetime, payload: _Row) -> _Row:
    return {
        "id": new_id(),
        "key": key,
        "channel": channel,
        "kind": alert.kind.value,
        "member_id": None,
        "endpoint_id": None,
        "lead_id": alert.lead,
        "wait_id": alert.wait,
        "payload": payload,
        "state": DeliveryState.PENDING.value,
        "not_before": at,
        "attempts": 0,
        "error": "",
    }


def _ways(member: told.Told) -> Iterator[_Way]:
    """E-mail and push unless switched off; chat services as the member listed them."""
    wanted = member.alerts
    if wanted.get("email", True) and member.email and settings.FIRSTREPLY_SMTP_URL:
        yield _Way("email", "email", "", "email")
    if wanted.get("push", True):
        for subscription, endpoint in member.browsers:
            service = "/".join(endpoint.split("/")[:3])
            yield _Way("push", f"push:{subscription}", str(subscription), f"push:{service}")
    for address in _texts(wanted.get("apprise")):
        key = address_key(address)
        yield _Way("apprise", f"apprise:{key}", key, f"apprise:{key}")


def _texts(found: object) -> Iterable[str]:
    return dict.fromkeys(one for one in found if isinstance(one, str)) if isinstance(found, list) else ()


def _awake(member: told.Told, now: datetime) -> datetime:
    """When the member may be disturbed: now, or when their quiet hours end."""
    if not member.quiet:
        return now
    try:
        at = next_allowed(int(now.timestamp()), QuietHours.from_dict(member.quiet))
    except Refused:  # what cannot be read keeps nobody from being told
        return now
    return max(now, datetime.fromtimestamp(at, UTC))


def _key(row: Mapping[str, Any]) -> str:
    """Two transactions that write the same keys write them in one order, and never wait for each other in a ring."""
    return str(row["key"])
