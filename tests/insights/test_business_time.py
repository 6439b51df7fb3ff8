"""Business seconds in the database are those of the calendar."""

import random
from collections.abc import Iterator

import ibis
import numpy as np
import pytest

from firstreply.core.calendar import Calendar
from firstreply.insights.business_time import Key, Piece, pieces, with_business_seconds
from tests.core.minute_oracle import FIRST, LAST, ZONES, count, pairs, some_calendar, with_changes
from tests.core.zones import OFFICE, calendar, epoch, zones_of_tzdata

Row = tuple[int, Key, int | None, int | None]


@pytest.fixture(autouse=True, scope="module")
def _pinned_zones() -> Iterator[None]:
    with zones_of_tzdata():
        yield


def asked(waits: list[Row], rows: list[Piece]) -> list[tuple[int | None, bool | None]]:
    """Business seconds and flag of each wait, worked out by DuckDB."""
    columns = dict(zip(("id", "calendar", "started_at", "ended_at"), zip(*waits, strict=True), strict=True))
    key = "string" if isinstance(rows[0].calendar, str) else "int64"
    types = {"id": "int64", "calendar": key, "started_at": "int64", "ended_at": "int64"}
    table = ibis.memtable({name: list(values) for name, values in columns.items()}, schema=ibis.schema(types))
    expression = with_business_seconds(
        table,
        ibis.memtable([row._asdict() for row in rows]),
        calendar="calendar",
        start="started_at",
        stop="ended_at",
    )
    found = ibis.duckdb.connect().to_pyarrow(expression.order_by("id")).to_pydict()
    return list(zip(found["business_s"], found["off_hours"], strict=True))


def test_business_seconds_of_a_weekend_wait_and_of_one_that_spans_it() -> None:
    rows = pieces({"office": calendar(OFFICE)}, epoch("2026-01-01 00:00"), epoch("2026-01-31 00:00"))
    friday, saturday, sunday = (epoch(f"2026-01-0{day} 16:30") for day in (2, 3, 4))
    monday = epoch("2026-01-05 09:30")
    waits: list[Row] = [
        (1, "office", friday, monday),
        (2, "office", saturday, sunday),
        (3, "office", monday, monday),
        (4, "office", monday, friday),
    ]
    assert asked(waits, rows) == [(3600, False), (0, True), (0, False), (0, False)]


def test_an_open_wait_has_no_business_seconds_yet() -> None:
    rows = pieces({"office": calendar(OFFICE)}, epoch("2026-01-01 00:00"), epoch("2026-01-31 00:00"))
    saturday, monday = epoch("2026-01-03 12:00"), epoch("2026-01-05 12:00")
    assert asked([(1, "office", saturday, None), (2, "office", monday, None)], rows) == [
        (None, None),
        (None, False),
    ]


def test_an_instant_or_a_calendar_outside_the_pieces_is_not_answered_with_a_number() -> None:
    rows = pieces({"office": calendar(OFFICE)}, epoch("2026-01-01 00:00"), epoch("2026-01-31 00:00"))
    inside, outside = epoch("2026-01-03 12:00"), epoch("2026-03-05 12:00")
    waits: list[Row] = [(1, "office", inside, outside), (2, "elsewhere", inside, inside + 60)]
    assert asked(waits, rows) == [(None, None), (None, None)]


@pytest.mark.parametrize(("office", "always"), [("office", "always"), (0, 1)])
def test_each_wait_is_counted_by_its_own_calendar(office: Key, always: Key) -> None:
    start, stop = epoch("1969-12-29 00:00"), epoch("1970-01-05 00:00")
    rows = pieces({office: calendar(OFFICE), always: Calendar.always()}, start, stop)
    assert asked([(1, office, start, stop), (2, always, start, stop)], rows) == [
        (5 * 8 * 3600, False),
        (7 * 86_400, False),
    ]


def test_each_instant_lies_in_exactly_one_piece() -> None:
    first, last = epoch("2026-01-01 12:34"), epoch("2026-02-01 00:00")
    rows = pieces({"office": calendar(OFFICE, "Asia/Tehran")}, first, last)
    assert rows[0].first <= first
    assert rows[-1].next > last
    assert [row.next for row in rows[:-1]] == [row.first for row in rows[1:]]


@pytest.mark.parametrize("engine", ["postgres", "pyspark", "duckdb"])
def test_the_expression_needs_no_function_of_one_engine(engine: str) -> None:
    waits = ibis.table({"calendar": "string", "started_at": "int64", "ended_at": "int64"}, name="waits")
    known = dict.fromkeys(Piece._fields, "int64") | {"calendar": "string"}
    expression = with_business_seconds(
        waits, ibis.table(known, name="pieces"), calendar="calendar", start="started_at", stop="ended_at"
    )
    text = str(ibis.to_sql(expression, dialect=engine))
    assert text.count("LEFT OUTER JOIN") == 2
    assert "ASOF" not in text


@pytest.mark.slow
def test_law_6_the_database_agrees_with_the_vector_form_and_the_minute_oracle() -> None:
    # 15 zones x 2 calendars x 3,400 pairs: over 100,000 cases.
    chance = random.Random(6)
    rows: list[Piece] = []
    waits: list[Row] = []
    expected: list[int] = []
    for zone in ZONES:
        for number in range(2):
            raw = with_changes(some_calendar(zone, chance), chance)
            key, hours, oracle = f"{zone}/{number}", Calendar.from_dict(raw), count(zone, raw)
            cases = list(pairs(zone, chance, 3400))
            rows += pieces({key: hours}, FIRST, LAST)
            waits += [(len(waits) + n, key, *case) for n, case in enumerate(cases)]
            right = [oracle.between(*case) for case in cases]
            assert hours.between_many(*np.asarray(cases).T).tolist() == right
            expected += right
    assert len(expected) > 100_000
    assert [business_s for business_s, _ in asked(waits, rows)] == expected
