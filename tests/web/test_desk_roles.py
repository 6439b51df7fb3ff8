"""Each page and each act, asked for by each of the six roles: whoever may not is refused, and nothing changes."""

import pytest

from tests.api.tenants import sums
from tests.postgres import Database
from tests.web.desk import said
from tests.web.roles_seats import ROLES, Floor, pages
from tests.web.roles_table import NOTHING_THERE, OF_SEVERAL, WHO

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
_REFUSED = {403, 404, 405}


def test_every_page_has_a_row(database: Database) -> None:
    assert set(WHO) == set(pages())


@pytest.mark.parametrize("letter", ROLES)
def test_who_may_not_is_refused_and_nothing_changes(database: Database, letter: str) -> None:
    floor = Floor()
    before = sums(database)
    wrong: dict[tuple[str, str | bool], int] = {}
    for place, (looks, acts) in WHO.items():
        known = _REFUSED | ({422} if place in NOTHING_THERE | OF_SEVERAL else set())
        if letter not in looks and (status := floor.look(letter, place).status_code) not in known:
            wrong["look", place] = status
        if letter not in acts and (status := floor.act(letter, place).status_code) not in known:
            wrong["act", place] = status
    assert wrong == {}
    assert sums(database) == before


@pytest.mark.parametrize("letter", ROLES)
def test_who_may_is_not_refused(database: Database, letter: str) -> None:
    floor = Floor()
    wrong: dict[tuple[str, str | bool], int] = {}
    for place, (looks, acts) in WHO.items():
        known = {403, 500} | (set() if place in NOTHING_THERE else {404, 405})
        asked = [acting for acting, who in ((False, looks), (True, acts)) if letter in who]
        wrong |= {
            (place, acting): status
            for acting in asked
            if (status := floor.tried(letter, place, acting=acting)) in known
        }
    assert wrong == {}


def test_a_manager_shows_outside_what_they_see_themselves(database: Database) -> None:
    from firstreply.store.models import Team

    floor = Floor()
    with floor.office.acting():
        other = Team.objects.create(organisation_id=floor.office.id, name="Elsewhere").pk
    desk, own = floor.desks["M"], floor.office.founded.team
    asked = {
        team: desk.post("/insights/shown/new", kind="wall", team=str(team)) for team in ("", "x", other, own)
    }
    assert [answer.status_code for answer in asked.values()] == [403, 403, 403, 201]
    assert "Elsewhere" not in said(desk.get("/insights/shown"))
