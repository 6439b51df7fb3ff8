# ruff: noqa: S608 (names are ours, values are numbers or parameters)
"""The funnel: of the leads that first asked in a stretch of time, how many ever got how far, and how soon.

A cohort: whoever came in the stretch is followed from then on, whenever the later steps are taken. Who was ever in a
stage has passed those before it. Stages beside the way (nurture, lost) are no steps.
"""

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, Final
from uuid import UUID

from firstreply.core.lead.stage import STAGES, StageKind
from firstreply.insights.instants import iso
from firstreply.insights.live.chosen import Chosen
from firstreply.insights.live.groups import in_order, labels
from firstreply.insights.periods import trend_edges
from firstreply.insights.statistics.survival import CONFIDENCE

NAMES: Final = ("source", "product", "segment", "campaign", "country", "language", "team", "person", "period")
_MOST: Final = 21
_Z: Final = 1.959963984540054  # the normal quantile that leaves out half of 1 - CONFIDENCE on each side
assert CONFIDENCE == 0.95
_COLUMNS: Final = {"person": "owner"}


def funnel(chosen: Chosen) -> tuple[Any, float]:
    """The whole."""
    found = _reached(chosen, "0", "")
    return _told(chosen, found[0][1:] if found else None), 0.0


def by(name: str) -> Callable[[Chosen], tuple[Any, float]]:
    """The same of each source, product, segment, campaign, country, language, team, owner, or local period."""
    return _by_period if name == "period" else lambda chosen: _by(chosen, name)


def steps(chosen: Chosen) -> list[str]:
    """The stages of the way, in order: those in which somebody works on a lead, then the one in which it is won."""
    known = chosen.standing.stages or [(one.key, one.kind.value) for one in STAGES]
    way = [key for key, kind in known if kind == StageKind.OPEN.value]
    return way + [key for key, kind in known if kind == StageKind.WON.value]


def reached(chosen: Chosen, stage: str, limit: int) -> list[UUID]:
    """The ids of the leads that got to a step, the newest first."""
    way = steps(chosen)
    if stage not in way:
        return []
    at = way.index(stage)
    beyond = ", ".join(f"'{one}'" for one in way[at:])
    rows = chosen.cursor.execute(
        f"SELECT id FROM ({_cohort(chosen, '0')}) c WHERE {at} = 0 OR stage IN ({beyond})"
        f" OR id IN (SELECT lead FROM move WHERE stage IN ({beyond})) ORDER BY came DESC, id DESC LIMIT {int(limit)}"
    ).fetchall()
    return [row[0] for row in rows]


def _by(chosen: Chosen, name: str) -> tuple[Any, float]:
    column = _COLUMNS.get(name, name)
    rows = _reached(chosen, column, f"ORDER BY leads DESC, key LIMIT {_MOST}")
    texts = chosen.texts(name, [row[0] for row in rows])
    shown = labels(chosen, name, texts)
    told = [{"key": texts.get(code), "name": shown.get(code), **_told(chosen, row)} for code, *row in rows]
    return in_order(told, "leads"), 0.0


def _by_period(chosen: Chosen) -> tuple[Any, float]:
    where = chosen.asked.where
    known = chosen.cursor.execute(
        f"SELECT min(came), max(came) + 1 FROM ({_cohort(chosen, '0')})"
    ).fetchall()[0]
    if known[0] is None:
        return [], 0.0
    start = known[0] if where.since is None else where.since
    stop = known[1] if where.until is None else min(where.until, max(known[1], chosen.as_of))
    edges = trend_edges(chosen.standing.zone, start, stop).tolist()
    place = f"list_position({edges}::BIGINT[], (SELECT max(e) FROM unnest({edges}::BIGINT[]) t(e) WHERE e <= came)) - 1"
    rows = {row[0]: row[1:] for row in _reached(chosen, place, "")}
    return [
        {"key": first, "name": None, "from": iso(first), "to": iso(last), **_told(chosen, rows.get(at))}
        for at, (first, last) in enumerate(pairwise(edges))
    ], 0.0


