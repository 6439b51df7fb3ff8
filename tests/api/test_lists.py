"""Lists show what one may see, in pages that stay true, with the same number of queries however long they are."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.api.conftest import Office
from tests.api.stocked import lead, minutes, wait

pytestmark = pytest.mark.postgres

LISTS = [
    "/leads", "/leads?text=lea", "/waits", "/waits?order=started&standing=pending", "/members", "/teams", "/calendars",
    "/slas", "/rules", "/pools", "/sources", "/webhooks", "/deliveries", "/identities",
]  # fmt: skip


def _names(response: Any) -> list[str]:
    return [one["name"] for one in response.json()["items"]]


def test_each_role_sees_its_own_leads_and_those_of_its_teams(office: Office) -> None:
    team, other = office.founded.team, UUID(office.ask("POST", "/teams", {"name": "Other"}).json()["id"])
    rep, rep_token = office.member("rep", "Rita Rep", (team,))
    manager, manager_token = office.member("manager", "Mia Manager")
    office.ask("POST", f"/teams/{other}/memberships", {"member": str(manager), "manages": True})
    _, viewer_token = office.member("viewer", "Vera Viewer")
    lead(office, "Mine", owner_id=rep, team_id=team)
    lead(office, "To claim", team_id=team)
    lead(office, "Of a colleague", owner_id=office.founded.member, team_id=team)
    lead(office, "Of others", owner_id=office.founded.member, team_id=other)
    seen = {
        who: sorted(_names(office.get("/leads", token=token)))
        for who, token in (("rep", rep_token), ("manager", manager_token), ("viewer", viewer_token))
    }
    assert seen == {
        "rep": ["Mine", "Of a colleague", "To claim"],
        "manager": ["Of others"],
        "viewer": ["Mine", "Of a colleague", "Of others", "To claim"],
    }


def test_what_is_out_of_sight_is_not_there_either_alone(office: Office) -> None:
    _, token = office.member("rep")
    hidden = lead(office, "Hidden", owner_id=office.founded.member, team_id=office.founded.team)
    waiting = wait(office, hidden, office.now)
    paths = [f"/leads/{hidden}", f"/leads/{hidden}/timeline", f"/waits/{waiting}", f"/waits/{waiting}/why"]
    acts = [(f"/leads/{hidden}/notes", {"text": "x"}), (f"/waits/{waiting}/dismiss", {})]
    assert [office.get(path, token=token).status_code for path in paths] == [404] * 4
    assert [office.ask("POST", path, body, token=token).status_code for path, body in acts] == [404] * 2
    assert [office.get(path).status_code for path in paths] == [200] * 4


@pytest.mark.parametrize("order", ["newest", "inquired", "points"])
def test_pages_neither_repeat_nor_miss_while_leads_come_in(office: Office, order: str) -> None:
    for number in range(7):
        lead(office, f"Lead {number}", points=number // 2, inquired_at=office.now + minutes(number // 3))
    first = office.get(f"/leads?order={order}&limit=3").json()
    lead(office, "Newcomer", points=99, inquired_at=office.now + minutes(60))
    names, following = [one["name"] for one in first["items"]], first["next"]
    while following:
        page = office.get(f"/leads?order={order}&limit=3&cursor={following}").json()
        names += [one["name"] for one in page["items"]]
        following = page["next"]
    assert names == [f"Lead {number}" for number in (6, 5, 4, 3, 2, 1, 0)]


def test_waits_without_a_promise_come_last_on_every_page(office: Office) -> None:
    owner = lead(office)
    due = [None, 30, None, 10, 20]
    made = [wait(office, owner, office.now, due_at=at and office.now + minutes(at)) for at in due]
    found, following = [], ""
    for _ in range(5):
        page = office.get(f"/waits?order=due&limit=1{following}").json()
        found += [one["id"] for one in page["items"]]
        following = f"&cursor={page['next']}"
    assert found == [str(made[place]) for place in (3, 4, 1, 0, 2)]
    assert page["next"] is None


def test_link_leads_to_the_next_page(office: Office) -> None:
    for number in range(3):
        lead(office, f"Lead {number}")
    response = office.get("/leads?stage=open&limit=2")
    link = response["Link"]
    address = link[1 : link.index(">")]
    assert link.endswith('; rel="next"')
    following = office.get(address[address.index("/leads") :])
    assert (_names(response), _names(following)) == (["Lead 2", "Lead 1"], ["Lead 0"])
    assert following.headers.get("Link") is None


@pytest.mark.parametrize("cursor", ["x", "bnVsbA", "WyJpZCIsIG51bGwsICJ4Il0", "eyJhIjoxfQ"])
def test_a_cursor_that_is_none_is_refused(office: Office, cursor: str) -> None:
    refused = office.get(f"/leads?cursor={cursor}")
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "cursor_unknown")


def test_a_cursor_of_another_order_is_refused(office: Office) -> None:
    for number in range(2):
        lead(office, f"Lead {number}")
    cursor = office.get("/leads?limit=1&order=points").json()["next"]
    assert office.get(f"/leads?order=newest&cursor={cursor}").status_code == 422


@pytest.mark.parametrize("path", LISTS)
def test_lists_ask_as_often_for_three_rows_as_for_one(office: Office, path: str) -> None:
    _stock(office, 1)
    office.get(path)  # the token is known from here on
    few = _queries(lambda: office.get(path))
    _stock(office, 3)
    many = _queries(lambda: office.get(path))
    assert (few[1], many[1]) == (200, 200)
    assert many[0] == few[0] <= 6


def _stock(office: Office, number: int) -> None:
    from firstreply.store.models import Delivery

    for n in range(number):
        tag = f"{number}-{n}"
        wait(office, lead(office, f"Lea {tag}"), office.now, due_at=office.now + minutes(90))
        office.member("rep", f"r{tag}", (office.founded.team,))
        office.ask("POST", "/teams", {"name": tag})
        office.ask("POST", "/pools", {"name": tag})
        office.ask("POST", "/slas", {"name": tag, "seconds": 60})
        office.ask("POST", "/sources", {"name": tag, "kind": "form"})
        office.ask("POST", "/webhooks", {"url": f"https://example.com/{tag}"})
        office.ask("POST", "/calendars", {"name": tag, "value": {"zone": "UTC"}})
        office.ask("POST", "/rules", {"kind": "routing", "value": {"rules": [], "fallback": []}})
        with office.acting():
            Delivery.objects.create(
                organisation_id=office.id, key=tag, channel="email", not_before=office.now
            )


def _queries(ask: Callable[[], Any]) -> tuple[int, int]:
    with CaptureQueriesContext(connection) as captured:
        status = ask().status_code
    return len(captured), status


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("text=jane", ["Jane Doe"]),
        ("text=JANE%20D", ["Jane Doe"]),
        ("text=exam", ["Jane Doe"]),
        ("text=%2B4930", ["Jane Doe"]),
        ("text=علي", ["علی رضا"]),
        ("text=doe", []),
        ("stage=qualified", ["علی رضا"]),
        ("least_points=10", ["Jane Doe"]),
        ("unowned=true", ["علی رضا"]),
        ("unowned=false", ["Jane Doe"]),
        ('rule={"version":1,"rule":{"field":"company","op":"is","value":"EXAMPLE ltd"}}', ["Jane Doe"]),
    ],
)
def test_leads_are_found_by_what_is_known_of_them(office: Office, asked: str, found: list[str]) -> None:
    from firstreply.store.models import ContactPoint

    persona = {"company": "Example Ltd", "emails": ["j@d.example"], "phones": ["+49301234567"]}
    one = lead(office, "Jane Doe", persona=persona, points=12, owner_id=office.founded.member)
    lead(office, "علی رضا", stage="qualified", points=3)
    with office.acting():
        for kind, value in (("email", "j@d.example"), ("phone", "+49301234567")):
            ContactPoint.objects.create(organisation_id=office.id, lead_id=one, kind=kind, value=value)
    assert _names(office.get(f"/leads?{asked}")) == found


NOW = datetime(2026, 3, 2, 12, 0, 0, 500_000, tzinfo=UTC)
_FATES: list[tuple[dict[str, Any], str | None]] = [
    ({"due_at": NOW + minutes(5)}, "pending"),
    ({"due_at": NOW.replace(microsecond=0)}, "pending"),
    ({"due_at": NOW - minutes(5)}, "missed"),
    ({"due_at": NOW - minutes(5), "ended_at": NOW - minutes(5), "outcome": "answered"}, "met"),
    ({"due_at": NOW - minutes(5), "ended_at": NOW - minutes(4), "outcome": "answered"}, "missed"),
    ({"due_at": NOW - minutes(5), "ended_at": NOW - minutes(4), "outcome": "dismissed"}, "dismissed"),
    ({"due_at": NOW - minutes(5), "ended_at": NOW - minutes(6), "outcome": "voided"}, None),
    ({"ended_at": NOW - minutes(6), "outcome": "answered"}, None),
]


@pytest.mark.parametrize(("fate", "standing"), _FATES)
def test_standing_in_the_database_is_the_standing_of_core(
    office: Office, fate: dict[str, Any], standing: str | None
) -> None:
    from firstreply.core.member import Role
    from firstreply.core.respond import Outcome
    from firstreply.core.respond import Wait as Value
    from firstreply.core.sight import Viewer
    from firstreply.core.sla import Promise, Target
    from firstreply.core.sla import standing as judged
    from firstreply.store.queries import waits

    waiting = wait(office, lead(office), NOW - minutes(60), **fate)
    with office.acting():
        found = waits.one(Viewer(member=None, role=Role.OWNER), waiting, NOW)
    assert found is not None
    assert found.standing == standing
    if found.due_at is None:
        return
    ended = None if found.ended_at is None else int(found.ended_at.timestamp())
    value = Value(
        conversation=0, party="", started_at=0, ended_at=ended, outcome=Outcome(found.outcome), first=True,
        truncated=False, opened_by=0, joined=(), ended_by=None, author=None, owner=None, evidence="",
    )  # fmt: skip
    promise = Promise(target=Target(seconds=1), start=0, due=int(found.due_at.timestamp()), warnings=())
    assert judged(promise, value, int(NOW.timestamp())) == standing


def test_waits_are_found_by_standing(office: Office) -> None:
    owner = lead(office)
    late = wait(office, owner, office.now - minutes(60), due_at=office.now - minutes(5))
    wait(office, owner, office.now - minutes(60), due_at=office.now + minutes(90))
    found = office.get("/waits?standing=missed&state=open").json()["items"]
    assert [one["id"] for one in found] == [str(late)]


def test_timeline_holds_messages_and_facts_in_one_line(office: Office) -> None:
    one = lead(office, owner_id=office.founded.member)
    wait(office, one, office.now - minutes(10))
    office.ask("POST", f"/leads/{one}/notes", {"text": "Wants ten."})
    first = office.get(f"/leads/{one}/timeline?limit=1").json()
    second = office.get(f"/leads/{one}/timeline?limit=1&cursor={first['next']}").json()
    told = [(item["kind"], item["data"].get("text", item["data"].get("subject"))) for item in
            first["items"] + second["items"]]  # fmt: skip
    assert told == [("noted", "Wants ten."), ("message", "An offer, please")]
