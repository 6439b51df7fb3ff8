"""A list becomes people: once, whatever happens meanwhile; and what cannot be taken says why."""

from typing import Any

import pytest

from tests.journey.conftest import NOW, Office
from tests.journey.lists import bring

pytestmark = pytest.mark.postgres

PEOPLE = """Name,E-Mail,Phone,Company
Ann Example,ann@example.com,+49 30 1234567,Example Ltd
Ben Example,ben@example.org,,
Cem Example,,0171 1234567,
"""


def differences(office: Office) -> list[Any]:
    from firstreply.journey.rebuild import check

    return check(office.organisation).shown


def test_rows_become_leads_that_are_known_and_wait_for_nothing(office: Office) -> None:
    file = bring(office, PEOPLE)
    assert (file.row.state, file.row.rows, file.row.row, file.counts) == ("done", 4, 4, {"created": 3})
    assert office.rows("Lead", "name") == ["Ann Example", "Ben Example", "Cem Example"]
    assert (
        office.rows("Lead", "owner_id", "last_in_at", "source_id") == [(None, None, file.row.source_id)] * 3
    )
    assert [office.rows(one, "id") for one in ("Wait", "Message", "Delivery", "LiveEvent", "Moment")] == [
        []
    ] * 5
    assert differences(office) == []


def test_rows_that_are_inquiries_are_given_and_promised_an_answer(office: Office) -> None:
    bring(office, PEOPLE, clock="inquiries")
    assert office.rows("Wait", "outcome") == ["open"] * 3
    assert sorted(map(str, office.rows("Wait", "owner_id"))) == sorted(map(str, office.reps))
    assert differences(office) == []


def test_the_same_file_again_creates_nothing(office: Office) -> None:
    bring(office, PEOPLE)
    assert bring(office, PEOPLE).counts == {"repeated": 3}
    assert len(office.rows("Lead", "id")) == 3
    assert differences(office) == []


def test_a_row_that_repeats_somebody_tells_more_of_them(office: Office) -> None:
    bring(office, PEOPLE)
    more = bring(office, "E-Mail,City,Job title\nBEN@example.org,Rome,CEO\nann@example.com,,\n")
    assert more.counts == {"updated": 1, "repeated": 1}
    assert office.rows("Lead", "persona", name="Ben Example")[0]["city"] == "Rome"
    assert differences(office) == []


def test_what_cannot_be_taken_says_why_and_stops_nobody(office: Office) -> None:
    file = bring(
        office,
        "Name,E-Mail,Phone,Budget\n"
        "Ann,ann@example.com,,1000\n"
        "Ben,ben(at)example,,\n"
        "Cem,,,\n"
        ",,,\n"
        "Dan,dan@example.com,,a lot\n"
        '"Eva,eva@example.com,,\n'
        "Fay,fay@example.com,4.93012E+11,\n"
        "Gil,gil@example.com,,5\n",
    )
    assert file.counts == {"created": 2, "failed": 5, "skipped": 1}
    assert file.bad() == [
        (3, "lead_fields_invalid"), (4, "row_unreachable"), (6, "lead_fields_invalid"), (7, "row_quote_open"),
        (8, "lead_fields_invalid"),
    ]  # fmt: skip
    errors = [one["errors"] for one in office.rows("BadRow", "facts", reason="lead_fields_invalid")]
    assert errors == [
        [{"field": "E-Mail", "code": "not_an_email"}],
        [{"field": "Budget", "code": "not_a_number"}],
        [{"field": "Phone", "code": "number_rounded"}],
    ]
    assert office.rows("Lead", "name") == ["Ann", "Gil"]


def test_a_file_that_is_taken_back_leaves_nothing_and_can_come_again(office: Office) -> None:
    for clock in ("contacts", "inquiries"):
        file = bring(office, PEOPLE, clock=clock)
        assert file.undo() == {"withdrawn": 3}
        assert file.row.state == "undone"
        left = [office.rows(one, "id") for one in ("ContactPoint", "Engagement", "Wait", "Message", "Moment")]
        assert left == [[]] * 5
        assert office.rows("Lead", "id", withdrawn_at=None) == []
        assert set(office.rows("Load", "open_waits")) <= {0}
        assert differences(office) == []
    assert bring(office, PEOPLE).counts == {"created": 3}
    assert differences(office) == []


def test_whoever_was_dealt_with_since_stays(office: Office) -> None:
    from firstreply.journey import acted
    from firstreply.store.queries import files
    from firstreply.store.tenancy import acting

    file = bring(office, PEOPLE)
    ann, _, cem = office.rows("Lead", "id")
    acted.note(office.organisation, ann, "called her", by=office.owner, now=NOW)
    office.submit({"email": "cem@example.net", "phone": "+49 171 1234567", "need": "a quote"})
    office.arrived()
    assert file.undo() == {"withdrawn": 1, "kept": 2}
    assert office.rows("Lead", "id", withdrawn_at=None) == [ann, cem]
    with acting(office.organisation):
        told = {one.lead: one.why for one in files.kept(file.row.source_id, None, 10)}
    assert told == {ann: "noted", cem: "inquired"}
    assert differences(office) == []


@pytest.mark.parametrize("clock", ["contacts", "inquiries"])
def test_what_a_file_said_of_known_people_is_taken_back(office: Office, clock: str) -> None:
    office.submit({"email": "ben@example.org", "name": "Ben Example", "need": "chairs", "tags": ["old"]})
    office.arrived()
    before = office.rows("Lead", "name", "persona", "inquired_at", "last_in_at")
    points = office.rows("ContactPoint", "kind", "value")
    more = "E-Mail,Phone,City,Tags,Need\nben@example.org,+49 171 1234567,Rome,fair,tables\nben@example.org,,,,lamps\n"
    file = bring(office, more, clock=clock)
    assert office.rows("Lead", "persona")[0]["need"] == "lamps"
    assert file.undo() == {"restored": 1}
    assert office.rows("Lead", "name", "persona", "inquired_at", "last_in_at") == before
    assert office.rows("ContactPoint", "kind", "value") == points
    assert office.rows("Wait", "outcome") == ["open"]
    assert differences(office) == []
