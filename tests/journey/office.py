"""An organisation with people to tell, for the tests of telling and of the live stream. Call inside a test only."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from firstreply.core.member import Role
from firstreply.core.respond.alert import Alert, AlertKind

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday


@dataclass(frozen=True)
class Office:
    """One organisation and its members, by name."""

    id: UUID
    members: Mapping[str, UUID]


def office(**people: Mapping[str, Any]) -> Office:
    """Found one; each member with the columns given."""
    from firstreply.store.ids import new_id
    from firstreply.store.models import Member, Organisation
    from firstreply.store.tenancy import acting

    own = new_id()
    members = {}
    with acting(own):
        Organisation.objects.create(id=own, name="Ours")
        for name, columns in people.items():
            plain: dict[str, Any] = {"name": name, "email": f"{name}@our.example", "role": Role.REP.value}
            members[name] = Member.objects.create(organisation_id=own, **(plain | dict(columns))).pk
    return Office(own, members)


def alert(*members: UUID, key: str = "wait-1:breach", **changes: Any) -> Alert:
    """A breach that concerns them."""
    plain: dict[str, Any] = {
        "key": key,
        "kind": AlertKind.BREACH,
        "members": members,
        "facts": {"name": "Omid"},
    }
    return Alert(**(plain | changes))


def tell(own: UUID, *alerts: Alert, now: datetime | None = None) -> None:
    """In a transaction of its own."""
    from firstreply.journey import telling
    from firstreply.store.tenancy import acting

    with acting(own):
        telling.tell(alerts, now=now or datetime.now(UTC))


def rows(own: UUID, *columns: str) -> list[tuple[Any, ...]]:
    """What stands in the outbox, by key."""
    from firstreply.store.models import Delivery
    from firstreply.store.tenancy import acting

    with acting(own):
        return list(Delivery.objects.order_by("key").values_list(*columns))


def subscribe(own: UUID, member: UUID, endpoint: str, p256dh: str = "", auth: str = "") -> UUID:
    """A browser of a member."""
    from firstreply.store.models import PushSubscription
    from firstreply.store.tenancy import acting

    with acting(own):
        return PushSubscription.objects.create(
            organisation_id=own, member_id=member, endpoint=endpoint, p256dh=p256dh, auth=auth
        ).pk


def hook(own: UUID, url: str, *events: str, secret: str = "whsec_a2tra2tra2tr") -> UUID:
    """A webhook."""
    from firstreply.store.models import WebhookEndpoint
    from firstreply.store.tenancy import acting

    with acting(own):
        return WebhookEndpoint.objects.create(
            organisation_id=own, url=url, secret=secret, events=list(events)
        ).pk


@contextmanager
def couriers(number: int = 1, **options: Any) -> Iterator[None]:
    """So many workers that deliver, until the end of the block."""
    from firstreply.jobs import deliver

    stop = threading.Event()
    threads = [
        threading.Thread(target=deliver.run, args=(stop,), kwargs=options, daemon=True) for _ in range(number)
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(30)
            assert not thread.is_alive()


def wait_until(true: Callable[[], object], seconds: float = 20) -> None:
    """Look again and again, until a deadline."""
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "did not happen in time"
        time.sleep(0.02)
