"""Promises and hours on their pages: asked in the order that the page says, moved, and put in force again."""

import re
from typing import Any
from urllib.parse import unquote
from uuid import UUID

import pytest

from tests.api.conftest import Office
from tests.postgres import Database
from tests.web.desk import Desk, said

pytestmark = pytest.mark.postgres
VIP = {"t.name": "VIP", "t.covers": "", "t.amount": "5", "t.unit": "minutes", "t.warn": "50"}
NEVER = "This promise can never apply"


@pytest.fixture
def office(database: Database) -> Office:
    from firstreply.api import auth

    auth.forget()
    return Office()


def _order(office: Office) -> list[str]:
    from firstreply.store.queries import due

    with office.acting():
        return [one.name for one in due.terms().slas]


def _id(office: Office, name: str) -> UUID:
    from firstreply.store.models import Sla

    with office.acting():
        own: UUID = Sla.objects.get(name=name, retired_at=None).pk
    return own


def _listed(at: Desk) -> list[str]:
    return re.findall(r"<h2><a [^>]*>\d+\. <bdi[^>]*>([^<]+)", at.get("/rules/promises").content.decode())


def _undone(at: Desk, answer: Any) -> int:
    ticket = re.search(r"undo=([^&]+)", answer["Location"])
    assert ticket is not None
    return int(at.post("/undo", ticket=unquote(ticket[1]), to="/rules/promises").status_code)


def test_a_promise_that_is_changed_is_asked_where_it_was(office: Office) -> None:
    at = Desk(office)
    assert at.post("/rules/promises/new", act="save", **VIP).status_code == 303
    before = _order(office)
    assert _listed(at) == before
    assert before[-1] == "VIP"
    assert said(at.get("/rules/promises")).count(NEVER) == 1
    place = f"/rules/promises/{_id(office, before[0])}"
    terms = {
        **VIP,
        "t.name": before[0],
        "t.covers": "first",
        "t.amount": "20",
        "t.position": _chosen(at, place),
    }
    assert at.post(place, act="save", revision="1", **terms).status_code == 303
    assert _order(office) == before
    tried = at.post("/rules/try", act="try", **{"p.name": "Lea"})
    assert "within 20 minutes" in said(tried)
    assert "within 5 minutes" not in said(tried)


def _chosen(at: Desk, path: str) -> str:
    page = at.get(path).content.decode()
    found = re.search(r'name="t.position".*?<option value="(\d+)" selected', page, re.DOTALL)
    assert found is not None
    return found[1]


def test_whoever_makes_one_in_vain_is_told_before(office: Office) -> None:
    at = Desk(office)
    last = {**VIP, "t.position": _chosen(at, "/rules/promises/new")}
    assert NEVER in said(at.post("/rules/promises/new", act="look", **last))
    first = {**VIP, "t.position": "0"}
    assert NEVER not in said(at.post("/rules/promises/new", act="look", **first))
    at.post("/rules/promises/new", act="save", **first)
    assert _order(office)[0] == "VIP"
    assert said(at.get("/rules/promises")).count(NEVER) == 2


def test_promises_are_moved_by_buttons_and_back(office: Office) -> None:
    from firstreply.store.models import Fact

    at = Desk(office)
    names = _order(office)
    up = f"/rules/promises/{_id(office, names[1])}/move"
    moved = at.post(up, way="up")
    assert (_order(office), moved.status_code) == (names[::-1], 303)
    assert at.post(up, way="up").status_code == 303  # at the top it stays
    assert _order(office) == names[::-1]
    with office.acting():
        told = (
            Fact.objects.filter(kind="decided", data__what="sla")
            .order_by("-id")
            .values_list("data", flat=True)[:2]
        )
        assert [one["after"] for one in told] == [{"position": 1}, {"position": 0}]
    assert _undone(at, moved) == 303
    assert _order(office) == names
    part = at.client.post(up, {"proof": at.proof, "way": "up"}, headers={"HX-Request": "true"})
    assert part.content.decode().lstrip().startswith('<div id="asked">')


def test_an_order_that_changed_since_is_not_undone(office: Office) -> None:
    at = Desk(office)
    names = _order(office)
    moved = at.post(f"/rules/promises/{_id(office, names[1])}/move", way="up")
    at.post("/rules/promises/new", act="save", **VIP)
    assert _undone(at, moved) == 422
    assert _order(office) == [*names[::-1], "VIP"]


def test_a_promise_is_followed_under_another_name_and_comes_back(office: Office) -> None:
    at = Desk(office)
    names = _order(office)
    first = _id(office, names[0])
    terms = {**VIP, "t.name": "Other", "t.covers": "first", "t.position": "0"}
    changed = at.post(f"/rules/promises/{first}", act="save", revision="1", **terms)["Location"].partition(
        "?"
    )[0]
    page = said(at.get(changed))
    assert ("Version 2" in page, "Version 1" in page, "Put this version in force again" in page) == (
        True,
    ) * 3
    back = at.post(f"/rules/promises/{first}/back")
    assert _order(office) == names
    assert _undone(at, back) == 303
    assert _order(office) == ["Other", *names[1:]]
    assert at.post(f"/rules/promises/{_id(office, 'Other')}/back").status_code == 422


