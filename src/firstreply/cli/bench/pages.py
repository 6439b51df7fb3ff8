"""`firstreply bench pages`: what each page takes with a million leads, and what a browser loads with it.

Asked over HTTP on one connection, as somebody who is signed in: an owner, who sees everything, and a rep, who sees a
part. Leads are of eight stages, five teams and twenty people; ten thousand of them wait for an answer just now.
"""

import os
import re
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from html import unescape
from itertools import count
from pathlib import Path
from typing import Any, Final, NamedTuple

from firstreply.cli.bench.figure import Figure
from firstreply.cli.bench.installed import people, processes, statements
from firstreply.cli.bench.installed.installation import Installation, installation
from firstreply.cli.bench.installed.reader import Reader
from firstreply.cli.bench.installed.rows import fill
from firstreply.core.lead.stage import STAGES

_PEOPLE: Final = 20
_TEAMS: Final = 5
_BULK: Final = 1000
_WARM: Final = 5
_LEAST: Final = 10
_DAYS: Final = 900  #: that questions go back which nobody asked before: about as far as a million leads
_LONGEST_S: Final = 30.0  #: a page that takes this long in all is asked no more often than `_LEAST`
_PATIENCE_S: Final = 1800.0
_GOAL_MS: Final = 100.0
_INSIGHTS_MS: Final = 300.0
_LOAD_KB: Final = 150.0
_SCRIPT_KB: Final = 60.0
_AFTER: Final = re.compile(r"[\"'=]((?:/[\w/]+)?\?[^\"' ]*\bafter=[^\"' ]+)")
_ANEW: Final = "?since={day}"
#: Half of them late already, the other half within hours; nothing comes due while pages are measured.
_DUE: Final = """
UPDATE wait w SET due_at = v.due, missed_at = CASE WHEN v.due < now() THEN v.due END
FROM (SELECT id, now() + interval '4 hours' * (2 * (row_number() OVER (ORDER BY md5(id::text)) - 1.0)
                                                 / count(*) OVER () - 1) AS due
      FROM wait WHERE outcome = 'open') v WHERE w.id = v.id
"""
_LATER: Final = "UPDATE moment SET due_at = now() + interval '2 days' WHERE done_at IS NULL"
_WAITING: Final = """
SELECT lead_id::text FROM wait WHERE outcome = 'open' AND owner_id = %s ORDER BY due_at LIMIT 1
"""
_ANSWERED: Final = """
SELECT id::text FROM lead WHERE owner_id = %s AND last_out_at IS NOT NULL ORDER BY id LIMIT 1
"""


class _Page(NamedTuple):
    """One to be measured. `part`: as it is asked for while somebody types. `{day}` in `path` is another day each time:
    answers to what was just asked are kept.
    """

    name: str
    path: str
    goal: float = _GOAL_MS
    part: bool = False

    def shown_to(self, reader: Reader, number: int) -> float:
        """How many seconds it took, the time number `number`."""
        day = datetime.now(UTC).date() - timedelta(days=_DAYS + number)
        return reader.get(self.path.replace("{day}", day.isoformat()), part=self.part).seconds


def figures(
    _data: Path | None = None, *, rows: int = 1_000_000, runs: int = 40, inquiries: int = 10_000
) -> list[Figure]:
    """Each page `runs` times, with `rows` leads long answered and `inquiries` that wait."""
    with installation(people=_PEOPLE) as running:
        begun = time.perf_counter()
        fill(running, rows, _leads(running))
        _waiting(running, inquiries)
        laid = time.perf_counter() - begun
        found = [*_measured(running, runs)]
        there: int = running.one("SELECT count(*) FROM lead")
    return [
        Figure(name="leads", value=there, unit="rows"),
        Figure(name="laid out", value=laid, unit="s", better="less"),
        *found,
        Figure(name="load average", value=os.getloadavg()[0], unit="processes", better="less"),
    ]


