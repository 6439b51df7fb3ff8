"""Rows of my leads: how somebody came is told for every kind of source; tools are shown to whoever may use them."""

import json
import re
from typing import Any

import pytest

from tests.api.conftest import Office
from tests.postgres import Database
from tests.web.desk import Desk, said
from tests.web.test_inbox import PART, asks, item

pytestmark = pytest.mark.postgres


@pytest.fixture
def office(database: Database) -> Office:
    from firstreply.journey import access

    access.forget()
    return Office()


def test_every_kind_of_source_has_a_drawing_and_words(database: Database) -> None:
    from firstreply.channels.registry import channels
    from firstreply.journey.act.waiting import SPOKEN
    from firstreply.web.desk import kinds
    from firstreply.web.desk.inbox.shown import ICONS

    every = {*channels(), *kinds.KNOWN, *SPOKEN}
    assert every - set(ICONS) == set()
    drawings = {drawing for drawing, _ in ICONS.values()}
    sprite = kinds.__file__.replace("kinds.py", "templates/inbox/row.html.j2")
    with open(sprite) as text:
        macro = next(line for line in text if line.startswith("{% macro sprite"))
    assert {one for one in drawings if f'"{one}"' not in macro} == set()


def test_a_lead_of_a_file_says_so_in_the_readers_language(office: Office) -> None:
    from firstreply.store.models import Wait

    asks(office)
    with office.acting():
        Wait.objects.update(channel="import")
    page = Desk(office).get("/inbox", **{"Accept-Language": "fa"}).content.decode()
    assert re.findall(r'class="marks" role="gridcell"><span title="([^"]+)"', page) == ["فایل"]


def shown(office: Office, role: str) -> tuple[list[str], bool, bool]:
    """The tools of a row, whether rows can be selected, and whether the next can be taken."""
    desk = Desk(office, member=office.member(role, f"{role.title()} One", (office.founded.team,))[0])
    page = desk.get("/inbox?whose=all").content.decode()
    tools = re.findall(r'class="tool" href="/inbox/(\w+)', page)
    return tools, 'name="item" form="bulk"' in page, 'action="/inbox/next"' in page


def test_tools_are_for_whoever_may_use_them(office: Office) -> None:
    asks(office)
    assert shown(office, "admin") == (["call", "snooze", "assign", "close", "spam"], True, True)
    assert shown(office, "marketer") == (["snooze", "spam"], True, False)
    assert shown(office, "viewer") == ([], False, False)


def test_a_viewer_has_no_list_to_hide_a_lead_from(office: Office) -> None:
    from firstreply.store.models import Snooze

    lead = asks(office)
    desk = Desk(office, member=office.member("viewer", "Vera Viewer")[0])
    answer = desk.post("/inbox/snooze", item=item(office, lead), until="hour")
    assert (answer.status_code, "does not allow this here: to snooze it" in said(answer)) == (403, True)
    assert desk.post(f"/leads/{lead}/snooze", until="hour").status_code == 403
    with office.acting():
        assert Snooze.objects.count() == 0


def did(desk: Desk, path: str, **fields: Any) -> Any:
    """What the page is told that did this."""
    answer = desk.client.post(path, {"proof": desk.proof, **fields}, headers=PART | {"Accept-Language": "fa"})
    return json.loads(answer["HX-Trigger"])["inbox:did"]


def test_what_is_done_brings_the_counts_of_every_tab_in_the_readers_digits(office: Office) -> None:
    leads = [asks(office, name) for name in ("Ann Alba", "Ben Bauer", "Cem Can")]
    desk = Desk(office)
    snoozed = did(desk, "/inbox/snooze", item=item(office, leads[0]), until="hour")
    assert snoozed["counts"] == {"new": "۲", "waiting": "۲", "tasks": "۰", "snoozed": "۱"}
    elsewhere = did(desk, "/inbox/spam", item=item(office, leads[1]), to=f"/leads/{leads[1]}")
    assert elsewhere["counts"] == {}
