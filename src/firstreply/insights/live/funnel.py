# ruff: noqa: S608 (names are ours, values are numbers or parameters)
"""The funnel: of the leads that first asked in a stretch of time, how many ever got how far, and how soon.

A cohort: whoever came in the stretch is followed from then on, whenever the later steps are taken. Who was ever in a
stage has passed those before it. Stages beside the way (nurture, lost) are no steps.
"""

import math
from collections.abc import Callable, Sequence
from itertools import chain, pairwise
from typing import Any, Final, NamedTuple
from uuid import UUID

from firstreply.core.lead.stage import StageKind
from firstreply.insights.instants import iso
from firstreply.insights.live.chosen import Chosen
from firstreply.insights.live.cursor import beyond, written
from firstreply.insights.live.groups import in_order, labels
from firstreply.insights.live.passed import kinds, way
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


class Reached(NamedTuple):
    """Leads by their ids, where the next page begins (None on the last one), and how many there are in all."""

    ids: list[UUID]
    after: str | None
    total: int


def reached(chosen: Chosen, stage: str, after: str | None, limit: int) -> Reached:
    """The leads that got to a step, the newest first; of what is no step nobody. Refuses `question_malformed`."""
    stages = way(chosen.standing)
    if stage not in stages:
        return Reached([], None, 0)
    at = stages.index(stage)
    found = "lead" if at == 0 else f"(SELECT * FROM passed WHERE place = {at})"
    total = chosen.cursor.execute(f"SELECT count(*) FROM {found} WHERE {_cohort(chosen)}").fetchall()[0][0]
    rows = chosen.cursor.execute(
        f"SELECT id, came FROM {found} WHERE {_cohort(chosen)} AND {beyond(after, 'came')}"
        f" ORDER BY came DESC, id DESC LIMIT {int(limit) + 1}"
    ).fetchall()
    more, rows = len(rows) > limit, rows[:limit]
    return Reached([own for own, _ in rows], written(rows[-1][1], rows[-1][0]) if more else None, total)


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
        f"SELECT min(came), max(came) + 1 FROM lead WHERE {_cohort(chosen)}"
    ).fetchall()[0]
    if known[0] is None:
        return [], 0.0
    start = known[0] if where.since is None else where.since
    stop = known[1] if where.until is None else min(where.until, max(known[1], chosen.as_of))
    edges = trend_edges(chosen.standing.zone, start, stop).tolist()
    rows = {row[0]: row[1:] for row in _reached(chosen, place_among("came", edges[1:-1]), "")}
    return [
        {"key": first, "name": None, "from": iso(first), "to": iso(last), **_told(chosen, rows.get(at))}
        for at, (first, last) in enumerate(pairwise(edges))
    ], 0.0


def place_among(column: str, edges: Sequence[int], before: int = 0) -> str:
    """How many of these (ascending) lie at or before a column's value, as an expression that halves them each time."""
    if not edges:
        return str(before)
    middle = len(edges) // 2
    under = place_among(column, edges[:middle], before)
    over = place_among(column, edges[middle + 1 :], before + middle + 1)
    return f"CASE WHEN {column} < {edges[middle]} THEN {under} ELSE {over} END"


def _cohort(chosen: Chosen) -> str:
    """The condition on leads, and on what they passed."""
    where = chosen.asked.where
    bounds = [] if where.since is None else [f"came >= {int(where.since)}"]
    bounds += [] if where.until is None else [f"came < {int(where.until)}"]
    return " AND ".join([chosen.leads, *bounds])


def _reached(chosen: Chosen, key: str, order: str) -> list[tuple[Any, ...]]:
    """(key, leads, lost, then of each step: how many got there, and the median seconds of those)."""
    lost = (
        ", ".join(f"'{own}'" for own, kind in kinds(chosen.standing) if kind == StageKind.LOST.value) or "''"
    )
    groups = chosen.cursor.execute(
        f"SELECT ({key})::INTEGER AS key, count(*) AS leads, count(*) FILTER (WHERE stage IN ({lost}))"
        f" FROM lead WHERE {_cohort(chosen)} GROUP BY 1 {order}"
    ).fetchall()
    rows = chosen.cursor.execute(
        f"SELECT ({key})::INTEGER AS key, place, count(*), median(after) FROM passed"
        f" WHERE {_cohort(chosen)} GROUP BY ALL"
    ).fetchall()
    known = {(group, place): told for group, place, *told in rows}
    places = range(1, len(way(chosen.standing)))
    return [
        (
            own,
            leads,
            gone,
            leads,
            None,
            *chain.from_iterable(known.get((own, place), (0, None)) for place in places),
        )
        for own, leads, gone in groups
    ]


def _told(chosen: Chosen, row: Sequence[Any] | None) -> dict[str, Any]:
    way_on = way(chosen.standing)
    known: Sequence[Any] = (0, 0, *([0, None] * len(way_on))) if row is None else row
    leads, lost, *each = known
    stages, before = [], int(leads)
    for place, stage in enumerate(way_on):
        got = int(each[2 * place])
        share, step = _wilson(got, int(leads)), _wilson(got, before)
        stages.append(
            {
                "stage": stage,
                "reached": got,
                **dict(zip(("share", "low", "high"), share, strict=True)),
                **dict(zip(("conversion", "conversion_low", "conversion_high"), step, strict=True)),
                "median_s": None if each[2 * place + 1] is None else float(each[2 * place + 1]),
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
