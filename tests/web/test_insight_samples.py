"""Invented people: Insights shows them and says so; what others see or get by mail leaves them out."""

import re
import time

import pytest
from django.test import Client

from tests.api.conftest import Office
from tests.postgres import Database
from tests.web.desk import Desk, said

pytestmark = pytest.mark.postgres


@pytest.fixture
def office(database: Database) -> Office:
    return Office()


@pytest.fixture
def desk(office: Office, home: object) -> Desk:
    """A desk in an organisation where nobody but sample data was ever answered."""
    from firstreply.core.member import Role
    from firstreply.core.sight import Viewer
    from firstreply.insights.live import Asked, ask

    found = Desk(office)
    assert found.post("/begin/sample").status_code == 303
    end = time.monotonic() + 60
    while ask(office.id, Viewer(member=None, role=Role.OWNER), Asked(), "headline").preparing is not None:
        assert time.monotonic() < end
        time.sleep(0.1)
    return found


def test_insights_counts_sample_data_and_says_so(desk: Desk) -> None:
    told = said(desk.get("/insights?period=all"))
    assert "40 sample leads are counted here." in told
    assert "of 40 new inquiries" in told


def test_a_badge_of_sample_data_says_that_nothing_is_measured(desk: Desk) -> None:
    page = desk.post("/insights/shown/new", kind="badge", name="Site", language="en").content.decode()
    found = re.search(r"/badge/fr_[\w-]+\.svg", page)
    assert found
    assert "Replies are not measured yet" in Client().get(found[0]).content.decode()
    assert "Sample data is left out of both" in said(desk.get("/insights/shown"))


def test_a_wall_shows_nobody_who_does_not_exist(desk: Desk) -> None:
    page = desk.post("/insights/shown/new", kind="wall", name="Office", language="en", names="on")
    found = re.search(r"/wall/fr_[\w-]+", page.content.decode())
    assert found
    told = said(Client().get(found[0]))
    assert ("0 wait for an answer" in told, "Nothing is open." in told) == (True, True)


def test_figures_by_mail_count_nobody_who_does_not_exist(desk: Desk) -> None:
    from firstreply.core.member import Role
    from firstreply.core.sight import Viewer
    from firstreply.insights.digest import written
    from firstreply.journey.organise import digests
    from firstreply.store.models import Digest

    desk.post("/insights/digests/new", every="month", at="08:00", query="")
    with desk.office.acting():
        one = digests.one(Digest.objects.get().pk, desk.member, now=desk.office.now)
    letter = written(desk.office.id, Viewer(member=desk.member, role=Role.OWNER), one, now=desk.office.now)
    assert letter is not None
    assert letter.lines[1:] == ["Nobody asked in this period"]