def test_a_promise_that_was_taken_out_of_force_is_found_and_comes_back(office: Office) -> None:
    at = Desk(office)
    names = _order(office)
    first = _id(office, names[0])
    gone = at.post(f"/rules/promises/{first}/retire")
    assert _order(office) == names[1:]
    assert f"/rules/promises/{first}" in at.get("/rules/promises").content.decode()
    assert "Put this version in force again" in said(at.get(f"/rules/promises/{first}"))
    assert _undone(at, gone) == 303
    assert _order(office) == names


def test_hours_come_back_and_that_is_undone(office: Office) -> None:
    from firstreply.store.models import Calendar, CalendarVersion

    at = Desk(office)
    with office.acting():
        own = Calendar.objects.get().pk
    week = {"t.name": "Gulf", "t.zone": "Asia/Dubai", "t.from": "2030-01-01", "t.week.sun.windows.0.start": "9",
            "t.week.sun.windows.0.end": "17"}  # fmt: skip
    assert at.post(f"/rules/hours/{own}", act="save", revision="1", **week).status_code == 303

    def versions() -> list[tuple[UUID, Any]]:
        with office.acting():
            return list(CalendarVersion.objects.order_by("number").values_list("pk", "value"))

    (first, was), (_, now) = versions()
    page = at.get(f"/rules/hours/{own}").content.decode()
    assert page.count(f'action="/rules/hours/{own}/back"') == 1
    back = at.post(f"/rules/hours/{own}/back", version=str(first))
    assert [value for _, value in versions()] == [was, now, was]
    assert _undone(at, back) == 303
    assert [value for _, value in versions()] == [was, now, was, now]
    assert at.post(f"/rules/hours/{own}/back", version="x").status_code == 404


def test_holidays_are_of_a_country_chosen_from_a_list_and_it_stays_chosen(office: Office) -> None:
    at = Desk(office)
    page = at.get("/rules/hours/new").content.decode()
    assert page.count("<option") > 200
    shown = at.post(
        "/rules/hours/new", act="holidays", **{"t.country": "AE", "t.year": "2030", "t.zone": "UTC"}
    )
    assert "National Day" in said(shown)
    assert '<option value="AE" selected>' in shown.content.decode()


def test_what_a_form_put_in_force_is_taken_back(office: Office) -> None:
    at, before = Desk(office), _order(office)
    made = at.post("/rules/promises/new", act="save", **VIP)
    assert _order(office) == [*before, "VIP"]
    assert (_undone(at, made), _order(office)) == (303, before)
    place = f"/rules/promises/{_id(office, before[1])}"
    changed = at.post(place, act="save", revision="1", **{**VIP, "t.name": "Very", "t.position": "0"})
    assert _order(office) == ["Very", before[0]]
    assert (_undone(at, changed), _order(office)) == (303, before)
    moved = at.post(_place(office, before[1]), act="save", revision="3", **_terms(at, office, before[1]))
    assert _order(office) == before[::-1]
    assert (_undone(at, moved), _order(office)) == (303, before)


def _place(office: Office, name: str) -> str:
    return f"/rules/promises/{_id(office, name)}"


def _terms(at: Desk, office: Office, name: str) -> dict[str, str]:
    """What the form of that promise holds, with the first place."""
    page = at.get(_place(office, name)).content.decode()
    found = dict(re.findall(r'<input [^>]*name="(t\.[^"]+)" value="([^"]*)"', page))
    for field, options in re.findall(r'<select [^>]*name="(t\.[^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[field] = chosen[1] if chosen else ""
    return {**found, "t.position": "0"}


def test_a_promise_that_came_back_is_taken_back(office: Office) -> None:
    at, before = Desk(office), _order(office)
    own = _id(office, before[0])
    at.post(f"/rules/promises/{own}/retire")
    back = at.post(f"/rules/promises/{own}/back")
    assert sorted(_order(office)) == sorted(before)
    assert (_undone(at, back), _order(office)) == (303, before[1:])


def test_hours_of_a_form_are_taken_back_with_their_name(office: Office) -> None:
    from firstreply.store.queries import rule_pages

    def now() -> list[Any]:
        with office.acting():
            return [(one.name, one.value) for one in rule_pages.calendars()]

    at, before = Desk(office), now()
    with office.acting():
        own = rule_pages.calendars()[0].id
    week = {"t.name": "Other", "t.zone": "Asia/Tehran", "t.week.sat.windows.0.start": "9",
            "t.week.sat.windows.0.end": "12"}  # fmt: skip
    changed = at.post(f"/rules/hours/{own}", act="save", revision="1", **week)
    assert now()[0][0] == "Other"
    assert (_undone(at, changed), now()) == (303, before)
