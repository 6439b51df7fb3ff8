# ruff: noqa: S608 (names are ours, values are numbers or parameters)
"""Shares: the waits that a share was counted from: those that kept it, those that did not, those not decided yet.

A share of what was answered within a time is read off the curve, which also knows how long the undecided have waited;
where none is undecided, it is those that kept it of all that are decided.
"""

from typing import Any, Final

from firstreply.core.refusal import Refused
from firstreply.insights.benchmarks import BENCHMARKS
from firstreply.insights.live.asked import Share
from firstreply.insights.live.chosen import Chosen
from firstreply.insights.live.tallies import Tally, whole
from firstreply.insights.metrics.promises import RATE_TARGET_S, RATE_WINDOW_S
from firstreply.insights.metrics.responses import HORIZONS

KINDS: Final = ("within", "finding", "rate", "promise")
SIDES: Final = ("met", "missed", "pending")


def recent(chosen: Chosen) -> Chosen:
    """The inquiries of the last 30 days, which the response rate is of."""
    until = chosen.asked.where.until
    stop = chosen.as_of if until is None else min(until - 1, chosen.as_of)
    return chosen.on(first=True).within(stop - RATE_WINDOW_S, stop + 1)


def too_late(chosen: Chosen) -> str:
    """Whether the response rate's 24 hours were over, as an expression."""
    return f"greatest({chosen.seconds('wall')} - 1, 0) >= {RATE_TARGET_S}"


def about(chosen: Chosen, share: Share) -> Chosen:
    """The question that the share answers. Refuses `question_malformed`."""
    if share.kind not in KINDS:
        raise Refused("question_malformed", field="share", value=share.kind)
    if share.kind == "rate":
        return recent(chosen)
    return chosen.on(first=True, clock="wall") if share.kind == "finding" else chosen


def sides(chosen: Chosen, share: Share) -> dict[str, str]:
    """The condition of each side, by `SIDES`; together they are what the share is of."""
    if share.kind in ("within", "finding"):
        seconds, limit = chosen.seconds(chosen.asked.clock), int(share.limit_s)
        # What needed no reply was not answered in time, however soon that was said.
        return {
            "met": f"outcome = 1 AND {seconds} <= {limit}",
            "missed": f"outcome = 2 OR (outcome IN (0, 1) AND {seconds} > {limit})",
            "pending": f"outcome = 0 AND {seconds} <= {limit}",
        }
    late, told = (
        (too_late(chosen), "outcome IN (0, 1)")
        if share.kind == "rate"
        else (f"coalesce({chosen.late}, false)", f"outcome IN (0, 1) AND ({chosen.late}) IS NOT NULL")
    )
    return {
        "met": f"{told} AND NOT {late} AND outcome = 1",
        "missed": f"{told} AND {late}",
        "pending": f"{told} AND NOT {late} AND outcome = 0",
    }


def side(chosen: Chosen, share: Share, end: str) -> str:
    """The condition of one side, of `decided`, or ("") of all of them."""
    found = sides(chosen, share)
    these = {"": SIDES, "decided": ("met", "missed")}.get(end, (end,))
    return " OR ".join(f"({found[one]})" for one in these)


def counted(chosen: Chosen, share: Share, inside: str) -> dict[str, int]:
    """How many waits of those inside are on each side."""
    sums = ", ".join(f"count(*) FILTER ({one})" for one in sides(chosen, share).values())
    row = chosen.cursor.execute(f"SELECT {sums} FROM wait WHERE {inside}").fetchall()[0]
    return dict(zip(SIDES, row, strict=True))


def decided(chosen: Chosen) -> tuple[Any, float]:
    """How many stand on each side of every limit that shares are told for, on the clock that was asked for."""
    tally, _ = whole(chosen, chosen.asked.clock)
    return {str(limit): _stand(tally, limit) for limit in HORIZONS}, 0.0


def findings_decided(chosen: Chosen) -> tuple[Any, float]:
    """The same for the limits of published findings."""
    tally, _ = whole(chosen.on(first=True), "wall")
    return {str(one.within_s): _stand(tally, one.within_s) for one in BENCHMARKS}, 0.0


def _stand(tally: Tally, limit: int) -> dict[str, int]:
    early = tally.seconds <= limit
    met, pending = int(tally.answered[early].sum()), int(tally.open[early].sum())
    return {"met": met, "missed": tally.size - met - pending, "pending": pending}
