"""The parts of the result document about time: trend, curve, comparison with the previous period."""

from itertools import pairwise
from typing import Any, Final

import numpy as np

from firstreply.insights.document_responses import Group, Responses, rounded
from firstreply.insights.facts import Facts
from firstreply.insights.instants import iso
from firstreply.insights.look import Look
from firstreply.insights.metrics.responses import MEDIAN
from firstreply.insights.statistics.comparison import change, latest_and_previous
from firstreply.insights.statistics.survival import End, Ints
from firstreply.insights.wait_facts import LATEST, PREVIOUS

Part = dict[str, Any]
#: 60 points from 1 minute to 30 days, evenly spaced for the eye on a logarithmic axis.
CURVE_AT: Final = np.geomspace(60, 30 * 86_400, 60).round().astype(np.int64)
_HOUR: Final = 3600


def trend(facts: Facts, answers: Responses) -> list[Part]:
    """Inquiries by the period they came in, on the wall clock like the headline."""
    groups = answers.groups("trend")
    nobody = np.zeros(0, dtype=np.int64)
    points = []
    for place, (start, stop) in enumerate(pairwise(facts.trend.tolist())):
        positions = answers.firsts(groups[place]) if place in groups else nobody
        points.append({"from": iso(start), "to": iso(stop), **_point(facts, answers, positions)})
    return points


def _point(facts: Facts, answers: Responses, positions: Ints) -> Part:
    answered = int((facts.waits["outcome"][positions] == End.ANSWERED).sum())
    point: Part = {"inquiries": len(positions), "answered": answered, "median_s": None, "within_1h": None}
    if answers.enough(positions):
        sample = answers.sample(positions, "wall")
        assert MEDIAN.array is not None
        point["median_s"] = MEDIAN.array(sample).value
        point["within_1h"] = rounded(sample.curve.at([_HOUR]).share)[0]
    return point


def curve(answers: Responses, clock: str) -> list[Part]:
    """P(an inquiry is answered within t) with its 95 % band; empty while the sample is too small."""
    positions = answers.firsts(answers.everything)
    if not answers.enough(positions):
        return []
    shares = answers.sample(positions, clock).curve.at(CURVE_AT)
    rows = zip(
        CURVE_AT.tolist(), rounded(shares.share), rounded(shares.low), rounded(shares.high), strict=True
    )
    return [{"t_s": at, "share": share, "low": low, "high": high} for at, share, low, high in rows]


def previous_period(look: Look, answers: Responses) -> Part | None:
    """The stretch before the latest one, and what changed since; None where coverage has no such stretch."""
    stretches = latest_and_previous(look.first, look.end + 1, look.since, look.until)
    if stretches is None:
        return None
    groups = answers.groups("period")
    nobody = np.zeros(0, dtype=np.int64)
    latest = answers.first(groups.get(LATEST, Group("period", LATEST, nobody)))
    before = answers.pair(groups.get(PREVIOUS, Group("period", PREVIOUS, nobody)))
    then = before["first_response"]
    clock = "wall" if look.calendar is None else "business"
    return {
        "from": iso(stretches[1].start),
        "to": iso(stretches[1].stop),
        **before,
        "change": {
            **{name: change(latest[clock][name], then[clock][name]) for name in ("median_s", "p90_s")},
            **{name: change(latest[name], then[name]) for name in ("answered", "inquiries")},
        },
    }
