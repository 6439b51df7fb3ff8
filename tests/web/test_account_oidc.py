"""In by a service: only who has a membership, known by an address that the service verified."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import override_settings

from tests.api.conftest import Office
from tests.web.desk import alerts, said
from tests.web.issuer import Issuer, issuing
from tests.web.test_account import PASSWORD, Browser, kinds, with_password
from tests.web.test_account_letters import invited

pytestmark = pytest.mark.postgres


@pytest.fixture
def office(database: Any) -> Office:
    return Office()


@pytest.fixture
def user(office: Office) -> Any:
    return with_password(office)


@pytest.fixture
def issuer(database: Any) -> Iterator[Issuer]:
    """A service, and an installation that is told of it."""
    from allauth.socialaccount.providers import registry
    from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider

    from firstreply.site import signing_in
    from firstreply.site.settings import Settings

    with issuing() as found:
        told = Settings(
            oidc_issuer=found.address,
            oidc_client_id="firstreply",
            oidc_client_secret="s3cret",
            oidc_name="House login",
        )
        given = {"SOCIALACCOUNT_PROVIDERS": signing_in.told(told)["SOCIALACCOUNT_PROVIDERS"]}
        with override_settings(FIRSTREPLY_OIDC_NAME="House login", **given):
            registry.register(OpenIDConnectProvider)  # as its app does where the settings name a service
            yield found
        registry.provider_map.pop(OpenIDConnectProvider.id)


def sent(answer: Any) -> str:
    """Where a page sends the browser on to."""
    found = re.search(r'http-equiv="refresh" content="0;url=([^"]+)"', answer.content.decode())
    assert found is not None, said(answer)
    return unescape(found[1])


def through(browser: Browser, issuer: Issuer, to: str = "/channels", **claims: Any) -> Any:
    """There and back again."""
    issuer.claims = {"sub": "u1", "email_verified": True, **claims}
    browser.get("/sign-in")
    back = urlsplit(issuer.agree(sent(browser.post("/sign-in/oidc", to=to))))
    return browser.get(f"{back.path}?{back.query}")


def test_who_has_a_membership_comes_in_by_a_verified_address(
    office: Office, user: Any, issuer: Issuer
) -> None:
    browser = Browser()
    answer = through(browser, issuer, email=user.email.upper())
    assert (answer.status_code, answer["Location"]) == (302, "/channels")
    assert browser.get("/channels").status_code == 200
    assert issuer.asked[0]["redirect_uri"].endswith("/sign-in/oidc/callback")
    assert (issuer.asked[0]["code_challenge_method"], "openid" in issuer.asked[0]["scope"]) == ("S256", True)
    assert Browser().sign_in(user.email).status_code == 302  # the password stays as it was
    assert kinds(office)[0] == "signed_in"


def test_who_came_once_is_known_by_the_service_even_under_a_new_address(user: Any, issuer: Issuer) -> None:
    through(Browser(), issuer, email=user.email)
    browser = Browser()
    assert through(browser, issuer, email="married@example.example")["Location"] == "/channels"
    assert browser.get("/channels").status_code == 200


@pytest.mark.parametrize(
    "claims",
    [{"email": "stranger@example.net"}, {"email": "owner@example.example", "email_verified": False}, {}],
)
def test_nobody_else_comes_in_and_nothing_is_made(user: Any, issuer: Issuer, claims: dict[str, Any]) -> None:
    from allauth.socialaccount.models import SocialAccount

    from firstreply.store.models import User

    browser = Browser()
    answer = through(browser, issuer, **claims)
    assert answer["Location"] == "/sign-in?why=service_unknown"
    assert "House login" in " ".join(alerts(browser.get("/sign-in?why=service_unknown")))
    assert browser.get("/channels").status_code == 303
    assert (User.objects.count(), SocialAccount.objects.count()) == (1, 0)


def test_who_left_does_not_come_in_by_the_service_either(office: Office, user: Any, issuer: Issuer) -> None:
    from firstreply.store.models import Member

    through(Browser(), issuer, email=user.email)
    with office.acting():
        Member.objects.filter(user=user).update(left_at=office.now)
    assert through(Browser(), issuer, email=user.email)["Location"] == "/sign-in?why=service_unknown"


def test_a_second_step_is_asked_for_after_the_service_too(user: Any, issuer: Issuer) -> None:
    from tests.web.test_account_factors import with_app

    browser = Browser()
    browser.sign_in(user.email)
    with_app(browser)
    assert through(Browser(), issuer, email=user.email)["Location"] == "/sign-in/code"


def test_an_answer_of_another_browser_or_twice_or_invented_is_none(user: Any, issuer: Issuer) -> None:
    browser, other = Browser(), Browser()
    issuer.claims = {"sub": "u1", "email": user.email, "email_verified": True}
    browser.get("/sign-in")
    back = urlsplit(issuer.agree(sent(browser.post("/sign-in/oidc"))))
    answer = other.get(f"{back.path}?{back.query}")
    assert answer["Location"] == "/sign-in?why=service_failed"
    assert browser.get(f"{back.path}?{back.query}").status_code == 302
    assert browser.get(f"{back.path}?{back.query}")["Location"].startswith("/sign-in?why=")
    assert Browser().get("/sign-in/oidc/callback?code=x&state=y")["Location"] == "/sign-in?why=service_failed"


def test_a_service_that_is_broken_or_says_no_lets_nobody_in(user: Any, issuer: Issuer) -> None:
    issuer.broken = True
    assert through(Browser(), issuer, email=user.email)["Location"] == "/sign-in?why=service_failed"
    browser = Browser()
    browser.get("/sign-in")
    state = urlsplit(issuer.agree(sent(browser.post("/sign-in/oidc")))).query.partition("state=")[2]
    answer = browser.get(f"/sign-in/oidc/callback?error=access_denied&state={state}")
    assert answer["Location"] == "/sign-in?why=service_failed"


def test_a_token_for_somebody_else_or_of_another_issuer_is_refused(user: Any, issuer: Issuer) -> None:
    for claims in ({"aud": "another"}, {"iss": "https://evil.example"}, {"exp": 1}):
        answer = through(Browser(), issuer, email=user.email, **claims)
        assert answer["Location"] == "/sign-in?why=service_failed", claims


def test_who_is_invited_joins_by_the_service_without_a_password(office: Office, issuer: Issuer) -> None:
    from firstreply.store.models import User

    member, _ = office.member("rep")
    link = invited(office, member)
    browser = Browser()
    browser.get(link)
    issuer.claims = {"sub": "rita", "email": "rita@example.net", "email_verified": True}
    back = urlsplit(issuer.agree(sent(browser.post(link, how="service"))))
    answer = browser.get(f"{back.path}?{back.query}")
    assert answer.status_code == 302
    assert "Rita Rep" in browser.get("/channels").content.decode()
    assert not User.objects.get(email="rita@example.net").has_usable_password()
    assert Browser().sign_in("rita@example.net", PASSWORD).status_code == 422


def test_an_invitation_for_another_address_is_not_accepted_by_the_service(
    office: Office, issuer: Issuer
) -> None:
    member, _ = office.member("rep")
    link = invited(office, member)
    browser = Browser()
    browser.get(link)
    issuer.claims = {"sub": "m", "email": "mallory@example.net", "email_verified": True}
    back = urlsplit(issuer.agree(sent(browser.post(link, how="service"))))
    assert browser.get(f"{back.path}?{back.query}")["Location"] == "/sign-in?why=service_unknown"
    assert Browser().get(link).status_code == 200


def test_without_a_service_there_is_none(office: Office) -> None:
    browser = Browser()
    assert "/sign-in/oidc" not in browser.get("/sign-in").content.decode()
    assert browser.post("/sign-in/oidc").status_code == 404
    assert browser.get("/sign-in/oidc/callback?code=x&state=y").status_code == 404
