"""A manager changes a rule in plain sentences after seeing what it would have done, and sees no other team's leads."""

import re
from datetime import UTC, datetime

import pytest

from tests.api.conftest import Office
from tests.postgres import Database
from tests.web.desk import Desk, said

pytestmark = pytest.mark.postgres
#: Every lead to whoever took it down.
RULE = {"t.rules.0.id": "all", "t.rules.0.condition.join": "all"}


@pytest.fixture
def office(database: Database) -> Office:
    from firstreply.api import auth

    auth.forget()
    made = Office()
    for name in ("Lea", "Hidden"):
        person = {"name": name, "email": f"{name}@example.org".lower(), "need": "x"}
        made.ask("POST", "/inquiries", person)
    from firstreply.journey import flow

    flow.arrived(made.id, now=datetime.now(UTC))
    return made


def _manager(office: Office) -> Desk:
    """Whose team has Lea; nobody's team has the other."""
    from firstreply.store.models import Lead, Membership

    own, _ = office.member("manager", "Max", (office.founded.team,))
    with office.acting():
        Membership.objects.filter(member_id=own).update(manages=True)
        Lead.objects.filter(name="Lea").update(team_id=office.founded.team)
        Lead.objects.filter(name="Hidden").update(team_id=None, owner_id=office.founded.member)
    return Desk(office, member=own)


def test_a_manager_drafts_replays_publishes_and_takes_back(office: Office) -> None:
    at = _manager(office)
    other, _ = office.member("rep", "Zoe")
    assert 'href="/rules/routing/edit"' in at.get("/rules/routing").content.decode()
    assert 'href="/rules/try"' in at.get("/rules").content.decode()
    drafted = at.post(
        "/rules/routing/edit", act="save", seen=":0", **{**RULE, "t.rules.0.to": f"member:{other}"}
    )
    assert drafted["Location"] == "/rules/routing?done=drafted"
    own = re.search(r"/rules/versions/([0-9a-f-]+)/publish", at.get("/rules/routing").content.decode())
    assert own is not None
    replay = at.post(f"/rules/versions/{own[1]}/replay")["Location"]
    page = said(at.get(replay))
    assert "2 would have come out differently." in page
    assert ("Lea" in page, "Hidden" in page) == (True, False)
    assert "1 of them is about a lead that you do not see: it is counted, and not shown." in page
    assert "Hidden" in said(Desk(office).get(replay))
    published = at.post(f"/rules/versions/{own[1]}/publish", revision="1")
    assert published["Location"].startswith("/rules/routing?done=published")
    with office.acting():
        from firstreply.store.models import Definition

        before = Definition.objects.get(kind="routing", state="retired").pk
    assert at.post(f"/rules/versions/{before}/back").status_code == 303
    assert at.post("/rules/settings", idle_days="5").status_code == 403
    assert at.post("/rules/pools/new", act="save", **{"t.name": "Mine"}).status_code == 403


def test_a_manager_tries_with_leads_in_sight_only(office: Office) -> None:
    from firstreply.store.models import Lead

    at = _manager(office)
    with office.acting():
        ids = dict(Lead.objects.values_list("name", "pk"))
    assert "Who gets it" in said(at.post("/rules/try", act="try", lead=str(ids["Lea"])))
    assert at.post("/rules/try", act="try", lead=str(ids["Hidden"])).status_code == 404
    assert "Nobody is found by that." in said(at.post("/rules/try", act="find", q="Hidden"))
    asked = {"p.name": "Somebody", "p.email": "hidden@example.org"}
    assert "A new lead." in said(at.post("/rules/try", act="try", **asked))
    assert "A lead that is known already" in said(Desk(office).post("/rules/try", act="try", **asked))
