"""A list becomes people: once, whatever happens meanwhile; and what cannot be taken says why."""

from typing import Any

import pytest

from tests.journey.conftest import NOW, Office
from tests.journey.lists import bring, keep

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
    assert office.rows("Lead", "owner_id", "last_in_at", "source_id") == [(None, None, file.row.source_id)] * 3
    assert [office.rows(one, "id") for one in ("Wait", "Message", "Delivery", "LiveEvent", "Moment")] == [[]] * 5
    assert differences(office) == []


def test_rows_that_are_inquiries_are_given_and_promised_an_answer(office: Office) -> None:
    bring(office, PEOPLE, clock="inquiries")
    assert office.rows("Wait", "outcome") == ["open"] * 3
    assert sorted(map(str, office.rows("Wait", "owner_id"))) == sorted(map(str, office.reps))
    assert differences(office) == []
