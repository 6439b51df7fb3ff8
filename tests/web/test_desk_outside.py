"""The desk where it touches others: what of a mailbox is here, consent of its service, webhooks and their log."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import pytest

from tests.api.conftest import Office
from tests.channels.mail_service import MailService
from tests.web.desk import Desk, alerts, said

pytestmark = pytest.mark.postgres


@pytest.fixture
def desk(database: Any) -> Desk:
    from firstreply.journey import access

    access.forget()
    return Desk(Office())


def google(desk: Desk) -> UUID:
    return desk.add("email", "Sales", setting__address="s@acme.example", setting__login="google",
                    setting__client_id="our-id", setting__client_secret="our-secret")  # fmt: skip


def consent_page(page: Any) -> str:
    """Where the page leads: the service's own page, which asks them."""
    found = re.search(r'class="button first" href="([^"]+)"', page.content.decode())
    assert found is not None
    return unescape(found[1])


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


def test_a_setting_with_a_shape_of_its_own_shows_an_example(desk: Desk) -> None:
    page = unescape(said(desk.get("/channels/new/telephony")))
    assert 'Example: {"101": "ann@example.com"}' in page


def test_every_setting_that_is_typed_as_json_has_an_example() -> None:
    import json

    from firstreply.channels.base import FieldKind
    from firstreply.channels.registry import channels
    from firstreply.web.desk.account.shown import asked

    typed = [one for kind in channels().values() for one in asked(kind) if one.kind is FieldKind.OBJECT]
    assert {type(json.loads(one.example)) for one in typed} == {dict}


def test_consent_is_asked_by_a_page_with_a_state_of_its_own(desk: Desk) -> None:
    own = google(desk)
    page = desk.post(f"/channels/{own}/connect")
    asked = parse_qs(urlsplit(consent_page(page)).query)
    assert consent_page(page).startswith("https://accounts.google.com")
    assert (asked["client_id"], asked["code_challenge_method"]) == (["our-id"], ["S256"])
    cookie = desk.client.cookies["firstreply_consent"]
    assert (cookie["samesite"], cookie["path"], cookie["httponly"]) == ("Lax", "/oauth/callback", True)
    assert cookie.value not in consent_page(page)
    assert "our-secret" not in page.content.decode()
    (redirect,) = asked["redirect_uri"]
    assert (redirect.endswith("/oauth/callback"), redirect in said(desk.get(f"/channels/{own}"))) == (
        True,
        True,
    )


def test_what_a_check_finds_is_how_the_account_is_from_then_on(desk: Desk, service: MailService) -> None:
    own, way = at_service(desk, service)
    desk.post(f"/channels/{own}/check")
    ill = said(desk.get("/channels"))
    desk.client.get(way)
    desk.post(f"/channels/{own}/check")
    assert ("Nobody has agreed yet" in ill, "Nobody has agreed yet" in said(desk.get("/channels"))) == (
        True,
        False,
    )


@pytest.fixture
def service() -> Iterator[MailService]:
    with MailService.running("s@acme.example") as found:
        yield found


def at_service(desk: Desk, service: MailService) -> tuple[UUID, str]:
    """A mailbox at a service of our own, and the way back from there after somebody agreed."""
    given = {f"setting__{name}": value for name, value in service.settings.items()}
    own = desk.add("email", "Sales", setting__address="s@acme.example", **given)
    return own, service.agreed(consent_page(desk.post(f"/channels/{own}/connect")))


def test_who_agreed_comes_back_to_the_mailbox_that_is_connected_now(desk: Desk, service: MailService) -> None:
    own, way = at_service(desk, service)
    page = desk.client.get(way)
    assert (page.status_code, f"/channels/{own}?done=connected" in page.content.decode()) == (200, True)
    assert kept(desk, own)["refresh_token"] in service.peer.refresh_tokens
    assert desk.client.get(way).status_code == 422  # a state works once
    assert "The mailbox is connected." in said(desk.get(f"/channels/{own}?done=connected"))


def test_another_browser_brings_no_answer(desk: Desk, service: MailService) -> None:
    own, way = at_service(desk, service)
    before = kept(desk, own)
    strangers = Desk(desk.office)
    assert strangers.client.get(way).status_code == 422
    strangers.post(f"/channels/{own}/connect")  # a consent of theirs is no way in for ours
    assert strangers.client.get(way).status_code == 422
    assert (kept(desk, own), service.peer.asked) == (before, [])


def test_another_mailbox_is_not_connected_at_the_desk_either(desk: Desk, service: MailService) -> None:
    own, way = at_service(desk, service)
    service.peer.user = "private@acme.example"
    answer = desk.client.get(way)
    assert (answer.status_code, "does not open the mailbox s@acme.example" in said(answer)) == (422, True)
    assert "refresh_token" not in kept(desk, own)


def test_a_refusal_of_the_service_is_said_and_keeps_nothing(desk: Desk) -> None:
    own = google(desk)
    (state,) = parse_qs(urlsplit(consent_page(desk.post(f"/channels/{own}/connect"))).query)["state"]
    before = kept(desk, own)
    answer = desk.client.get("/oauth/callback", {"error": "access_denied", "state": state})
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
    desk.post("/looks", lang="fa", theme="auto", to="/channels")
    shown = desk.get(f"/webhooks/{row.pk}").content.decode()
    since = {
        name: re.findall(rf'name="{name}" value="([^"]*)"', shown)[0]
        for name in ("since", "since_at", "until")
    }
    assert re.fullmatch(
        r"[۰-۹]{4}/[۰-۹]{2}/[۰-۹]{2} [۰-۹]{2}:[۰-۹]{2}", f"{since['since']} {since['since_at']}"
    )
    wrong = desk.post(f"/webhooks/{row.pk}/again", **{**since, "since_at": "noon"}, states=["failed"])
    assert (wrong.status_code, "noon" in said(wrong)) == (422, True)
    desk.post(f"/webhooks/{row.pk}/again", **{**since, "until": since["since"]}, states=["dropped"])
    with desk.office.acting():
        assert Delivery.objects.filter(state="failed").count() == 2
    desk.post(f"/webhooks/{row.pk}/again", **{**since, "until": since["since"]}, states=["failed"])
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
