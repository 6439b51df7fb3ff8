"""Signing in and out: sessions, wrong passwords, forgotten ones; what tells nobody who has an account."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.api.conftest import Office
from tests.web.desk import Desk, account, alerts, said, seated

pytestmark = pytest.mark.postgres
PASSWORD = "correct horse battery"


class Browser:
    """Nobody in particular: cookies, and forms with the proof of the page they stood on."""

    def __init__(self, agent: str = "Test") -> None:
        from django.test import Client

        self.client = Client(headers={"User-Agent": agent})
        self.proof = ""

    def get(self, path: str) -> Any:
        return self._seen(self.client.get(path))

    def post(self, path: str, **fields: Any) -> Any:
        return self._seen(self.client.post(path, {"proof": self.proof, **fields}))

    def sign_in(self, email: str, password: str = PASSWORD, **more: Any) -> Any:
        self.get("/sign-in")
        return self.post("/sign-in", email=email, password=password, **more)

    def key(self) -> str:
        return str(self.client.cookies["firstreply_session"].value)

    def _seen(self, answer: Any) -> Any:
        found = (
            re.search(r'name="proof" value="([^"]+)"', answer.content.decode()) if answer.content else None
        )
        self.proof = found[1] if found else self.proof
        return answer


def with_password(office: Office, member: Any = None, password: str = PASSWORD) -> Any:
    """The account of the owner (or that member), with a password."""
    from allauth.account.models import EmailAddress

    user = account(office, member or office.founded.member)
    user.set_password(password)
    user.save()
    EmailAddress.objects.get_or_create(user=user, email=user.email, primary=True)
    return user


def kinds(office: Office) -> list[str]:
    """What the audit says, in order."""
    from firstreply.store.models import AuditEntry

    with office.acting():
        return list(AuditEntry.objects.order_by("id").values_list("kind", flat=True))


@pytest.fixture
def office(database: Any) -> Office:
    from firstreply.journey import access

    access.forget()
    return Office()


@pytest.fixture
def user(office: Office) -> Any:
    return with_password(office)


def test_address_and_password_let_in_for_twelve_hours(office: Office, user: Any) -> None:
    browser = Browser()
    answer = browser.sign_in("Owner@Example.example", to="/channels")
    cookie = browser.client.cookies["firstreply_session"]
    assert (answer.status_code, answer["Location"]) == (302, "/channels")
    assert (cookie["httponly"], cookie["samesite"], round(cookie["max-age"] / 3600)) == (True, "Lax", 12)
    assert browser.get("/channels").status_code == 200
    assert kinds(office) == ["signed_in"]


def test_who_wants_to_stay_stays_for_thirty_days(office: Office, user: Any) -> None:
    browser = Browser()
    browser.sign_in(user.email, keep="on")
    assert browser.client.cookies["firstreply_session"]["max-age"] in (30 * 86400, 30 * 86400 - 1)


def test_a_session_is_over_in_the_database_when_its_time_is_over(office: Office) -> None:
    from django.contrib.sessions.models import Session

    desk = Desk(office)
    Session.objects.update(expire_date=datetime.now(UTC) - timedelta(seconds=1))
    answer = desk.get("/channels?done=saved")
    assert (answer.status_code, answer["Location"]) == (303, "/sign-in?to=/channels%3Fdone%3Dsaved")


def test_signing_in_gives_the_session_a_new_key(office: Office, user: Any) -> None:
    browser = Browser()
    browser.get("/sign-in")
    session = browser.client.session  # somebody else put it there
    session["planted"] = 1
    session.save()
    browser.client.cookies["firstreply_session"] = planted = session.session_key
    browser.sign_in(user.email)
    assert browser.key() != planted
    other = Browser()
    other.client.cookies["firstreply_session"] = planted
    assert other.get("/channels").status_code == 303


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(office: Office, user: Any) -> None:
    answers = [Browser().sign_in(email, "wrong password") for email in (user.email, "nobody@example.net")]
    told = [(one.status_code, alerts(one)) for one in answers]
    assert told[0] == told[1]
    assert told[0][0] == 422
    assert len(told[0][1]) >= 1
    assert kinds(office) == ["sign_in_failed"]


def test_five_wrong_passwords_make_the_sixth_wait_even_if_it_is_right(office: Office, user: Any) -> None:
    statuses = [Browser().sign_in(user.email, "wrong").status_code for _ in range(5)]
    last = Browser().sign_in(user.email)
    assert (statuses, last.status_code) == ([422] * 5, 429)
    assert (
        "firstreply_session" not in last.client.cookies
        or last.client.cookies["firstreply_session"].value == ""
    )


def test_thirty_attempts_from_one_address_make_the_next_wait_whoever_it_is(office: Office, user: Any) -> None:
    for number in range(30):
        Browser().sign_in(f"nobody{number}@example.net", "wrong")
    assert Browser().sign_in(user.email).status_code == 429


def test_going_on_after_signing_in_leads_nowhere_else(office: Office, user: Any) -> None:
    for to in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/\nx"):
        browser = Browser()
        browser.get("/sign-in")
        assert browser.sign_in(user.email, to=to)["Location"] == "/"
        assert Browser().get(f"/sign-in?to={to}").content.decode().count("evil") == 0


@pytest.mark.parametrize(
    "path",
    ["/sign-in", "/sign-in/passkey", "/sign-in/code", "/sign-out", "/password", "/welcome", "/organisations", "/looks",
     "/account/password", "/account/address", "/account/address/x",
     "/account/app", "/account/app/remove", "/account/passkeys", "/account/passkeys/1/remove",
     "/account/codes", "/account/sessions/end", "/account/sessions/1/end", "/account/verify", "/account/confirm"],
)  # fmt: skip
def test_a_form_without_the_proof_of_its_page_does_nothing(office: Office, user: Any, path: str) -> None:
    desk = Desk(office)
    for client in (desk.client, Browser().client):
        answer = client.post(path, {"email": user.email, "password": PASSWORD})
        assert answer.status_code in (401, 403), answer.content
    assert desk.get("/channels").status_code == 200


def test_signing_out_ends_the_session_for_whoever_has_its_cookie(office: Office, user: Any) -> None:
    browser = Browser()
    browser.sign_in(user.email)
    browser.get("/channels")
    stolen = browser.key()
    assert browser.post("/sign-out")["Location"] == "/sign-in?done=signed-out"
    other = Browser()
    other.client.cookies["firstreply_session"] = stolen
    assert [one.get("/channels").status_code for one in (browser, other)] == [303, 303]
    assert kinds(office) == ["signed_in", "signed_out"]


def test_who_left_is_out_at_once(office: Office) -> None:
    from firstreply.core.member import Role
    from firstreply.journey import acted
    from firstreply.journey.organise import By

    member, _ = office.member("rep")
    desk = Desk(office, member=member)
    assert desk.get("/channels").status_code == 200
    acted.retire(office.id, member, By(office.founded.member, Role.OWNER, datetime.now(UTC)))
    assert desk.get("/channels").status_code == 303


def test_an_account_that_is_switched_off_is_out_at_once_and_does_not_come_in(
    office: Office, user: Any
) -> None:
    desk = Desk(office)
    user.is_active = False
    user.save()
    assert desk.get("/channels").status_code == 303
    answer = Browser().sign_in(user.email)
    assert answer["Location"] == "/sign-in/off"
    assert Browser().get("/sign-in/off").status_code == 403


def test_a_page_asks_three_times_who_looks(office: Office) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from firstreply.web.desk.visit import visit

    desk = Desk(office)
    request = desk.client.get("/channels").wsgi_request
    key = request.session.session_key
    request.session = type(request.session)(key)
    with CaptureQueriesContext(connection) as seen:
        who = visit(request)
    asked = [one["sql"] for one in seen if one["sql"] not in ("BEGIN", "COMMIT")]
    assert (len(asked), who.name, who.caller.member) == (3, "Olga Owner", office.founded.member)


def test_addresses_that_need_no_session_ask_for_none(office: Office) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    desk = Desk(office)
    with CaptureQueriesContext(connection) as asked:
        for path in ("/healthz", "/metrics", "/f/00000000-0000-0000-0000-000000000000"):
            desk.client.get(path)
        desk.client.get("/api/v1/me", headers={"Authorization": f"Bearer {office.token}"})
    assert [one["sql"] for one in asked if "django_session" in one["sql"]] == []


def test_who_works_in_two_places_chooses(office: Office, user: Any) -> None:
    from firstreply.store.models import Member

    second = Office("Second")
    with second.acting():
        Member.objects.filter(pk=second.founded.member).update(user=user, name="Olga Elsewhere")
    browser = Browser()
    browser.sign_in(user.email)
    assert "Olga Owner" in browser.get("/channels").content.decode()
    assert "Example" in said(browser.get("/organisations"))
    assert browser.post("/organisations", organisation=str(second.id))["Location"] == "/"
    assert "Olga Elsewhere" in browser.get("/channels").content.decode()
    stranger = Office("Stranger")
    browser.get("/organisations")
    assert browser.post("/organisations", organisation=str(stranger.id)).status_code == 404
    assert browser.post("/organisations", organisation="x").status_code == 404


def test_who_belongs_nowhere_is_told_so(office: Office, user: Any) -> None:
    from firstreply.store.models import Member

    with office.acting():
        Member.objects.filter(user=user).update(user=None)
    browser = Browser()
    browser.sign_in(user.email)
    assert browser.get("/channels").status_code == 303
    assert "You belong to no organisation here" in said(browser.get("/organisations"))


class Mail:
    """What was written to people, by a mail server of the test."""

    def __init__(self, letters: Any) -> None:
        self.letters = letters

    def links(self, to: str) -> list[str]:
        found = []
        for letter in self.letters:
            if letter["to"] == to:
                found += re.findall(r"https?://[^/\s]+(/\S+)", letter["text"])
        return found


def test_a_form_that_was_typed_before_the_session_ended_counts_after_the_next_sign_in(
    office: Office, user: Any
) -> None:
    browser = Browser()
    browser.sign_in(user.email)
    browser.get("/channels/new/form")
    typed = browser.proof
    browser.get("/channels")
    browser.post("/sign-out")
    browser.sign_in(user.email)
    answer = browser.client.post("/channels/new/form", {"proof": typed, "name": "Typed"})
    assert answer.status_code == 201


def test_the_session_of_another_key_is_nobodys(office: Office, user: Any, tmp_path: Path) -> None:
    browser = Browser()
    seated(browser.client, office.id, user)
    user.set_password("another password entirely")
    user.save()
    assert browser.get("/channels").status_code == 303
