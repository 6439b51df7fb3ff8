"""Letters of accounts: forgotten passwords, invitations, addresses that are shown to be somebody's own."""

import email
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.policy import default
from typing import Any

import pytest
from django.test import override_settings

from tests.api.conftest import Office
from tests.channels.smtp_peer import MailPeer, mail_server
from tests.web.desk import Desk, alerts, said
from tests.web.test_account import PASSWORD, Browser, kinds, with_password

pytestmark = pytest.mark.postgres
NEW = "entirely new words"


@pytest.fixture
def office(database: Any) -> Office:
    return Office()


@pytest.fixture
def user(office: Office) -> Any:
    return with_password(office)


@pytest.fixture
def peer() -> Iterator[MailPeer]:
    """A mail server that the installation sends through, under the address people use."""
    found = MailPeer()
    with mail_server(found) as address:
        sending = {"FIRSTREPLY_SMTP_URL": address, "FIRSTREPLY_MAIL_FROM": "FirstReply <us@example.com>"}
        with override_settings(**sending, FIRSTREPLY_ADDRESS="https://leads.example"):
            yield found


def links(peer: MailPeer, to: str, count: int = 1) -> list[str]:
    """Paths of our own pages in the letters to somebody; waits until there are so many letters."""
    until = time.monotonic() + 20
    while time.monotonic() < until and sum(to in one.recipients for one in peer.taken) < count:
        time.sleep(0.02)
    found = []
    for one in peer.taken:
        if to in one.recipients:
            text = email.message_from_bytes(one.octets, policy=default).get_content()
            found += re.findall(r"https://leads\.example(/\S+)", text)
    return found


def test_a_forgotten_password_is_set_anew_by_a_link_that_works_once(
    office: Office, user: Any, peer: MailPeer
) -> None:
    signed_in = Browser()
    signed_in.sign_in(user.email)
    browser = Browser()
    browser.get("/password")
    assert "on its way" in said(browser.post("/password", email=user.email.upper()))
    (link,) = links(peer, user.email)
    assert link.startswith("/password/")
    browser.get(link)
    assert browser.post(link, password="short").status_code == 422
    assert browser.post(link, password=NEW)["Location"] == "/sign-in?done=password-set"
    assert browser.get(link).status_code == 404
    assert signed_in.get("/channels").status_code == 303
    assert Browser().sign_in(user.email, NEW).status_code == 302
    assert kinds(office) == ["signed_in", "password_reset_asked", "password_reset", "signed_in"]


def test_nobody_learns_who_has_an_account_by_asking_for_a_link(user: Any, peer: MailPeer) -> None:
    answers = []
    for address in (user.email, "nobody@example.net"):
        browser = Browser()
        browser.get("/password")
        answers.append(said(browser.post("/password", email=address)))
    assert answers[0] == answers[1]
    links(peer, user.email)
    assert [one.recipients for one in peer.taken] == [(user.email,)]


def test_the_fourth_link_within_an_hour_is_not_sent(user: Any, peer: MailPeer) -> None:
    statuses = []
    for _ in range(4):
        browser = Browser()
        browser.get("/password")
        statuses.append(browser.post("/password", email=user.email).status_code)
    links(peer, user.email, 3)
    assert (statuses, len(peer.taken)) == ([200, 200, 200, 429], 3)


def test_links_are_made_of_our_own_address_whatever_name_was_asked(user: Any, peer: MailPeer) -> None:
    browser = Browser()
    browser.client.defaults["HTTP_HOST"] = "evil.example"
    browser.get("/password")
    browser.post("/password", email=user.email)
    assert len(links(peer, user.email)) == 1
    assert b"evil.example" not in peer.taken[0].octets


def test_a_new_password_leaves_the_second_step_as_it_is(user: Any, peer: MailPeer) -> None:
    from tests.web.test_account_factors import with_app

    browser = Browser()
    browser.sign_in(user.email)
    with_app(browser)
    browser.get("/password")
    other = Browser()
    other.get("/password")
    other.post("/password", email=user.email)
    link = next(one for one in links(peer, user.email, 2) if one.startswith("/password/"))
    other.get(link)
    other.post(link, password=NEW)
    assert other.sign_in(user.email, NEW)["Location"] == "/sign-in/code"


@pytest.mark.parametrize("link", ["x", "x-y", "00000000000000000000000000000000-abc", "-", "ü-ü"])
def test_a_strange_link_sets_nothing(user: Any, link: str) -> None:
    assert Browser().get(f"/password/{link}").status_code == 404


def test_without_a_mail_server_the_page_says_who_can_help(user: Any) -> None:
    assert "firstreply account link" in said(Browser().get("/password"))


def test_an_address_is_shown_to_be_somebodys_own_by_a_letter(
    office: Office, user: Any, peer: MailPeer
) -> None:
    from allauth.account.models import EmailAddress

    browser = Browser()
    browser.sign_in(user.email)
    browser.get("/account")
    browser.post("/account/verify")
    (link,) = links(peer, user.email)
    other = Browser()
    other.get(link)
    assert not EmailAddress.objects.get(email=user.email).verified  # looking changes nothing
    assert other.post(link).status_code == 303
    assert EmailAddress.objects.get(email=user.email).verified
    assert other.get(link).status_code == 404
    assert kinds(office) == ["signed_in", "address_verified"]


