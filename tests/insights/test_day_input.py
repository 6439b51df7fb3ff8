"""A day that somebody types is the day that they meant, in three calendars and three sets of digits."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from firstreply.core.refusal import Refused
from firstreply.insights import words
from firstreply.insights.dates import SYSTEMS, Dates
from firstreply.insights.day_input import read_day, typed

DAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "system"),
    [
        ("2026-11-22", "gregorian"),
        ("2026-11-22", "jalali"),
        ("22.11.2026", "gregorian"),
        ("22/11/2026", "hijri"),
        ("۱۴۰۵/۰۹/۰۱", "jalali"),
        ("1405-9-1", "jalali"),
        ("1405/9/1", "gregorian"),
        ("١٤٤٨/٠٦/١٢", "hijri"),
        (" 1/9/1405 ", "jalali"),
        ("٢٠٢٦/١١/٢٢", "gregorian"),
        ("26-11-22", "jalali"),
    ],
)
def test_a_typed_day_is_read_in_the_readers_calendar(text: str, system: str) -> None:
    assert read_day(text, system) == DAY


@pytest.mark.parametrize("text", ["", "soon", "2026-13-01", "1405/12/31", "2026-02-30", "22"])
def test_what_is_no_day_is_refused_with_what_was_typed(text: str) -> None:
    with pytest.raises(Refused) as refused:
        read_day(text, "jalali")
    assert (refused.value.code, refused.value.facts) == ("date_unreadable", {"given": text})


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_year_of_four_figures_is_that_year(system: str) -> None:
    assert read_day("0001-01-01", system) == date(1, 1, 1)
    assert read_day("31.12.0069", system) == date(69, 12, 31)
    assert read_day("9999-12-31", system) == date.max


DAYS = st.dates(date(1930, 1, 1), date(2070, 1, 1)) | st.dates().filter(
    lambda day: not 1200 <= day.year < 1600
)


@example(day=date.max, system="jalali", lang="fa", digits="")
@given(
    day=DAYS,
    system=st.sampled_from(SYSTEMS),
    lang=st.sampled_from(words.LANGUAGES),
    digits=st.sampled_from(words.DIGITS),
)
def test_what_stands_in_the_box_is_read_back(day: date, system: str, lang: str, digits: str) -> None:
    box = typed(day, Dates(words.use(lang, digits), system, "UTC"))
    assert read_day(box, system) == day


def test_digits_are_the_readers_choice_whatever_the_language() -> None:
    assert words.use("fa", "latin").number(1234.5, 1) == "1,234.5"
    assert words.use("en", "persian").digits("10:30") == "۱۰:۳۰"
    assert words.use("ar").percent(0.5) == "٥٠٪"
    assert words.use("fa", "roman").number(7) == "۷"
