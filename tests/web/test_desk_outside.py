"""The desk where it touches others: what of a mailbox is here, consent of its service, webhooks and their log."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import pytest

from tests.api.conftest import Office
from tests.web.desk import Desk, alerts, said

pytestmark = pytest.mark.postgres


@pytest.fixture
def desk(database: Any) -> Desk:
    from firstreply.journey import access
    from firstreply.web.desk import entrance

    access.forget()
    entrance.forget()
    return Desk(Office())


def google(desk: Desk) -> UUID:
    return desk.add("email", "Sales", setting__address="s@acme.example", setting__login="google",
                    setting__client_id="our-id", setting__client_secret="our-secret")  # fmt: skip


def kept(desk: Desk, mailbox: UUID) -> dict[str, str]:
    from firstreply.store.models import Source
    from firstreply.store.sealed import unseal

    with desk.office.acting():
        return unseal(Source.objects.get(pk=mailbox).sealed)


def test_a_mailbox_shows_what_is_there_what_is_here_and_what_is_missing(desk: Desk) -> None:
    from firstreply.store.models import MailFolder

    own = desk.add("email", "Sales", setting__address="s@acme.example", setting__imap_host="imap.acme.example",
                   setting__password="x")  # fmt: skip
    now = datetime.now(UTC)
    with desk.office.acting():
        for name, role, there, here in (("INBOX", "inbox", 120, 118), ("Sent", "sent", 40, 40)):
            MailFolder.objects.create(
                organisation_id=desk.office.id, source_id=own, name=name, role=role, server_count=there,
                held_count=here, seen_at=now, counted_at=now, begun_at=now,
            )  # fmt: skip
    page = said(desk.get(f"/channels/{own}"))
    assert "2 messages are on the server and not here." in page
    assert ("INBOX 120 118 2" in page, "Sent 40 40 0" in page) == (True, True)
    assert desk.post(f"/channels/{own}/compare")["Location"] == f"/channels/{own}?done=comparing"
    with desk.office.acting():
        assert MailFolder.objects.filter(asked_at=None).count() == 0


def test_consent_is_asked_by_a_page_with_a_state_of_its_own(desk: Desk) -> None:
    own = google(desk)
    page = desk.post(f"/channels/{own}/connect")
    url = re.search(r'href="(https://accounts\.google\.com[^"]+)"', page.content.decode())
    assert url is not None
    asked = parse_qs(urlsplit(url[1].replace("&amp;", "&")).query)
    assert (asked["client_id"], asked["code_challenge_method"]) == (["our-id"], ["S256"])
    cookie = desk.client.cookies["firstreply_consent"]
    assert (cookie["samesite"], cookie["path"], cookie["httponly"]) == ("Lax", "/oauth", True)
    assert asked["state"][0] not in cookie["path"]
    assert "our-secret" not in page.content.decode()


@pytest.mark.parametrize("query", ["", "?code=x", "?code=x&state=other", "?state="])
def test_an_answer_that_was_not_asked_for_keeps_nothing(desk: Desk, query: str) -> None:
    own = google(desk)
    desk.post(f"/channels/{own}/connect")
    before = kept(desk, own)
    answer = desk.client.get(f"/oauth{query}")
    assert (answer.status_code, len(alerts(answer)), kept(desk, own) == before) == (422, 1, True)


def test_a_refusal_of_the_service_is_said_and_keeps_nothing(desk: Desk) -> None:
    own = google(desk)
    page = desk.post(f"/channels/{own}/connect").content.decode()
    state = re.search(r"state=([\w-]+)", page)
    assert state is not None
    before = kept(desk, own)
    answer = desk.client.get(f"/oauth?error=access_denied&state={state[1]}")
    assert (answer.status_code, "access_denied" in said(answer), kept(desk, own) == before) == (
        422,
        True,
        True,
    )


def test_a_webhook_is_added_told_a_test_and_told_again_what_it_missed(desk: Desk) -> None:
    from firstreply.store.models import Delivery, WebhookEndpoint

    answer = desk.post("/webhooks/new", url="https://hooks.example.com/x", events=["lead.created"])
    with desk.office.acting():
        row = WebhookEndpoint.objects.get()
    assert (answer.status_code, row.events, row.secret in said(answer)) == (201, ["lead.created"], True)
    assert row.secret not in desk.get(f"/webhooks/{row.pk}").content.decode()
    desk.post(f"/webhooks/{row.pk}/test")
    now = datetime.now(UTC)
    with desk.office.acting():
        assert [one.state for one in Delivery.objects.filter(endpoint=row)] == ["pending"]
        for number in range(3):
            Delivery.objects.create(
                organisation_id=desk.office.id, key=f"k{number}", channel="webhook", kind="lead.created", endpoint=row,
                state="failed", not_before=now, attempts=9,
            )  # fmt: skip
        first = Delivery.objects.get(key="k0").pk
    page = said(desk.get(f"/webhooks/{row.pk}"))
    assert ("3 events were missed in the last 30 days." in page, page.count("Given up")) == (True, 4)
    desk.post(f"/webhooks/{row.pk}/again", delivery=str(first))
    with desk.office.acting():
        assert sorted(Delivery.objects.values_list("state", flat=True)) == [
            "failed",
            "failed",
            "pending",
            "pending",
        ]
    local = (now - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    desk.post(f"/webhooks/{row.pk}/again", since=local, states=["failed"])
    with desk.office.acting():
        assert set(Delivery.objects.values_list("state", flat=True)) == {"pending"}


def test_an_address_that_no_webhook_may_have_is_refused_and_stays_typed(desk: Desk) -> None:
    answer = desk.post("/webhooks/new", url="http://user:pw@hooks.example.com/x")
    assert (answer.status_code, len(alerts(answer))) == (422, 1)
    assert 'value="http://user:pw@hooks.example.com/x"' in answer.content.decode()


@pytest.mark.parametrize("role", ["marketer", "rep", "viewer"])
def test_webhooks_are_for_admins(desk: Desk, role: str) -> None:
    other = Desk(desk.office, token=desk.office.member(role)[1])
    assert other.post("/webhooks/new", url="https://hooks.example.com/x").status_code == 403
    assert other.get("/webhooks").status_code == 200


def test_a_delivery_of_another_webhook_is_not_told_again_here(desk: Desk) -> None:
    desk.post("/webhooks/new", url="https://hooks.example.com/x")
    own = re.search(r"/webhooks/([0-9a-f-]{36})", desk.get("/webhooks").content.decode())
    assert own is not None
    assert desk.post(f"/webhooks/{own[1]}/again", delivery=str(uuid4())).status_code == 404
    assert desk.post(f"/webhooks/{own[1]}/again", delivery="x").status_code == 404
    assert desk.post(f"/webhooks/{own[1]}/again", since="yesterday").status_code == 422
