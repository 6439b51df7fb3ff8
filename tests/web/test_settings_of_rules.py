"""Settings of rules are in force once saved: they are taken back, two who edit see each other, the audit tells."""

import re
from typing import Any
from urllib.parse import unquote

import pytest

from tests.api.conftest import Office
from tests.postgres import Database
from tests.web.desk import Desk, said

pytestmark = pytest.mark.postgres
TERMS = {"incomplete": "nurture", "aside_pool": "", "idle_days": "45", "shared_points": "info@big.example"}


@pytest.fixture
def office(database: Database) -> Office:
    from firstreply.api import auth

    auth.forget()
    return Office()


def _seen(at: Desk) -> str:
    found = re.search(r'name="seen" value="([^"]*)"', at.get("/rules/settings").content.decode())
    assert found is not None
    return found[1]


def _settings(office: Office) -> Any:
    from firstreply.store.models import Organisation

    with office.acting():
        return Organisation.objects.get().settings


def _undone(at: Desk, answer: Any) -> int:
    ticket = re.search(r"undo=([^&]+)", answer["Location"])
    assert ticket is not None
    return int(at.post("/undo", ticket=unquote(ticket[1]), to="/rules/settings").status_code)


def test_settings_are_taken_back(office: Office) -> None:
    at, before = Desk(office), _settings(office)
    saved = at.post("/rules/settings", seen=_seen(at), **TERMS)
    after = _settings(office)
    assert (after["incomplete"], after["idle_days"]) == ("nurture", 45)
    assert after["shared_points"] == [["email", "info@big.example"]]
    assert (_undone(at, saved), _settings(office)) == (303, before)
    again = at.post("/rules/settings", seen=_seen(at), **TERMS)
    at.post("/rules/settings", seen=_seen(at), **{**TERMS, "idle_days": "60"})
    assert (_undone(at, again), _settings(office)["idle_days"]) == (422, 60)
    assert (
        "undo=" not in at.post("/rules/settings", seen=_seen(at), **{**TERMS, "idle_days": "60"})["Location"]
    )


def test_two_who_edit_settings_see_each_other(office: Office) -> None:
    one, other = Desk(office), Desk(office)
    mine = _seen(one)
    other.post("/rules/settings", seen=_seen(other), **TERMS)
    late = one.post("/rules/settings", seen=mine, **{**TERMS, "idle_days": "60"})
    page = said(late).replace("\u2068", "").replace("\u2069", "")
    assert late.status_code == 409
    assert "Olga Owner changed these settings meanwhile" in page
    assert "Changed Days of silence after which a message is a new inquiry: 60 Before:" in page
    assert ('name="idle_days" value="60"' in late.content.decode(), _settings(office)["idle_days"]) == (
        True,
        45,
    )
    known = re.search(r'name="seen" value="([^"]*)"', late.content.decode())
    assert known is not None
    assert one.post("/rules/settings", seen=known[1], **{**TERMS, "idle_days": "60"}).status_code == 303
    assert _settings(office)["idle_days"] == 60


def test_what_was_refused_stands_as_it_was_filled_in(office: Office) -> None:
    at = Desk(office)
    wrong = at.post("/rules/settings", seen=_seen(at), **{**TERMS, "idle_days": "plenty"})
    page = wrong.content.decode()
    assert (wrong.status_code, 'value="plenty"' in page) == (422, True)
    assert '<option value="nurture" selected>' in page
    assert "info@big.example" in page


def test_the_audit_tells_settings_in_words(office: Office) -> None:
    at = Desk(office)
    at.post("/rules/settings", seen=_seen(at), **TERMS)
    page = said(at.get("/audit")).replace("\u2068", "").replace("\u2069", "")
    assert "Days of silence after which a message is a new inquiry: 45" in page
    assert "Leads of whom too little is known: are set aside until the rest is known" in page
    assert "info@big.example belongs to several people." in page
