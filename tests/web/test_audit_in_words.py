"""The audit says what was decided in sentences, names and days, and nowhere as it is stored."""

import re

import pytest

from tests.api.conftest import Office
from tests.postgres import Database
from tests.web.desk import Desk, said

pytestmark = pytest.mark.postgres


@pytest.fixture
def office(database: Database) -> Office:
    from firstreply.api import auth

    auth.forget()
    return Office()


def _decided(office: Office) -> None:
    """Rules of each kind, changed once."""
    budget = {"field": "budget", "op": ">=", "value": "10000"}
    rule = {"version": 1, "rule": budget}
    late = {"steps": [{"after": 0, "action": "tell_manager"}, {"percent": 90, "action": "reroute"}]}
    sla = {"name": "VIP", "seconds": 900, "condition": rule, "ladder": late, "warn_at": [50]}
    assert office.ask("POST", "/slas", sla).status_code == 201
    values = {
        "qualification": {"qualified": rule, "questions": ["timeframe"]},
        "score": {"fit": [{"reason": "big", "points": 30, "rule": rule}], "engagement": []},
        "routing": {
            "rules": [{"id": "a", "order": 0, "action": "capturer", "condition": rule}],
            "fallback": [],
        },
    }
    for kind, value in values.items():
        assert office.ask("POST", "/rules", {"kind": kind, "value": value}).status_code == 201
    week = {
        "zone": "Asia/Dubai",
        "versions": [{"week": {"sun": [["09:00", "17:30"]]}, "holidays": ["2030-02-01"]}],
    }
    assert office.ask("POST", "/calendars", {"name": "Gulf", "value": week}).status_code == 201


def test_values_are_told_in_sentences(office: Office) -> None:
    _decided(office)
    page = said(Desk(office).get("/audit"))
    for sentence in (
        "When it is due, the manager is told.",
        "At 90% of the time, the lead moves on to the next person.",
        "the budget is at least 10,000",
        "15 minutes",
        "If the budget is at least 10,000, the lead goes to whoever took it down.",
        "Sunday: 09:00 to 17:30",
        "Closed on",
    ):
        assert sentence in page, sentence
    details = re.findall(
        r"<(?:ins|del) dir=\"auto\">(.*?)</(?:ins|del)>", Desk(office).get("/audit").content.decode()
    )
    assert len(details) > 30
    named = {str(one) for one in (office.founded.team, office.founded.member, office.founded.calendar)}
    assert [one for one in details if re.search(r"[{}\[\]]|&#34;", one) or one in named] == []


def test_what_nobody_reads_any_more_is_told_all_the_same(office: Office) -> None:
    from firstreply.core.fact import FactKind
    from firstreply.journey.effects import Happened, record

    with office.acting():
        for value in ({"steps": "x"}, {"rules": [{"id": 5}], "fallback": {}}, 7, [1, {"a": [True]}]):
            for what, name in (
                ("sla", "ladder"),
                ("definition", "value"),
                ("sla", "warn_at"),
                ("odd", "odd"),
            ):
                data = {"what": what, "id": "x", "before": {}, "after": {name: value}}
                record([Happened(kind=FactKind.DECIDED, at=office.now, member=None, data=data)])
    assert Desk(office).get("/audit").status_code == 200
