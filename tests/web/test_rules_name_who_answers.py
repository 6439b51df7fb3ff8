"""Rules and pools give leads to people who may answer them: viewers are not offered, and refused by name."""

from typing import Any
from uuid import UUID

import pytest

from tests.api.conftest import Office
from tests.postgres import Database
from tests.web.desk import Desk, alerts, said

pytestmark = pytest.mark.postgres


@pytest.fixture
def office(database: Database) -> Office:
    from firstreply.api import auth

    auth.forget()
    return Office()


def _rule(member: UUID) -> dict[str, str]:
    return {"t.rules.0.id": "all", "t.rules.0.to": f"member:{member}", "t.rules.0.condition.join": "all"}


def test_a_rule_for_a_viewer_is_neither_offered_nor_drafted(office: Office) -> None:
    viewer, _ = office.member("viewer", "Vera View")
    rep, _ = office.member("rep", "Rosa Rep")
    at = Desk(office)
    shown = at.post("/rules/routing/edit", act="add:rules:rule", seen=":0").content.decode()
    assert (f'value="member:{rep}"' in shown, f'value="member:{viewer}"' in shown) == (True, False)
    refused = at.post("/rules/routing/edit", act="save", seen=":0", **_rule(viewer))
    assert (refused.status_code, "cannot answer: Vera View." in alerts(refused)[0]) == (422, True)
    assert at.post("/rules/routing/edit", act="save", seen=":0", **_rule(rep)).status_code == 303


def test_whoever_became_a_viewer_stays_named_and_is_not_put_in_force(office: Office) -> None:
    from firstreply.store.models import Definition, Member

    rep, _ = office.member("rep", "Rosa Rep")
    at = Desk(office)
    at.post("/rules/routing/edit", act="save", seen=":0", **_rule(rep))
    with office.acting():
        Member.objects.filter(pk=rep).update(role="viewer")
        draft = Definition.objects.get(kind="routing", state="draft").pk
    page = at.get("/rules/routing/edit").content.decode()
    assert f'value="member:{rep}" selected' in page
    assert "Rosa Rep (cannot answer)" in said(at.get("/rules/routing/edit"))
    refused = at.post(f"/rules/versions/{draft}/publish", revision="1")
    assert (refused.status_code, "Rosa Rep" in said(refused)) == (422, True)


def test_the_api_refuses_it_too_and_so_do_pools(office: Office) -> None:
    viewer, _ = office.member("viewer", "Vera View")
    value = {"rules": [{"id": "a", "order": 0, "action": "member", "target": str(viewer)}]}
    seat: dict[str, Any] = {"seats": [{"member": str(viewer)}]}
    call: dict[str, Any] = {"seats": [], "on_call": [str(viewer)]}
    answers = [
        office.ask("POST", "/rules", {"kind": "routing", "value": value}),
        office.ask("POST", "/pools", {"name": "Mine", "value": seat}),
        office.ask("POST", "/pools", {"name": "Mine", "value": call}),
    ]
    assert [(one.status_code, one.json()["code"]) for one in answers] == [(422, "routing_viewers")] * 3
    assert all("Vera View" in one.json()["detail"] for one in answers)
    at = Desk(office)
    page = at.post("/rules/pools/new", act="save", **{"t.name": "Mine", "t.seats.0.member": str(viewer)})
    assert (page.status_code, "Vera View" in alerts(page)[0]) == (422, True)
