"""Invitations by the API."""

from urllib.parse import urlsplit

import pytest
from django.test import override_settings

from tests.api.conftest import Office
from tests.channels.smtp_peer import MailPeer, mail_server
from tests.web.test_account import Browser

pytestmark = pytest.mark.postgres


def test_a_member_is_invited_by_a_link_that_can_be_withdrawn(office: Office) -> None:
    member, _ = office.member("rep")
    made = office.ask("POST", f"/members/{member}/invitation")
    path = urlsplit(made.json()["url"]).path
    assert (made.status_code, made.json()["mailed"], Browser().get(path).status_code) == (201, False, 200)
    assert office.ask("DELETE", f"/members/{member}/invitation").status_code == 204
    assert Browser().get(path).status_code == 404


def test_it_goes_by_mail_where_mail_is_sent(office: Office) -> None:
    member, _ = office.member("rep")
    peer = MailPeer()
    with (
        mail_server(peer) as address,
        override_settings(FIRSTREPLY_SMTP_URL=address, FIRSTREPLY_MAIL_FROM="FirstReply <us@example.com>"),
    ):
        made = office.ask("POST", f"/members/{member}/invitation").json()
    assert (made["mailed"], [one.recipients for one in peer.taken]) == (True, [("rita@example.net",)])


def test_only_who_decides_invites_and_only_members_of_their_own(office: Office) -> None:
    member, _ = office.member("rep")
    _, marketer = office.member("marketer", "Mia Marketer")
    other = Office("Other")
    stranger, _ = other.member("rep")
    statuses = [
        office.ask("POST", f"/members/{member}/invitation", token=marketer).status_code,
        office.ask("POST", f"/members/{stranger}/invitation").status_code,
        office.ask("DELETE", f"/members/{stranger}/invitation").status_code,
    ]
    assert statuses == [403, 404, 404]