def _cohort(chosen: Chosen, key: str) -> str:
    """Leads and when they came first: as rows, or earlier by what was asked before there was a row."""
    where = chosen.asked.where
    bounds = [] if where.since is None else [f"came >= {int(where.since)}"]
    bounds += [] if where.until is None else [f"came < {int(where.until)}"]
    return (
        f"SELECT *, ({key})::INTEGER AS key FROM (SELECT l.*, least(l.created, coalesce(w.first, l.created)) AS came"
        f" FROM (SELECT * FROM lead WHERE {chosen.leads}) l"
        " LEFT JOIN (SELECT lead, min(start) AS first FROM wait GROUP BY lead) w ON w.lead = l.id)"
        f" WHERE {' AND '.join(bounds) or 'true'}"
    )


def _reached(chosen: Chosen, key: str, order: str) -> list[tuple[Any, ...]]:
    """(key, leads, lost, then of each step: how many got there, and the median seconds of those)."""
    way = steps(chosen)
    places = ", ".join(f"('{stage}', {place})" for place, stage in enumerate(way))
    known = chosen.standing.stages or [(one.key, one.kind.value) for one in STAGES]
    lost = ", ".join(f"'{stage}'" for stage, kind in known if kind == StageKind.LOST.value) or "''"
    each = ", ".join(
        f"count(*) FILTER (WHERE top >= {place}), median(greatest(at_{place} - came, 0)) FILTER (WHERE top >= {place})"
        for place in range(len(way))
    )
    firsts = ", ".join(
        f"min(m.instant) FILTER (WHERE p.place >= {place}) AS at_{place}" for place in range(len(way))
    )
    return chosen.cursor.execute(
        f"""WITH way(stage, place) AS (VALUES {places}), cohort AS ({_cohort(chosen, key)}),
        moved AS (SELECT m.lead, max(p.place) AS top, {firsts} FROM move m JOIN way p USING (stage)
            WHERE m.lead IN (SELECT id FROM cohort) GROUP BY m.lead),
        whole AS (SELECT c.key, c.came, c.stage IN ({lost}) AS lost, v.* EXCLUDE (lead, top),
            greatest(coalesce(v.top, 0), coalesce(p.place, 0)) AS top
            FROM cohort c LEFT JOIN moved v ON v.lead = c.id LEFT JOIN way p ON p.stage = c.stage)
        SELECT key, count(*) AS leads, count(*) FILTER (WHERE lost), {each} FROM whole GROUP BY key {order}"""
    ).fetchall()


def _told(chosen: Chosen, row: Sequence[Any] | None) -> dict[str, Any]:
    way = steps(chosen)
    known: Sequence[Any] = (0, 0, *([0, None] * len(way))) if row is None else row
    leads, lost, *each = known
    stages, before = [], int(leads)
    for place, stage in enumerate(way):
        got = int(each[2 * place])
        share, step = _wilson(got, int(leads)), _wilson(got, before)
        stages.append(
            {
                "stage": stage,
                "reached": got,
                **dict(zip(("share", "low", "high"), share, strict=True)),
                **dict(zip(("conversion", "conversion_low", "conversion_high"), step, strict=True)),
                "median_s": None if place == 0 or each[2 * place + 1] is None else float(each[2 * place + 1]),
            }
        )
        before = got
    return {"leads": int(leads), "lost": int(lost), "stages": stages}


def _wilson(part: int, whole: int) -> tuple[float | None, float | None, float | None]:
    """A share with its 95 % interval (Wilson 1927); None of nobody."""
    if not whole:
        return None, None, None
    share, spread = part / whole, _Z * _Z / whole
    middle = (share + spread / 2) / (1 + spread)
    half = math.sqrt(share * (1 - share) * spread + spread * spread / 4) / (1 + spread)
    return round(share, 6), round(max(0.0, middle - half), 6), round(min(1.0, middle + half), 6)
