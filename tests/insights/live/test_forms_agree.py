"""One definition in three forms: a loop over the waits, arrays (`analyze`), and the SQL that live data are asked by.

Random waits around clock changes: each is placed and measured alike, and every figure of them is the same.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firstreply.core.calendar import Calendar
from firstreply.core.respond.wait import Outcome, Wait
from firstreply.insights.document import document
from firstreply.insights.facts import facts
from firstreply.insights.live.asked import Asked, Where
from firstreply.insights.live.file import Mirror
from firstreply.insights.live.fresh import look as brought_up_to_date
from firstreply.insights.live.schema import STAGED
from firstreply.insights.look import Look
from firstreply.insights.statistics.buckets import NAMES, buckets
from firstreply.store.queries.mirror import Hours, Mark, Snapshot, Standing
from tests.insights.live.test_equals_analyze import SIZES, asked_of, same_block
from tests.insights.looks import COVERAGE, TEAM, THREADING, seen, wait

#: When the clock of a zone was changed.
CHANGES = {
    ("Europe/Berlin", "2026-03-29T01:00Z"), ("Europe/Berlin", "2026-10-25T01:00Z"),
    ("Africa/Cairo", "2026-04-23T22:00Z"), ("Africa/Cairo", "2026-10-29T21:00Z"),
    ("Asia/Tehran", "2022-03-21T20:30Z"), ("Asia/Tehran", "2022-09-21T19:30Z"),
}  # fmt: skip
HOUR, DAY = 3600, 86_400
#: Over midnight on one day, two windows on the others, and a day off.
WEEK = {day: [["08:00", "12:30"], ["13:00", "17:15"]] for day in ("mon", "tue", "wed", "sat")} | {
    "thu": [["22:00", "06:00"]],
    "sun": [["00:00", "24:00"]],
}


class Written(Snapshot):
    """What a database would say of some waits."""

    def __init__(self, waits: Sequence[Wait], standing: Standing, at: int) -> None:
        self._waits, self._standing = waits, standing
        self.mark = Mark(1, 1, at, "made up")

    def count(self, table: str) -> int:
        return len(self._waits) if table == "wait" else 0

    def standing(self) -> Standing:
        return self._standing

    def rows(self, table: str, since: Mark | None = None) -> Iterator[bytes]:
        for place, one in enumerate(self._waits if table == "wait" else ()):
            told = {
                "id": UUID(int=place), "start": one.started_at, "stop": one.ended_at, "outcome": one.outcome.value,
                "first": one.first, "truncated": one.truncated, "author_name": one.author, "addressed": one.owner,
                "channel": "email", "party": one.party, "touched": one.touched_at, "promised": False,
            }  # fmt: skip
            into = io.StringIO()
            csv.writer(into).writerow([told.get(name) for name in STAGED["wait"]])
            yield into.getvalue().encode()


def when(zone_and_change: tuple[str, str]) -> int:
    return int(datetime.fromisoformat(zone_and_change[1]).timestamp())


def some_waits(change: int) -> st.SearchStrategy[list[Wait]]:
    """Waits that begin within days, or within the hours, of a clock change."""
    near = st.integers(-2 * HOUR, 2 * HOUR) | st.integers(-3 * DAY, 3 * DAY)
    lasts = st.none() | st.integers(0, 3 * HOUR) | st.integers(0, 6 * DAY)
    one = st.builds(
        _wait,
        st.builds(lambda off: change + off, near),
        lasts,
        st.sampled_from([Outcome.ANSWERED, Outcome.ANSWERED, Outcome.DISMISSED, Outcome.VOIDED]),
        st.booleans(),
        st.sampled_from(["Ada", "Ben", None]),
        st.sampled_from(["Ada", "Ben", None]),
    )
    return st.lists(one, min_size=1, max_size=60)


def _wait(
    start: int, seconds: int | None, outcome: Outcome, first: bool, author: str | None, owner: str | None
) -> Wait:
    ended = Outcome.OPEN if seconds is None else outcome
    answers = author if ended is Outcome.ANSWERED else None
    return wait(start, seconds, ended, first=first, author=answers, owner=owner)


def read_both_ways(waits: list[Wait], zone: str, value: dict[str, Any] | None) -> tuple[Look, Mirror]:
    waits = sorted(waits, key=lambda one: one.started_at)
    end = waits[-1].started_at + 8 * DAY
    look = Look(
        seen=(seen(waits[0].started_at),), waits=waits, end=end, made_at=end, team=TEAM, coverage=COVERAGE,
        threading=THREADING, version="1", calendar=None if value is None else Calendar.from_dict(value),
    )  # fmt: skip
    hours = () if value is None else (Hours(UUID(int=1), UUID(int=2), 0, value, str(value["name"])),)
    standing = Standing(zone=zone, members={}, teams={}, works=(), hours=hours, sources={}, stages=())
    mirror = Mirror(UUID(int=3), Path("nowhere"), duckdb.connect(config={"threads": 1}), None)
    brought_up_to_date(mirror, Written(waits, standing, end))
    return look, mirror


def looped(look: Look, zone: str) -> list[tuple[Any, ...]]:
    """Weekday, hour, clock time, working time and off hours of each wait, one at a time."""
    calendar, found = look.calendar, []
    for one in look.waits:
        local = datetime.fromtimestamp(one.started_at, UTC).astimezone(ZoneInfo(zone))
        stop = look.end if one.ended_at is None else one.ended_at
        wall = stop - one.started_at
        business = calendar.seconds_between(one.started_at, stop) if isinstance(calendar, Calendar) else wall
        closed = (
            isinstance(calendar, Calendar) and one.outcome is Outcome.ANSWERED and not business and wall > 0
        )
        found.append((local.weekday(), local.hour, wall, business, closed))
    return found


def in_arrays(look: Look) -> list[tuple[Any, ...]]:
    columns = facts(look).waits
    return list(
        zip(
            *(columns[name].tolist() for name in ("weekday", "hour", "wall", "business", "off_hours")),
            strict=True,
        )
    )


def in_sql(mirror: Mirror, end: int) -> list[tuple[Any, ...]]:
    from firstreply.insights.live.chosen import Chosen
    from tests.insights.live.test_equals_analyze import ADMIN

    with mirror.still() as there:
        assert there is not None
        state, cursor = there
        chosen = Chosen(state, cursor, ADMIN, Asked(), end)
        return cursor.execute(
            f"SELECT weekday, hour, {chosen.seconds('wall')}, {chosen.seconds('business')}, off_hours"
            " FROM wait ORDER BY id"
        ).fetchall()


def bucket(seconds: int) -> str:
    import numpy as np

    return next(name for name, count in buckets(np.array([seconds]), 0).items() if count)


def counted_in_a_loop(look: Look, zone: str, clock: str) -> dict[str, Any]:
    """First waits by weekday and hour of arrival, and how long the answered ones took."""
    rows = [
        (one, row) for one, row in zip(look.waits, looped(look, zone), strict=True)
        if one.first and one.outcome is not Outcome.VOIDED
    ]  # fmt: skip
    arrivals = Counter((row[0], row[1]) for _, row in rows)
    spans = [row[2 if clock == "wall" else 3] for one, row in rows if one.outcome is Outcome.ANSWERED]
    told = Counter(map(bucket, spans))
    told["never"] = sum(one.outcome is Outcome.OPEN for one, _ in rows)
    return {
        "inquiries": len(rows),
        "answered": len(spans),
        "open": told["never"],
        "off_hours": sum(row[4] for _, row in rows),
        "buckets": {name: told[name] for name in NAMES},
        "arrivals": [[arrivals[day, hour] for hour in range(24)] for day in range(7)],
    }


@pytest.mark.slow
@pytest.mark.parametrize("change", sorted(CHANGES), ids="{0[0]} {0[1]}".format)
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_loop_arrays_and_sql_tell_the_same(change: tuple[str, str], data: st.DataObject) -> None:
    zone = change[0]
    hours = {"name": "Ours", "zone": zone, "versions": [{"week": WEEK}]}
    waits = data.draw(some_waits(when(change)))
    look, mirror = read_both_ways(waits, zone, hours)
    try:
        assert looped(look, zone) == in_arrays(look) == in_sql(mirror, look.end)
        _every_figure_is_the_same(look, mirror, zone)
    finally:
        mirror.close()


def _every_figure_is_the_same(look: Look, mirror: Mirror, zone: str) -> None:
    told = document(look)
    for clock in ("wall", "business"):
        for first, name in ((True, "first_response"), (False, "all_responses")):
            asked = Asked(where=Where(first=first), clock=clock, as_of=look.end)
            block = asked_of(mirror, asked, "headline")
            assert block[SIZES[first]] == told[name][SIZES[first]]
            same_block(block, told[name], clock)
        asked = replace(asked, where=Where())
        for part in ("weekday", "hour"):
            for place, each in enumerate(asked_of(mirror, asked, f"by_{part}")):
                same_block(each, told[f"by_{part}"][place]["first_response"], clock)
        assert asked_of(mirror, asked, "curve") == told["curve"][clock]
        mine = counted_in_a_loop(look, zone, clock)
        block, came = asked_of(mirror, asked, "headline"), asked_of(mirror, asked, "arrivals")["counts"]
        assert {name: block[name] for name in mine if name != "arrivals"} | {"arrivals": came} == mine
    wall = Asked(clock="wall", as_of=look.end)
    assert asked_of(mirror, wall, "trend") == told["trend"]


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_without_hours_working_time_is_clock_time(data: st.DataObject) -> None:
    look, mirror = read_both_ways(data.draw(some_waits(when(("", "2026-03-29T01:00Z")))), "UTC", None)
    try:
        assert looped(look, "UTC") == in_arrays(look) == in_sql(mirror, look.end)
        wall, business = (
            asked_of(mirror, Asked(clock=clock, as_of=look.end), "headline") for clock in ("wall", "business")
        )
        assert wall == business
    finally:
        mirror.close()
