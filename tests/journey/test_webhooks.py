"""What becomes of webhooks: each try is kept, one that takes nothing is switched off, and what it missed told again."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test.utils import override_settings
from standardwebhooks import Webhook

from firstreply.core.member import Role
from firstreply.core.refusal import Refused
from tests.channels.receiver import Receiver, receiving
from tests.journey.office import Office, alert, couriers, hook, office, rows, tell, wait_until
from tests.postgres import Database

pytestmark = pytest.mark.postgres
HERE = {"FIRSTREPLY_PRIVATE_HOSTS": ("127.0.0.1",)}


def boss() -> Office:
    return office(olga={"role": Role.OWNER.value}, rita={})


def by(own: Office, at: datetime | None = None) -> Any:
    from firstreply.journey.organise import By

    return By(own.members["olga"], Role.OWNER, at or datetime.now(UTC))


def endpoint(own: UUID, *columns: str, **where: Any) -> Any:
    from firstreply.store.models import WebhookEndpoint
    from firstreply.store.tenancy import acting

    with acting(own):
        return WebhookEndpoint.objects.values_list(*columns).get(**where)


def change(own: UUID, model: str, where: dict[str, Any], **columns: Any) -> None:
    from firstreply.store import models
    from firstreply.store.tenancy import acting

    with acting(own):
        getattr(models, model).objects.filter(**where).update(**columns)


def tries(own: UUID, *columns: str) -> list[tuple[Any, ...]]:
    from firstreply.store.models import Attempt
    from firstreply.store.tenancy import acting

    with acting(own):
        return list(Attempt.objects.order_by("id").values_list(*columns))


def told_admins(own: UUID) -> list[tuple[UUID, str, str]]:
    from firstreply.store.models import LiveEvent
    from firstreply.store.tenancy import acting

    with acting(own):
        found = LiveEvent.objects.filter(kind="alert.channel").values_list("member_id", "payload")
        return [(member, payload["state"], payload["code"]) for member, payload in found]


def due_now(own: UUID) -> None:
    change(own, "Delivery", {"state": "pending"}, not_before=datetime.now(UTC) - timedelta(seconds=1))


@override_settings(**HERE)
def test_each_try_is_kept_with_what_was_answered(database: Database) -> None:
    own = boss()
    with receiving(Receiver(503, 200)) as url:
        hook(own.id, url)
        tell(own.id, alert())
        with couriers():
            wait_until(lambda: len(tries(own.id, "id")) == 1)
            assert endpoint(own.id, "failing_since")[0] is not None
            due_now(own.id)
            wait_until(lambda: rows(own.id, "state") == [("sent",)])
    found = tries(own.id, "number", "status", "reason")
    assert found == [(1, 503, "status 503"), (2, 200, "")]
    assert all(0 <= took < 15_000 for (took,) in tries(own.id, "took_ms"))
    assert endpoint(own.id, "failing_since", "off_reason") == (None, "")


@override_settings(**HERE)
def test_one_that_says_it_is_gone_is_switched_off_at_once_and_admins_are_told_once(
    database: Database,
) -> None:
    from firstreply.journey import watch

    own = boss()
    with receiving(Receiver(410)) as url:
        hook(own.id, url)
        tell(own.id, alert())
        with couriers():
            wait_until(lambda: endpoint(own.id, "disabled_at")[0])
    assert endpoint(own.id, "off_reason") == ("gone",)
    now = datetime.now(UTC)
    assert [watch.switched_off(own.id, now=now) for _ in range(2)] == [1, 0]
    assert told_admins(own.id) == [(own.members["olga"], "off", "webhook_gone")]


def failed_for(own: UUID, hook_id: UUID, days: float, times: int) -> None:
    """As if nothing had been taken for so long."""
    from firstreply.store.ids import new_id
    from firstreply.store.models import Attempt
    from firstreply.store.tenancy import acting

    now = datetime.now(UTC)
    change(own, "WebhookEndpoint", {"pk": hook_id}, failing_since=now - timedelta(days=days))
    with acting(own):
        Attempt.objects.bulk_create(
            Attempt(organisation_id=own, endpoint_id=hook_id, delivery_id=new_id(), number=1, at=now, took_ms=1,
                    reason="status 500", status=500)
            for _ in range(times)
        )  # fmt: skip


@pytest.mark.parametrize(("days", "times", "off"), [(5.1, 20, True), (4.9, 50, False), (5.1, 19, False)])
def test_one_that_took_nothing_for_five_days_is_switched_off(
    database: Database, days: float, times: int, off: bool
) -> None:
    from firstreply.journey import watch
    from firstreply.store.queries.health import organisations_to_watch

    own = boss()
    failed_for(own.id, hook(own.id, "https://hooks.example/"), days, times)
    now = datetime.now(UTC)
    assert (own.id in organisations_to_watch(now)) is (days >= 5)
    assert watch.switched_off(own.id, now=now) == int(off)
    assert endpoint(own.id, "off_reason") == ("not_taken" if off else "",)
    assert told_admins(own.id) == ([(own.members["olga"], "off", "webhook_not_taken")] if off else [])


@override_settings(**HERE)
def test_what_it_missed_is_told_again_under_the_same_ids_once_it_is_back(database: Database) -> None:
    from firstreply.journey.organise import webhooks
    from firstreply.store.tenancy import acting

    own, receiver = boss(), Receiver(204)
    begun = datetime.now(UTC)
    with receiving(receiver) as url:
        own_hook = hook(own.id, url)
        tell(own.id, *(alert(key=f"k{n}") for n in range(5)))
        change(own.id, "Delivery", {"key__startswith": "k"}, state="failed", error="status 500", attempts=10)
        change(own.id, "Delivery", {"key__startswith": "k4"}, state="sent")
        change(own.id, "Delivery", {"key__startswith": "k3"}, created_at=begun - timedelta(days=1))
        change(own.id, "WebhookEndpoint", {}, disabled_at=begun, off_reason="not_taken", off_told_at=begun,
               failing_since=begun)  # fmt: skip
        with acting(own.id):
            with pytest.raises(Refused, match="webhook_off"):
                webhooks.replay(own_hook, begun, datetime.now(UTC), ["failed"], by(own))
            webhooks.change_webhook(own_hook, {"disabled": False}, by(own))
            assert webhooks.replay(own_hook, begun, datetime.now(UTC), ["failed", "dropped"], by(own)) == 3
        assert endpoint(own.id, "disabled_at", "off_reason", "off_told_at", "failing_since") == (
            None, "", None, None,
        )  # fmt: skip
        with couriers():
            wait_until(lambda: len(receiver.got) == 3)
            wait_until(lambda: Counter(rows(own.id, "state"))[("sent",)] == 4)
    ids = {str(own_id) for key, own_id in rows(own.id, "key", "id") if key[:2] in ("k0", "k1", "k2")}
    assert {got.headers["webhook-id"] for got in receiver.got} == ids


@override_settings(**HERE)
def test_for_a_day_the_former_secret_signs_too(database: Database) -> None:
    from firstreply.journey.organise import webhooks
    from firstreply.store.tenancy import acting

    own, receiver = boss(), Receiver(204)
    now = datetime.now(UTC)
    with receiving(receiver) as url:
        with acting(own.id), override_settings(**HERE):
            made = webhooks.add_webhook(url, [], by(own))
            renewed = webhooks.renew_webhook(made.id, by(own, now - timedelta(hours=23)))
        tell(own.id, alert(key="first"))
        with couriers():
            wait_until(lambda: len(receiver.got) == 1)
        change(own.id, "WebhookEndpoint", {}, before_until=now - timedelta(seconds=1))
        tell(own.id, alert(key="second"))
        with couriers():
            wait_until(lambda: len(receiver.got) == 2)
    both, one = receiver.got
    for secret in (made.secret, renewed.secret):
        Webhook(secret).verify(both.body, both.headers)
    Webhook(renewed.secret).verify(one.body, one.headers)
    assert len(one.headers["webhook-signature"].split(" ")) == 1


def test_no_secret_is_written_into_what_was_decided(database: Database) -> None:
    from firstreply.journey.organise import webhooks
    from firstreply.store.models import Fact
    from firstreply.store.tenancy import acting

    own = boss()
    with acting(own.id):
        made = webhooks.add_webhook("https://hooks.example/", ["lead.*", "alert.breach", "assigned"], by(own))
        renewed = webhooks.renew_webhook(made.id, by(own))
        facts = str(list(Fact.objects.values_list("data", flat=True)))
    assert made.secret not in facts
    assert renewed.secret not in facts


@pytest.mark.parametrize(
    ("url", "hosts", "good"),
    [
        ("http://127.0.0.1:8080/hook", ("127.0.0.1",), True),
        ("http://127.0.0.1:8080/hook", (), False),
        ("http://hooks.example/", ("127.0.0.1",), False),
        ("https://hooks.example/", (), True),
        ("https://a:b@hooks.example/", (), False),
        ("https://:b@hooks.example/", (), False),
    ],
)
def test_plain_http_is_for_hosts_that_the_operator_named(
    database: Database, url: str, hosts: tuple[str, ...], good: bool
) -> None:
    from firstreply.journey.organise import webhooks
    from firstreply.store.tenancy import acting

    own = boss()
    with override_settings(FIRSTREPLY_PRIVATE_HOSTS=hosts), acting(own.id):
        if good:
            assert webhooks.add_webhook(url, [], by(own)).secret
        else:
            with pytest.raises(Refused, match="url_malformed"):
                webhooks.add_webhook(url, [], by(own))


@pytest.mark.parametrize("event", ["lead.create", "lead", "*", "alert.nothing", "alert."])
def test_an_event_that_there_is_not_is_refused(database: Database, event: str) -> None:
    from firstreply.journey.organise import webhooks
    from firstreply.store.tenancy import acting

    own = boss()
    with acting(own.id), pytest.raises(Refused, match="webhook_event_unknown"):
        webhooks.add_webhook("https://hooks.example/", [event], by(own))


def test_tries_are_forgotten_after_a_month(database: Database) -> None:
    from firstreply.journey import deliver

    own = boss()
    failed_for(own.id, hook(own.id, "https://hooks.example/"), 1, 3)
    now = datetime.now(UTC)
    assert deliver.forget(own.id, before=now - deliver.KEPT) == 0
    assert deliver.forget(own.id, before=now + timedelta(minutes=1)) == 3
