"""The wall: what hangs in the office for weeks and is looked at from across the room."""

from datetime import timedelta

import pytest

from tests.api.conftest import Office
from tests.api.stocked import lead, minutes, wait
from tests.postgres import Database
from tests.web.desk import said

pytestmark = pytest.mark.postgres


@pytest.fixture
def office(database: Database, home: object) -> Office:
    return Office()


def hung(office: Office, **settings: object) -> str:
    """A wall; its address."""
    from firstreply.core.member import Role
    from firstreply.journey.organise import By, links

    with office.acting():
        given = {"names": True, "language": "en", "theme": "auto", "team": "", **settings}
        return f"/wall/{links.share('wall', 'Office', given, By(office.founded.member, Role.OWNER, office.now))[1]}"


def test_the_wall_counts_everybody_though_it_names_only_a_dozen(office: Office) -> None:
    from django.test import Client

    for number in range(14):
        owner, _ = office.member("rep", f"Rep{number} X")
        at = office.now - timedelta(hours=2)
        made = lead(office, f"Asks {number}", owner_id=owner, last_in_at=at)
        wait(office, made, at, owner_id=owner, due_at=office.now + minutes(-5 if number > 3 else 50))
    told = said(Client().get(hung(office)))
    assert ("14 wait for an answer 10 overdue" in told, told.count("Rep")) == (True, 8 + 12)


def test_a_wall_that_was_revoked_goes_blank_at_the_next_look(office: Office) -> None:
    from django.test import Client

    from firstreply.store.models import SharedLink

    address, screen = hung(office), Client()
    assert "Office" in screen.get(address, headers={"HX-Request": "true"}).content.decode()
    with office.acting():
        SharedLink.objects.update(revoked_at=office.now)
    answer = screen.get(address, headers={"HX-Request": "true"})
    text = answer.content.decode()
    assert (answer.status_code, "HX-Reswap" in answer, "hx-get" in text) == (404, False, False)
    assert ('id="now"' in text, "This address shows nothing any more." in text) == (True, True)
