"""`bench pages`, small enough for a test: every page is shown, and what is laid out is what the product counts."""

import pytest

from firstreply.cli.bench import pages
from firstreply.cli.bench.installed.installation import installation
from firstreply.cli.bench.installed.reader import Reader
from firstreply.cli.bench.installed.rows import fill

_COUNTED = """
SELECT coalesce(jsonb_object_agg(stage, leads), '{}') FROM (SELECT stage, sum(leads) AS leads FROM
  (SELECT stage, leads FROM counted UNION ALL SELECT stage, leads FROM counted_change) v GROUP BY 1) w
"""
_BY_COUNTING = "SELECT jsonb_object_agg(stage, n) FROM (SELECT stage, count(*) AS n FROM lead GROUP BY 1) v"
_NAMED = "SELECT name FROM lead ORDER BY id LIMIT 1"


@pytest.mark.slow
@pytest.mark.postgres
def test_leads_that_are_laid_out_are_counted_and_found() -> None:
    with installation(people=2) as running:
        fill(running, 30, {"stage": "(ARRAY['open', 'customer', 'nurture'])[1 + n % 3]"})
        counted = running.one(_COUNTED)
        assert counted == running.one(_BY_COUNTING) == {"open": 11, "customer": 10, "nurture": 10}
        assert running.one("SELECT count(*) FROM lead_words") == 31
        first, last = str(running.one(_NAMED)).split()
        reader = Reader(running, "owner@team.example")
        found = reader.get(f"/search?q={first}+{last}", part=True).text
        assert (first in found, last in found, "/leads/" in found) == (True, True, True)
        ends = str(running.one("SELECT persona #>> '{phones,0}' FROM lead ORDER BY id LIMIT 1"))[-9:]
        assert "/leads/" in reader.get(f"/search?q={ends}", part=True).text
        reader.close()


@pytest.mark.slow
@pytest.mark.postgres
def test_pages_holds_goals_against_every_page_and_every_first_load() -> None:
    found = pages.figures(None, rows=300, runs=1, inquiries=60)
    held = {one.name: one.goal for one in found if one.goal is not None}
    assert {name for name in held if name.startswith("first load")} == {
        f"first load of {page}: {part}"
        for page in ("inbox", "lead", "board", "leads", "insights")
        for part in ("script", "all")
    }
    times = {name: goal for name, goal in held.items() if name.endswith(", p95")}
    assert {goal for name, goal in times.items() if ": insights" in name} == {300.0}
    assert {goal for name, goal in times.items() if ": insights" not in name} == {100.0}
    for page in (
        "inbox",
        "lead who waits",
        "lead who was answered",
        "leads, newest",
        "board",
        "search, two words",
    ):
        assert {f"owner: {page}, p95", f"rep: {page}, p95"} <= times.keys()
    asked = {one.name.removesuffix(", queries"): one.value for one in found if one.unit == "queries"}
    assert asked.keys() == {name.removesuffix(", p95") for name in times}
    assert {name: many for name, many in asked.items() if not 0 < many < 60} == {}
    assert {one.name: one.value for one in found if one.name == "leads"} == {"leads": 361}
    assert [one.name for one in found if one.unit in ("ms", "KB") and not one.value > 0] == []
