"""`firstreply bench due`: promises that break while thousands of clocks run, and after nobody worked for ten minutes.

Leads go through the real journey; then their breaches, and what follows from them at the same instant, are moved to
where they are measured. Lateness is from the due instant to the owner's screen.
"""

import os
import signal
import time
from collections.abc import Iterator, Mapping
from itertools import count, islice
from pathlib import Path
from typing import Any, Final, NamedTuple

import psycopg

from firstreply.cli.bench.figure import Figure
from firstreply.cli.bench.installed import people, processes
from firstreply.cli.bench.installed.installation import Installation, installation
from firstreply.cli.bench.installed.streams import Screens

_PEOPLE: Final = 20
_BULK: Final = 1000
_AHEAD_S: Final = 5.0
_SPREAD_S: Final = 60.0
_OUTAGE_S: Final = 600.0
_LATEST_S: Final = 120.0
_NONE: Final = ("", 0.0)
#: Breach and escalation of a wait are due at one instant, as their promise says; instants are spread evenly.
_MOVED: Final = """
WITH these AS (SELECT id, to_timestamp(%(begin)s + %(spread)s * (row_number() OVER (ORDER BY md5(id::text)) - 1)
                                      / count(*) OVER ()) AS due
              FROM wait WHERE outcome = 'open' AND missed_at IS NULL),
     waits AS (UPDATE wait w SET due_at = these.due FROM these WHERE w.id = these.id RETURNING w.id)
UPDATE moment m SET due_at = these.due FROM these
WHERE m.wait_id = these.id AND m.done_at IS NULL AND m.kind IN ('breach', 'escalation')
"""
_WAITS: Final = """
SELECT id::text, owner_id::text, extract(epoch FROM due_at)::float8 FROM wait
WHERE outcome = 'open' AND due_at < now() + interval '10 minutes' AND missed_at IS NULL
"""
_MADE: Final = """
SELECT count(DISTINCT w.id), count(*) FROM wait w JOIN live_event e ON e.wait_id = w.id AND e.member_id = w.owner_id
WHERE e.kind = 'alert.breach' AND w.id = ANY(%s::uuid[])
"""


class _Late(NamedTuple):
    """What the screens showed."""

    times_s: list[float]  #: from due to shown, ascending
    last: float  #: when the last one was shown, epoch seconds
    missing: int  #: alerts that are not in the database
    twice: int
    unshown: int  #: alerts that no screen was sent
    anew: int  #: how often a screen was told to begin anew


def figures(data: Path | None = None, *, inquiries: int = 10_000) -> list[Figure]:
    """`inquiries` open clocks with due instants spread over a minute; then as many that came due over ten minutes
    while the worker stood still and was then killed."""
    numbers = count(1)
    with installation(people=_PEOPLE) as running:
        screens = Screens(running.live_port)
        for person in running.people:
            screens.open(person.token)
        screens.until(lambda: all(one.ready for one in screens.all), 20)
        found = [*_on_time(running, screens, list(islice(numbers, inquiries)))]
        found += _after_outage(running, screens, list(islice(numbers, inquiries)))
        screens.close()
    return [*found, Figure(name="load average", value=os.getloadavg()[0], unit="processes", better="less")]


def _on_time(running: Installation, screens: Screens, numbers: list[int]) -> Iterator[Figure]:
    _opened(running, screens, numbers)
    before = running.cpu_s()
    _moved(running, time.time() + _AHEAD_S, _SPREAD_S)
    late = _watched(running, screens, len(numbers), _AHEAD_S + _SPREAD_S + _LATEST_S)
    spent = {kind: cpu - before[kind] for kind, cpu in running.cpu_s().items() if kind in before}
    where = f"{len(numbers):,} clocks in a minute"
    for share, goal in ((0.5, None), (0.99, 2000.0)):
        value = late.times_s[min(int(share * len(late.times_s)), len(late.times_s) - 1)] * 1000
        yield Figure(
            name=f"{where}: late, p{share * 100:g}", value=value, unit="ms", goal=goal, better="less"
        )
    yield from _exact(where, late)
    for kind in ("worker", processes.POSTGRES):
        each = spent[kind] * 1000 / len(numbers)
        yield Figure(name=f"{where}: {kind}", value=each, unit="CPU-ms each", better="less")


