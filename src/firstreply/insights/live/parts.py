# ruff: noqa: S608 (names are ours, values are numbers or parameters)
"""Parts: what can be asked for by name, each as the document of `analyze` has it, on the clock that was asked for."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any, Final

import numpy as np

from firstreply.insights.benchmarks import BENCHMARKS
from firstreply.insights.document_responses import Block, rounded
from firstreply.insights.document_time import CURVE_AT
from firstreply.insights.instants import iso
from firstreply.insights.live import funnel, groups, mail, shares
from firstreply.insights.live.chosen import Chosen
from firstreply.insights.live.tallies import (
    COUNTS,
    MINIMUM,
    NOBODY,
    Tally,
    counts,
    of_expression,
    tallies,
    whole,
)
from firstreply.insights.local_time import local_time
from firstreply.insights.metrics.promises import Promise, sla
from firstreply.insights.periods import trend_edges
from firstreply.insights.statistics.comparison import change, latest_and_previous
from firstreply.insights.statistics.survival import of_counts

Part = Any
_HOUR: Final = 3600
_OLDEST: Final = 20
_DAY: Final = 86_400


def headline(chosen: Chosen) -> tuple[Part, float]:
    """The block of everything that was chosen, and how precise its times are."""
    counted = counts(chosen, "0")
    tally = tallies(chosen, "0", chosen.asked.clock, binned=counted.precision > 0).get(0, NOBODY)
    return block(chosen, counted.counts.get(0, {}), tally), counted.precision


def block(chosen: Chosen, counted: dict[str, int], tally: Tally) -> Block:
    """The counts and numbers of one group."""
    found: Block = {name: counted.get(name, 0) for name in COUNTS}
    size = found.pop("waits")
    return {"inquiries" if chosen.asked.where.first else "waits": size, **found, **tally.measures()}


def any_touch(chosen: Chosen) -> tuple[Part, float]:
    """To whatever of ours arrived, automatic ones included."""
    return _brief(chosen, "touch")


def assigned(chosen: Chosen) -> tuple[Part, float]:
    """From being given to somebody to the end: the rep's clock."""
    return _since(chosen, f"greatest(coalesce(stop, {chosen.as_of}) - assigned, 0)", "outcome", "assigned")


def called(chosen: Chosen) -> tuple[Part, float]:
    """To the first call, of those that were called."""
    return _since(chosen, "greatest(called - start, 0)", "1", "called")


def curve(chosen: Chosen) -> tuple[Part, float]:
    """The share answered within each time, with its band; empty while there are too few."""
    tally, precision = whole(chosen, chosen.asked.clock)
    if not tally.enough:
        return [], precision
    shares = of_counts(*tally).at(CURVE_AT)
    columns = (CURVE_AT.tolist(), rounded(shares.share), rounded(shares.low), rounded(shares.high))
    return [
        {"t_s": at, "share": share, "low": low, "high": high}
        for at, share, low, high in zip(*columns, strict=True)
    ], precision


def trend(chosen: Chosen) -> tuple[Part, float]:
    """Waits by the local period they came in."""
    edges = trend_edges(chosen.standing.zone, *scope(chosen))
    if len(edges) < 2:
        return [], 0.0
    chosen.cursor.register("trend_days", _days(chosen, edges))
    joined = "JOIN trend_days USING (day)"
    counted = counts(chosen, "place", extra=joined)
    found = tallies(chosen, "place", chosen.asked.clock, binned=counted.precision > 0, extra=joined)
    points = []
    for place, (start, stop) in enumerate(pairwise(edges.tolist())):
        told, tally = counted.counts.get(place, {}), found.get(place, NOBODY)
        point = {"inquiries": told.get("waits", 0), "answered": told.get("answered", 0), **_two(tally)}
        points.append({"from": iso(start), "to": iso(stop), **point})
    return points, counted.precision


def previous_period(chosen: Chosen) -> tuple[Part, float]:
    """The equally long stretch before, and what changed since; None where nothing was known then."""
    first, stop = _covered(chosen)
    where = chosen.asked.where
    stretches = latest_and_previous(first, stop, where.since, where.until)
    if stretches is None:
        return None, 0.0
    (now, exact), (then, _) = (headline(chosen.within(*each)) for each in stretches)
    size = "inquiries" if where.first else "waits"
    return {
        "from": iso(stretches[1].start),
        "to": iso(stretches[1].stop),
        "block": then,
        "change": {
            **{name: change(now[name], then[name]) for name in ("median_s", "p90_s", "answered", size)},
            "within_1h": change(now["within"]["3600"], then["within"]["3600"]),
        },
    }, exact


def promise(chosen: Chosen) -> tuple[Part, float]:
    """How waits stand against what was promised for each of them, or against the target that is asked about."""
    found = _held(chosen, chosen.late, f"{chosen.waits} AND ({chosen.late}) IS NOT NULL")
    shares = {name: _share(getattr(found, name)) for name in ("within", "low", "high")}
    return {"target_s": chosen.asked.target_s, **found._asdict(), **shares}, 0.0


def response_rate(chosen: Chosen) -> tuple[Part, float]:
    """Of the inquiries of the last 30 days the share answered within 24 hours of wall time."""
    recent = shares.recent(chosen)
    rate = _held(recent, shares.too_late(recent), recent.waits)
    enough = rate.met + rate.missed >= MINIMUM
    return {
        "share": _share(rate.within) if enough else None,
        "pending": rate.pending,
        "from": iso(recent.asked.where.since or 0),
        "inquiries": rate.met + rate.missed + rate.pending + rate.dismissed,
        "decided": rate.met + rate.missed,
        "answered_in_time": rate.met,
    }, 0.0


