"""Insights on pages: one's own rank, for oneself alone, without a name of anybody else."""

import time
from datetime import timedelta
from uuid import UUID

import pytest

from tests.api.conftest import Office
from tests.postgres import Database
from tests.web.desk import Desk

pytestmark = pytest.mark.postgres


@pytest.fixture
def reps(database: Database, home: object) -> tuple[Office, dict[str, UUID]]:
    """Two of one team: Ann answered five after a minute, Ben five after an hour; and Cem, who is of none."""
    from firstreply.core.member import Role
    from firstreply.core.sight import Viewer
    from firstreply.insights.live import Asked, ask
    from firstreply.journey import acted, flow
    from firstreply.store import models

    office = Office()
    with office.acting():
        team = models.Team.objects.create(organisation_id=office.id, name="North").pk
    teams = {"Ann": (team,), "Ben": (team,), "Cem": ()}
    people = {name: office.member("rep", name, of)[0] for name, of in teams.items()}
    for number in range(10):
        at = office.now - timedelta(days=2, minutes=number)
        asked = {"name": f"P {number}", "email": f"p{number}@c.example", "occurred_at": at.isoformat()}
        assert office.ask("POST", "/inquiries", asked).status_code == 202
    flow.arrived(office.id, now=office.now)
    with office.acting():
        waits = [(one.pk, one.lead_id, one.started_at) for one in models.Wait.objects.order_by("started_at")]
    for number, (wait, lead, began) in enumerate(waits):
        whose, after = (people["Ann"], 1) if number % 2 else (people["Ben"], 60)
        acted.assign(office.id, lead, by=office.founded.member, now=office.now, to=whose)
        acted.talked(office.id, wait, channel="phone", by=whose, now=began + timedelta(minutes=after))
    end = time.monotonic() + 60
    while ask(office.id, Viewer(member=None, role=Role.OWNER), Asked(), "headline").preparing is not None:
        assert time.monotonic() < end
        time.sleep(0.1)
    return office, people


def cards(office: Office, member: UUID) -> str:
    """The cards of their page."""
    page = Desk(office, member=member).get("/insights?period=all&clock=wall").content.decode()
    found = page[page.index('class="cards"') :]
    return found[: found.index("<section")]


def test_each_is_told_their_own_place_and_nobody_elses_name(reps: tuple[Office, dict[str, UUID]]) -> None:
    office, people = reps
    ann, ben, cem = (cards(office, people[name]) for name in ("Ann", "Ben", "Cem"))
    assert ("Your rank" in ann, ">1 of 2<" in ann, "Ben" in ann) == (True, True, False)
    assert ("Your rank" in ben, ">2 of 2<" in ben, "Ann" in ben) == (True, True, False)
    assert "Your rank" not in cem
