"""Mailboxes over the API: what is here, what is missing, a comparison on request, and consent."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from firstreply.channels.email.live.folders import Watched
from firstreply.channels.email.live.mail import Listed, Mail
from tests.api.conftest import Office
from tests.channels.mail_service import MailService

pytestmark = pytest.mark.postgres
ADDRESS = "sales@example.com"


def add(office: Office, name: str = "Sales", **settings: Any) -> UUID:
    """A mailbox."""
    new = {
        "name": name,
        "kind": "email",
        "settings": {"address": ADDRESS, "imap_host": "mail.example.com"} | settings,
    }
    return UUID(office.ask("POST", "/sources", new).json()["id"])


def read(office: Office, source: UUID) -> None:
    """As a worker reads it: an inbox with two mails, of which one could not be given."""
    from firstreply.journey import mailbox

    (folder,) = mailbox.folders_known(
        office.id, source, [Watched("INBOX", "inbox")], [], history_days=0, now=office.now
    )
    folder = mailbox.opened(office.id, folder.id, 7, 1, office.now)
    mails = [
        Mail(Listed(1, 90, 1), b"From: a@b.example\r\nMessage-ID: <1@b>\r\n\r\nHi"),
        Mail(Listed(2, 90, 1), None, "read_error"),
    ]
    mailbox.bring(office.id, folder, mails, now=office.now, next_uid=3)
    mailbox.reconciled(office.id, folder, server=2, held=1, now=office.now)


def test_a_mailbox_shows_what_is_there_what_is_here_and_the_difference(office: Office) -> None:
    source = add(office)
    read(office, source)
    (shown,) = office.get("/mailboxes").json()["items"]
    whole = office.get(f"/mailboxes/{source}").json()
    counts = {
        name: shown[name] for name in ("server_count", "held_count", "difference", "reads_sent", "state")
    }
    assert counts == {
        "server_count": 2,
        "held_count": 1,
        "difference": 1,
        "reads_sent": False,
        "state": "fine",
    }
    assert whole["folders"] == shown["folders"]
    assert whole["not_brought"] == [{"folder": "INBOX", "uid": 2, "reason": "read_error"}]


def test_a_comparison_is_asked_for_until_it_is_done(office: Office) -> None:
    source = add(office)
    read(office, source)
    asked = office.ask("POST", f"/mailboxes/{source}/reconcile")
    assert (asked.status_code, [one["comparing"] for one in asked.json()["folders"]]) == (202, [True])
    read(office, source)
    assert [one["comparing"] for one in office.get(f"/mailboxes/{source}").json()["folders"]] == [False]


def test_a_source_that_is_no_mailbox_is_not_found(office: Office) -> None:
    source = office.founded.source
    found = [
        office.get(f"/mailboxes/{source}").status_code,
        office.get(f"/mailboxes/{source}/consent").status_code,
        office.ask("POST", f"/mailboxes/{source}/reconcile").status_code,
    ]
    assert found == [404, 404, 404]


def test_a_rep_may_look_and_not_ask(office: Office) -> None:
    source = add(office)
    _, token = office.member("rep")
    assert office.get(f"/mailboxes/{source}", token=token).status_code == 200
    assert office.ask("POST", f"/mailboxes/{source}/reconcile", token=token).status_code == 403


@pytest.fixture
def service() -> Iterator[MailService]:
    with MailService.running(ADDRESS) as found:
        yield found


def back(way: str, method: str = "get") -> Any:
    """The page to which the service sends people back: in a browser that we never saw."""
    from django.test import Client

    return getattr(Client(), method)(way)


def asked(office: Office, source: UUID, token: str = "") -> str:
    """The service's page on which somebody agrees."""
    return str(office.get(f"/mailboxes/{source}/consent", token=token or office.token).json()["url"])


def kept(office: Office, source: UUID) -> Any:
    """The account with what is sealed."""
    from firstreply.store.queries import accounts

    with office.acting():
        return accounts.setup(source)


def test_consent_is_kept_sealed_and_the_mailbox_is_read_by_it(office: Office, service: MailService) -> None:
    from firstreply.channels.email.live.account import connected

    source = add(office, **service.settings)
    page = back(service.agreed(asked(office, source)))
    assert (page.status_code, ADDRESS in page.content.decode()) == (200, True)
    setup = kept(office, source)
    assert setup.sealed["refresh_token"] in service.peer.refresh_tokens
    connected(setup).logout()
    assert setup.sealed["refresh_token"] not in office.get(f"/sources/{source}").content.decode()


def test_whoever_asked_for_consent_stands_in_the_history(office: Office, service: MailService) -> None:
    source = add(office, **service.settings)
    member, token = office.member("marketer")
    back(service.agreed(asked(office, source, token)))
    with office.acting():
        from firstreply.store.models import Fact

        last = Fact.objects.filter(kind="decided").latest("id")
    assert last.member_id == member
    assert (last.data["id"], last.data["after"]) == (str(source), {"sealed": True})


def test_a_state_works_once(office: Office, service: MailService) -> None:
    source = add(office, **service.settings)
    url = asked(office, source)
    assert back(service.agreed(url)).status_code == 200
    before = (kept(office, source).sealed, list(service.peer.asked))
    assert back(service.agreed(url)).status_code == 422  # with another code
    assert (kept(office, source).sealed, service.peer.asked) == before


def test_a_stranger_s_mailbox_is_not_connected(office: Office, service: MailService) -> None:
    source = add(office, **service.settings)
    url = asked(office, source)
    service.peer.user = "stranger@elsewhere.example"
    page = back(service.agreed(url))
    assert (page.status_code, f"does not open the mailbox {ADDRESS}" in page.content.decode()) == (422, True)
    assert kept(office, source).sealed == {}


def test_the_address_may_be_written_in_other_letters(office: Office, service: MailService) -> None:
    source = add(office, **service.settings | {"address": ADDRESS.title()})
    assert back(service.agreed(asked(office, source))).status_code == 200


@pytest.mark.parametrize("method", ["head", "post", "put"])
def test_only_a_person_who_comes_back_ends_a_consent(
    office: Office, service: MailService, method: str
) -> None:
    source = add(office, **service.settings)
    way = service.agreed(asked(office, source))
    assert (back(way, method).status_code, service.peer.asked) == (405, [])
    assert back(way).status_code == 200


def test_a_consent_ends_when_its_mailbox_changes_or_its_token_is_withdrawn(
    office: Office, service: MailService
) -> None:
    from firstreply.journey import access

    source = add(office, **service.settings)
    url = asked(office, source)
    office.ask("POST", f"/sources/{source}/secret")
    _, token = office.member("marketer")
    later = asked(office, source, token)
    with office.acting():
        from firstreply.store.models import Token

        own = Token.objects.get(prefix=token.split("_")[1]).pk
    access.revoke(office.id, own, office.now)
    assert [back(service.agreed(one)).status_code for one in (url, later)] == [422, 422]
    assert (service.peer.asked, kept(office, source).sealed) == ([], {})


@pytest.mark.parametrize("query", ["", "?code=x", "?code=x&state=other", "?state=", "?code=x&state={forged}"])
def test_an_answer_that_was_not_asked_for_is_refused(
    office: Office, service: MailService, query: str
) -> None:
    source = add(office, **service.settings)
    url = asked(office, source)
    forged = service.state(url)[:-3] + "abc"
    assert back("/oauth/callback" + query.format(forged=forged)).status_code == 422
    assert service.peer.asked == []
