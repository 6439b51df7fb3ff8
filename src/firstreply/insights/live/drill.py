# ruff: noqa: S608 (names are ours, values are numbers or parameters)
"""Behind: the waits that a number was counted from, newest first, page by page."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Any, Final, NamedTuple
from uuid import UUID

from firstreply.core.refusal import Refused
from firstreply.insights.live import shares
from firstreply.insights.live.asked import EVERYTHING, Group, Share, Which
from firstreply.insights.live.bins import EDGES
from firstreply.insights.live.chosen import DIMENSIONS, Chosen
from firstreply.insights.live.cursor import beyond, written
from firstreply.insights.live.parts import scope
from firstreply.insights.periods import trend_edges
from firstreply.insights.statistics import buckets

#: What a wait came to, as a condition.
ENDS: Final = {
    "": "outcome <> 3",
    "answered": "outcome = 1",
    "open": "outcome = 0",
    "dismissed": "outcome = 2",
    "voided": "outcome = 3",
    "unattributed": "unattributed",
    "off_hours": "off_hours",
    "covered": "covered",
    "assigned": "outcome <> 3 AND assigned IS NOT NULL",
    "called": "outcome <> 3 AND called IS NOT NULL",
}
_PROMISE: Final = Share("promise")
_NUMBERS: Final = {"weekday": 7, "hour": 24, "arrivals": 168}
assert len(EDGES) < 1 << 15


class Found(NamedTuple):
    """A wait by its id, and what the copy knows beside the row."""

    id: UUID
    wall_s: int
    business_s: int
    off_hours: bool
    team: UUID | None
    mailbox: str
    domain: str


class Page(NamedTuple):
    """Waits, where the next page begins (None on the last one), and how many there are in all.

    `sides`: of a share, how many stand on each of `shares.SIDES`.
    """

    waits: list[Found]
    after: str | None
    total: int
    sides: dict[str, int]


def behind(chosen: Chosen, which: Which, after: str | None, limit: int) -> Page:
    """The waits of a group that ended so and took so long. Refuses `question_malformed`."""
    share, end, bucket = which.get("share"), which.get("end", ""), which.get("bucket", "")
    chosen = chosen if share is None else shares.about(chosen, share)
    inside = [chosen.waits, _group(chosen, which.get("group") or EVERYTHING)]
    inside += [_bucket(chosen, bucket)] if bucket else []
    sides = {} if share is None else shares.counted(chosen, share, _all_of(inside))
    condition = _all_of([*inside, _end(chosen, end, share)])
    total = chosen.cursor.execute(f"SELECT count(*) FROM wait WHERE {condition}").fetchall()[0][0]
    rows = chosen.cursor.execute(
        f"SELECT id, start, {chosen.seconds('wall')}, {chosen.seconds('business')}, off_hours, team, mailbox, domain"
        f" FROM wait WHERE {condition} AND {beyond(after, 'start')} ORDER BY start DESC, id DESC LIMIT {int(limit) + 1}"
    ).fetchall()
    more, rows = len(rows) > limit, rows[:limit]
    last = written(rows[-1][1], rows[-1][0]) if more else None
    return Page(_found(chosen, rows), last, total, sides)


def _all_of(conditions: Iterable[str]) -> str:
    return " AND ".join(f"({one})" for one in conditions)


def _found(chosen: Chosen, rows: list[tuple[Any, ...]]) -> list[Found]:
    teams, mailboxes, domains = (
        chosen.texts(kind, [row[at] for row in rows])
        for kind, at in (("team", 5), ("mailbox", 6), ("domain", 7))
    )
    return [
        Found(
            id=own,
            wall_s=wall,
            business_s=business,
            off_hours=off_hours,
            team=UUID(teams[team]) if team in teams else None,
            mailbox=mailboxes.get(mailbox, ""),
            domain=domains.get(domain, ""),
        )
        for own, _, wall, business, off_hours, team, mailbox, domain in rows
    ]


def _group(chosen: Chosen, group: Group) -> str:
    if not group.dimension:
        return "true"
    if group.dimension == "trend":
        return _period(chosen, group.key)
    if group.dimension in _NUMBERS:
        return f"{chosen.key(group.dimension)} = {_number(group.key, _NUMBERS[group.dimension])}"
    if group.dimension == "tag":
        (code,) = chosen.codes("tag", [str(group.key or "")])
        return f"lead IN (SELECT lead FROM tag WHERE tag = {code})"
    kind = DIMENSIONS.get(group.dimension)
    if kind is None:
        raise Refused("question_malformed", field="dimension", value=group.dimension)
    (code,) = chosen.codes(kind, ["" if group.key is None else str(group.key)])
    return f"{group.dimension} = {code}"


def _period(chosen: Chosen, key: object) -> str:
    """The point of the trend that begins at an instant."""
    edges = trend_edges(chosen.standing.zone, *scope(chosen)).tolist()
    for first, last in pairwise(edges):
        if first == key:
            return f"start >= {first} AND start < {last}"
    raise Refused("question_malformed", field="trend", value=str(key))


def _number(key: object, below: int) -> int:
    if isinstance(key, int) and 0 <= key < below:
        return key
    raise Refused("question_malformed", field="group", value=str(key))


def _end(chosen: Chosen, end: str, share: Share | None) -> str:
    if end in shares.SIDES or (share is not None and end in ("", "decided")):
        return shares.side(chosen, share or _PROMISE, end)
    if end not in ENDS:
        raise Refused("question_malformed", field="end", value=end)
    return ENDS[end]


def _bucket(chosen: Chosen, bucket: str) -> str:
    """Waits whose time falls into a bucket of the distribution; `never`: the open ones."""
    if bucket not in buckets.NAMES:
        raise Refused("question_malformed", field="bucket", value=bucket)
    if bucket == "never":
        return "outcome = 0"
    edges = [0, *(edge for edge, _ in (*buckets.EDGES, buckets.LAST_EDGE))]
    place = buckets.NAMES.index(bucket)
    seconds = chosen.seconds(chosen.asked.clock)
    upper = f" AND {seconds} < {edges[place + 1]}" if place + 1 < len(edges) else ""
    return f"outcome = 1 AND {seconds} >= {edges[place]}{upper}"
