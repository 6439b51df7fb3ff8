"""`firstreply bench insights`: questions about ten million waits, and what it costs to have them at hand.

The questions are asked as pages ask them, of a copy on disk that is warm; medians of five. Each is one part of a page:
a chart, a table, a number with its intervals.
"""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Final
from uuid import UUID

from firstreply.cli.bench.figure import Figure
from firstreply.cli.bench.installed.installation import installation
from firstreply.cli.bench.made_waits import END, copy_of, in_postgres
from firstreply.core.member import Role
from firstreply.core.sight import Viewer
from firstreply.insights.live.asked import Asked, Where
from firstreply.insights.live.chosen import Chosen
from firstreply.insights.live.drill import behind
from firstreply.insights.live.file import Mirror
from firstreply.insights.live.fresh import Mirrors
from firstreply.insights.live.parts import PARTS

_GOAL_MS: Final = 300.0
_CORES: Final = 2  #: the goal is for two that have nothing else to do; their time says it on a busy machine
_RUNS: Final = 5
_FED: Final = 200_000
_DAY: Final = 86_400
_ADMIN: Final = Viewer(member=None, role=Role.ADMIN)
_REP: Final = Viewer(member=UUID(int=1003), role=Role.REP, teams=frozenset({UUID(int=2003)}))
_ALL: Final = Asked(where=Where())
_EVERY_WAIT: Final = Asked(where=Where(first=False))
_MONTH: Final = Asked(where=Where(since=END - 30 * _DAY))
_FREE: Final = Asked(where=Where(sources=(UUID(int=0),), countries=tuple(f"country {n}" for n in range(20))))
_QUESTIONS: Final[tuple[tuple[str, Asked, Viewer], ...]] = (
    ("everything", _ALL, _ADMIN),
    ("everything, every wait", _EVERY_WAIT, _ADMIN),
    ("last 30 days", _MONTH, _ADMIN),
    ("20 countries", replace(_FREE, where=replace(_FREE.where, sources=())), _ADMIN),
    ("what a rep sees", _ALL, _REP),
)
_PARTS: Final = ("headline", "any_touch", "assigned", "called", "trend", "arrivals", "by_person", "by_team",
                 "by_domain", "by_campaign", "curve", "sla", "response_rate_30d", "previous_period",
                 "oldest_unanswered", "funnel", "funnel_by_campaign", "funnel_by_period")  # fmt: skip


def figures(_data: Path | None = None, *, rows: int = 10_000_000, runs: int = _RUNS) -> list[Figure]:
    """Questions about `rows` made-up waits; then a first fill and an increment of 200,000 real rows."""
    with tempfile.TemporaryDirectory(prefix="firstreply-bench-") as folder:
        found = [*_asked(Path(folder), rows, runs)]
    return [
        *found,
        *_fed(),
        Figure(name="load average", value=os.getloadavg()[0], unit="processes", better="less"),
    ]


def _asked(folder: Path, rows: int, runs: int) -> Iterator[Figure]:
    mirror = copy_of(folder, rows)
    size = mirror.path.stat().st_size / rows * 1e6 / 1e6
    yield Figure(name=f"copy of {rows:,} waits", value=size, unit="MB a million", better="less")
    for name, asked, who in _QUESTIONS:
        for part in _PARTS:
            yield from _figure(f"{name}: {part}", runs, lambda c: PARTS[part](c), mirror, who, asked)  # noqa: B023 (called at once)
    yield from _figure(
        "everything: the waits behind",
        runs,
        lambda c: behind(c, {}, None, 50),
        mirror,
        _ADMIN,
        _ALL,
    )
    mirror.close()


def _figure(
    name: str, runs: int, work: Callable[[Chosen], object], mirror: Mirror, who: Viewer, asked: Asked
) -> Iterator[Figure]:
    taken, spent = [], []
    with mirror.still() as there:
        assert there is not None
        state, cursor = there
        for _ in range(runs + 1):
            state.kept.clear()
            start, cpu = time.perf_counter(), time.process_time()
            work(Chosen(state, cursor, who, asked, END))
            taken.append(time.perf_counter() - start)
            spent.append(time.process_time() - cpu)
    yield Figure(name=name, value=median(taken[1:]) * 1000, unit="ms", goal=_GOAL_MS, better="less")
    yield Figure(
        name=f"{name}, CPU",
        value=median(spent[1:]) * 1000,
        unit="CPU-ms",
        goal=_GOAL_MS * _CORES,
        better="less",
    )


def _fed() -> Iterator[Figure]:
    """From PostgreSQL: everything, then a thousand waits that changed."""
    with installation(people=1) as running, tempfile.TemporaryDirectory(prefix="firstreply-bench-") as folder:
        own = running.founded["organisation"]
        with running.admin() as connection:
            in_postgres(connection, own, _FED)
        dsn = f"{running.database_url}{'&' if '?' in running.database_url else '?'}options=-c%20role%3Dfirstreply_app"
        mirrors = Mirrors(Path(folder), dsn)
        seconds, mirror = _looked(mirrors, UUID(own))
        yield Figure(name="first fill", value=seconds / _FED * 1e6, unit="s a million", better="less")
        size = mirror.path.stat().st_size
        yield Figure(name="its file", value=size / _FED, unit="MB a million", better="less")
        with running.admin() as connection:
            connection.execute(
                "UPDATE wait SET revision = revision + 1 WHERE id IN (SELECT id FROM wait LIMIT 1000)"
            )
        seconds, mirror = _looked(mirrors, UUID(own))
        yield Figure(
            name="1,000 waits that changed", value=seconds * 1000, unit="ms", goal=2000, better="less"
        )
        seconds, mirror = _looked(mirrors, UUID(own))
        yield Figure(name="nothing new", value=seconds * 1000, unit="ms", better="less")
        mirrors.close()


def _looked(mirrors: Mirrors, organisation: UUID) -> tuple[float, Mirror]:
    start = time.perf_counter()
    mirror = mirrors.current(organisation, patience_s=600, old_s=0)
    return time.perf_counter() - start, mirror