def _leads(running: Installation) -> dict[str, str]:
    """How leads differ, by their number. People are in the first of the teams: a rep sees a fifth, and their own."""
    teams = [running.founded["team"]]
    teams += [running.must("POST", "/api/v1/teams", {"name": f"Team {n}"})["id"] for n in range(1, _TEAMS)]
    stages = ", ".join(f"'{one.key}'" for one in STAGES)
    own = ", ".join(f"'{one}'" for one in teams)
    return {
        "stage": f"(ARRAY[{stages}])[1 + abs(hashint4(n) % {len(STAGES)})]",
        "points": "abs(hashint4(n + 1) % 101)",
        "deal_size": "CASE WHEN n % 3 = 0 THEN (1 + n % 977) * 100 END",
        "team_id": f"(ARRAY[{own}]::uuid[])[1 + abs(hashint4(n + 2) % {_TEAMS})]",
    }


def _waiting(running: Installation, most: int) -> None:
    """Who asks now and is owed an answer, through the real journey."""
    for start in range(1, most + 1, _BULK):
        items = [people.inquiry(number) for number in range(start, min(start + _BULK, most + 1))]
        running.must("POST", "/api/v1/inquiries/bulk", {"items": items})
    if running.idle(_PATIENCE_S) is None:
        raise RuntimeError("what came in was not worked on")
    with running.admin() as connection:
        for statement in (_DUE, _LATER, "ANALYZE wait, lead, moment, message, assignment, lead_words"):
            connection.execute(statement.encode())


def _measured(running: Installation, runs: int) -> Iterator[Figure]:
    owner = Reader(running, "owner@team.example")
    rep = Reader(running, "rep0@team.example")
    yield _filled(owner)
    for page in (*_lists(running, owner, running.people[0].id), *_insights()):
        yield from _page(running, owner, page, "owner", runs)
    for page in (*_lists(running, rep, running.people[1].id), *_of_rep()):
        yield from _page(running, rep, page, "rep", runs)
    for page in _everything(running):
        yield from _page(running, owner, page, "owner", runs)
    lead = running.one(_WAITING, running.people[0].id) or running.one(_ANSWERED, running.people[0].id)
    for name, path in (("inbox", "/inbox"), ("lead", f"/leads/{lead}"), ("board", "/pipeline"),
                       ("leads", "/leads"), ("insights", "/insights")):  # fmt: skip
        yield from _weight(owner, name, path)
    owner.close()
    rep.close()


def _filled(reader: Reader) -> Figure:
    """How long until there are numbers, the first time."""
    begun = time.perf_counter()
    while "<progress max=" in reader.get("/insights").text:
        if time.perf_counter() - begun > _PATIENCE_S:
            raise RuntimeError("there are no numbers")
        time.sleep(0.1)
    return Figure(name="insights, first fill", value=time.perf_counter() - begun, unit="s", better="less")


def _lists(running: Installation, reader: Reader, me: str) -> Iterator[_Page]:
    """What people look at all day."""
    yield _Page("inbox", "/inbox")
    yield _Page("inbox, everybody", "/inbox?whose=all")
    yield _Page("inbox, page 2", _onward(reader, "/inbox"))
    for split in ("new", "tasks", "snoozed"):
        yield _Page(f"inbox, {split}", f"/inbox?split={split}")
    if lead := running.one(_WAITING, me):
        yield _Page("lead who waits", f"/leads/{lead}")
    if lead := running.one(_ANSWERED, me):
        yield _Page("lead who was answered", f"/leads/{lead}")
    for order in ("newest", "inquired", "points", "rotting", "value"):
        yield _Page(f"leads, {order}", f"/leads?order={order}")
    yield _Page("leads, page 2", _onward(reader, "/leads"))
    for name, asked in (("mine", "owner=me"), ("of two stages", "stage=open,customer"), ("of many points", "points=95"),
                        ("of nobody", "owner=none"), ("mine, in a stage, most points first",
                         "owner=me&stage=open&order=points"), ("of a product", "product=chairs"),
                        ("with a word", "q=chairs")):  # fmt: skip
        yield _Page(f"leads, {name}", f"/leads?{asked}")
    yield _Page("board", "/pipeline")
    for name, asked in (("mine", "owner=me"), ("most worth first", "order=value"), ("newest first", "order=newest"),
                        ("of a product", "product=chairs"), ("with a word", "q=chairs")):  # fmt: skip
        yield _Page(f"board, {name}", f"/pipeline?{asked}")
    yield from _searches(running, me)


