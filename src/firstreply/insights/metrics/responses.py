"""Metrics of response time: counts are Ibis aggregates over waits, times and shares functions of the curve."""

from typing import Any, Final

import numpy as np

from firstreply.insights.metrics.metric import Metric, Sample
from firstreply.insights.statistics.buckets import buckets
from firstreply.insights.statistics.survival import End
from firstreply.insights.wait_facts import VOIDED

#: The instants, in seconds, at which the share answered is reported.
HORIZONS: Final = (300, 900, 3600, 14400, 86400)
#: The columns that waits are counted by, beside the whole and the two periods compared.
DIMENSIONS: Final = ("person", "team", "mailbox", "domain", "calendar", "weekday", "hour", "trend")

INQUIRIES: Final = Metric(
    name="inquiries",
    title="Inquiries",
    sentence="New questions from outside: a new conversation, or a message after a long silence.",
    unit="inquiries",
    column=lambda w: (w.outcome != VOIDED).sum(),
)
WAITS: Final = Metric(
    name="waits",
    title="Waits",
    sentence="Times that somebody outside was owed a reply, follow-up questions included.",
    unit="waits",
    column=lambda w: (w.outcome != VOIDED).sum(),
)
ANSWERED: Final = Metric(
    name="answered",
    title="Answered",
    sentence="Waits that a person on the team ended with a reply.",
    unit="waits",
    better="more",
    column=lambda w: (w.outcome == int(End.ANSWERED)).sum(),
)
DISMISSED: Final = Metric(
    name="dismissed",
    title="No reply needed",
    sentence="Waits that ended because no reply was needed. They are not counted as answers.",
    unit="waits",
    column=lambda w: (w.outcome == int(End.DISMISSED)).sum(),
)
VOID: Final = Metric(
    name="voided",
    title="Left out",
    sentence="Spam, duplicates and messages that were no inquiry. They are left out of every other number.",
    unit="waits",
    column=lambda w: (w.outcome == VOIDED).sum(),
)
OPEN: Final = Metric(
    name="open",
    title="Unanswered",
    sentence="Waits without a reply so far. They count in every time and share.",
    unit="waits",
    better="less",
    column=lambda w: (w.outcome == int(End.OPEN)).sum(),
)
UNATTRIBUTED: Final = Metric(
    name="unattributed",
    title="Author unknown",
    sentence="Answers from a shared address whose author cannot be told.",
    unit="waits",
    better="less",
    column=lambda w: w.unattributed.sum(),
)
OFF_HOURS: Final = Metric(
    name="off_hours",
    title="Answered outside hours",
    sentence="Waits that began and were answered while the team was closed. They count as 0 working time.",
    unit="waits",
    column=lambda w: w.off_hours.sum(),
)
COVERED_BY_OTHERS: Final = Metric(
    name="covered_by_others",
    title="Covered by others",
    sentence="Waits that were addressed to one person and answered by another.",
    unit="waits",
    column=lambda w: w.covered.sum(),
)
#: The counts of the response query, in its order. INQUIRIES and WAITS are one count over two sets of waits.
COUNTS: Final = (WAITS, ANSWERED, DISMISSED, VOID, OPEN, UNATTRIBUTED, OFF_HOURS, COVERED_BY_OTHERS)


_COUNTED: Final = ("outcome", "first", "unattributed", "off_hours", "covered")


def _responses(_: Any, waits: Any) -> Any:
    """(dimension, key, first, counts...): each wait stands once under every dimension, one pass counts them all.

    A union of plain columns: unlike a pivot, every engine can do that.
    """
    import ibis  # only where metrics are compiled: it takes longer to import than a small archive to read

    inside, dated = waits.filter(waits.in_scope), waits.filter(waits.period > 0)
    placed = [
        ("all", inside, ibis.literal(0)),
        ("period", dated, dated.period),
        *((name, inside, inside[name]) for name in DIMENSIONS),
    ]
    rows = ibis.union(
        *(
            rows.select(*_COUNTED, dimension=ibis.literal(name), key=key.cast("int32"))
            for name, rows, key in placed
        )
    )
    return rows.group_by("dimension", "key", "first").agg(**_counts(rows))


def _counts(rows: Any) -> dict[str, Any]:
    return {metric.name: metric.column(rows).cast("int64") for metric in COUNTS if metric.column}


def counted(placed: Any) -> Any:
    """(key, first, counts...): the same counts, of waits that have a key and were put together: each row is `n`."""
    counts = {metric.name: _weighed(metric.column(placed), placed.n) for metric in COUNTS if metric.column}
    return placed.group_by("key", "first").agg(**counts).order_by(["key", "first"])


