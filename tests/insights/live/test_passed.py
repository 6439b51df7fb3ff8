"""What leads have behind them: as told lead by lead, however it came about and whatever the way is now."""

from bisect import bisect_right
from collections import defaultdict
from dataclasses import replace
from random import Random
from typing import Any
from uuid import UUID

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstreply.core.lead.stage import STAGES
from firstreply.core.member import Role
from firstreply.insights.live.file import Mirror
from firstreply.insights.live.funnel import place_among
from firstreply.insights.live.passed import way
from firstreply.store.tenancy import acting
from tests.insights.live.conftest import Looking, Office
from tests.insights.live.test_mirror import as_app
from tests.journey.conftest import NOW
from tests.journey.life import Life, furnished
from tests.postgres import Database

Passed = set[tuple[UUID, int, int | None]]


def passed(mirror: Mirror) -> tuple[dict[UUID, int], Passed]:
    """When each lead came, and (lead, step, seconds until then)."""
    with mirror.reading() as cursor:
        came = dict(cursor.execute("SELECT id, came FROM lead").fetchall())
        rows = cursor.execute("SELECT id, place, after, came FROM passed").fetchall()
    assert all(came[row[0]] == row[3] for row in rows)
    found = {row[:3] for row in rows}
    assert len(found) == len(rows)
    return came, found


def told(mirror: Mirror) -> tuple[dict[UUID, int], Passed]:
    """The same, lead by lead from what lies beside it."""
    assert mirror.standing is not None
    places = {stage: place for place, stage in enumerate(way(mirror.standing))}
    with mirror.reading() as cursor:
        leads = cursor.execute("SELECT id, created, stage FROM lead").fetchall()
        begun, moves = defaultdict[UUID, list[int]](list), defaultdict[UUID, list[Any]](list)
        for lead, start in cursor.execute("SELECT lead, start FROM wait").fetchall():
            begun[lead].append(start)
        for lead, stage, instant in cursor.execute("SELECT lead, stage, instant FROM move").fetchall():
            moves[lead].append((places.get(stage, 0), instant))
    came = {lead: min([created, *begun[lead]]) for lead, created, _ in leads}
    found = set()
    for lead, _, stage in leads:
        top = max([places.get(stage, 0), *(place for place, _ in moves[lead])])
        for step in range(1, top + 1):
            instants = [instant for place, instant in moves[lead] if place >= step]
            found.add((lead, step, max(min(instants) - came[lead], 0) if instants else None))
    return came, found


@pytest.mark.postgres
def test_it_follows_a_whole_life_and_is_what_is_made_anew(office: Office, mirrors: Looking) -> None:
    life = Life(furnished(office), Random(11))
    for _ in range(5):
        life.live(40)
        mirror = mirrors(office.organisation)
        assert passed(mirror) == told(mirror)
    followed = passed(mirror)
    mirror.mark = None
    assert passed(mirrors(office.organisation)) == followed
    assert len({step for _, step, _ in followed[1]}) > 1
    assert life.did["a_stage_is_moved"] > 5


@pytest.mark.postgres
def test_another_way_is_gone_by_all(office: Office, mirrors: Looking) -> None:
    from firstreply.journey.organise import By, stages

    office.submit(*({"name": f"P {n}", "email": f"p{n}@a.example"} for n in range(3)))
    office.arrived()
    _move(office, office.rows("Lead", "id")[0], "negotiation")
    mirror = mirrors(office.organisation)
    assert sorted(step for _, step, _ in passed(mirror)[1]) == [1, 2, 3]
    by = By(member=office.owner, role=Role.OWNER, at=NOW)
    with acting(office.organisation):
        stages.edit([one for one in STAGES if one.key not in {"contacted", "qualified"}], by)
    assert passed(mirrors(office.organisation)) == told(mirror)
    assert sorted(step for _, step, _ in passed(mirror)[1]) == [1]
    with acting(office.organisation):
        stages.edit([replace(one, name="New") if one.key == "contacted" else one for one in STAGES], by)
    assert sorted(step for _, step, _ in passed(mirrors(office.organisation))[1]) == [1, 2, 3]


@pytest.mark.postgres
def test_who_asked_before_there_was_a_lead_came_then(
    database: Database, office: Office, mirrors: Looking
) -> None:
    office.submit({"name": "Ann", "email": "ann@a.example"}, {"name": "Ben", "email": "ben@a.example"})
    office.arrived()
    ann, ben = office.rows("Lead", "id")
    _move(office, ann, "contacted")
    act = as_app(database, office.organisation)
    act(f"UPDATE wait SET started_at = '2020-01-01', revision = revision + 1 WHERE lead_id = '{ann}'")
    mirror = mirrors(office.organisation)
    assert passed(mirror)[0][ann] == 1_577_836_800
    assert passed(mirror) == told(mirror)
    act(f"DELETE FROM wait WHERE lead_id = '{ann}'")
    mirrors(office.organisation)
    assert passed(mirror)[0][ann] > 1_577_836_800
    assert passed(mirror) == told(mirror)
    assert set(passed(mirror)[0]) == {ann, ben}


@pytest.mark.postgres
def test_another_way_and_what_is_gone_are_seen_in_one_look(
    database: Database, office: Office, mirrors: Looking
) -> None:
    from firstreply.journey.organise import By, stages

    office.submit({"name": "Ann", "email": "ann@a.example"}, {"name": "Ben", "email": "ben@a.example"})
    office.arrived()
    ann, ben = office.rows("Lead", "id")
    _move(office, ann, "negotiation")
    act = as_app(database, office.organisation)
    act("UPDATE wait SET started_at = '2020-01-01', revision = revision + 1")
    mirror = mirrors(office.organisation)
    assert set(passed(mirror)[0].values()) == {1_577_836_800}
    act(f"DELETE FROM wait WHERE lead_id = '{ann}'")
    with acting(office.organisation):
        stages.edit(
            [one for one in STAGES if one.key != "contacted"],
            By(member=office.owner, role=Role.OWNER, at=NOW),
        )
    came, steps = passed(mirrors(office.organisation))
    assert came[ann] > came[ben] == 1_577_836_800
    assert (came, steps) == told(mirror)


@pytest.mark.postgres
def test_no_time_is_told_of_a_step_that_no_move_tells_of(
    database: Database, office: Office, mirrors: Looking
) -> None:
    office.submit({"name": "Ann", "email": "ann@a.example"}, {"name": "Ben", "email": "ben@a.example"})
    office.arrived()
    ann, ben = office.rows("Lead", "id")
    as_app(database, office.organisation)(f"UPDATE lead SET stage = 'qualified' WHERE id = '{ann}'")
    _move(office, ben, "contacted")
    mirror = mirrors(office.organisation)
    assert passed(mirror) == told(mirror)
    assert {step for step in passed(mirror)[1] if step[0] == ann} == {(ann, 1, None), (ann, 2, None)}
    assert [lead for lead, _, after in passed(mirror)[1] if after is not None] == [ben]


@given(st.lists(st.integers(-50, 50), unique=True, max_size=40), st.integers(-60, 60))
def test_a_place_among_edges_is_found_by_halving(edges: list[int], value: int) -> None:
    ascending = sorted(edges)
    with duckdb.connect() as connection:
        found = connection.execute(
            f"SELECT {place_among('v', ascending)} FROM (SELECT {value} AS v)"
        ).fetchall()
    assert found == [(bisect_right(ascending, value),)]


def _move(office: Office, lead: UUID, stage: str) -> None:
    from firstreply.journey import acted

    acted.move_stage(office.organisation, lead, stage, by=office.owner, now=NOW)
