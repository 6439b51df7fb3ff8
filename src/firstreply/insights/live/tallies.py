# ruff: noqa: S608 (names are ours, values are numbers or parameters)
"""Tallies: of each group of chosen waits, how many ended how after how long; from these come all times and shares.

Up to `EXACT` waits by the second, beyond by bins (`bins.PRECISION`). Counts are exact in both.
"""

from collections.abc import Mapping
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np

from firstreply.insights.document_responses import Block, measures, rounded, withheld
from firstreply.insights.live.bins import ENDS, MIDDLES, PRECISION, bins
from firstreply.insights.live.chosen import Chosen
from firstreply.insights.live.schema import BITS
from firstreply.insights.metrics import responses
from firstreply.insights.metrics.engine import LIVE, queries
from firstreply.insights.metrics.metric import Sample
from firstreply.insights.statistics.survival import End, Ints, of_counts

EXACT: Final = 1_000_000
MINIMUM: Final = 5  #: below this many waits no time and no share is told
COUNTS: Final = tuple(metric.name for metric in responses.COUNTS)
_VOIDED: Final = 3
#: The groups with the most waits, those first.
_BUSIEST: Final = (
    f"SELECT key FROM grouped WHERE (bits & 3) <> {_VOIDED} GROUP BY key ORDER BY sum(n) DESC, key"
)
_MANY: Final = 4_096  #: beyond so many groups it is faster to find the busiest first than to count them all
_BITS: Final = ", ".join(f"(bits & {bit}) > 0 AS {name}" for name, bit in BITS.items())


class Tally(NamedTuple):
    """How many waits of one group lasted how long: `seconds` ascend, each once."""

    seconds: Ints
    answered: Ints
    dismissed: Ints
    open: Ints

    @property
    def size(self) -> int:
        """How many waits there are."""
        return int(self.answered.sum() + self.dismissed.sum() + self.open.sum())

    @property
    def enough(self) -> bool:
        """Whether that is enough to speak of."""
        return self.size >= MINIMUM

    def sample(self) -> Sample:
        """As the metrics take it."""
        came = self.answered > 0
        return Sample(
            curve=of_counts(*self),
            answered=self.seconds[came],
            counts=self.answered[came],
            open=int(self.open.sum()),
        )

    def measures(self) -> Block:
        """All numbers of the group; counts only where it is too small."""
        if self.enough:
            return measures(self.sample())
        return withheld(np.repeat(self.seconds, self.answered), int(self.open.sum()), self.size)

    def brief(self) -> Block:
        """How many, the median, and the share within each of the times that are told."""
        keys = [str(each) for each in responses.HORIZONS]
        if not self.enough:
            return {"n": self.size, "median_s": None, "p90_s": None, "within": dict.fromkeys(keys)}
        curve = of_counts(*self)
        shares = rounded(curve.at(responses.HORIZONS).share)
        times = {"median_s": curve.quantile(0.5).value, "p90_s": curve.quantile(0.9).value}
        return {"n": self.size, **times, "within": dict(zip(keys, shares, strict=True))}


_EMPTY: Final = np.zeros(0, dtype=np.int64)
NOBODY: Final = Tally(_EMPTY, _EMPTY, _EMPTY, _EMPTY)


class Counted(NamedTuple):
    """Groups by their keys: the counts of each, and of those that are listed how long its waits took."""

    counts: dict[int, dict[str, int]]
    precision: float


def counts(chosen: Chosen, key: str, most: int | None = None, extra: str = "", among: int = 0) -> Counted:
    """The counts of each group, the `most` busiest ones of `among` that there may be; `key` is an expression over
    `wait` (and `extra` joins).
    """
    return chosen.once(_counts, key, most, extra, among)


def _counts(chosen: Chosen, key: str, most: int | None, extra: str, among: int) -> Counted:
    compiled = queries(LIVE)["counted"]
    sums = ", ".join(f"sum({name})::BIGINT" for name in COUNTS)
    waits, only = chosen.waits, ""
    if most is not None and among > _MANY:
        waits = (
            f"{waits} AND ({key}) IN ({', '.join(map(str, _busiest(chosen, key, most, extra))) or 'NULL'})"
        )
    elif most is not None:
        only = f" WHERE key IN ({_BUSIEST} LIMIT {most})"
    rows = chosen.cursor.execute(
        f"WITH grouped AS MATERIALIZED (SELECT ({key})::INTEGER AS key, bits, count(*) AS n FROM wait {extra}"
        f" WHERE {waits} GROUP BY ALL),"
        f" placed AS (SELECT key, (bits & 3)::INTEGER AS outcome, {_BITS}, n FROM grouped{only})"
        f" SELECT key, {sums} FROM ({compiled}) GROUP BY key ORDER BY 2 DESC, key"
    ).fetchall()
    found = {row[0]: dict(zip(COUNTS, row[1:], strict=True)) for row in rows}
    total = sum(each["waits"] for each in found.values())
    return Counted(found, 0.0 if total <= EXACT else PRECISION)


