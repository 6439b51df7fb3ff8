"""The palette: every page and every command that a role may ask for, by any of its words, in any language."""

import re
from typing import Any, Final

import pytest

from tests.api.conftest import Office
from tests.postgres import Database
from tests.web.desk import Desk
from tests.web.roles_seats import ROLES
from tests.web.roles_table import WHO

pytestmark = pytest.mark.postgres
LETTERS: Final = {role: letter for letter, role in ROLES.items()}
#: Pages without an argument that are no place to go to: parts of others, and what needs to be asked for with more.
PARTS: Final = {
    "palette", "workers", "favicon.ico", "robots.txt", "wake.js", "away", "oauth/callback", "search", "insights/waits",
    "insights/leads", "insights/leads.csv", "insights/table.csv", "insights/waits.csv", "inbox/rows",
    "inbox/export.csv", "search/export.csv", "inbox/snooze", "inbox/assign",
    "inbox/close", "inbox/spam", "inbox/call", "inbox/more", "pipeline/more", "templates/leads",
}  # fmt: skip


def paths() -> dict[str, str]:
    """Whom each page and command is offered to, in the letters of the table."""
    from firstreply.web.desk.frame.offered import COMMANDS, PAGES
    from firstreply.web.desk.sheet.places import PLACES

    everything: list[Any] = [*PLACES, *PAGES, *COMMANDS]
    return {
        one.path.partition("#")[0][1:]: "".join(LETTERS[role.value] for role in one.roles)
        for one in everything
    }


def test_nothing_is_offered_to_whoever_may_not_have_it(database: Database) -> None:
    from firstreply.web.desk.frame.offered import COMMANDS

    posts = {one.path[1:] for one in COMMANDS if one.posts}
    wrong = {
        path: letters
        for path, letters in paths().items()
        if path in WHO and not set(letters) <= set(WHO[path][path in posts])
    }
    assert wrong == {}


def test_every_page_without_an_argument_is_offered_to_somebody(database: Database) -> None:
    there = {place for place, (looks, _) in WHO.items() if looks and "<" not in place}
    kinds = {"rules/qualification", "rules/score", "rules/routing"}
    elsewhere = {"account", "organisations", "looks", "sign-out"}
    assert there - PARTS - set(paths()) == set()
    assert set(paths()) - set(WHO) == kinds | elsewhere


@pytest.fixture
def office(database: Database) -> Office:
    from firstreply.journey import access

    access.forget()
    return Office()


def found(desk: Desk, text: str, **headers: str) -> list[str]:
    """Where the palette leads for this text: addresses of pages and of forms."""
    answer = desk.get(f"/palette?q={text}", **{"HX-Request": "true"}, **headers)
    body = answer.content.decode()
    return re.findall(r'(?:action|<a [^>]*href)="([^"]+)"', body)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("dark", "/looks"), ("sign out", "/sign-out"), ("export", "/leads/export.csv"), ("claim", "/inbox/next"),
        ("promise new", "/rules/promises/new"), ("new lead", "/begin/test"), ("PROFILE", "/profile"),
        ("token", "/tokens"), ("audit", "/audit"), ("working hours", "/rules/hours"), ("digest", "/insights/digests"),
        ("عربي", "/looks"), ("خروج", "/sign-out"), ("تيره", "/looks"), ("ساعات العمل", "/rules/hours"),
        ("كليد", "/tokens"),
        ("عملاء", "/leads"),
    ],
)  # fmt: skip
def test_a_page_or_command_is_found_by_any_of_its_words(office: Office, text: str, path: str) -> None:
    assert path in found(Desk(office), text)


def test_a_viewer_is_offered_nothing_that_they_may_not_do(office: Office) -> None:
    desk = Desk(office, member=office.member("viewer", "Vera Viewer")[0])
    asked = ("claim", "export", "new promise", "audit", "token", "test lead", "invite", "sign out")
    assert [found(desk, one)[:-1] for one in asked] == [[]] * 7 + [["/sign-out"]]


def test_a_manager_finds_what_a_manager_may_add_and_nothing_else(office: Office) -> None:
    desk = Desk(office, member=office.member("manager", "Max Manager", (office.founded.team,))[0])
    theirs = {
        "new promise": "/rules/promises/new",
        "new calendar": "/rules/hours/new",
        "simulate": "/rules/try",
    }
    asked = ("new pool", "add webhook", "add channel", "bring file")
    assert {one: found(desk, one)[:-1] for one in theirs} == {one: [path] for one, path in theirs.items()}
    assert [found(desk, one)[:-1] for one in asked] == [[], [], [], []]
    assert [desk.get(path).status_code for path in theirs.values()] == [200, 200, 200]


def test_what_a_list_shows_is_what_its_export_holds(office: Office) -> None:
    at = {"HX-Current-URL": "https://desk.example/leads?owner=none&stage=open"}
    assert found(Desk(office), "export", **at)[:1] == ["/leads/export.csv?owner=none&amp;stage=open"]


def test_after_a_command_the_page_is_the_one_it_was_asked_on(office: Office) -> None:
    desk = Desk(office)
    answer = desk.get(
        "/palette?q=dark", **{"HX-Request": "true", "HX-Current-URL": "https://x.example/rules?a=1"}
    )
    assert 'name="to" value="/rules?a=1"' in answer.content.decode()
    strange = {"HX-Request": "true", "HX-Current-URL": "https://x.example//evil.example/"}
    assert "evil" not in desk.get("/palette?q=dark", **strange).content.decode()
    gone = desk.post("/looks", to="/rules?a=1", theme="dark")
    assert (gone.status_code, gone.headers["Location"]) == (303, "/rules?a=1")
    assert 'data-theme="dark"' in desk.get("/rules").content.decode()
    assert found(desk, "theme").count("/looks") == 2  # light, and as the system
