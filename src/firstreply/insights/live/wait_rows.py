# ruff: noqa: S608 (names are ours, values are numbers or parameters)
"""Rows of waits: from what PostgreSQL says of them to what questions are asked of."""

from typing import Any, Final
from uuid import UUID

import duckdb
import numpy as np
import numpy.typing as npt

from firstreply.core.respond.wait import Outcome
from firstreply.core.team import FOREVER, Membership
from firstreply.insights.live.bins import cells
from firstreply.insights.live.clocks import Clocks
from firstreply.insights.live.codes import add, code
from firstreply.insights.live.local_days import local_columns
from firstreply.insights.live.schema import BITS, LEAD_CODES
from firstreply.insights.look import Person
from firstreply.insights.names import Codes
from firstreply.insights.statistics.survival import End, Ints
from firstreply.insights.team_of_then import team_codes
from firstreply.insights.wait_facts import VOIDED
from firstreply.insights.why_number import paused
from firstreply.store.queries.mirror import Standing

Columns = dict[str, npt.NDArray[Any]]
#: The part after the last @, if there is one.
DOMAIN: Final = "CASE WHEN contains(s.party, '@') THEN string_split(s.party, '@')[-1] ELSE '' END"
_ENDS: Final = {
    Outcome.OPEN: int(End.OPEN),
    Outcome.ANSWERED: int(End.ANSWERED),
    Outcome.DISMISSED: int(End.DISMISSED),
    Outcome.VOIDED: VOIDED,
}
_AUTHOR: Final = "coalesce(s.author, s.author_name)"
_OWNER: Final = "coalesce(s.owner, s.addressed)"
_LEAD: Final = ", ".join(f"coalesce(l.{name}, -1)" for name in LEAD_CODES)
_UNKNOWN: Final = -1
_OWN_HOURS: Final = -2  #: in the place of hours that a promise froze: none was made


def take(into: duckdb.DuckDBPyConnection, standing: Standing, clocks: Clocks) -> None:
    """From `stage_wait` into `wait`."""
    _place(into, standing)
    known = into.execute(
        "SELECT start, coalesce(stop, -1) AS stop, outcome, owner, person, frozen, coalesce(touched, -1) AS touched"
        " FROM placed"
    ).fetchnumpy()
    read = {name: np.asarray(values, dtype=np.int64) for name, values in known.items()}
    into.register("worked_out", _worked_out(into, read, standing, clocks))
    into.execute(_WORKED_OUT)
    for table, which in (("ended", "outcome <> 0"), ("pending", "outcome = 0")):
        into.execute(f"INSERT INTO {table} SELECT * FROM whole WHERE {which}")
    into.unregister("worked_out")


_BITS: Final = " + ".join(f"{bit} * ({name})::INTEGER" for name, bit in BITS.items())
_WORKED_OUT: Final = f"""
CREATE OR REPLACE TEMP TABLE whole AS
SELECT * REPLACE ((outcome + {_BITS})::UTINYINT AS bits) FROM (
    SELECT p.id, p.start, p.stop, p.outcome, p.first, p.truncated, p.author, p.owner, p.holder, p.person, w.team,
        p.outcome = 1 AND p.author < 0 AS unattributed,
        p.outcome = 1 AND p.owner >= 0 AND p.author >= 0 AND p.owner <> p.author AS covered,
        p.channel, p.mailbox, p.domain, p.lead, w.version, w.calendar, p.due, p.touched, p.assigned, p.called,
        w.day, w.weekday, w.hour, w.wall, w.business, w.touch, w.wall_cell, w.business_cell, w.touch_cell,
        w.last_open, w.off_hours, w.opened_s, w.paused_s, CASE WHEN w.held_s >= 0 THEN w.held_s END,
        coalesce(l.withdrawn, false), 0 AS bits, coalesce(l.owner, -1), coalesce(l.team, -1), {_LEAD}
    FROM (SELECT * FROM placed POSITIONAL JOIN (SELECT row_number() OVER () AS place FROM placed)) p
    JOIN (SELECT *, row_number() OVER () AS place FROM worked_out) w USING (place)
    LEFT JOIN lead l ON l.id = p.lead)
"""


def _place(into: duckdb.DuckDBPyConnection, standing: Standing) -> None:
    """`placed`: the staged rows with numbers for their texts."""
    texts = {
        "person": (_AUTHOR, _OWNER),
        "channel": ("s.channel",),
        "mailbox": ("s.mailbox",),
        "domain": (DOMAIN,),
    }
    for kind, columns in texts.items():
        for column in columns:
            add(into, kind, f"SELECT {column} FROM stage_wait s")
    for kind, ids in (
        ("version", [one.id for one in standing.hours]),
        ("calendar", list(dict.fromkeys(one.calendar for one in standing.hours))),
        ("team", list(standing.teams)),
    ):
        if ids:
            quoted = ", ".join(f"'{one}'" for one in ids)
            add(into, kind, f"SELECT unnest([{quoted}])")
    ends = " ".join(f"WHEN '{outcome.value}' THEN {end}" for outcome, end in _ENDS.items())
    into.execute(
        f"""CREATE OR REPLACE TEMP TABLE placed AS
        SELECT *, (CASE WHEN outcome = 1 THEN author WHEN outcome = 0 THEN owner ELSE -1 END)::INTEGER AS person
        FROM (SELECT s.id, s.start, CASE WHEN s.outcome <> 'open' THEN greatest(s.stop, s.start) END AS stop,
            (CASE s.outcome {ends} END)::TINYINT AS outcome, s.first AND NOT s.truncated AS first, s.truncated,
            {code("person", _AUTHOR)}::INTEGER AS author, {code("person", _OWNER)}::INTEGER AS owner,
            {code("person", "s.owner")}::INTEGER AS holder, {code("channel", "s.channel")} AS channel,
            {code("mailbox", "s.mailbox")} AS mailbox, {code("domain", DOMAIN)} AS domain, s.lead,
            CASE WHEN s.promised THEN {code("version", "s.version")} ELSE {_OWN_HOURS} END AS frozen,
            s.due, s.touched, s.assigned, s.called FROM stage_wait s)"""
    )


