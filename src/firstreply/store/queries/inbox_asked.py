"""Inbox, asked: what may be asked of a list of who waits, and the statement that asks it.

Only pieces of this file are put together; whatever comes from outside is a bound parameter. Every comparison that an
index serves is one that PostgreSQL trusts under row-level security (`=`, `<`, `>`).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple
from uuid import UUID

from firstreply.core.sight import SEE_ALL, Viewer

MOST: Final = 50  #: rows of a page


class Split(StrEnum):
    """Which of them."""

    NEW = "new"  #: nobody of ours has tried to reach them yet
    WAITING = "waiting"  #: all who wait for an answer
    TASKS = "tasks"  #: next steps whose day has come
    SNOOZED = "snoozed"  #: not to be seen before their time, or before they write again


class Whose(StrEnum):
    """Whose, within what the viewer may see."""

    MINE = "mine"  #: also what is offered to them, and what they may claim
    TEAM = "team"
    ALL = "all"


class After(NamedTuple):
    """The last row of the page before: where the next one begins."""

    at: datetime | None
    points: int
    key: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which rows, as of `now`; `today` is when the viewer's day ends. Empty conditions ask for nothing."""

    now: datetime
    today: datetime
    split: Split = Split.WAITING
    whose: Whose = Whose.MINE
    channel: str = ""
    language: str = ""
    leads: tuple[UUID, ...] | None = None
    after: After | None = None
    limit: int = MOST


_ORDER: Final = " ORDER BY {at}, points DESC, key LIMIT %(most)s"
_WAIT: Final = (
    "SELECT w.id AS key, w.due_at AS at, l.points, w.lead_id AS lead, w.id AS wait, {offer} AS offer,"
    " {until}::timestamptz AS until, NULL::text AS task"
)
_LEAD: Final = (
    " JOIN lead l ON l.organisation_id = w.organisation_id AND l.id = w.lead_id AND l.withdrawn_at IS NULL"
)
_OPEN: Final = " WHERE w.organisation_id = %(own)s AND w.outcome = 'open'"
#: An assignment that says whose a lead is; `offered` and `declined` only propose.
_SUPERSEDED: Final = """ AND NOT EXISTS (SELECT FROM assignment b WHERE b.organisation_id = %(own)s
    AND b.lead_id = a.lead_id AND b.id > a.id AND (b.kind NOT IN ('offered', 'declined')
         OR b.kind = 'declined' AND b.member_id = %(me)s AND b.reasons->>'offer' = a.id::text))"""
_OWN: Final = (
    _WAIT.format(offer="NULL::uuid", until="NULL")
    + " FROM wait w"
    + _LEAD
    + _OPEN
    + " AND w.owner_id = %(me)s"
)
_OFFERED: Final = (
    _WAIT.format(offer="a.id", until="a.until")
    + " FROM assignment a JOIN wait w ON w.organisation_id = a.organisation_id AND w.lead_id = a.lead_id"
    + _LEAD
    + _OPEN
    + " AND a.organisation_id = %(own)s AND a.kind = 'offered' AND a.member_id = %(me)s AND a.until > %(now)s"
    " AND w.owner_id IS DISTINCT FROM %(me)s AND l.merged_into_id IS NULL" + _SUPERSEDED
)
_POOLED: Final = (
    _WAIT.format(offer="a.id", until="NULL")
    + " FROM wait w"
    + _LEAD
    + """ JOIN LATERAL (SELECT a.id, a.lead_id, a.pool_id, a.member_id FROM assignment a
      WHERE a.organisation_id = %(own)s AND a.lead_id = w.lead_id AND a.kind NOT IN ('offered', 'declined')
      ORDER BY a.id DESC LIMIT 1) a ON a.member_id IS NULL AND a.pool_id IN (SELECT p.id FROM pool p
        WHERE p.organisation_id = %(own)s AND p.retired_at IS NULL
          AND p.value->'seats' @> jsonb_build_array(jsonb_build_object('member', %(me)s::text)))"""
    + _OPEN
    + " AND w.owner_id IS NULL AND l.owner_id IS NULL AND l.merged_into_id IS NULL"
    + _SUPERSEDED
)
_SEEN: Final = (
    _WAIT.format(offer="NULL::uuid", until="NULL") + " FROM wait w" + _LEAD + _OPEN + " AND {seen}{team}"
)
_TEAM: Final = """ AND l.team_id IN (SELECT s.team_id FROM membership s WHERE s.organisation_id = %(own)s
    AND s.member_id = %(me)s AND (s.since IS NULL OR s.since <= %(now)s) AND (s.until IS NULL OR s.until > %(now)s))"""
