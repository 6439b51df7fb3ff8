"""Which column of a list is which field, and what its dates and numbers mean."""

import pytest

from firstreply.core.capture.columns import columns, mapping
from firstreply.core.capture.dates import Shape, Written, guess, read, shape
from firstreply.core.capture.decimals import decimal_mark, with_point

YEAR = 2026
PERSON = ["Ann Example", "ann@example.com", "+49 30 1234567", "Example Ltd"]


@pytest.mark.parametrize(
    "headers",
    [
        ["Name", "E-mail", "Phone", "Company"],
        ["Ansprechpartner", "E-Mail-Adresse", "Telefonnummer", "Firma"],
        ["Nom complet", "Courriel", "Téléphone", "Société"],
        ["الاسم", "البريد الإلكتروني", "رقم الهاتف", "الشركة"],
        ["نام", "ایمیل", "شمارهٔ تماس", "شرکت"],
        ["full_name", "Email 1", "MOBILE", "Account Name"],
    ],
)
def test_headers_are_known_in_many_languages(headers: list[str]) -> None:
    assert mapping(columns(headers, [PERSON])) == {"name": [0], "emails": [1], "phones": [2], "company": [3]}


def test_columns_without_a_header_are_known_by_what_stands_in_them() -> None:
    rows = [PERSON, ["Ben Example", "ben@example.org", "0301234", ""]]
    assert [one.field for one in columns([], rows)] == ["", "emails", "phones", ""]


def test_parts_of_a_name_make_the_name_unless_the_whole_stands_there() -> None:
    assert mapping(columns(["Last name", "First name"], []))["name"] == [1, 0]
    assert mapping(columns(["First name", "Full name", "Last name"], []))["name"] == [1]


def test_addresses_under_a_strange_header_are_addresses() -> None:
    found = columns(["Contact"], [["ann@example.com"], ["ben@example.com"]])
    assert [(one.field, one.why) for one in found] == [("emails", "values")]


def test_several_columns_of_addresses_are_all_taken_and_their_types_left() -> None:
    headers = ["E-mail 1 - Type", "E-mail 1 - Value", "E-mail 2 - Value"]
    assert mapping(columns(headers, [["home", "a@example.com", "b@example.com"]])) == {"emails": [1, 2]}


def test_what_nobody_knows_is_a_field_of_ones_own_and_what_is_empty_is_not() -> None:
    found = columns(["Shoe size", "Empty"], [["42", ""]])
    assert [one.field for one in found] == ["custom.shoe_size", ""]


def test_badge_scans_are_known() -> None:
    headers = ["Badge ID", "First Name", "Last Name", "Scan Time", "Booth", "Notes"]
    assert mapping(columns(headers, [["7", "Ann", "Example", "2026-05-02 10:30", "B12", "wants a quote"]])) == {
        "custom.badge": [0], "occurred_at": [3], "custom.booth": [4], "need": [5], "name": [1, 2],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (["2026-05-02", "2026-12-31"], ["gregorian:ymd"]),
        (["13/02/2026", "02/03/2026"], ["gregorian:dmy"]),
        (["02/13/2026", "02/03/2026"], ["gregorian:mdy"]),
        (["02/03/2026", "04/05/2026"], ["gregorian:dmy", "gregorian:mdy"]),
        (["13/02/2026", "02/13/2026"], ["gregorian:dmy", "gregorian:mdy"]),
        (["1403/05/12", "1404/11/30"], ["jalali:ymd"]),
        (["۱۳۷۰/۰۵/۱۲"], ["jalali:ymd"]),
        (["1446/05/12", "1447/02/01"], ["hijri:ymd"]),
        (["١٤٠٠/٠٥/١٢"], ["hijri:ymd"]),
        (["3 May 2026", "May 4, 2026"], ["gregorian:ymd"]),
        (["soon", ""], []),
    ],
)
def test_dates_are_read_as_the_column_shows_and_asked_for_where_it_does_not(
    values: list[str], told: list[str]
) -> None:
    assert [str(one) for one in guess(values, year=YEAR).choices] == told


def test_old_years_of_birthdays_are_asked_for_unless_people_here_have_one_calendar() -> None:
    told = [str(one) for one in guess(["1370/05/12"], year=YEAR, past=True).choices]
    assert told == ["jalali:ymd", "hijri:ymd"]
    assert guess(["1370/05/12"], year=YEAR, past=True, home="hijri").shape == Shape(calendar="hijri")


@pytest.mark.parametrize(
    ("text", "of", "told"),
    [
        ("2026-05-02T10:30:15Z", "ymd", Written("gregorian", 2026, 5, 2, 10, 30, 15, True, 0)),
        ("2026-05-02 10:30+03:30", "ymd", Written("gregorian", 2026, 5, 2, 10, 30, 0, True, 12600)),
        ("02/05/2026 9:05 PM", "dmy", Written("gregorian", 2026, 5, 2, 21, 5, 0, True)),
        ("05/02/26", "mdy", Written("gregorian", 2026, 5, 2)),
        ("2.5.2026", "dmy", Written("gregorian", 2026, 5, 2)),
        ("۱۴۰۳/۰۵/۱۲ ۱۴:۳۰", "jalali:ymd", Written("jalali", 1403, 5, 12, 14, 30, 0, True)),
        ("۱۲ مرداد ۱۴۰۳", "jalali:ymd", Written("jalali", 1403, 5, 12)),
        ("12. März 2026", "ymd", Written("gregorian", 2026, 3, 12)),
        ("20260502", "ymd", Written("gregorian", 2026, 5, 2)),
        ("46144.5", "ymd", Written("gregorian", 2026, 5, 2, 12, 0, 0, True)),
        ("12:30", "ymd", None),
        ("2026-13-01", "ymd", None),
        ("2026-05-02 25:00", "ymd", None),
        ("tomorrow", "ymd", None),
    ],
)
def test_dates_are_read(text: str, of: str, told: Written | None) -> None:
    how = shape(of)
    assert how is not None
    assert read(text, how) == told


def test_a_shape_is_written_as_it_is_read() -> None:
    assert shape(str(Shape(order="mdy", calendar="hijri"))) == Shape(order="mdy", calendar="hijri")
    assert shape("ydm") is None


@pytest.mark.parametrize(
    ("values", "mark"),
    [
        (["1.500", "12,50"], ","),
        (["1,500", "12.50"], "."),
        (["1.500"], ""),
        (["1.234.567"], ","),
        (["٣٫٥"], ""),
    ],
)
def test_the_decimal_mark_is_what_the_column_shows(values: list[str], mark: str) -> None:
    assert decimal_mark(values) == mark


def test_numbers_are_written_by_their_columns_mark() -> None:
    assert [with_point(one, ",") for one in ("1.500", "12,5")] == ["1500", "12.5"]
    assert with_point("1.500", "") == "1.500"