def _worked_out(
    into: duckdb.DuckDBPyConnection, read: dict[str, Ints], standing: Standing, clocks: Clocks
) -> Columns:
    start, outcome = read["start"], read["outcome"]
    ended = outcome != End.OPEN
    stop = np.where(ended, np.maximum(read["stop"], start), start)
    owner, person = read["owner"].astype(np.int32), read["person"].astype(np.int32)
    names = _names(into, "person")
    version = _versions(into, clocks, read["frozen"], owner, names, start)
    pauses, since = _pauses(into, clocks, start, stop, ended, version)
    opened = clocks.between(version, start, stop)
    business = np.maximum(opened - pauses, 0)
    short = clocks.between(version, start, np.maximum(stop - 1, start))
    wall, came = stop - start, read["touched"] >= 0
    touch = np.where(came, np.maximum(read["touched"], start), stop) - start
    hours = version >= 0
    return {
        "team": _teams(into, standing, names, person, start),
        "version": _told(into, "version", [str(one.id) for one in clocks.versions], version),
        "calendar": _told(into, "calendar", [str(one.calendar) for one in clocks.versions], version),
        **local_columns(start, standing.zone),
        "wall": wall,
        "business": business,
        "touch": touch,
        "wall_cell": cells(wall, outcome, ended),
        "business_cell": cells(business, outcome, ended),
        "touch_cell": cells(touch, np.where(came, int(End.ANSWERED), outcome), ended | came),
        "last_open": ended & (opened > short),
        "off_hours": hours & (outcome == End.ANSWERED) & (opened == 0) & (stop > start),
        "opened_s": np.where(ended, 0, clocks.upto(version, start)),
        "paused_s": pauses,
        "held_s": np.where(since >= 0, np.maximum(clocks.between(version, start, since) - pauses, 0), -1),
    }


def _versions(
    into: duckdb.DuckDBPyConnection, clocks: Clocks, frozen: Ints, owner: Codes, names: list[str], start: Ints
) -> Codes:
    """The place of the hours that measure each wait: those a promise froze (-1: day and night), else those in force
    when it began.
    """
    members = [_id(name) for name in names]
    current = clocks.in_force(owner, members, start)
    places = [clocks.place.get(UUID(name), _UNKNOWN) for name in _names(into, "version")]
    of_code = np.array([*places, _UNKNOWN], dtype=np.int32)
    return np.where(frozen > _OWN_HOURS, of_code[np.maximum(frozen, _UNKNOWN)], current).astype(np.int32)


def _pauses(
    into: duckdb.DuckDBPyConnection,
    clocks: Clocks,
    start: Ints,
    stop: Ints,
    ended: npt.NDArray[np.bool_],
    version: Codes,
) -> tuple[Ints, Ints]:
    """Open seconds that each wait's clock stood still, and since when it still does (-1: it runs)."""
    lost, since = np.zeros(len(start), dtype=np.int64), np.full(len(start), -1, dtype=np.int64)
    rows = into.execute(
        "SELECT w.place, p.stopped, p.instant FROM (SELECT id, row_number() OVER () - 1 AS place FROM placed) w"
        " JOIN pause p ON p.wait = w.id ORDER BY w.place, p.instant, p.id"
    ).fetchall()
    stops: dict[int, list[tuple[bool, int]]] = {}
    for place, stopped, at in rows:
        stops.setdefault(place, []).append((stopped, at))
    for place, found in stops.items():
        if not ended[place] and found[-1][0]:
            since[place] = found[-1][1]
            found = found[:-1]
        last = int(stop[place]) if ended[place] else found[-1][1] if found else int(start[place])
        for first, until in paused(int(start[place]), last, found):
            one = version[place : place + 1]
            lost[place] += clocks.between(one, np.array([first]), np.array([until]))[0]
    return lost, since


def _teams(
    into: duckdb.DuckDBPyConnection, standing: Standing, names: list[str], person: Codes, start: Ints
) -> Codes:
    """The team of whom a wait counts for, when it began, as its number; -1 for none."""
    teams: dict[str, list[Membership]] = {str(own): [] for own in standing.members}
    for one in standing.works:
        since = -FOREVER if one.since is None else one.since
        until = FOREVER if one.until is None else one.until
        teams.setdefault(str(one.member), []).append(Membership(team=str(one.team), since=since, until=until))
    people = {own: Person(teams=tuple(each)) for own, each in teams.items()}
    codes, found = team_codes(people, names, person, start)
    number = {name: place for place, name in enumerate(_names(into, "team"))}
    return np.array([-1 if one is None else number.get(one, -1) for one in found], dtype=np.int32)[codes]


def _told(into: duckdb.DuckDBPyConnection, kind: str, texts: list[str], places: Codes) -> Codes:
    """The numbers of what stands at those places of `texts`; -1 for -1."""
    number = {name: place for place, name in enumerate(_names(into, kind))}
    return np.array([*(number[text] for text in texts), -1], dtype=np.int32)[places]


def _names(into: duckdb.DuckDBPyConnection, kind: str) -> list[str]:
    """The texts of a kind by their numbers."""
    return [
        row[0]
        for row in into.execute("SELECT name FROM code WHERE kind = ? ORDER BY code", [kind]).fetchall()
    ]


def _id(name: str) -> UUID | None:
    try:
        return UUID(name)
    except ValueError:
        return None