def _searches(running: Installation, me: str) -> Iterator[_Page]:
    lead = running.one(_ANSWERED, me)
    if lead is None:
        return
    first, last = str(running.one("SELECT name FROM lead WHERE id = %s", lead)).split()[:2]
    phone = str(running.one("SELECT persona #>> '{phones,0}' FROM lead WHERE id = %s", lead))
    for name, text in (("a rare word", last), ("a word of every lead", "quote"), ("two words", f"{first}+{last}"),
                       ("two words of every lead", "quote+chairs"), ("the end of a number", phone[-9:]),
                       ("two letters", "qu"), ("nothing there", "zzzzqqqq")):  # fmt: skip
        yield _Page(f"search, {name}", f"/search?q={text}", part=True)
    for name, text in (("a rare word", last), ("a word of every lead", "quote")):
        yield _Page(f"palette, {name}", f"/palette?q={text}", part=True)


def _insights() -> Iterator[_Page]:
    for name, asked in (("", ""), (", all time", "?period=all"), (", all time and waits", "?period=all&waits=all"),
                        (", by clock", "?period=all&clock=wall"), (", asked anew", _ANEW)):  # fmt: skip
        yield _Page(f"insights{name}", f"/insights{asked}", _INSIGHTS_MS)
    yield _Page("insights, the waits behind", "/insights/waits?period=all", _INSIGHTS_MS)


def _of_rep() -> Iterator[_Page]:
    yield _Page("insights", "/insights", _INSIGHTS_MS)
    yield _Page("insights, asked anew", f"/insights{_ANEW}", _INSIGHTS_MS)


def _everything(running: Installation) -> Iterator[_Page]:
    """What is looked at now and then."""
    for name, path in (("rules", "/rules"), ("rules, routing", "/rules/routing"), ("promises", "/rules/promises"),
                       ("people", "/people"), ("one of them", f"/people/{running.people[1].id}"), ("audit", "/audit"),
                       ("templates", "/templates"), ("channels", "/channels"), ("profile", "/profile")):  # fmt: skip
        yield _Page(name, path)


def _onward(reader: Reader, path: str) -> str:
    """Where the list goes on; the list itself where it does not."""
    found = _AFTER.search(reader.get(path).text)
    onward = unescape(found[1]) if found else path
    return onward if onward.startswith("/") else f"{path}{onward}"


def _page(running: Installation, reader: Reader, page: _Page, who: str, runs: int) -> Iterator[Figure]:
    for number in range(_WARM):
        page.shown_to(reader, number)
    before, begun, times = running.cpu_s(), time.perf_counter(), list[float]()
    while len(times) < runs and (len(times) < _LEAST or time.perf_counter() - begun < _LONGEST_S):
        times.append(page.shown_to(reader, _WARM + len(times)))
    after = running.cpu_s()
    where = f"{who}: {page.name}"
    yield _ms(f"{where}, p50", _quantile(times, 0.5))
    yield _ms(f"{where}, p95", _quantile(times, 0.95), page.goal)
    for kind in ("web", processes.POSTGRES):
        spent = (after[kind] - before[kind]) * 1000 / len(times)
        yield Figure(name=f"{where}, {kind}", value=spent, unit="CPU-ms", better="less")
    numbers = count(_WARM + len(times))
    with statements.heard(running) as heard:
        if heard is not None:
            asked = heard.of(lambda: page.shown_to(reader, next(numbers)))
            yield Figure(name=f"{where}, queries", value=asked, unit="queries", better="less")


def _weight(reader: Reader, name: str, path: str) -> Iterator[Figure]:
    found = reader.weight(path)
    parts: Sequence[tuple[str, int, Any]] = (
        ("page", found.html, None), ("style", found.css, None), ("script", found.js, _SCRIPT_KB),
        ("all", sum(found), _LOAD_KB),
    )  # fmt: skip
    for part, octets, goal in parts:
        yield Figure(
            name=f"first load of {name}: {part}", value=octets / 1024, unit="KB", goal=goal, better="less"
        )


def _quantile(times: list[float], share: float) -> float:
    return sorted(times)[min(int(share * len(times)), len(times) - 1)]


def _ms(name: str, seconds: float, goal: float | None = None) -> Figure:
    return Figure(name=name, value=seconds * 1000, unit="ms", goal=goal, better="less")
