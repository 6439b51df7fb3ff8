"""A list becomes people: once, whatever happens meanwhile; and what cannot be taken says why."""

from typing import Any

import psycopg
import pytest

from tests.journey.conftest import NOW, Office
from tests.journey.lists import bring, keep
from tests.postgres import Database

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


def test_whoever_is_cut_off_goes_on_where_it_was(office: Office) -> None:
    from firstreply.journey.file import begin, bring
    from firstreply.store.tenancy import acting

    many = "Name,E-Mail\n" + "".join(f"P{n},p{n}@example.com\n" for n in range(700))
    file = keep(office, many)
    with acting(office.organisation):
        begin.begin(file.id, now=NOW, here=True)
    looked = iter([False, True])
    assert not bring.bring(office.organisation, file.id, clock=lambda: NOW, stop=lambda: next(looked))
    assert 0 < file.row.row < 701
    assert bring.bring(office.organisation, file.id, clock=lambda: NOW)
    assert (file.row.state, file.row.row, file.counts) == ("done", 701, {"created": 700})
    assert len(office.rows("Lead", "id")) == len(office.rows("Arrival", "id")) == 700


def test_two_workers_at_once_bring_each_row_once(office: Office) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connection

    from firstreply.journey.file import begin, bring
    from firstreply.store.tenancy import acting

    many = "Name,E-Mail\n" + "".join(f"P{n},p{n}@example.com\n" for n in range(1500))
    file = keep(office, many)
    with acting(office.organisation):
        begin.begin(file.id, now=NOW, here=True)

    def work(_: int) -> bool:
        try:
            return bring.bring(office.organisation, file.id, clock=lambda: NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(work, range(3)))
    assert bring.bring(office.organisation, file.id, clock=lambda: NOW)
    assert (file.row.state, file.counts) == ("done", {"created": 1500})
    assert len(office.rows("Lead", "id")) == 1500


def test_a_file_that_is_stopped_stops_within_a_batch_and_what_was_brought_is_taken_back(
    office: Office,
) -> None:
    from firstreply.journey.file import begin, bring
    from firstreply.store.tenancy import acting

    file = keep(office, "Name,E-Mail\n" + "".join(f"P{n},p{n}@example.com\n" for n in range(700)))
    with acting(office.organisation):
        begin.begin(file.id, now=NOW, here=True)

    def stop(row: int, rows: int | None) -> None:
        with acting(office.organisation):
            begin.cancel(file.id, now=NOW)

    assert bring.bring(office.organisation, file.id, clock=lambda: NOW, told=stop)
    came = file.row.row - 1
    assert (file.row.state, 0 < came < 700) == ("cancelled", True)
    assert office.rows("Part", "id") == []
    assert file.undo() == {"withdrawn": came}
    assert differences(office) == []


def test_one_row_that_fails_unexpectedly_fails_alone(database: Database, office: Office) -> None:
    with psycopg.connect(database.owner, autocommit=True) as owner:
        # The database itself refuses one of them.
        owner.execute("ALTER TABLE lead ADD CONSTRAINT odd CHECK (name <> 'Odd')")
        try:
            file = bring(office, "Name,E-Mail\nAnn,a@example.com\nOdd,o@example.com\nBen,b@example.com\n")
        finally:
            owner.execute("ALTER TABLE lead DROP CONSTRAINT odd")
    assert file.counts == {"created": 2, "failed": 1}
    assert file.bad() == [(3, "unexpected")]
    assert sorted(office.rows("Lead", "name")) == ["Ann", "Ben"]


def test_trying_says_what_bringing_does(office: Office) -> None:
    from firstreply.journey.file import preview
    from firstreply.store.queries import files
    from firstreply.store.tenancy import acting

    bring(office, PEOPLE)
    rows = [f"P{n % 900},p{n % 900}@example.com,{n % 7}\n" for n in range(2500)]
    text = "Name,E-Mail,City\n" + "".join(rows) + "Ann,ann@example.com,Rome\nBen,ben@example.org,\nX,,\n"
    file = keep(office, text)
    before = [len(office.rows(one, "id")) for one in ("Lead", "Fact", "Arrival", "ContactPoint")]
    with acting(office.organisation):
        octets = files.octets(office.organisation, file.id)
        how = preview.plan_of(file.id, octets, now=NOW)
    told = preview.tried(office.organisation, octets, how)
    assert [len(office.rows(one, "id")) for one in ("Lead", "Fact", "Arrival", "ContactPoint")] == before
    counts = {name: n for name in preview._NAMES if (n := getattr(told, name))}
    assert counts == bring(office, text).counts
    assert (told.whole, told.rows, [one.code for one in told.bad]) == (True, 2504, ["row_unreachable"])


def test_whose_new_leads_are_may_be_said(office: Office) -> None:
    rep = office.reps[0]
    bring(office, PEOPLE, owner=str(rep), clock="inquiries", tags=["fair"], source="Hall 3")
    assert office.rows("Lead", "owner_id") == [rep] * 3
    assert office.rows("Wait", "owner_id") == [rep] * 3
    assert [(one["tags"], one["source"]) for one in office.rows("Lead", "persona")] == [
        (["fair"], "Hall 3")
    ] * 3
    assert differences(office) == []


def test_old_inquiries_of_a_list_are_history(office: Office) -> None:
    bring(office, "E-Mail,Scan time\nann@example.com,۱۴۰۳/۰۵/۱۲ 10:30\nben@example.com,۱۴۰۵/۰۹/۰۲ 10:30\n")
    assert [one.isoformat() for one in office.rows("Lead", "inquired_at")] == [
        "2024-08-02T08:30:00+00:00", "2026-11-23T09:30:00+00:00",
    ]  # fmt: skip
    waits = sorted(office.rows("Wait", "started_at", "owner_id"))
    assert [owner is None for _, owner in waits] == [True, False]


def test_a_file_that_cannot_be_begun_any_more_says_so_and_does_not_run_for_ever(office: Office) -> None:
    from firstreply.journey.file import begin, bring
    from firstreply.store.tenancy import acting

    rep = office.with_reps("Rita").reps[-1]
    file = keep(office, PEOPLE)
    with acting(office.organisation):
        begin.begin(file.id, now=NOW, options={"owner": str(rep), "clock": "contacts"}, here=True)
    office.change("Member", {"id": rep}, left_at=NOW)
    assert bring.bring(office.organisation, file.id, clock=lambda: NOW)
    assert (file.row.state, file.row.reason) == ("failed", "reference_unknown")
