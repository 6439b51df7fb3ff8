# ruff: noqa: S608 (names are ours, values are numbers)
"""Passed: when each lead came first, and each step of the way that it has behind it, as rows that are only counted.

Who was ever in a stage has passed those before it. All of it follows from leads, waits and moves, and from what the
way is now; worked out when they are taken in, for the leads they are about.
"""

from collections.abc import Sequence
from typing import Final

import duckdb

from firstreply.core.lead.stage import STAGES, StageKind
from firstreply.insights.live.schema import LEAD_CODES
from firstreply.store.queries.mirror import Standing

_BEGUN: Final = "CREATE OR REPLACE TEMP TABLE astir (id UUID)"
_WHOSE: Final = "id IN (SELECT id FROM astir)"
_OF_LEAD: Final = ", ".join(("id", "came", "owner", "team", *LEAD_CODES, "withdrawn", "merged"))


def way(standing: Standing) -> list[str]:
    """The stages of the way, in order: those in which somebody works on a lead, then the one in which it is won."""
    known = kinds(standing)
    found = [key for key, kind in known if kind == StageKind.OPEN.value]
    return found + [key for key, kind in known if kind == StageKind.WON.value]


def kinds(standing: Standing) -> Sequence[tuple[str, str]]:
    """Key and kind of each stage, in their order."""
    return standing.stages or [(one.key, one.kind.value) for one in STAGES]


def begin(into: duckdb.DuckDBPyConnection) -> None:
    """From here on it is noted whom something is taken in about."""
    into.execute(_BEGUN)


def note(into: duckdb.DuckDBPyConnection, leads: str) -> None:
    """These leads, as a query of their ids."""
    into.execute(f"INSERT INTO astir {leads}")


def end(into: duckdb.DuckDBPyConnection, standing: Standing) -> None:
    """Work out what is noted; everything where the way is another one than it was for what is there."""
    anew = into.execute("SELECT count(*) FROM mirror WHERE way = ?", [way_of(standing)]).fetchall() == [(0,)]
    if anew or into.execute("SELECT count(*) FROM astir").fetchall() != [(0,)]:
        _came(into, anew)
        _passed(into, way(standing), anew)


def way_of(standing: Standing) -> str:
    """The way as one text."""
    return ",".join(way(standing))


def _came(into: duckdb.DuckDBPyConnection, anew: bool) -> None:
    """A lead came when its row was made, or earlier by what was asked before there was one."""
    whose = "" if anew else f" AND {_WHOSE}"
    into.execute(f"UPDATE lead SET came = created WHERE came < created{whose}")
    of = "" if anew else "WHERE lead IN (SELECT id FROM astir)"
    into.execute(
        f"UPDATE lead SET came = w.first FROM (SELECT lead, min(start) AS first FROM wait {of} GROUP BY lead) w"
        " WHERE w.lead = lead.id AND w.first < lead.created"
    )


def _passed(into: duckdb.DuckDBPyConnection, stages: Sequence[str], anew: bool) -> None:
    into.execute("DELETE FROM passed" if anew else f"DELETE FROM passed WHERE {_WHOSE}")
    if len(stages) <= 1:
        return
    places = ", ".join(f"('{stage}', {place})" for place, stage in enumerate(stages))
    firsts = ", ".join(
        f"min(m.instant) FILTER (WHERE p.place >= {place}) AS at_{place}" for place in range(1, len(stages))
    )
    into.execute(
        f"""CREATE OR REPLACE TEMP TABLE tops AS WITH way(stage, place) AS (VALUES {places}),
        moved AS (SELECT m.lead, max(p.place) AS top, {firsts} FROM move m JOIN way p USING (stage)
            {"" if anew else "WHERE m.lead IN (SELECT id FROM astir)"} GROUP BY m.lead)
        SELECT l.*, greatest(coalesce(v.top, 0), coalesce(p.place, 0)) AS top, v.* EXCLUDE (lead, top)
        FROM lead l LEFT JOIN moved v ON v.lead = l.id LEFT JOIN way p ON p.stage = l.stage
        WHERE (v.top > 0 OR p.place > 0) {"" if anew else f"AND l.{_WHOSE}"}"""
    )
    for place in range(1, len(stages)):
        after = f"CASE WHEN at_{place} IS NOT NULL THEN greatest(at_{place} - came, 0) END"
        into.execute(f"INSERT INTO passed SELECT {_OF_LEAD}, {place}, {after} FROM tops WHERE top >= {place}")
    into.execute("DROP TABLE tops")
