"""A pool shows what it was, is put back, is given no more leads and again some; what was done to it is undone."""

import re
from typing import Any
from urllib.parse import unquote
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.api.conftest import Office
from tests.postgres import Database
from tests.web.desk import Desk, said

pytestmark = pytest.mark.postgres


@pytest.fixture
def office(database: Database) -> Office:
    from firstreply.api import auth

    auth.forget()
    return Office()


def _terms(*members: UUID, name: str = "North", **more: str) -> dict[str, str]:
    seats = {f"t.seats.{n}.member": str(one) for n, one in enumerate(members)}
    return {
        "t.name": name,
        "t.mode": "round_robin",
        "t.ask_hours": "on",
        "t.ask_language": "on",
        **seats,
        **more,
    }


def _made(at: Desk, *members: UUID) -> tuple[str, Any]:
    answer = at.post("/rules/pools/new", act="save", **_terms(*members))
    return answer["Location"].partition("?")[0], answer


def _pool(office: Office, name: str = "North") -> Any:
    from firstreply.store.models import Pool

    with office.acting():
        return Pool.objects.get(name=name)


def _undone(at: Desk, answer: Any) -> int:
    ticket = re.search(r"undo=([^&]+)", answer["Location"])
    assert ticket is not None
    return int(at.post("/undo", ticket=unquote(ticket[1]), to="/rules/pools").status_code)


def _told(at: Desk, place: str) -> list[str]:
    page = said(at.get(place)).replace("\u2068", "").replace("\u2069", "")
    return page.partition("Versions before")[2].split("Version ")[1:]


def test_a_pool_shows_each_change_and_who_made_it(office: Office) -> None:
    rep, _ = office.member("rep", "Rita Rep", ())
    at = Desk(office)
    place, _ = _made(at, office.founded.member)
    changed = _terms(office.founded.member, rep, name="South", **{"t.open": "25"})
    assert at.post(place, act="save", revision="1", **changed).status_code == 303
    newest, oldest = _told(at, place)
    assert "Olga Owner" in newest
    assert "Changed Name: South Before: Name: North" in newest
    assert "Changed Olga Owner and Rita Rep: one after another." in newest
    assert "New Open at the same time, at most: 25" in newest
    assert "New Name: North" in oldest
    assert ("Put this version in force again" in newest, "Put this version in force again" in oldest) == (
        False,
        True,
    )


def test_an_earlier_state_of_a_pool_comes_back_and_is_taken_back(office: Office) -> None:
    rep, _ = office.member("rep", "Rita Rep", ())
    at = Desk(office)
    place, _ = _made(at, office.founded.member)
    before = _pool(office).value
    at.post(place, act="save", revision="1", **_terms(rep, name="South"))
    changed = _pool(office, "South").value
    back = at.post(f"{place}/back", number="1")
    assert (_pool(office).value, _pool(office).revision) == (before, 3)
    assert (_undone(at, back), _pool(office, "South").value) == (303, changed)
    assert at.post(f"{place}/back", number="99").status_code == 404


def test_a_change_of_a_pool_by_its_form_is_taken_back(office: Office) -> None:
    at = Desk(office)
    place, made = _made(at, office.founded.member)
    before = _pool(office).value
    changed = at.post(place, act="save", revision="1", **_terms(office.founded.member, **{"t.open": "3"}))
    assert _pool(office).value != before
    assert (_undone(at, changed), _pool(office).value) == (303, before)
    assert (_undone(at, made), _pool(office).retired_at) == (422, None)  # it was changed since


def test_a_new_pool_is_taken_back(office: Office) -> None:
    at = Desk(office)
    _, made = _made(at, office.founded.member)
    assert (_undone(at, made), _pool(office).retired_at is None) == (303, False)


def test_a_pool_without_leads_is_listed_and_comes_back_with_those_who_are_here(office: Office) -> None:
    from firstreply.store.models import Member

    rep, _ = office.member("rep", "Rita Rep", ())
    at = Desk(office)
    place, _ = _made(at, office.founded.member, rep)
    retired = at.post(f"{place}/retire")
    assert (_undone(at, retired), _pool(office).retired_at) == (303, None)
    at.post(f"{place}/retire")
    assert f'<a href="{place}">' in at.get("/rules/pools").content.decode().partition("Taken out of force")[2]
    assert "Give it leads again" in said(at.get(place))
    with office.acting():
        Member.objects.filter(pk=rep).update(role="viewer")
    assert at.post(f"{place}/back")["Location"].startswith(f"{place}?done=pool-back&undo=")
    assert [one["member"] for one in _pool(office).value["seats"]] == [str(office.founded.member)]
    assert "Taken out of force" not in said(at.get("/rules/pools"))


def test_a_pool_asks_as_often_for_three_changes_as_for_one(office: Office) -> None:
    at, counts = Desk(office), []
    place, _ = _made(at, office.founded.member)
    for n in range(1, 4):
        at.post(place, act="save", revision=str(n), **_terms(office.founded.member, **{"t.open": str(n)}))
        with CaptureQueriesContext(connection) as asked:
            at.get(place)
        counts.append(len(asked))
    assert counts[0] == counts[-1]
