"""How others get in: who lost a second factor is let in again, who should be out is put out."""

from typing import Any

import pytest

from tests.api.conftest import Office
from tests.channels.smtp_peer import MailPeer
from tests.postgres import Database
from tests.web.desk import said, seated
from tests.web.test_account import Browser, kinds, with_password
from tests.web.test_account_factors import with_app
from tests.web.test_account_letters import links, peer

__all__ = ["peer"]
pytestmark = pytest.mark.postgres


@pytest.fixture
def office(database: Database) -> Office:
    return Office()


def someone(office: Office, role: str, name: str, *, factor: bool = False) -> tuple[Any, Any, Browser]:
    """A member who signs in by a password just now; with an app as a second factor."""
    member, _ = office.member(role, name)
    user = with_password(office, member)
    browser = Browser()
    browser.sign_in(user.email)
    if factor:
        with_app(browser)
    browser.get("/people")
    return member, user, browser


def factors(user: Any) -> int:
    from allauth.mfa.models import Authenticator

    return Authenticator.objects.filter(user_id=user.pk).count()


def test_an_admin_lets_in_again_who_lost_their_phone_and_they_are_told(
    office: Office, peer: MailPeer
) -> None:
    rita, user, theirs = someone(office, "rep", "Rita Rep", factor=True)
    _, _, admin = someone(office, "admin", "Ada Admin")
    assert f"/people/{rita}/factors/remove" in admin.get(f"/people/{rita}").content.decode()
    answer = admin.post(f"/people/{rita}/factors/remove")
    assert answer["Location"] == f"/people/{rita}?done=let-in-again"
    assert (factors(user), theirs.get("/channels").status_code) == (0, 303)
    assert Browser().sign_in(user.email)["Location"] == "/"
    assert links(peer, user.email) == ["/account"]
    assert "factors_taken" in kinds(office)
    audit = said(admin.get("/audit"))
    assert ("Took away somebody’s second factors" in audit, "Rita Rep" in audit) == (True, True)


def test_nobody_is_let_in_again_by_who_stands_below_them_or_by_themselves(office: Office) -> None:
    owner = with_password(office)
    own = Browser()
    own.sign_in(owner.email)
    with_app(own)
    ada, _, admin = someone(office, "admin", "Ada Admin", factor=True)
    _, _, rep = someone(office, "rep", "Rita Rep")
    above = f"/people/{office.founded.member}"
    assert "factors/remove" not in admin.get(above).content.decode()
    asked = [(admin, above), (admin, f"/people/{ada}"), (rep, f"/people/{ada}")]
    statuses = {
        act: [one.post(f"{path}/{act}").status_code for one, path in asked]
        for act in ("factors/remove", "sessions/end")
    }
    assert statuses == {"factors/remove": [422, 422, 403], "sessions/end": [422, 422, 403]}
    assert (factors(owner), own.get("/channels").status_code, admin.get("/channels").status_code) == (
        2,
        200,
        200,
    )


def test_who_works_elsewhere_too_keeps_their_factors_and_the_refusal_says_why(office: Office) -> None:
    from firstreply.store.models import Member

    rita, user, _ = someone(office, "rep", "Rita Rep", factor=True)
    other = Office("Other")
    with other.acting():
        Member.objects.filter(pk=other.founded.member).update(user=user.pk)
    _, _, admin = someone(office, "admin", "Ada Admin")
    answer = admin.post(f"/people/{rita}/factors/remove")
    assert (answer.status_code, "works for another organisation too" in said(answer)) == (422, True)
    assert factors(user) == 2


def test_who_signed_in_long_ago_shows_first_who_they_are(office: Office) -> None:
    rita, user, _ = someone(office, "rep", "Rita Rep", factor=True)
    _, _, admin = someone(office, "admin", "Ada Admin")
    session = admin.client.session
    session["account_authentication_methods"] = []
    session.save()
    answer = admin.post(f"/people/{rita}/factors/remove")
    assert (answer["Location"], factors(user)) == (f"/account/confirm?to=/people/{rita}", 2)


def test_sessions_of_somebody_end_here_and_not_where_they_sit_elsewhere(office: Office) -> None:
    from firstreply.store.models import Member

    rita, user, here = someone(office, "rep", "Rita Rep")
    other = Office("Other")
    with other.acting():
        Member.objects.filter(pk=other.founded.member).update(user=user.pk)
    there = Browser()
    seated(there.client, other.id, user)
    _, _, admin = someone(office, "admin", "Ada Admin")
    assert admin.post(f"/people/{rita}/sessions/end").status_code == 303
    assert (here.get("/channels").status_code, there.get("/channels").status_code) == (303, 200)
    assert "Ended somebody’s sessions" in said(admin.get("/audit"))


def test_nobody_signs_in_as_them_yet(office: Office) -> None:
    rita, _ = office.member("rep")
    _, _, admin = someone(office, "admin", "Ada Admin")
    answer = admin.post(f"/people/{rita}/sessions/end")
    assert (answer.status_code, "Nobody signs in as" in said(answer)) == (422, True)
