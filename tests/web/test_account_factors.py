"""Second factors, passwords that are changed or forgotten, and sessions: on the pages of one's own account."""

import re
from typing import Any

import pytest

from tests.api.conftest import Office
from tests.web.desk import alerts, said
from tests.web.test_account import PASSWORD, Browser, kinds, with_password

pytestmark = pytest.mark.postgres


@pytest.fixture
def office(database: Any) -> Office:
    return Office()


@pytest.fixture
def user(office: Office) -> Any:
    return with_password(office)


@pytest.fixture
def browser(user: Any) -> Browser:
    """Signed in just now, by a password."""
    found = Browser()
    found.sign_in(user.email)
    return found


def code(secret: str, step: int = 0) -> str:
    """What an authenticator app shows for the key, so many half minutes from now."""
    import time

    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step))


def with_app(browser: Browser) -> tuple[str, list[str]]:
    """Adds an app on its page; its key and the recovery codes that came along."""
    page = browser.get("/account/app").content.decode()
    secret = re.search(r'id="secret">([A-Z2-7]+)<', page)
    assert secret is not None
    answer = browser.post("/account/app", code=code(secret[1]))
    assert answer["Location"] == "/account/codes?done=factor-added", said(answer)
    codes = re.findall(r"\b\d{10}\b", browser.get("/account/codes").content.decode())
    return secret[1], codes


def test_an_app_is_asked_for_after_the_password_and_a_code_works_once(
    office: Office, user: Any, browser: Browser
) -> None:
    secret, codes = with_app(browser)
    assert len(codes) == 10
    other = Browser()
    assert other.sign_in(user.email, to="/channels")["Location"] == "/sign-in/code"
    assert other.get("/channels").status_code == 303
    other.get("/sign-in/code")
    wrong = other.post("/sign-in/code", code="000000")
    assert (wrong.status_code, len(alerts(wrong)) > 0) == (422, True)
    shown = code(secret, 1)
    arabic = shown.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert other.post("/sign-in/code", code=arabic)["Location"] == "/channels"
    assert other.get("/channels").status_code == 200
    again = Browser()
    again.sign_in(user.email)
    again.get("/sign-in/code")
    assert again.post("/sign-in/code", code=shown).status_code == 422
    assert kinds(office) == ["signed_in", "factor_added", "signed_in"]


def test_a_recovery_code_lets_in_once(user: Any, browser: Browser) -> None:
    _, codes = with_app(browser)
    statuses = []
    for _ in range(2):
        other = Browser()
        other.sign_in(user.email)
        other.get("/sign-in/code")
        statuses.append(other.post("/sign-in/code", code=codes[0]).status_code)
    assert statuses == [302, 422]


def test_five_wrong_codes_make_the_sixth_wait_even_if_it_is_right(user: Any, browser: Browser) -> None:
    _, codes = with_app(browser)
    other = Browser()
    other.sign_in(user.email)
    other.get("/sign-in/code")
    wrong = [other.post("/sign-in/code", code="000000").status_code for _ in range(5)]
    assert [*wrong, other.post("/sign-in/code", code=codes[0]).status_code] == [422] * 5 + [429]


def test_secrets_of_factors_lie_sealed_in_the_database(user: Any, browser: Browser) -> None:
    from allauth.mfa.models import Authenticator

    secret, codes = with_app(browser)
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept
    assert not any(one in kept for one in codes)


def test_without_the_app_again_a_password_is_enough(office: Office, user: Any, browser: Browser) -> None:
    from allauth.mfa.models import Authenticator

    with_app(browser)
    browser.get("/account")
    assert browser.post("/account/app/remove")["Location"] == "/account?done=factor-removed"
    assert Authenticator.objects.count() == 0
    assert Browser().sign_in(user.email)["Location"] == "/"
    assert kinds(office)[-2:] == ["factor_removed", "signed_in"]


def test_half_signed_in_is_not_signed_in(user: Any, browser: Browser) -> None:
    with_app(browser)
    other = Browser()
    other.sign_in(user.email)
    for path in ("/account", "/account/app", "/account/codes", "/organisations", "/channels"):
        assert other.get(path).status_code == 303
    assert Browser().get("/sign-in/code")["Location"] == "/sign-in"