def _weighed(count: Any, n: Any) -> Any:
    """A count of rows that fulfil a condition, as one of rows that stand for `n` each."""
    return (count.op().arg.to_expr().cast("int64") * n).sum()


RESPONSES: Final = Metric(
    name="responses",
    title="Waits by what they are counted under",
    sentence="How many waits there were and how they ended, in all and by person, mailbox, domain and hour.",
    unit="waits",
    table=_responses,
)


def _quantile(share: float) -> Any:
    return lambda sample: sample.curve.quantile(share)


MEDIAN: Final = Metric(
    name="median_s",
    title="Median response time",
    sentence="Half of all are answered within this time. Those still unanswered count too.",
    unit="s",
    better="less",
    array=_quantile(0.5),
)
P75: Final = Metric(
    name="p75_s",
    title="Three quarters answered within",
    sentence="Three quarters of all are answered within this time. Those still unanswered count too.",
    unit="s",
    better="less",
    array=_quantile(0.75),
)
P90: Final = Metric(
    name="p90_s",
    title="Nine in ten answered within",
    sentence="Nine in ten of all are answered within this time. Those still unanswered count too.",
    unit="s",
    better="less",
    array=_quantile(0.9),
)
QUANTILES: Final = (MEDIAN, P75, P90)
WITHIN: Final = Metric(
    name="within",
    title="Answered within",
    sentence="The share of all that is answered within 5 minutes, 15 minutes, 1, 4 and 24 hours.",
    unit="share",
    better="more",
    array=lambda sample: sample.curve.at(HORIZONS),
)
BUCKETS: Final = Metric(
    name="buckets",
    title="Distribution",
    sentence="How many were answered in each span of time, and how many never.",
    unit="waits",
    array=lambda sample: buckets(sample.answered, sample.open, sample.counts),
)


def _mean(sample: Sample) -> float | None:
    if not len(sample.answered):
        return None
    return round(float(np.average(sample.answered, weights=sample.counts)), 3)


def _plain_median(sample: Sample) -> float | None:
    if not len(sample.answered):
        return None
    if sample.counts is None:
        return float(np.median(sample.answered))
    # `answered` ascends here: the two in the middle, which are one where their number is odd.
    upto = np.cumsum(sample.counts)
    middle = (int(upto[-1]) - 1) // 2, int(upto[-1]) // 2
    return float(sample.answered[np.searchsorted(upto, middle, side="right")].mean())


LEGACY_MEAN: Final = Metric(
    name="legacy_mean_s",
    title="Mean, as other tools count it",
    sentence="The mean over answered waits only, as other tools show it. It forgets the unanswered.",
    unit="s",
    better="less",
    array=_mean,
)
ANSWERED_ONLY_MEDIAN: Final = Metric(
    name="answered_only_median_s",
    title="Median of the answered",
    sentence="The median over answered waits only, as other tools show it. It forgets the unanswered.",
    unit="s",
    better="less",
    array=_plain_median,
)
FIRST_RESPONSE: Final = Metric(
    name="first_response",
    title="First response",
    sentence="From an inquiry to the first reply that a person wrote.",
    unit="mixed",
)
ALL_RESPONSES: Final = Metric(
    name="all_responses",
    title="All responses",
    sentence="From each message that was owed a reply to the reply that a person wrote.",
    unit="mixed",
)
WALL: Final = Metric(
    name="wall",
    title="Clock time",
    sentence="Every second counts, nights and holidays included.",
    unit="s",
)
BUSINESS: Final = Metric(
    name="business",
    title="Working time",
    sentence="Only the team's working hours count.",
    unit="s",
)
ANY_TOUCH: Final = Metric(
    name="any_touch",
    title="Any touch",
    sentence="Clock time to the first message of ours that arrived, automatic ones included.",
    unit="mixed",
    better="less",
)
CI95: Final = Metric(
    name="ci95",
    title="Likely range (95%)",
    sentence="How uncertain the number is: 19 of 20 such intervals hold the true value.",
    unit="mixed",
)
ALL: Final = (
    FIRST_RESPONSE,
    ALL_RESPONSES,
    WALL,
    BUSINESS,
    ANY_TOUCH,
    INQUIRIES,
    *COUNTS,
    RESPONSES,
    *QUANTILES,
    WITHIN,
    CI95,
    BUCKETS,
    LEGACY_MEAN,
    ANSWERED_ONLY_MEDIAN,
)
