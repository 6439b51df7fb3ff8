"""Mailboxes over the API: what is here, what is missing, a comparison on request, and consent."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import httpx
import pytest

from firstreply.channels.email.live.folders import Watched
from firstreply.channels.email.live.mail import Listed, Mail
from firstreply.channels.email.live.peer import Peer
from tests.api.conftest import Office

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
def peer() -> Iterator[Peer]:
    from django.test import override_settings

    found = Peer(user=ADDRESS)
    with override_settings(FIRSTREPLY_PRIVATE_HOSTS=("127.0.0.1",)):
        yield found
    found.stop()


def back(path: str) -> Any:
    """What the page says to which the provider sends people back."""
    from django.test import RequestFactory

    from firstreply.api import oauth

    return oauth.callback(RequestFactory().get(path))


def agreed(office: Office, peer: Peer, source: UUID) -> str:
    """The provider's way back after somebody agreed."""
    url = office.get(f"/mailboxes/{source}/consent").json()["url"]
    where = httpx.get(url).headers["location"]
    return f"{urlsplit(where).path}?{urlsplit(where).query}"


def test_consent_is_kept_sealed_and_the_mailbox_is_read_by_it(office: Office, peer: Peer) -> None:
    from firstreply.channels.email.live.oauth import access_token
    from firstreply.store.queries import accounts

    source = add(
        office, login="google", client_id="client", token_url=f"{peer.url}/token",
        authorize_url=f"{peer.url}/authorize",
    )  # fmt: skip
    way = agreed(office, peer, source)
    assert back(way).status_code == 200
    with office.acting():
        setup = accounts.setup(source)
    assert setup is not None
    assert setup.sealed["refresh_token"] in peer.refresh_tokens
    assert len(access_token(setup)) > 20
    assert setup.sealed["refresh_token"] not in office.get(f"/sources/{source}").content.decode()
    assert back(way).status_code != 200  # a code is good once


def test_a_state_that_we_did_not_sign_is_refused(office: Office, peer: Peer) -> None:
    source = add(
        office, login="google", client_id="client", token_url=f"{peer.url}/token",
        authorize_url=f"{peer.url}/authorize",
    )  # fmt: skip
    query = parse_qs(urlsplit(agreed(office, peer, source)).query)
    forged = query["state"][0][:-3] + "abc"
    before = list(peer.asked)
    assert back(f"/oauth/callback?code={query['code'][0]}&state={forged}").status_code != 200
    assert peer.asked == before
