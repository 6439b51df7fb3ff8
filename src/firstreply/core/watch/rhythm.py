"""Rhythm: how much usually comes in at which hour of the week, and from when on a silence is unusual.

What comes in is taken for a Poisson process whose rate depends on the hour of the week. Few weeks say little about one
hour, so each hour's rate leans on its day's and its time of day's (`_LEAN` weeks' worth): nights and weekends on which
nothing ever came have no rate, and expect nothing. Three things make the silence that is called unusual longer than
the plain formula would, each because the plain one cries wolf: what comes in bursts counts as less than it is, days
are better and worse than others and what is known from few arrivals is known badly (a gamma-Poisson tail instead of an
exponential one), and a silence as long as one that was there before and ended by itself is usual.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from math import expm1, inf, log
from typing import Final, NamedTuple, Self
from zoneinfo import ZoneInfo

HISTORY: Final = timedelta(weeks=8)  #: so far back is looked
LEAST: Final = timedelta(weeks=2)  #: of history, before anything is called unusual
CHANCE: Final = 0.005  #: how often in a week so long a silence would come by itself; one in 200 weeks
EXPECTED: Final = 3.0  #: arrivals that the silence must have cost, at least
FAR: Final = timedelta(weeks=6)  #: a silence that is unusual only later than this is never called so
_LEAN: Final = 1.0
_BEYOND: Final = 1.2  #: times the longest silence there was
_USUAL_DAY: Final = 0.75  #: share of weeks in which something came on that day
_LARGEST: Final = 50.0  #: of an exponent: more is never reached
_HOUR: Final = timedelta(hours=1)
_WEEK: Final = 168


class Silence(NamedTuple):
    """A silence that is unusual: since when nothing came, how many hours that was, how much comes in usually a day."""

    since: datetime
    hours: int
    usual: float
    stopped: bool  #: what came every day has not come for two of its days


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """What usually comes in: arrivals an hour by hour of the week (Monday midnight first), in `zone`.

    `needed` is how many expected arrivals a silence must have cost to be unusual; infinite where too little is known.
    """

    zone: ZoneInfo
    rates: tuple[float, ...]
    days: tuple[float, ...]  #: share of weeks in which anything came on this day of the week
    needed: float
    off: frozenset[date] = field(default=frozenset())  #: local days on which nothing is expected (holidays)

    @classmethod
    def of(
        cls,
        counts: Mapping[datetime, int],
        zone: ZoneInfo,
        *,
        last: datetime,
        off: Collection[date] = (),
    ) -> Self:
        """Learn from what came in by hour (UTC, at its full hour) until `last`, when something came for the last time.

        What came in more than eight weeks before `last` is left out, and so are days that are `off`.
        """
        end = _floor(last)
        known = {hour: count for hour, count in counts.items() if end - HISTORY <= hour <= end and count > 0}
        if not known:
            return cls(zone=zone, rates=(0.0,) * _WEEK, days=(0.0,) * 7, needed=inf, off=frozenset(off))
        seen = [
            (slot, day, known.get(hour, 0))
            for hour, slot, day in _hours(min(known), end + _HOUR, zone)
            if day not in off
        ]
        rates = _rates(seen)
        enough = end - min(known) >= LEAST - _HOUR
        return cls(
            zone=zone,
            rates=rates,
            days=_days(seen),
            needed=_needed(seen, rates) if enough else inf,
            off=frozenset(off),
        )

    @property
    def by_day(self) -> tuple[float, ...]:
        """Arrivals a day, Monday first."""
        return tuple(sum(self.rates[day * 24 : day * 24 + 24]) for day in range(7))

    def unusual_from(self, last: datetime) -> datetime | None:
        """The instant from which on it is unusual that nothing came since `last`; None: never."""
        if self.needed == inf:
            return None
        missing = self.needed
        for hour, slot, day in _hours(_floor(last), last + FAR, self.zone):
            begins = max(hour, last)
            rate = 0.0 if day in self.off else self.rates[slot]
            lost = rate * ((hour + _HOUR - begins) / _HOUR)
            if lost >= missing:
                return begins + _HOUR * (missing / rate)
            missing -= lost
        return None

    def silence(self, last: datetime, now: datetime) -> Silence | None:
        """What is unusual about nothing having come since `last`; None: nothing is."""
        begins = self.unusual_from(last)
        if begins is None or begins > now:
            return None
        return Silence(
            since=last,
            hours=int((now - last) / _HOUR),
            usual=round(sum(self.by_day) / 7, 1),
            stopped=self._days_missed(last, now) >= 2,
        )

    def _days_missed(self, last: datetime, now: datetime) -> int:
        """Whole local days since then on which something usually comes."""
        day, today = last.astimezone(self.zone).date() + timedelta(days=1), now.astimezone(self.zone).date()
        missed = 0
        while day < today:
            missed += self.days[day.weekday()] >= _USUAL_DAY and day not in self.off
            day += timedelta(days=1)
        return missed


def _floor(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def _hours(begin: datetime, end: datetime, zone: ZoneInfo) -> Iterator[tuple[datetime, int, date]]:
    """Each hour from one instant to another: the hour, its place in the local week, its local day."""
    hour = begin
    while hour < end:
        local = hour.astimezone(zone)
        yield hour, local.weekday() * 24 + local.hour, local.date()
        hour += _HOUR


_Seen = list[tuple[int, date, int]]


def _rates(seen: _Seen) -> tuple[float, ...]:
    """Arrivals an hour by hour of the week, each leaning on what its day and its time of day say together."""
    weeks, counts = [0] * _WEEK, [0] * _WEEK
    for slot, _, count in seen:
        weeks[slot] += 1
        counts[slot] += count
    total, hours = sum(counts), len(seen)
    by_day = [_rate(counts, weeks, range(day * 24, day * 24 + 24)) for day in range(7)]
    by_time = [_rate(counts, weeks, range(time, _WEEK, 24)) for time in range(24)]
    mean = total / hours
    return tuple(
        (counts[slot] + _LEAN * by_day[slot // 24] * by_time[slot % 24] / mean) / (weeks[slot] + _LEAN)
        for slot in range(_WEEK)
    )


def _rate(counts: list[int], weeks: list[int], slots: range) -> float:
    return sum(counts[slot] for slot in slots) / max(sum(weeks[slot] for slot in slots), 1)


def _days(seen: _Seen) -> tuple[float, ...]:
    days: dict[date, int] = {}
    for _, day, count in seen:
        days[day] = days.get(day, 0) + count
    shares = []
    for weekday in range(7):
        those = [count for day, count in days.items() if day.weekday() == weekday]
        shares.append(sum(count > 0 for count in those) / len(those) if those else 0.0)
    return tuple(shares)


def _needed(seen: _Seen, rates: tuple[float, ...]) -> float:
    """How many expected arrivals a silence must have cost to be unusual.

    Clumps of `burst` arrivals come at a rate that good and bad days, and what little is known, make uncertain: a gamma
    distribution with this `shape`. Over several days good and bad ones even out.
    """
    total = sum(count for _, _, count in seen)
    burst, swing = _clumping(seen, rates)
    tail = log(max(total / burst * _WEEK / len(seen), 1.0) / CHANCE)
    daily = total / max(len({day for _, day, count in seen if count}), 1)
    needed = inf
    for days in range(1, FAR.days + 1):
        shape = 1 / (swing / days + burst / total)
        needed = min(needed, burst * shape * expm1(min(tail / shape, _LARGEST)))
        if needed <= days * daily:
            break
    return max(needed, _longest(seen, rates) * _BEYOND, EXPECTED)


def _clumping(seen: _Seen, rates: tuple[float, ...]) -> tuple[float, float]:
    """How many arrivals come at once on average (1: each by itself), and the squared variation of whole days.

    Both from variance = burst * mean + swing * mean ** 2, of the hours and of the days (method of moments).
    """
    days: dict[date, tuple[int, float]] = {}
    for slot, day, count in seen:
        before, owed = days.get(day, (0, 0.0))
        days[day] = before + count, owed + rates[slot]
    of_hours = _moments([(count, rates[slot]) for slot, _, count in seen])
    of_days = _moments(list(days.values()))
    (hourly, mean, square), (daily, _, squares) = of_hours, of_days
    if squares <= square or not mean:
        return 1.0, 0.0
    swing = max((daily - hourly) / (squares - square), 0.0)
    burst = max((hourly - swing * square) / mean, 1.0)
    return burst, max((daily - burst * mean) / squares, 0.0)


def _moments(pairs: Sequence[tuple[int, float]]) -> tuple[float, float, float]:
    return (
        sum((count - owed) ** 2 for count, owed in pairs),
        sum(owed for _, owed in pairs),
        sum(owed**2 for _, owed in pairs),
    )


def _longest(seen: _Seen, rates: tuple[float, ...]) -> float:
    """What the longest silence so far had cost, in expected arrivals."""
    longest = lost = 0.0
    for slot, _, count in seen:
        lost = 0.0 if count else lost + rates[slot]
        longest = max(longest, lost)
    return longest