def test_who_showed_themselves_long_ago_is_asked_again_before_factors_change(
    user: Any, browser: Browser
) -> None:
    session = browser.client.session
    session["account_authentication_methods"][0]["at"] -= 601
    session.save()
    for path in ("/account/app", "/account/password", "/account/passkeys", "/account/codes"):
        assert browser.get(path)["Location"] == f"/account/confirm?to={path}"
    browser.get("/account")
    assert browser.post("/account/password", password="another long one")["Location"].startswith(
        "/account/confirm"
    )
    browser.get("/account/confirm?to=/account/password")
    assert browser.post("/account/confirm", password="wrong", to="/account/password").status_code == 422
    assert browser.post("/account/confirm", password=PASSWORD, to="https://evil.example")["Location"] == "/"
    assert browser.get("/account/password").status_code == 200


def test_changing_the_password_ends_every_other_session(office: Office, user: Any, browser: Browser) -> None:
    other = Browser()
    other.sign_in(user.email)
    before = browser.key()
    browser.get("/account/password")
    assert browser.post("/account/password", password="entirely new words")["Location"].endswith(
        "password-changed"
    )
    assert browser.key() != before
    assert [one.get("/channels").status_code for one in (browser, other)] == [200, 303]
    assert [Browser().sign_in(user.email, one).status_code for one in (PASSWORD, "entirely new words")] == [
        422,
        302,
    ]
    assert kinds(office).count("password_changed") == 1


@pytest.mark.parametrize(
    ("password", "word"),
    [("short", "too short"), ("password123", "Many people"), ("owner@example.example", "too much like")],
)
def test_weak_passwords_are_refused_in_words(browser: Browser, password: str, word: str) -> None:
    browser.get("/account/password")
    answer = browser.post("/account/password", password=password)
    assert (answer.status_code, word in " ".join(alerts(answer))) == (422, True)


def test_sessions_are_listed_and_ended_one_by_one_or_all(office: Office, user: Any, browser: Browser) -> None:
    from allauth.usersessions.models import UserSession

    second, third = Browser("Second browser"), Browser("Third browser")
    for one in (second, third):
        one.sign_in(user.email)
    page = said(browser.get("/account"))
    assert ("Second browser" in page, "Third browser" in page, "this one" in page) == (True, True, True)
    own = UserSession.objects.get(user_agent="Second browser").pk
    browser.post(f"/account/sessions/{own}/end")
    assert [one.get("/channels").status_code for one in (browser, second, third)] == [200, 303, 200]
    browser.get("/account")
    browser.post("/account/sessions/end")
    assert [one.get("/channels").status_code for one in (browser, third)] == [200, 303]


def test_nobody_ends_the_session_of_somebody_else(user: Any, browser: Browser) -> None:
    from allauth.usersessions.models import UserSession

    other = Office("Other")
    stranger = with_password(other)
    theirs = Browser()
    theirs.sign_in(stranger.email)
    own = UserSession.objects.get(user=stranger).pk
    browser.get("/account")
    assert browser.post(f"/account/sessions/{own}/end").status_code == 404
    assert theirs.get("/channels").status_code == 200


def test_a_page_of_the_account_asks_as_often_for_three_sessions_as_for_one(
    user: Any, browser: Browser
) -> None:
    from tests.statements import counted

    with counted() as one:
        browser.get("/account")
    for _ in range(2):
        Browser().sign_in(user.email)
    with counted() as three:
        browser.get("/account")
    assert len(three) == len(one)


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36",
            "Chrome on Linux",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge on Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
            "Safari on iPhone",
        ),
        ("curl/8.5\x1b[31m", "curl/8.5 [31m"),
    ],
)
def test_browsers_are_called_as_people_call_them(agent: str, name: str) -> None:
    from firstreply.insights import words
    from firstreply.web.account.agent import called

    assert called(words.use("en"), agent) == name