_ASLEEP: Final = """SELECT FROM snooze z WHERE z.organisation_id = %(own)s AND z.member_id = %(me)s
    AND z.lead_id = l.id AND z.until > %(now)s AND (l.last_in_at IS NULL OR l.last_in_at <= z.at)"""
_AWAKE: Final = f" AND NOT EXISTS ({_ASLEEP})"
_UNTRIED: Final = (
    " AND w.first AND w.called_at IS NULL AND (l.last_out_at IS NULL OR l.last_out_at < w.started_at)"
)
_TASK: Final = (
    "SELECT t.id AS key, t.due_at AS at, l.points, t.lead_id AS lead, NULL::uuid AS wait, NULL::uuid AS offer,"
    " NULL::timestamptz AS until, t.title AS task FROM task t JOIN lead l ON l.organisation_id = t.organisation_id"
    " AND l.id = t.lead_id AND l.withdrawn_at IS NULL AND l.merged_into_id IS NULL WHERE t.organisation_id = %(own)s"
    " AND t.done_at IS NULL AND t.dropped_at IS NULL AND t.due_at <= %(today)s AND {whose}"
)
_SNOOZED: Final = """SELECT l.id AS key, z.until AS at, l.points, l.id AS lead, w.id AS wait, NULL::uuid AS offer,
    z.until, NULL::text AS task FROM snooze z JOIN lead l ON l.organisation_id = z.organisation_id AND l.id = z.lead_id
      AND l.withdrawn_at IS NULL AND l.merged_into_id IS NULL
    LEFT JOIN LATERAL (SELECT w.id, w.owner_id, w.channel FROM wait w WHERE w.organisation_id = %(own)s
      AND w.lead_id = l.id AND w.outcome = 'open' ORDER BY w.due_at, w.id LIMIT 1) w ON true
    WHERE z.organisation_id = %(own)s AND z.member_id = %(me)s AND z.until > %(now)s
      AND (l.last_in_at IS NULL OR l.last_in_at <= z.at) AND {seen}"""

PAGE: Final = """WITH picked AS MATERIALIZED (SELECT * FROM (
{branches}
) b ORDER BY at, points DESC, key LIMIT %(most)s)
SELECT p.key, p.at, p.points, p.lead, p.wait, p.offer, p.until, p.task, l.name, l.company, l.language,
  coalesce(w.channel, ''), w.started_at, w.due_at, w.missed_at, w.called_at,
  coalesce(jsonb_array_length(w.joined), 0), w.first, m.id, m.name,
  a.kind, coalesce(a.reasons->>'why', ''), coalesce(a.reasons->>'reason', ''), t.body, t.subject, t.evidence
FROM picked p JOIN lead l ON l.organisation_id = %(own)s AND l.id = p.lead
LEFT JOIN wait w ON w.organisation_id = %(own)s AND w.id = p.wait
LEFT JOIN member m ON m.organisation_id = %(own)s AND m.id = coalesce(w.owner_id, l.owner_id)
LEFT JOIN LATERAL (SELECT a.kind, a.reasons FROM assignment a WHERE a.organisation_id = %(own)s
  AND a.lead_id = p.lead AND a.kind <> 'declined' ORDER BY a.at DESC, a.id DESC LIMIT 1) a ON true
LEFT JOIN LATERAL (SELECT left(t.body, 600) AS body, t.subject, t.evidence FROM message t
  WHERE t.organisation_id = %(own)s AND t.lead_id = p.lead AND t.party <> '' ORDER BY t.at DESC LIMIT 1) t ON true
ORDER BY p.at, p.points DESC, p.key"""

#: By which channels and in which languages some of them came.
KINDS: Final = """WITH picked AS MATERIALIZED (SELECT lead, wait FROM (
{branches}
) b LIMIT %(most)s)
SELECT 'channel', w.channel FROM picked p JOIN wait w ON w.organisation_id = %(own)s AND w.id = p.wait
UNION SELECT 'language', l.language FROM picked p JOIN lead l ON l.organisation_id = %(own)s AND l.id = p.lead
ORDER BY 1, 2"""

_COUNT: Final = "(SELECT count(*) FROM (SELECT FROM ({{{name}}}) {name}_rows LIMIT %(most)s) {name})"
COUNTS: Final = "SELECT " + ", ".join(_COUNT.format(name=split.value) for split in Split)

ENDED: Final = """SELECT w.id, {seen}, w.outcome, w.author_name, w.owner_id, m.name,
  (SELECT z.until FROM snooze z WHERE z.organisation_id = %(own)s AND z.member_id = %(me)s AND z.lead_id = w.lead_id
     AND z.until > %(now)s AND (l.last_in_at IS NULL OR l.last_in_at <= z.at))
FROM wait w LEFT JOIN lead l ON l.organisation_id = w.organisation_id AND l.id = w.lead_id
LEFT JOIN member m ON m.organisation_id = %(own)s AND m.id = w.owner_id
WHERE w.organisation_id = %(own)s AND w.id = ANY(%(waits)s)"""