def _busiest(chosen: Chosen, key: str, most: int, extra: str) -> list[int]:
    rows = chosen.cursor.execute(
        f"SELECT ({key})::INTEGER AS key, count(*) FILTER ((bits & 3) <> {_VOIDED}) AS n FROM wait {extra}"
        f" WHERE {chosen.waits} GROUP BY 1 HAVING n > 0 ORDER BY n DESC, key LIMIT {most}"
    ).fetchall()
    return [own for own, _ in rows]


def tallies(
    chosen: Chosen, key: str, clock: str, *, binned: bool, only: str = "", extra: str = ""
) -> dict[int, Tally]:
    """The tally of each group on a clock: wall, business, or touch (wall seconds to whatever of ours arrived)."""
    return chosen.once(_tallies, key, clock, binned, only, extra)


def _tallies(
    chosen: Chosen,
    key: str,
    clock: str,
    binned: bool,
    only: str,
    extra: str,
) -> dict[int, Tally]:
    inside = f"outcome <> {_VOIDED} AND {chosen.waits}{only}"
    if not binned:
        return _split(_exact(chosen, key, chosen.seconds(clock), chosen.end(clock), inside, extra))
    # To any touch, also what is still open may have come to an end.
    table = "wait" if clock == "touch" else "ended"
    ended = _numbers(
        chosen,
        f"SELECT ({key})::INTEGER AS key, {clock}_cell AS cell, count(*) AS n FROM {table} AS wait {extra}"
        f" WHERE {inside} AND {clock}_cell >= 0 GROUP BY ALL",
    )
    still = _numbers(
        chosen,
        f"SELECT ({key})::INTEGER AS key, {chosen.seconds(clock)} AS seconds FROM pending AS wait {extra}"
        f" WHERE {inside} AND {clock}_cell < 0",
    )
    both = {
        "key": np.concatenate([ended["key"], still["key"]]),
        "seconds": np.concatenate([ended["cell"] // ENDS, bins(still["seconds"])]),
        "end": np.concatenate([ended["cell"] % ENDS, np.full(len(still["key"]), End.OPEN)]),
        "n": np.concatenate([ended["n"], np.ones(len(still["key"]), dtype=np.int64)]),
    }
    return _split(both, MIDDLES)


def whole(chosen: Chosen, clock: str) -> tuple[Tally, float]:
    """The tally of everything that was chosen, and how precise its times are."""
    counted = counts(chosen, "0")
    return tallies(chosen, "0", clock, binned=counted.precision > 0).get(0, NOBODY), counted.precision


def of_expression(chosen: Chosen, seconds: str, end: str, only: str) -> Tally:
    """The tally, by the second, of chosen waits that fulfil a condition; from any instant of theirs to any other."""
    inside = f"outcome <> {_VOIDED} AND {chosen.waits} AND {only}"
    return _split(_exact(chosen, "0", seconds, end, inside, "")).get(0, NOBODY)


def _exact(chosen: Chosen, key: str, seconds: str, end: str, inside: str, extra: str) -> dict[str, Ints]:
    return _numbers(
        chosen,
        f'SELECT ({key})::INTEGER AS key, ({seconds})::BIGINT AS seconds, {end} AS "end", count(*) AS n'
        f" FROM wait {extra} WHERE {inside} GROUP BY ALL",
    )


def _numbers(chosen: Chosen, sql: str) -> dict[str, Ints]:
    found = chosen.cursor.execute(sql).fetchnumpy()
    return {name: np.asarray(values, dtype=np.int64) for name, values in found.items()}


def _split(rows: Mapping[str, Ints], stands_for: Ints | None = None) -> dict[int, Tally]:
    """The tally of each key, of rows of key, seconds, end and n in any order. What `seconds` stands for, if it is the
    number of a bin.
    """
    if not len(rows["key"]):
        return {}
    places = (rows["key"] + _SHIFT << _SECONDS) + np.maximum(rows["seconds"], 0)
    order = np.argsort(places)
    places, ends, n = places[order], rows["end"][order], rows["n"][order]
    begins = np.flatnonzero(np.diff(places, prepend=-1))
    told = (np.add.reduceat(np.where(ends == each, n, 0), begins) for each in _TOLD)
    places = places[begins]
    keys, seconds = (places >> _SECONDS) - _SHIFT, places & (1 << _SECONDS) - 1
    columns = [seconds if stands_for is None else stands_for[seconds], *told]
    parts = [0, *(np.flatnonzero(np.diff(keys)) + 1).tolist(), len(keys)]
    return {int(keys[first]): Tally(*(one[first:last] for one in columns)) for first, last in pairwise(parts)}


_SHIFT: Final = 2  #: keys begin at -1
_SECONDS: Final = 36  #: bits: two thousand years
_TOLD: Final = (End.ANSWERED, End.DISMISSED, End.OPEN)  #: as `Tally` has them
