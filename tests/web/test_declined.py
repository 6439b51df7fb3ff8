"""An offer that was declined by mistake: Undo opens it again, in the list and on the lead's page; or says why not."""

from uuid import UUID

import pytest

from tests.api.conftest import Office
from tests.postgres import Database
from tests.web.desk import Desk, said
from tests.web.test_inbox import asks, names, owner_of, undo

pytestmark = pytest.mark.postgres


@pytest.fixture
def office(database: Database) -> Office:
    from firstreply.journey import access

    access.forget()
    return Office()


def offered(office: Office, *members: UUID) -> tuple[UUID, UUID]:
    """A lead of a pool of these; the lead, and what offers it."""
    from datetime import timedelta

    from firstreply.journey import acted
    from firstreply.store.models import Pool

    lead = asks(office)
    with office.acting():
        value = {"id": "p", "mode": "claim", "seats": [{"member": str(one)} for one in members]}
        pool = Pool.objects.create(organisation_id=office.id, name="Callers", value=value).pk
    made = acted.assign(office.id, lead, by=None, now=office.now + timedelta(seconds=2), pool=pool).made
    assert made is not None
    return lead, made


def test_an_offer_that_was_declined_in_the_list_is_back_by_undo(office: Office) -> None:
    rita, _ = office.member("rep")
    _, offer = offered(office, rita)
    at = Desk(office, member=rita)
    answer = at.post(f"/inbox/offers/{offer}/decline")
    assert names(at.get("/inbox")) == []
    assert undo(at, answer).status_code == 303
    assert names(at.get("/inbox")) == ["Sara Ahmadi"]
    assert at.post(f"/inbox/offers/{offer}/claim").status_code == 303


def test_undo_says_so_when_somebody_has_it(office: Office) -> None:
    rita, ben = office.member("rep")[0], office.member("rep", "Ben Rep")[0]
    lead, offer = offered(office, rita, ben)
    at = Desk(office, member=rita)
    answer = at.post(f"/inbox/offers/{offer}/decline")
    Desk(office, member=ben).post(f"/inbox/offers/{offer}/claim")
    refused = undo(at, answer)
    assert refused.status_code == 422
    assert "Somebody has this lead by now" in said(refused)
    assert owner_of(office, lead) == ben


def test_on_the_page_of_the_lead_it_stands_in_its_history(office: Office) -> None:
    from firstreply.store.models import Lead

    rita, _ = office.member("rep", "Rita Rep", (office.founded.team,))
    lead, offer = offered(office, rita)
    with office.acting():
        Lead.objects.filter(pk=lead).update(team_id=office.founded.team)
    at = Desk(office, member=rita)
    answer = at.post(f"/leads/{lead}/offers/{offer}", take="no")
    assert undo(at, answer).status_code == 303
    told = said(at.get(f"/leads/{lead}"))
    assert "The offer is open to Rita Rep again" in told
    assert at.post(f"/leads/{lead}/offers/{offer}", take="yes").status_code == 303
    assert owner_of(office, lead) == rita