def came(chosen: Chosen) -> tuple[Part, float]:
    """Waits by local weekday (Monday first) and hour of arrival."""
    counted = counts(chosen, chosen.key("arrivals"))
    grid = [[0] * 24 for _ in range(7)]
    for place, told in counted.counts.items():
        grid[place // 24][place % 24] = told["waits"]
    return {"zone": chosen.standing.zone, "counts": grid}, 0.0


def arrivals(chosen: Chosen) -> tuple[Part, float]:
    """The same, and the median of each."""
    key = chosen.key("arrivals")
    precision = counts(chosen, key).precision
    medians: list[list[int | None]] = [[None] * 24 for _ in range(7)]
    for place, tally in tallies(chosen, key, chosen.asked.clock, binned=precision > 0).items():
        medians[place // 24][place % 24] = _two(tally)["median_s"]
    return {**came(chosen)[0], "medians": medians}, precision


def benchmarks(chosen: Chosen) -> tuple[Part, float]:
    """Our share of first responses within each limit, in wall time as the sources measured."""
    tally, precision = whole(chosen.on(first=True), "wall")
    shares: list[float | None] = [None] * len(BENCHMARKS)
    if tally.enough:
        shares = [*rounded(of_counts(*tally).at([each.within_s for each in BENCHMARKS]).share)]
    return [
        {**each._asdict(), "share": share} for each, share in zip(BENCHMARKS, shares, strict=True)
    ], precision


def oldest_unanswered(chosen: Chosen) -> tuple[Part, float]:
    """The ids of the open waits that have lasted longest, the oldest first."""
    rows = chosen.cursor.execute(
        f"SELECT id::VARCHAR FROM wait WHERE {chosen.waits} AND outcome = 0 ORDER BY start, id LIMIT {_OLDEST}"
    ).fetchall()
    return [row[0] for row in rows], 0.0


def scope(chosen: Chosen) -> tuple[int, int]:
    """The chosen stretch [start, stop), cut to what is known."""
    first, stop = _covered(chosen)
    where = chosen.asked.where
    start = first if where.since is None else max(where.since, first)
    return start, stop if where.until is None else min(where.until, stop)


def _covered(chosen: Chosen) -> tuple[int, int]:
    kept = chosen.state.kept.get("covered")
    if kept is None:
        kept = chosen.state.kept["covered"] = chosen.cursor.execute(
            "SELECT least((SELECT min(instant) FROM message), (SELECT min(start) FROM wait)),"
            " greatest((SELECT max(instant) FROM message), (SELECT max(start) FROM wait))"
        ).fetchall()[0]
    first, _ = kept
    return (chosen.as_of if first is None else first), chosen.as_of + 1


def _days(chosen: Chosen, edges: Any) -> dict[str, Any]:
    """Each local day's place in the trend."""
    days = local_time(np.asarray(edges, dtype=np.int64), chosen.standing.zone).day
    every = np.arange(days[0], days[-1], dtype=np.int32)
    return {"day": every, "place": (np.searchsorted(days, every, side="right") - 1).astype(np.int32)}


def _brief(chosen: Chosen, clock: str) -> tuple[Part, float]:
    tally, precision = whole(chosen, clock)
    return tally.brief(), precision


def _since(chosen: Chosen, seconds: str, end: str, column: str) -> tuple[Part, float]:
    return of_expression(chosen, seconds, end, f"{column} IS NOT NULL").brief(), 0.0


def _two(tally: Tally) -> dict[str, Any]:
    if not tally.enough:
        return {"median_s": None, "within_1h": None}
    found = of_counts(*tally)
    return {"median_s": found.quantile(0.5).value, "within_1h": rounded(found.at([_HOUR]).share)[0]}


def _held(chosen: Chosen, late: str, inside: str) -> Promise:
    """Count waits against a target: `late` says of each whether it was used up."""
    rows = chosen.cursor.execute(
        f"SELECT outcome, ({late})::INTEGER, count(*) FROM wait WHERE {inside} AND outcome <> 3 GROUP BY ALL"
    ).fetchall()
    outcome, used, many = (np.array([row[at] for row in rows], dtype=np.int64) for at in range(3))
    return sla(np.repeat(outcome, many), np.repeat(used, many), 1)


def _share(value: float | None) -> float | None:
    return None if value is None else round(value, 6)


PARTS: Final[dict[str, Callable[[Chosen], tuple[Part, float]]]] = {
    "headline": headline,
    "any_touch": any_touch,
    "assigned": assigned,
    "called": called,
    "curve": curve,
    "trend": trend,
    "previous_period": previous_period,
    "sla": promise,
    "response_rate_30d": response_rate,
    "came": came,
    "arrivals": arrivals,
    "benchmarks": benchmarks,
    "decided": shares.decided,
    "findings_decided": shares.findings_decided,
    "oldest_unanswered": oldest_unanswered,
    **{f"by_{name}": groups.by(name) for name in groups.NAMES},
    "classes": mail.classes,
    "volume": mail.volume,
    "heatmap": mail.heatmap,
    "threads_shape": mail.threads_shape,
    "funnel": funnel.funnel,
    **{f"funnel_by_{name}": funnel.by(name) for name in funnel.NAMES},
}
