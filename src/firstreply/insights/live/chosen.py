# ruff: noqa: S608 (names are ours, values are numbers or parameters)
"""Chosen: the rows a question is about, as SQL. What people typed goes in as numbers or parameters."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, Final, TypeVar, cast
from uuid import UUID

import duckdb

from firstreply.core.sight import SEE_ALL, Viewer
from firstreply.insights.live.asked import Asked, Where
from firstreply.insights.live.clocks import Clocks
from firstreply.insights.live.file import State
from firstreply.insights.live.schema import LEAD_CODES
from firstreply.store.queries.mirror import Standing

#: Which field of the question asks for which column, whose texts are of which kind.
_ON_WAITS: Final = {
    "people": ("person", "person"),
    "teams": ("team", "team"),
    "channels": ("channel", "channel"),
    "mailboxes": ("mailbox", "mailbox"),
    "domains": ("domain", "domain"),
    "calendars": ("calendar", "calendar"),
}
_ON_LEADS: Final = {
    "sources": ("source", "source"),
    "products": ("product", "product"),
    "segments": ("segment", "segment"),
    "campaigns": ("campaign", "campaign"),
    "countries": ("country", "country"),
    "languages": ("language", "language"),
}
_Found = TypeVar("_Found")
_UNKNOWN: Final = -2  #: no row has it
#: What an equal key of each dimension stands in, by the kind of its texts; None: a number of its own.
DIMENSIONS: Final[dict[str, str | None]] = {
    "person": "person", "team": "team", "channel": "channel", "mailbox": "mailbox", "domain": "domain",
    "calendar": "calendar", **{name: name for name in LEAD_CODES}, "weekday": None, "hour": None,
}  # fmt: skip


class Chosen:
    """A question, an instant and a viewer, as conditions on the copy's tables.

    `found` is what was found for it so far: parts of one answer count much the same.
    """

    def __init__(
        self,
        state: State,
        cursor: duckdb.DuckDBPyConnection,
        who: Viewer,
        asked: Asked,
        as_of: int,
        found: dict[Hashable, object] | None = None,
    ) -> None:
        self.state = state
        self.cursor = cursor
        self.who = who
        self.asked = asked
        self.as_of = as_of
        self.standing: Standing = state.standing
        self._found = {} if found is None else found

    def once(self, find: Callable[..., _Found], *given: Hashable) -> _Found:
        """What `find(self, *given)` finds, which is asked once for each set of waits."""
        key = (find, self.waits, *given)
        if key not in self._found:
            self._found[key] = find(self, *given)
        return cast("_Found", self._found[key])

    def within(self, since: int | None, until: int | None) -> "Chosen":
        """The same question of another stretch of time."""
        where = replace(self.asked.where, since=since, until=until)
        return Chosen(
            self.state, self.cursor, self.who, replace(self.asked, where=where), self.as_of, self._found
        )

    def on(self, **changes: Any) -> "Chosen":
        """The same question with another clock, or of all waits instead of the first ones."""
        first = changes.pop("first", self.asked.where.first)
        asked = replace(self.asked, where=replace(self.asked.where, first=first), **changes)
        return Chosen(self.state, self.cursor, self.who, asked, self.as_of, self._found)

    @cached_property
    def waits(self) -> str:
        """The condition on `wait`."""
        where = self.asked.where
        found = [
            "NOT out",
            *_between("start", where),
            *self._codes(where, _ON_WAITS),
            *self._codes(where, _ON_LEADS),
            *self._without(where),
        ]
        found += ["first"] if where.first else []
        found += (
            [f"lead IN (SELECT lead FROM tag WHERE {self._in('tag', 'tag', where.tags)})"]
            if where.tags
            else []
        )
        if self.who.role not in SEE_ALL:
            me, teams = self._seen_by()
            found.append(f"(holder = {me} OR lead_owner = {me} OR lead_team IN ({teams}))")
        return " AND ".join(found)

    @cached_property
    def messages(self) -> str:
        """The condition on `message`: what they have, and whose lead they are about."""
        where = self.asked.where
        have = {"people": ("person", "person"), "domains": ("domain", "domain")}
        found = ["true", *_between("instant", where), *self._codes(where, have)]
        leads = self._leads(where)
        if leads:
            found.append(f"lead IN (SELECT id FROM lead WHERE {' AND '.join(leads)})")
        if where.without:  # messages that are about no lead stay
            found.append(f"(lead IS NULL OR lead IN (SELECT id FROM lead WHERE {self._without(where)[0]}))")
        return " AND ".join(found)

    @cached_property
    def leads(self) -> str:
        """The condition on `lead`; when they came first is the funnel's to say."""
        where = self.asked.where
        return " AND ".join(["NOT withdrawn", "NOT merged", *self._leads(where), *self._without(where)])

    def seconds(self, clock: str) -> str:
        """How long a wait lasted, or lasts as of the instant, on that clock, as an expression."""
        if clock == "wall":
            return f"CASE WHEN outcome = 0 THEN greatest({self.as_of} - start, 0) ELSE wall END"
        if clock == "business":
            return f"CASE WHEN outcome = 0 THEN {self._open(self.as_of)} ELSE business END"
        return (
            f"CASE WHEN outcome = 0 AND touched IS NULL THEN greatest({self.as_of} - start, 0) ELSE touch END"
        )

    def end(self, clock: str) -> str:
        """How a wait ended, on that clock, as an expression: to any touch, a touch is the event."""
        return "CASE WHEN touched IS NOT NULL THEN 1 ELSE outcome END" if clock == "touch" else "outcome"

    @property
    def late(self) -> str:
        """Whether a wait is over its promise, or the target that is asked about; NULL where nothing is promised."""
        target = self.asked.target_s
        if target is None:
            return f"coalesce(stop, {self.as_of}) > due"
        target = max(target, 1)
        if self.asked.clock == "wall":
            return f"greatest({self.seconds('wall')} - 1, 0) >= {target}"
        used = f"CASE WHEN outcome = 0 THEN {self._open(self.as_of - 1)} ELSE business - last_open::INT END"
        return f"{used} >= {target}"

    def key(self, dimension: str) -> str:
        """The column by which waits are grouped, as an expression. Raises KeyError for what is no dimension."""
        if dimension in ("", "all"):
            return "0"
        if dimension == "arrivals":
            return "weekday::INTEGER * 24 + hour"
        if dimension not in DIMENSIONS:
            raise KeyError(dimension)
        return dimension

    def codes(self, kind: str, texts: Iterable[str]) -> list[int]:
        """The numbers of texts: -1 for "", one that no row has for what is not known."""
        wanted = tuple(texts)
        kept = self.state.kept.get(("codes", kind, wanted))
        if kept is None:
            rows = self.cursor.execute(
                "SELECT name, code FROM code WHERE kind = ? AND list_contains(?::VARCHAR[], name)",
                [kind, list(wanted)],
            ).fetchall()
            known = dict(rows) | {"": -1}
            kept = self.state.kept["codes", kind, wanted] = [known.get(one, _UNKNOWN) for one in wanted]
        return list(kept)

    def known(self, kind: str) -> int:
        """How many texts of that kind there are."""
        row = self.cursor.execute("SELECT count(*) FROM code WHERE kind = ?", [kind]).fetchone()
        assert row is not None
        return int(row[0])

    def texts(self, kind: str, codes: Sequence[int]) -> dict[int, str]:
        """The texts of numbers."""
        rows = self.cursor.execute(
            "SELECT code, name FROM code WHERE kind = ? AND list_contains(?::INTEGER[], code)",
            [kind, list(codes)],
        ).fetchall()
        return dict(rows)

    def _open(self, at: int) -> str:
        """Business seconds of an open wait up to an instant."""
        by_version = self._now(at)
        return f"greatest(coalesce(held_s, list_extract({by_version}, version + 2) - opened_s - paused_s), 0)"

    def _now(self, at: int) -> str:
        """Open seconds up to an instant by each version's number, 24/7 first."""
        kept = self.state.kept.get(("now", at))
        if kept is None:
            clocks = Clocks(self.standing)
            *seconds, always = clocks.now(at)
            rows = self.cursor.execute(
                "SELECT name FROM code WHERE kind = 'version' ORDER BY code"
            ).fetchall()
            places = [clocks.place.get(UUID(name)) for (name,) in rows]
            found = [always, *(always if place is None else seconds[place] for place in places)]
            kept = self.state.kept[("now", at)] = f"[{', '.join(map(str, found))}]::BIGINT[]"
        return str(kept)

    def _leads(self, where: Where) -> list[str]:
        found = self._codes(where, _ON_LEADS)
        found += (
            [f"id IN (SELECT lead FROM tag WHERE {self._in('tag', 'tag', where.tags)})"] if where.tags else []
        )
        if self.who.role not in SEE_ALL:
            me, teams = self._seen_by()
            found.append(f"(owner = {me} OR team IN ({teams}))")
        return found

    def _codes(self, where: Where, fields: dict[str, tuple[str, str]]) -> list[str]:
        return [
            self._in(column, kind, getattr(where, field))
            for field, (column, kind) in fields.items()
            if getattr(where, field)
        ]

    def _without(self, where: Where) -> list[str]:
        return [f"NOT {self._in('source', 'source', where.without)}"] if where.without else []

    def _in(self, column: str, kind: str, values: Sequence[object]) -> str:
        return f"{column} IN ({', '.join(map(str, self.codes(kind, map(str, values))))})"

    def _seen_by(self) -> tuple[int, str]:
        """The viewer's own number, and those of the teams whose leads they see."""
        (me,) = self.codes("person", [str(self.who.member)])
        teams = self.codes("team", [str(one) for one in sorted(self.who.teams | self.who.manages)])
        return me, ", ".join(map(str, teams or [_UNKNOWN]))


def _between(column: str, where: Where) -> list[str]:
    found = [] if where.since is None else [f"{column} >= {int(where.since)}"]
    return found + ([] if where.until is None else [f"{column} < {int(where.until)}"])
