"""The SQL that docs/insights.md gives for checking a number tells what the page tells."""

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from firstreply.core.member import Role
from firstreply.core.sight import Viewer
from firstreply.insights.live.asked import Asked, Where
from firstreply.insights.live.chosen import Chosen
from firstreply.insights.live.parts import PARTS
from tests.insights.live.conftest import Looking, Office
from tests.journey.life import Life, furnished
from tests.postgres import Database

pytestmark = pytest.mark.postgres

TEXT = (Path(__file__).parents[3] / "docs" / "insights.md").read_text(encoding="utf-8")
SINCE, UNTIL = (
    int(datetime.fromisoformat(f"{day}T00:00+01:00").timestamp()) for day in ("2026-11-24", "2026-12-24")
)


def told_by_sql(database: Database, office: Office) -> list[Mapping[str, Any]]:
    statements = re.findall(r"```sql\n(.*?)```", TEXT, re.DOTALL)
    with psycopg.connect(database.app, row_factory=dict_row) as connection:
        connection.execute(
            "SELECT set_config('firstreply.organisation', %s, false)", [str(office.organisation)]
        )
        return [row for one in statements if (row := connection.execute(one.encode()).fetchone()) is not None]


def test_sql_of_the_documentation_tells_what_the_page_tells(
    database: Database, office: Office, mirrors: Looking
) -> None:
    life = Life(furnished(office), Random(11))
    life.live(150)
    office.change("Lead", {"pk": office.rows("Lead", "id", merged_into=None)[0]}, withdrawn_at=life.now)
    mirror = mirrors(office.organisation)
    asked = Asked(where=Where(since=SINCE, until=UNTIL), clock="wall")
    with mirror.still() as there:
        assert there is not None
        state, cursor = there
        chosen = Chosen(state, cursor, Viewer(member=None, role=Role.ADMIN), asked, state.mark.at)
        block = PARTS["headline"](chosen)[0]
    counted, timed = told_by_sql(database, office)
    assert dict(counted) == {name: block[name] for name in counted}
    assert counted["answered"] > 5 < counted["inquiries"]
    times = ("legacy_mean_s", "answered_only_median_s")
    assert {name: float(timed[name]) for name in times} == {name: block[name] for name in times}
    assert timed["under_5m"] == block["buckets"]["under_5m"]


def test_every_part_that_can_be_asked_for_is_described() -> None:
    described = set(re.findall(r"`([a-z0-9_]+)`", TEXT))
    assert {name for name in PARTS if not name.startswith("funnel_by_")} <= described