LOOKING: Final = """SELECT k.lead_id, m.name, k.writing FROM looking k JOIN member m
ON m.organisation_id = k.organisation_id AND m.id = k.member_id
WHERE k.organisation_id = %(own)s AND k.lead_id = ANY(%(leads)s) AND k.until > %(now)s
AND k.member_id IS DISTINCT FROM %(me)s ORDER BY k.lead_id, m.name"""


#: Waits of a million leads: those that ended since then are found by an index of their own.
TODAY: Final = """SELECT count(*), percentile_disc(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM
  date_trunc('second', w.ended_at) - date_trunc('second', w.started_at)))::float8,
  count(*) FILTER (WHERE date_trunc('second', w.due_at) >= date_trunc('second', w.ended_at)), count(w.due_at)
FROM wait w LEFT JOIN lead l ON l.organisation_id = w.organisation_id AND l.id = w.lead_id
WHERE w.organisation_id = %(own)s AND w.ended_at >= %(since)s AND w.ended_at <= %(now)s AND w.outcome = 'answered'
AND {seen}"""

_TO_CLAIM: Final = " AND NOT a.id = ANY(%(but)s)" + _ORDER.format(at="w.due_at")
CLAIMABLE: Final = (
    f"SELECT offer FROM (({_OFFERED}{_TO_CLAIM}) UNION ALL ({_POOLED}{_TO_CLAIM})) c"
    " ORDER BY at, points DESC, key LIMIT %(most)s"
)


def branches(
    who: Viewer, split: Split, whose: Whose, wanted: Wanted, *, paged: bool = True, pooled: bool = True
) -> str:
    """The branches of a page, joined; each is cut to a page unless they are only counted.

    Without `pooled` nothing that pools have is looked for: that looks at all that is nobody's.
    """
    of = [one for one in _of(who, split, whose) if pooled or one is not _POOLED]
    found = [one + _conditions(split, wanted, paged) for one in of]
    cut = [f"({one}{_ORDER.format(at=_at(split)) if paged else ' LIMIT %(most)s'})" for one in found]
    return "\nUNION ALL ".join(cut)


def seen(who: Viewer) -> str:
    """What of a wait `w` and its lead `l` they may see, as `sight.waits` has it."""
    if who.role in SEE_ALL:
        return "true"
    return "(w.owner_id = %(me)s OR l.owner_id = %(me)s OR l.team_id = ANY(%(teams)s))"


def _of(who: Viewer, split: Split, whose: Whose) -> list[str]:
    team = _TEAM if whose is Whose.TEAM else ""
    if split is Split.SNOOZED:
        return [_SNOOZED.format(seen=seen(who))]
    if split is Split.TASKS:
        theirs = "true" if who.role in SEE_ALL else "(l.owner_id = %(me)s OR l.team_id = ANY(%(teams)s))"
        return [_TASK.format(whose="t.member_id = %(me)s" if whose is Whose.MINE else theirs + team)]
    if whose is Whose.MINE:
        return [_OWN, _OFFERED, _POOLED]
    return [_SEEN.format(seen=seen(who), team=team)]


def _at(split: Split) -> str:
    return {Split.TASKS: "t.due_at", Split.SNOOZED: "z.until"}.get(split, "w.due_at")


def _conditions(split: Split, wanted: Wanted, paged: bool) -> str:
    found = ""
    if split in (Split.NEW, Split.WAITING):
        found += _AWAKE + (_UNTRIED if split is Split.NEW else "")
    if wanted.leads is not None and paged:
        found += " AND l.id = ANY(%(leads)s)"
    if wanted.channel and split is not Split.TASKS:
        found += " AND w.channel = %(channel)s"
    if wanted.language:
        found += " AND l.language = %(language)s"
    if wanted.after is not None and paged:
        found += _beyond(split, wanted.after.at is None)
    return found


def _beyond(split: Split, undated: bool) -> str:
    """After the last row that was seen; what has no date comes last."""
    at, key = _at(split), {Split.TASKS: "t.id", Split.SNOOZED: "l.id"}.get(split, "w.id")
    rest = f"(l.points < %(after_points)s OR (l.points = %(after_points)s AND {key} > %(after_key)s))"
    if undated:
        return f" AND {at} IS NULL AND {rest}"
    return f" AND ({at} > %(after_at)s OR {at} IS NULL OR ({at} = %(after_at)s AND {rest}))"
