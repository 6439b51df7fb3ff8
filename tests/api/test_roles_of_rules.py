"""Managers rule by the API as on pages; what stays with owners and admins stays there."""

from typing import Any

import pytest

from tests.api.conftest import Office

pytestmark = pytest.mark.postgres
ROUTING: Any = {"kind": "routing", "value": {"rules": [], "fallback": []}}
HOURS: Any = {"zone": "UTC", "versions": [{"week": {"mon": [["09:00", "17:00"]]}}]}


def test_a_manager_drafts_publishes_and_rolls_back(office: Office) -> None:
    _, token = office.member("manager")
    made = office.ask("POST", "/rules", ROUTING, token=token)
    assert made.status_code == 201
    own = made.json()["id"]
    (before,) = office.get("/rules?kind=routing&state=published").json()["items"]
    assert office.ask("POST", f"/rules/{own}/publish", token=token).status_code == 200
    assert office.ask("POST", f"/rules/{before['id']}/roll-back", token=token).status_code == 200
    for kind, value in (("qualification", {"questions": ["budget"]}), ("score", {"fit": []})):
        change = {"kind": kind, "value": {"qualified": {"version": 1, "rule": {"all": []}}, **value}}
        assert office.ask("POST", "/rules", change, token=token).status_code in (201, 422)


def test_a_manager_promises_orders_and_says_the_hours(office: Office) -> None:
    _, token = office.member("manager")
    made = office.ask("POST", "/slas", {"name": "VIP", "seconds": 300, "position": 0}, token=token)
    assert (made.status_code, made.json()["position"]) == (201, 0)
    rows = sorted(office.get("/slas").json()["items"], key=lambda one: one["position"])
    assert [(one["name"], one["position"]) for one in rows] == [
        ("VIP", 0),
        ("First answer", 1),
        ("Next answer", 2),
    ]
    own = made.json()["id"]
    changed = office.ask("PATCH", f"/slas/{own}", {"seconds": 60}, token=token, match='"1"').json()
    assert (changed["number"], changed["position"]) == (2, 0)
    back = office.ask("POST", f"/slas/{own}/roll-back", token=token)
    told = back.json()
    assert (back.status_code, told["number"], told["seconds"], told["position"]) == (200, 3, 300, 0)
    again = office.ask("POST", f"/slas/{told['id']}/roll-back", token=token)
    assert (again.status_code, again.json()["code"]) == (409, "sla_in_force")
    assert office.ask("POST", "/calendars", {"name": "Short", "value": HOURS}, token=token).status_code == 201


def test_what_a_manager_does_not_decide(office: Office) -> None:
    _, token = office.member("manager")
    _, rep = office.member("rep", "Rob")
    refused = {
        office.ask("POST", "/pools", {"name": "Mine", "value": {"seats": []}}, token=token).status_code,
        office.ask("PATCH", "/organisation", {"incomplete": "nurture"}, token=token).status_code,
        office.ask("POST", "/rules", ROUTING, token=rep).status_code,
        office.ask("POST", "/slas", {"name": "Mine", "seconds": 60}, token=rep).status_code,
    }
    assert refused == {403}


def test_a_replay_counts_all_and_tells_of_leads_in_sight_only(office: Office) -> None:
    from datetime import UTC, datetime

    from firstreply.journey import flow
    from firstreply.store.models import Lead, Membership

    manager, token = office.member("manager", "Max", (office.founded.team,))
    other, _ = office.member("rep", "Zoe")
    for n in range(2):
        office.ask("POST", "/inquiries", {"name": f"Lea {n}", "email": f"lea{n}@example.org", "need": "x"})
    flow.arrived(office.id, now=datetime.now(UTC))
    with office.acting():
        Membership.objects.filter(member_id=manager).update(manages=True)
        first, second = Lead.objects.order_by("id").values_list("pk", flat=True)
        Lead.objects.filter(pk=first).update(team_id=None, owner_id=office.founded.member)
        Lead.objects.filter(pk=second).update(team_id=office.founded.team)
    rules = [{"id": "a", "order": 0, "action": "member", "target": str(other)}]
    change = {"kind": "routing", "value": {"rules": rules}}
    every = office.ask("POST", "/replays", change).json()["result"]
    made = office.ask("POST", "/replays", change, token=token).json()
    assert (every["different"], len(every["differences"])) == (2, 2)
    for told in (made["result"], office.get(f"/replays/{made['id']}", token=token).json()["result"]):
        assert told["different"] == 2
        assert [one["lead"] for one in told["differences"]] == [str(second)]
