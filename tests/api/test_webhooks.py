"""Webhooks through the API: tested, looked after, told again, and by whom."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test.utils import override_settings

from tests.api.conftest import Office
from tests.channels.receiver import Receiver, receiving
from tests.journey.office import couriers, wait_until
from tests.statements import counted

pytestmark = pytest.mark.postgres
HERE = {"FIRSTREPLY_PRIVATE_HOSTS": ("127.0.0.1",)}


def add(office: Office, url: str = "https://hooks.example/", *events: str) -> str:
    answer = office.ask("POST", "/webhooks", {"url": url, "events": list(events)})
    assert answer.status_code == 201
    own: str = answer.json()["id"]
    return own


@override_settings(**HERE)
def test_a_test_event_tells_what_happened_to_it(office: Office) -> None:
    def answer(handler: Any) -> None:
        handler.send_response(500)
        handler.send_header("Content-Length", "5")
        handler.end_headers()
        handler.wfile.write(b"sorry")

    with receiving(Receiver(answer)) as url:
        own = add(office, url)
        asked = office.ask("POST", f"/webhooks/{own}/test")
        assert (asked.status_code, asked.json()["kind"], asked.json()["tries"]) == (202, "test", [])
        path = f"/webhooks/{own}/deliveries/{asked.json()['id']}"
        with couriers():
            wait_until(lambda: office.get(path).json()["tries"])
    shown = office.get(path).json()
    (tried,) = shown["tries"]
    assert (tried["status"], tried["reason"], tried["answer"]) == (500, "status 500", "sorry")
    assert (shown["state"], shown["attempts"], shown["error"]) == ("pending", 1, "status 500")
    assert office.get(f"/webhooks/{own}").json()["failing_since"] is not None


def stocked(office: Office, own: str, count: int) -> None:
    from firstreply.store.models import Delivery

    with office.acting():
        for n in range(count):
            Delivery.objects.create(
                organisation_id=office.id, key=f"{own}:{n}", channel="webhook", kind="lead.created",
                endpoint_id=UUID(own), not_before=office.now, state="failed" if n % 2 else "sent",
                created_at=office.now - timedelta(hours=n),
            )  # fmt: skip


def test_deliveries_are_found_by_state_and_time_in_pages(office: Office) -> None:
    own, other = add(office), add(office, "https://other.example/")
    stocked(office, own, 6)
    stocked(office, other, 2)
    path = f"/webhooks/{own}/deliveries"
    assert [one["state"] for one in office.get(path).json()["items"]] == ["failed", "sent"] * 3
    assert len(office.get(f"{path}?state=failed").json()["items"]) == 3
    since = (office.now - timedelta(hours=2, minutes=30)).isoformat().replace("+00:00", "Z")
    assert len(office.get(f"{path}?since={since}").json()["items"]) == 3
    assert len(office.get(f"{path}?until={since}").json()["items"]) == 3
    first = office.get(f"{path}?limit=4").json()
    rest = office.get(f"{path}?limit=4&cursor={first['next']}").json()
    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (4, 2, None)


def test_a_page_of_three_costs_as_many_statements_as_a_page_of_one(office: Office) -> None:
    own = add(office)
    stocked(office, own, 3)
    office.get(f"/webhooks/{own}/deliveries")
    sent = []
    for limit in (1, 3):
        with counted() as seen:
            assert len(office.get(f"/webhooks/{own}/deliveries?limit={limit}").json()["items"]) == limit
        sent.append(len(seen))
    assert sent[0] == sent[1]


def test_what_was_missed_is_shown_and_told_again(office: Office) -> None:
    own = add(office)
    stocked(office, own, 5)
    with office.acting():
        from firstreply.store.models import WebhookEndpoint

        WebhookEndpoint.objects.update(disabled_at=office.now, off_reason="not_taken")
    shown = office.get(f"/webhooks/{own}").json()
    assert (shown["off_reason"], shown["missed"]) == ("not_taken", 2)
    since = {"since": shown["missed_since"]}
    refused = office.ask("POST", f"/webhooks/{own}/replay", since)
    assert (refused.status_code in (409, 422), refused.json()["code"]) == (True, "webhook_off")
    on = office.ask("PATCH", f"/webhooks/{own}", {"disabled": False}, match="*").json()
    assert (on["disabled_at"], on["off_reason"], on["missed"]) == (None, "", 2)
    told = office.ask("POST", f"/webhooks/{own}/replay", since)
    assert (told.status_code, told.json()) == (202, {"deliveries": 2})
    assert office.get(f"/webhooks/{own}").json()["missed"] == 0
    everything = office.ask("POST", f"/webhooks/{own}/replay", since | {"states": ["sent"]})
    assert everything.json() == {"deliveries": 2}


def test_only_those_who_run_the_organisation_see_and_repeat_what_was_told(office: Office) -> None:
    own = add(office)
    _, token = office.member("rep")
    now = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    assert [
        office.ask(method, path, body, token=token).status_code
        for method, path, body in (
            ("GET", f"/webhooks/{own}/deliveries", None),
            ("POST", f"/webhooks/{own}/test", None),
            ("POST", f"/webhooks/{own}/replay", {"since": now}),
        )
    ] == [403, 403, 403]


def test_events_that_there_are_not_are_refused_by_name(office: Office) -> None:
    answer = office.ask("POST", "/webhooks", {"url": "https://hooks.example/", "events": ["lead.create"]})
    assert (answer.status_code, answer.json()["code"]) == (422, "webhook_event_unknown")