def invited(office: Office, member: Any) -> str:
    """The path of an invitation's page."""
    from firstreply.core.member import Role
    from firstreply.journey.organise import By, invitations

    with office.acting():
        by = By(office.founded.member, Role.OWNER, datetime.now(UTC))
        return f"/invitation/{invitations.invite(member, by).token}"


def test_who_is_invited_joins_with_a_new_account_once(office: Office) -> None:
    member, _ = office.member("rep")
    link = invited(office, member)
    browser = Browser()
    page = said(browser.get(link))
    assert "Example" in page
    assert browser.post(link, how="new", name="Rita", password="short").status_code == 422
    assert browser.post(link, how="new", name="Rita", password=PASSWORD)["Location"] == "/"
    assert "Rita Rep" in browser.get("/channels").content.decode()
    assert Browser().get(link).status_code == 404
    assert Browser().sign_in("rita@example.net").status_code == 302
    assert kinds(office)[:3] == ["invitation_made", "invitation_accepted", "signed_in"]


def test_who_has_an_account_joins_by_signing_in(office: Office, user: Any) -> None:
    other = Office("Other")
    member, _ = other.member("manager", "Olga Second")
    link = invited(other, member)
    browser = Browser()
    browser.sign_in(user.email)
    assert user.email in said(browser.get(link))
    assert browser.post(link, how="this")["Location"] == "/"
    assert "Olga Second" in browser.get("/channels").content.decode()
    assert ("Example" in said(browser.get("/organisations"))) is True


def test_an_address_that_has_an_account_is_asked_to_sign_in_first(office: Office, user: Any) -> None:
    other = Office("Other")
    from firstreply.core.member import Role
    from firstreply.journey.organise import By, people

    with other.acting():
        member = people.invite("Olga", user.email, Role.REP, By(None, Role.OWNER, other.now))
    link = invited(other, member)
    browser = Browser()
    browser.get("/sign-in")
    assert "Sign in, and you are asked to join" in said(browser.get(link))
    assert browser.post(link, how="new", name="Mallory", password=PASSWORD).status_code == 422
    assert browser.sign_in(user.email, to=link)["Location"] == link


def test_an_account_is_one_member_of_an_organisation(office: Office, user: Any) -> None:
    member, _ = office.member("rep")
    link = invited(office, member)
    browser = Browser()
    browser.sign_in(user.email)
    browser.get(link)
    answer = browser.post(link, how="this")
    assert (answer.status_code, len(alerts(answer)) > 0) == (422, True)


def test_invitations_end_by_time_by_withdrawing_by_a_newer_one_and_by_leaving(office: Office) -> None:
    from firstreply.core.member import Role
    from firstreply.journey import acted
    from firstreply.journey.organise import By, invitations
    from firstreply.store.models import Invitation

    by = By(office.founded.member, Role.OWNER, datetime.now(UTC))
    late, withdrawn, renewed, gone = (
        office.member("rep", f"{name} Rep")[0] for name in ("Ann", "Ben", "Cal", "Dan")
    )
    paths = [invited(office, one) for one in (late, withdrawn, renewed, gone)]
    assert [Browser().get(one).status_code for one in paths] == [200] * 4
    with office.acting():
        Invitation.objects.filter(member_id=late).update(expires_at=by.at - timedelta(seconds=1))
        invitations.revoke(withdrawn, by)
    newer = invited(office, renewed)
    acted.retire(office.id, gone, by)
    assert [Browser().get(one).status_code for one in paths] == [404] * 4
    assert Browser().get(newer).status_code == 200


def test_what_is_guessed_or_changed_of_an_invitation_is_nothing(office: Office) -> None:
    member, _ = office.member("rep")
    link = invited(office, member)
    strange = (link[:-1], f"{link}x", "/invitation/x", f"/invitation/fr_aaaaaaaaaa_{'x' * 43}")
    assert [Browser().get(one).status_code for one in strange] == [404] * 4


def test_twenty_who_accept_at_once_are_one_member_and_one_account(office: Office) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connections

    from firstreply.core.refusal import Refused
    from firstreply.journey import accounts
    from firstreply.store.models import User

    member, _ = office.member("rep")
    token = invited(office, member).rpartition("/")[2]

    def accept(_: int) -> str:
        try:
            accounts.join(token, "Rita", PASSWORD, now=datetime.now(UTC))
        except Refused as refused:
            return refused.code
        finally:
            connections.close_all()
        return "joined"

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(accept, range(20)))
    assert found.count("joined") == 1
    assert set(found) <= {"joined", "email_taken", "invitation_over"}
    assert User.objects.filter(email="rita@example.net").count() == 1


def test_nobody_invites_above_their_own_role(office: Office) -> None:
    from firstreply.core.member import Role
    from firstreply.core.refusal import Refused
    from firstreply.journey.organise import By, invitations

    manager, _ = office.member("manager", "Max Manager")
    admin, _ = office.member("admin", "Ada Admin")
    with office.acting(), pytest.raises(Refused) as refused:
        invitations.invite(admin, By(manager, Role.MANAGER, office.now))
    assert refused.value.code == "role_above_own"


def test_who_signs_in_already_is_not_invited(office: Office) -> None:
    from firstreply.core.refusal import Refused

    member, _ = office.member("rep")
    Desk(office, member=member)
    with pytest.raises(Refused) as refused:
        invited(office, member)
    assert refused.value.code == "member_signs_in"
