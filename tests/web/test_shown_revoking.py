"""Who may revoke a wall or a badge: owners and admins any, managers their teams' and what they made."""

from typing import Any
from uuid import UUID

import pytest

from tests.api.conftest import Office
from tests.postgres import Database
from tests.web.desk import Desk

pytestmark = pytest.mark.postgres


@pytest.fixture
def office(database: Database) -> Office:
    return Office()


def team(office: Office, name: str) -> UUID:
    from firstreply.store.models import Team

    with office.acting():
        return Team.objects.create(organisation_id=office.id, name=name).pk


def shared(office: Office, by: UUID, kind: str = "wall", **settings: Any) -> UUID:
    from firstreply.core.member import Role
    from firstreply.journey.organise import By, links

    with office.acting():
        return links.share(kind, f"{kind} {settings}", settings, By(by, Role.OWNER, office.now))[0]


def revoked(office: Office, at: Desk, link: UUID) -> tuple[bool, int, bool]:
    """Whether the page has the button, what the form answers, whether it is over."""
    from firstreply.store.models import SharedLink

    path = f"/insights/shown/{link}/revoke"
    has_button = path in at.get("/insights/shown").content.decode()
    status = at.post(path).status_code
    with office.acting():
        return has_button, status, SharedLink.objects.get(pk=link).revoked_at is not None


def test_a_manager_revokes_what_shows_their_team_and_what_they_made(office: Office) -> None:
    own, other = team(office, "Own"), team(office, "Other")
    max_, owner = office.member("manager", "Max Manager", (own,))[0], office.founded.member
    mia = office.member("manager", "Mia Manager", (other,))[0]
    at = Desk(office, member=max_)
    theirs = [
        shared(office, owner, team=str(own)),
        shared(office, max_, "badge"),
        shared(office, max_, team=str(other)),
    ]
    others = [
        shared(office, owner),
        shared(office, owner, "badge"),
        shared(office, mia, team=str(other)),
        shared(office, mia, "badge"),
    ]
    assert [revoked(office, at, one) for one in theirs] == [(True, 303, True)] * 3
    assert [revoked(office, at, one) for one in others] == [(False, 403, False)] * 4


@pytest.mark.parametrize("role", ["owner", "admin"])
def test_who_decides_revokes_all(office: Office, role: str) -> None:
    own = team(office, "Own")
    max_ = office.member("manager", "Max Manager", (own,))[0]
    member = office.founded.member if role == "owner" else office.member("admin")[0]
    links = [shared(office, max_, "badge"), shared(office, max_, team=str(own)), shared(office, member)]
    at = Desk(office, member=member)
    assert [revoked(office, at, one) for one in links] == [(True, 303, True)] * 3


def test_a_rep_revokes_nothing_not_even_what_they_made_as_a_manager(office: Office) -> None:
    own = team(office, "Own")
    rita = office.member("rep", "Rita Rep", (own,))[0]
    at = Desk(office, member=rita)
    links = [shared(office, rita, team=str(own)), shared(office, rita, "badge")]
    assert [revoked(office, at, one) for one in links] == [(False, 403, False)] * 2
