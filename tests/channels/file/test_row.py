"""Cells as people fill them become the fields of a person, or say which cell is wrong."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from firstreply.channels.file.row import Plan, Wrong
from firstreply.core.capture.dates import Shape

TEHRAN = ZoneInfo("Asia/Tehran")


def read(field: str, *cells: str, **how: Any) -> Any:
    """What one field becomes of one column (or several)."""
    found = Plan(mapping={field: range(len(cells))}, zone=TEHRAN, **how).read(cells)
    return None if found is None else found.fields.get(field, found.at)


@pytest.mark.parametrize(
    ("field", "cells", "told"),
    [
        ("emails", ("a@x.example; b@x.example,c@x.example",), ["a@x.example", "b@x.example", "c@x.example"]),
        ("emails", ("Ann <a@example.com>",), ["a@example.com"]),
        ("emails", ("mailto:a@example.com", "b@example.com"), ["a@example.com", "b@example.com"]),
        ("phones", ("+49 30 1; 030/12 34",), ["+49 30 1", "030/12 34"]),
        ("phones", ("'+49 30 1234567",), ["+49 30 1234567"]),
        ("name", ("Ann", "", "Example"), "Ann Example"),
        ("need", ("first", "second"), "first\nsecond"),
        ("tags", ("* myContacts, fair | vip",), ["myContacts", "fair", "vip"]),
        ("country", ("Deutschland",), "DE"),
        ("country", ("ایران",), "IR"),
        ("country", ("السعودية",), "SA"),
        ("country", ("de",), "de"),
        ("language", ("Farsi",), "fa"),
        ("birthday", ("1990-01-02",), date(1990, 1, 2)),
        ("customer_id", ("4711",), "crm:4711"),
        ("customer_id", ("shop:4711",), "shop:4711"),
        ("name", ("n/a",), None),
        ("name", ("ندارد",), None),
        ("name", ("  ",), None),
    ],
)  # fmt: skip
def test_cells_become_fields(field: str, cells: tuple[str, ...], told: Any) -> None:
    assert read(field, *cells, system="crm") == told


@pytest.mark.parametrize(
    ("cells", "shape", "told"),
    [
        (("۱۴۰۳/۰۵/۱۲", "۱۴:۳۰"), Shape(calendar="jalali"), datetime(2024, 8, 2, 11, 0, tzinfo=UTC)),
        (("1446/01/27",), Shape(calendar="hijri"), datetime(2024, 8, 1, 20, 30, tzinfo=UTC)),
        (("02/08/2024 14:30",), Shape(order="dmy"), datetime(2024, 8, 2, 11, 0, tzinfo=UTC)),
        (("08/02/2024 2:30 PM",), Shape(order="mdy"), datetime(2024, 8, 2, 11, 0, tzinfo=UTC)),
        (("2024-08-02T11:00:00Z",), Shape(), datetime(2024, 8, 2, 11, 0, tzinfo=UTC)),
    ],
)
def test_when_they_asked_is_an_instant_in_the_organisations_zone(
    cells: tuple[str, ...], shape: Shape, told: datetime
) -> None:
    assert read("occurred_at", *cells, dates={0: shape}) == told


def test_amounts_are_read_by_their_columns_mark() -> None:
    assert read("budget", "1.500", decimals={0: ","}) == "1500"
    assert read("budget", "۱٬۵۰۰٫۵", decimals={}) == "۱٬۵۰۰٫۵"


def test_what_is_wrong_names_its_cell() -> None:
    plan = Plan(mapping={"name": [0], "birthday": [1], "phones": [2]}, zone=TEHRAN)
    found = plan.read(["Ann", "31/02/1990", "4.93012E+11"])
    assert found is not None
    assert found.wrong == (Wrong(1, "birthday", "not_a_date"), Wrong(2, "phones", "number_rounded"))


def test_what_holds_for_all_rows_gives_way_to_what_a_row_says() -> None:
    plan = Plan(
        mapping={"name": [0], "source": [1], "tags": [2]}, zone=TEHRAN, always={"source": "fair"}, tags=("x",)
    )
    found, other = plan.read(["Ann", "", "y"]), plan.read(["Ben", "web", ""])
    assert found is not None
    assert other is not None
    assert (found.fields, other.fields) == (
        {"name": "Ann", "tags": ["y", "x"], "source": "fair"}, {"name": "Ben", "source": "web", "tags": ["x"]},
    )  # fmt: skip
    assert plan.read(["", "", ""]) is None