def _after_outage(running: Installation, screens: Screens, numbers: list[int]) -> Iterator[Figure]:
    _opened(running, screens, numbers)
    with running.held("worker"):
        _moved(running, time.time() - _OUTAGE_S, _OUTAGE_S)
        back = time.time()
        processes.signalled(running.family()["worker"], signal.SIGKILL)  # another one is started
    late = _watched(running, screens, len(numbers), _LATEST_S)
    where = f"{len(numbers):,} clocks, 10 minutes of outage"
    yield from _exact(where, late)
    yield Figure(
        name=f"{where}: start to last alert", value=late.last - back, unit="s", goal=10, better="less"
    )


def _opened(running: Installation, screens: Screens, numbers: list[int]) -> None:
    """That many waits more, all given to somebody and shown; what the screens have seen is forgotten."""
    for start in range(0, len(numbers), _BULK):
        items = [people.inquiry(number) for number in numbers[start : start + _BULK]]
        running.must("POST", "/api/v1/inquiries/bulk", {"items": items})
        screens.turn(0)
    if running.idle(_LATEST_S) is None:
        raise RuntimeError("what came in was not worked on")
    screens.until(lambda: screens.kinds["alert.assigned"] >= len(numbers), 5)
    screens.clear()


def _moved(running: Installation, begin: float, spread_s: float) -> None:
    with running.admin() as connection:
        # Made within seconds, the tables have no statistics yet: moving what is due would take longer than it is ahead.
        connection.execute("ANALYZE wait, moment")
        connection.execute(_MOVED.encode(), {"begin": begin, "spread": spread_s})
        connection.execute("ANALYZE moment")


def _watched(running: Installation, screens: Screens, wanted: int, seconds: float) -> _Late:
    """Read until every owner was told, and a moment longer: what comes twice would come then."""
    with running.admin() as connection:
        rows = connection.execute(_WAITS.encode()).fetchall()
        waits = {wait: (owner, due) for wait, owner, due in rows}
        due = [wait for wait, _, _ in rows]
        end = time.monotonic() + seconds
        while _made(connection, due)[0] < wanted and time.monotonic() < end:
            screens.until(lambda: False, 0.5)
        screens.until(lambda: False, 2.0)
        made, twice = _made(connection, due)
    told = _told(screens, waits)
    times = sorted(min(ats) - waits[wait][1] for wait, ats in told.items())
    last = max((min(ats) for ats in told.values()), default=float("inf"))
    twice += sum(len(ats) - 1 for ats in told.values())
    anew = sum(screen.begun_anew for screen in screens.all)
    return _Late(times, last, wanted - made, twice, made - len(told), anew)


def _made(connection: "psycopg.Connection[Any]", waits: list[str]) -> tuple[int, int]:
    """(how many owners were told of their breach in the application, how many alerts there are too many)."""
    row = connection.execute(_MADE.encode(), [waits]).fetchone()
    assert row is not None
    return int(row[0]), int(row[1]) - int(row[0])


def _told(screens: Screens, waits: Mapping[str, tuple[str, float]]) -> dict[str, list[float]]:
    """When the owner of each wait was shown its breach; who manages them is told, too, and not counted."""
    found: dict[str, list[float]] = {}
    for screen in screens.all:
        for seen in screen.seen:
            if seen.kind == "alert.breach" and waits.get(seen.data["wait"], _NONE)[0] == seen.data["member"]:
                found.setdefault(seen.data["wait"], []).append(seen.at)
    return found


def _exact(where: str, late: _Late) -> Iterator[Figure]:
    yield Figure(name=f"{where}: alerts never made", value=late.missing, unit="alerts", goal=0, better="less")
    yield Figure(
        name=f"{where}: alerts made or shown twice", value=late.twice, unit="alerts", goal=0, better="less"
    )
    # A screen that gets more than it can take at once is told to read everything anew; then it shows them so.
    yield Figure(name=f"{where}: screens told to begin anew", value=late.anew, unit="times", better="less")
    yield Figure(name=f"{where}: alerts seen only so", value=late.unshown, unit="alerts", better="less")
