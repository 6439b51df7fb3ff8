"""Another address to sign in by: it counts once its letter was opened, and tells nobody who has an account."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.api.conftest import Office
from tests.channels.smtp_peer import MailPeer
from tests.web.desk import alerts, said
from tests.web.test_account import PASSWORD, Browser, kinds, with_password
from tests.web.test_account_letters import links, peer

__all__ = ["peer"]
pytestmark = pytest.mark.postgres
NEW = "olga@new.example"


@pytest.fixture
def office(database: Any) -> Office:
    from firstreply.journey import access

    access.forget()
    return Office()


@pytest.fixture
def user(office: Office) -> Any:
    return with_password(office)


@pytest.fixture
def browser(user: Any) -> Browser:
    """The owner, who signed in a moment ago."""
    found = Browser()
    found.sign_in(user.email)
    return found


def asked(browser: Browser, peer: MailPeer, email: str = NEW) -> str:
    """The path that the letter to the new address names."""
    browser.get("/account/address")
    assert browser.post("/account/address", email=email)["Location"] == "/account?done=letter-sent"
    return links(peer, email)[0]


def member(office: Office, pk: Any) -> Any:
    from firstreply.store.models import Member

    with office.acting():
        return Member.objects.get(pk=pk)


def test_the_new_address_counts_once_its_letter_is_opened_and_the_old_one_is_told(
    office: Office, user: Any, browser: Browser, peer: MailPeer
) -> None:
    before = user.email
    link = asked(browser, peer)
    assert links(peer, before) == ["/password"]
    assert [Browser().sign_in(one).status_code for one in (NEW, before)] == [422, 302]
    assert NEW in said(browser.get(link))
    assert Browser().sign_in(NEW).status_code == 422  # looking changes nothing
    assert browser.post(link)["Location"] == "/account?done=address-changed"
    assert len(links(peer, before, 2)) == 1  # a second letter, which leads nowhere
    assert [Browser().sign_in(one).status_code for one in (NEW, before)] == [302, 422]
    assert browser.get(link).status_code == 404
    assert "shown to be yours" in said(browser.get("/account"))
    assert kinds(office) == ["signed_in", "address_asked", "signed_in", "address_changed", "signed_in"]


def test_all_organisations_of_the_account_write_to_the_new_address(
    office: Office, user: Any, browser: Browser, peer: MailPeer
) -> None:
    from firstreply.store.models import Fact, Identity, Member

    second, third = Office("Second"), Office("Third")
    for one, email in ((second, user.email), (third, "elsewhere@example.net")):
        with one.acting():
            Member.objects.filter(pk=one.founded.member).update(user=user, email=email)
    browser.post(asked(browser, peer))
    found = [member(one, one.founded.member).email for one in (office, second, third)]
    assert found == [NEW, NEW, "elsewhere@example.net"]
    assert [kinds(one)[-1] for one in (office, second, third)] == ["address_changed"] * 3
    with office.acting():
        theirs = Identity.objects.filter(member=office.founded.member).order_by("since", "id")
        assert [(one.value, one.until is None) for one in theirs] == [(user.email, False), (NEW, True)]
        told = Fact.objects.filter(kind="decided", member_id=office.founded.member).order_by("-id")[0]
    assert told.data["after"] == {"email": NEW}


def test_an_organisation_keeps_its_address_where_the_new_one_is_a_colleagues_or_a_mailbox(
    office: Office, user: Any, browser: Browser, peer: MailPeer
) -> None:
    from firstreply.store.models import Identity, Member

    second = Office("Second")
    with second.acting():
        Member.objects.filter(pk=second.founded.member).update(user=user, email=user.email)
        Identity.objects.create(organisation_id=second.id, kind="email", value=NEW)
    colleague, _ = office.member("rep")
    with office.acting():
        Member.objects.filter(pk=colleague).update(email=NEW)
    browser.post(asked(browser, peer))
    assert [member(one, one.founded.member).email for one in (office, second)] == [user.email] * 2
    assert Browser().sign_in(NEW).status_code == 302


def test_an_address_of_another_account_gives_no_hint_until_its_letter_is_opened(
    office: Office, user: Any, browser: Browser, peer: MailPeer
) -> None:
    stranger = with_password(Office("Theirs"))
    answers = []
    for email in (stranger.email, "nobody@example.net"):
        browser.get("/account/address")
        answer = browser.post("/account/address", email=email)
        answers.append((answer.status_code, answer["Location"], said(browser.get("/account/address"))))
    assert answers[0] == answers[1]
    (link,) = links(peer, stranger.email)
    browser.get(link)
    answer = browser.post(link)
    assert (answer.status_code, stranger.email in said(answer)) == (422, True)
    assert [Browser().sign_in(one.email).status_code for one in (user, stranger)] == [302, 302]
    assert "address_changed" not in kinds(office)


def test_a_letter_gives_a_stranger_nothing(user: Any, browser: Browser, peer: MailPeer) -> None:
    other = with_password(Office("Theirs"), password="another long password")
    link = asked(browser, peer, "typo@example.net")
    nobody, stranger = Browser(), Browser()
    assert nobody.get(link)["Location"].startswith("/sign-in?to=/account/address/")
    stranger.sign_in(other.email, "another long password")
    assert stranger.get(link).status_code == 404
    stranger.get("/account")
    assert stranger.post(link).status_code == 404
    assert Browser().sign_in(user.email).status_code == 302


def test_a_new_password_ends_what_was_asked_for(user: Any, browser: Browser, peer: MailPeer) -> None:
    link = asked(browser, peer)
    browser.get("/account/password")
    browser.post("/account/password", password="entirely new words")
    assert browser.get(link).status_code == 404


def test_a_letter_is_worth_nothing_after_a_day_or_a_move(user: Any) -> None:
    from firstreply.core.refusal import Refused
    from firstreply.journey import moving

    now = datetime(2026, 3, 2, 9, tzinfo=UTC)
    _, key = moving.ask(user.pk, NEW, now=now)
    _, other = moving.ask(user.pk, "other@example.net", now=now)
    assert moving.shown(user.pk, key, now + timedelta(hours=23)).after == NEW
    moving.move(user.pk, other, now=now)
    for late in (key, other, "x", ""):
        with pytest.raises(Refused, match="verification_over"):
            moving.shown(user.pk, late, now)
    _, key = moving.ask(user.pk, NEW, now=now)
    with pytest.raises(Refused, match="verification_over"):
        moving.move(user.pk, key, now=now + timedelta(days=1))


def test_who_signed_in_long_ago_shows_first_who_they_are(user: Any, browser: Browser) -> None:
    session = browser.client.session
    session["account_authentication_methods"] = [{"method": "password", "at": 1}]
    session.save()
    assert browser.get("/account/address")["Location"] == "/account/confirm?to=/account/address"


def test_what_is_no_new_address_is_refused_and_stays_typed(
    user: Any, browser: Browser, peer: MailPeer
) -> None:
    browser.get("/account/address")
    for email in ("nonsense", user.email.upper()):
        answer = browser.post("/account/address", email=email)
        assert (answer.status_code, len(alerts(answer)) > 0, email in answer.content.decode()) == (
            422,
            True,
            True,
        )
    assert peer.taken == []


def test_the_fourth_letter_within_an_hour_is_not_sent(user: Any, browser: Browser, peer: MailPeer) -> None:
    browser.get("/account/address")
    answers = [browser.post("/account/address", email=f"a{one}@example.net").status_code for one in range(4)]
    assert answers == [303, 303, 303, 429]


def test_without_a_mail_server_the_page_says_so_and_nothing_is_asked(
    office: Office, user: Any, browser: Browser
) -> None:
    assert "sends no mail yet" in said(browser.get("/account/address"))
    browser.post("/account/address", email=NEW)
    assert kinds(office) == ["signed_in"]


def test_the_right_password_for_the_new_address_alone_lets_nobody_in_before(
    user: Any, browser: Browser, peer: MailPeer
) -> None:
    asked(browser, peer)
    nobody = Browser()
    nobody.get("/password")
    nobody.post("/password", email=NEW)
    assert nobody.sign_in(NEW, PASSWORD).status_code == 422
    assert [one for one in links(peer, NEW) if one.startswith("/password")] == []
