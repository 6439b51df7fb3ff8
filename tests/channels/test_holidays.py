"""Public holidays become dates before core sees them."""

from datetime import date

import pytest

from firstreply.channels.holidays import expanded, public_holidays
from firstreply.core.calendar import Calendar
from firstreply.core.refusal import Refused


def test_a_subdivision_has_holidays_of_its_own() -> None:
    epiphany = date(2026, 1, 6)
    assert epiphany in public_holidays("DE", [2026], subdivision="BY")
    assert epiphany not in public_holidays("DE", [2026])


def test_holidays_come_in_order_over_the_years() -> None:
    found = public_holidays("IR", [2027, 2026])
    assert list(found) == sorted(found)
    assert {day.year for day in found} == {2026, 2027}
    assert date(2026, 3, 21) in found  # Nowruz


def test_a_category_adds_its_days() -> None:
    catholic = set(public_holidays("DE", [2026], subdivision="BY", categories=["catholic"]))
    assert date(2026, 8, 15) in catholic


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ({"country": "XX"}, "holidays_country_unknown"),
        ({}, "holidays_country_unknown"),
        ({"country": "DE", "subdivision": "ZZ"}, "holidays_subdivision_unknown"),
        ({"country": "DE", "categories": ["nothing"]}, "holidays_category_unknown"),
        ({"country": "DE", "state": "BY"}, "calendar_key_unknown"),
    ],
)
def test_what_the_library_does_not_know_is_refused(entry: dict[str, object], code: str) -> None:
    with pytest.raises(Refused, match=code):
        expanded({"versions": [{"holidays": [entry]}]}, [2026])


def test_countries_and_own_dates_may_stand_side_by_side() -> None:
    week = {"thu": [["09:00", "17:00"]], "fri": [["09:00", "17:00"]]}
    own = {"from": "2026-01-01", "week": week, "holidays": ["2026-12-24", {"country": "DE"}]}
    calendar = Calendar.from_dict(expanded({"zone": "Europe/Berlin", "versions": [own]}, [2026]))
    assert calendar.versions[0].holidays >= {date(2026, 12, 24), date(2026, 12, 25)}


def test_a_calendar_without_countries_is_left_as_it_is() -> None:
    plain = {"zone": "UTC", "versions": [{"week": {}, "holidays": ["2026-12-24"]}, {"week": {}}]}
    assert expanded(plain, [2026]) == plain
    assert expanded({"versions": "wrong"}, [2026]) == {"versions": "wrong"}
