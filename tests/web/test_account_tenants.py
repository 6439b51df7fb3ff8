"""Pages of signing in: whose each of them is, and that nobody else's account or session can be named by them."""

from typing import Any, Final

import pytest

from tests.api.conftest import Office
from tests.api.tenants import accounts, sums
from tests.postgres import Database
from tests.web.desk import Desk
from tests.web.test_account import Browser, with_password
from tests.web.test_account_letters import invited

pytestmark = pytest.mark.postgres
OWN: Final = "names nothing: of the account that the session says"
#: What an address names, and what keeps others from it.
KNOWN: Final = {
    **dict.fromkeys(("sign-in", "sign-in/passkey", "sign-in/off", "sign-out", "welcome", "password"), "of nobody"),
    **dict.fromkeys(("sign-in/code", "sign-in/oidc", "sign-in/oidc/callback"), "of the browser that began it"),
    **dict.fromkeys(
        ("account", "account/confirm", "account/password", "account/address", "account/app", "account/app/remove",
         "account/passkeys", "account/codes", "account/sessions/end", "account/verify", "looks", "organisations"),
        OWN,
    ),
    **dict.fromkeys(("password/<str:link>", "verify/<str:key>", "invitation/<str:token>"), "a secret is the key to it"),
    "account/address/<str:key>": "a secret of that account: tests/web/test_account_moving.py",
    **dict.fromkeys(
        ("account/passkeys/<int:passkey>/remove", "account/sessions/<int:session>/end",
         "people/<uuid:member>/factors/remove", "people/<uuid:member>/sessions/end"), "asked for below"
    ),
}  # fmt: skip


def test_every_address_is_known(database: Database) -> None:
    assert set(accounts()) == set(KNOWN)


def test_what_is_of_another_account_is_not_there_and_nothing_changes(database: Database) -> None:
    from allauth.mfa.models import Authenticator
    from allauth.usersessions.models import UserSession

    own, theirs = Office("Own"), Office("Theirs")
    mine, stranger = with_password(own), with_password(theirs)
    at = Browser()
    at.sign_in(mine.email)
    Browser().sign_in(stranger.email)
    passkey = Authenticator.objects.create(
        user=stranger, type="webauthn", data={"name": "x", "credential": {}}
    ).pk
    session = UserSession.objects.get(user=stranger).pk
    at.get("/account")
    before = sums(database)
    answers = [
        at.post(f"/account/passkeys/{passkey}/remove"),
        at.post(f"/account/sessions/{session}/end"),
        at.post(f"/people/{theirs.founded.member}/factors/remove"),
        at.post(f"/people/{theirs.founded.member}/sessions/end"),
        at.post("/organisations", organisation=str(theirs.id)),
    ]
    assert [one.status_code for one in answers] == [404, 404, 404, 404, 403]
    at.get("/organisations")
    assert at.post("/organisations", organisation=str(theirs.id)).status_code == 404
    assert sums(database) == before


def test_an_invitation_lets_into_its_own_organisation_only(database: Database) -> None:
    own, theirs = Office("Own"), Office("Theirs")
    member, _ = theirs.member("viewer")
    link = invited(theirs, member)
    desk = Desk(own)
    assert "Theirs" in desk.client.get(link).content.decode()
    page: Any = desk.get(link)
    desk.proof = page.content.decode().split('name="proof" value="')[1].split('"')[0]
    assert desk.post(link, how="this").status_code == 303
    assert desk.get("/channels/new/form").status_code == 403  # a viewer there
