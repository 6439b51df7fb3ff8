"""Files: lists that were brought: their octets part by part, how far they got, and what became of their rows."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

import orjson
from django.db.models import Sum

from firstreply.channels.file.reading import Octets
from firstreply.core.lead import Persona
from firstreply.store import bulk
from firstreply.store.models import BadRow, File, Member, Membership, Part
from firstreply.store.queries.paging import After, Order, Page, paged
from firstreply.store.tenancy import acting, organisation

NEWEST: Final = Order("id", descending=True)
DOCUMENT: Final = "document"  #: what a form gives out: no list of people
BY_LEAD: Final = Order("id")
BY_ROW: Final = 1000  #: bad rows at once
#: What keeps a lead that a file made when the file is taken back: the first thing that somebody did about it.
_TOUCHED: Final = """
SELECT v.lead, coalesce(
    (SELECT f.kind FROM fact f WHERE f.organisation_id = %(own)s AND f.lead_id = v.lead
     AND (f.member_id IS NOT NULL OR f.kind = ANY(%(kinds)s)
          OR (f.kind IN ('inquired', 'listed') AND f.data->>'source' IS DISTINCT FROM %(source)s))
     ORDER BY f.id LIMIT 1),
    (SELECT 'merged' FROM lead l WHERE l.organisation_id = %(own)s AND l.merged_into_id = v.lead LIMIT 1),
    (SELECT 'message' FROM message m WHERE m.organisation_id = %(own)s AND m.lead_id = v.lead AND NOT EXISTS (
        SELECT FROM arrival a WHERE a.id = m.arrival_id AND a.organisation_id = %(own)s
        AND a.source_id = %(source)s::uuid) LIMIT 1),
    (SELECT 'reply' FROM outgoing o WHERE o.organisation_id = %(own)s AND o.lead_id = v.lead LIMIT 1))
FROM unnest(%(leads)s::uuid[]) AS v(lead)
"""
#: Facts that say somebody dealt with a lead, whoever recorded them.
_DEALT: Final = [
    "answered",
    "talked",
    "called",
    "merged",
    "unmerged",
    "engaged",
    "consented",
    "dismissed",
    "closed",
]


class FileShown(NamedTuple):
    """A file and how far it got."""

    id: UUID
    source_id: UUID
    member_id: UUID | None
    name: str
    kind: str
    size: int
    reading: dict[str, Any]
    mapping: dict[str, Any]
    options: dict[str, Any]
    state: str
    reason: str
    rows: int | None
    row: int
    counts: dict[str, Any]
    began_at: datetime | None
    ended_at: datetime | None
    created_at: datetime
    stop_asked: bool


class Bad(NamedTuple):
    """A row that could not be taken."""

    row: int
    reason: str
    facts: dict[str, Any]
    cells: list[str]


class Kept(NamedTuple):
    """A lead that stayed when its file was taken back, and what somebody had done about it."""

    lead: UUID
    name: str
    why: str


def page(after: After | None, limit: int) -> Page[FileShown]:
    """Lists that were brought, the newest first, and no documents of forms; one query."""
    return paged(
        File.objects.exclude(kind=DOCUMENT), NEWEST, after, limit, lambda rows: [_shown(row) for row in rows]
    )


def one(file: UUID) -> FileShown | None:
    """One file of the acting organisation."""
    row = File.objects.filter(pk=file).first()
    return None if row is None else _shown(row)


def held(file: UUID) -> tuple[int, int]:
    """How many parts of a file are here, and how many octets; parts that are missing in between count as none."""
    found: dict[int, int] = dict(
        bulk.fetch(
            "SELECT number, octet_length(octets) FROM part WHERE organisation_id = %s AND file_id = %s",
            [organisation(), file],
        )
    )
    whole = next(n for n in range(len(found) + 1) if n not in found)
    return whole, sum(found[n] for n in range(whole))


def octets(organisation_id: UUID, file: UUID) -> Octets:
    """The octets of a file, a part at a time, each in a transaction of its own (or in the caller's)."""

    def chunks() -> Iterator[bytes]:
        number = 0
        while True:
            with acting(organisation_id):
                found = (
                    Part.objects.filter(file_id=file, number=number).values_list("octets", flat=True).first()
                )
            if found is None:
                return
            yield bytes(found)
            number += 1

    return chunks


def bad_rows(organisation_id: UUID, file: UUID) -> Iterator[Bad]:
    """The rows that could not be taken, in order, some at a time."""
    last = 0
    while True:
        with acting(organisation_id):
            rows = list(BadRow.objects.filter(file_id=file, row__gt=last).order_by("row")[:BY_ROW])
        yield from (Bad(one.row, one.reason, one.facts, one.cells) for one in rows)
        if len(rows) < BY_ROW:
            return
        last = rows[-1].row


def first_bad(file: UUID, most: int) -> list[Bad]:
    """The first rows that could not be taken; one query."""
    rows = BadRow.objects.filter(file_id=file).order_by("row")[:most]
    return [Bad(one.row, one.reason, one.facts, one.cells) for one in rows]


def bad_count(file: UUID) -> int:
    """How many rows could not be taken."""
    return BadRow.objects.filter(file_id=file).count()


def owner_team(member: UUID, now: datetime) -> UUID | None:
    """The team in which a member's leads are seen: the first that they are in now."""
    rows = Membership.objects.filter(member_id=member).order_by("since", "id")
    found = [(one.team_id, one.since, one.until) for one in rows]
    return next(
        (team for team, since, until in found if (not since or since <= now) and (not until or until > now)),
        None,
    )


def works_here(member: UUID) -> bool:
    """Whether that is a member who has not left."""
    return Member.objects.filter(pk=member, left_at=None).exists()


def personas(leads: Collection[UUID]) -> dict[UUID, Persona]:
    """What is known of these leads; nothing is locked."""
    rows = bulk.fetch(
        "SELECT id, persona FROM lead WHERE organisation_id = %s AND id = ANY(%s)",
        [organisation(), list(leads)],
    )
    return {own: Persona.from_dict(orjson.loads(told)) for own, told in rows}


def touched(leads: Collection[UUID], source: UUID) -> dict[UUID, str]:
    """What was done about each of these leads besides what the file did: the kind of the first such fact, `message` or
    `reply`; those that nobody touched are left out.
    """
    rows = bulk.fetch(
        _TOUCHED, {"own": organisation(), "leads": list(leads), "source": str(source), "kinds": _DEALT}
    )
    return {lead: kind for lead, kind in rows if kind is not None}


class Made(NamedTuple):
    """Leads that rows of a file name: those that it made and are still here, and those that were there before."""

    made: list[UUID]
    others: list[UUID]


def made_by(leads: Collection[UUID], source: UUID) -> Made:
    """Which of these leads a file made; what was taken back already is left out."""
    rows = bulk.fetch(
        "SELECT id, source_id FROM lead WHERE organisation_id = %s AND id = ANY(%s) AND withdrawn_at IS NULL"
        " ORDER BY id",
        [organisation(), list(leads)],
    )
    found = Made([], [])
    for own, first in rows:
        (found.made if first == source else found.others).append(own)
    return found


def stayed(source: UUID) -> int:
    """How many leads of a file are still here."""
    rows = bulk.fetch(
        "SELECT count(*) FROM lead WHERE organisation_id = %s AND source_id = %s AND withdrawn_at IS NULL",
        [organisation(), source],
    )
    found: int = rows[0][0]
    return found


def kept(source: UUID, after: UUID | None, limit: int) -> list[Kept]:
    """Leads that a file made and that stayed when it was taken back, by id, with the reason."""
    rows = bulk.fetch(
        "SELECT id, name FROM lead WHERE organisation_id = %(own)s AND source_id = %(source)s AND withdrawn_at IS NULL"
        " AND (%(after)s::uuid IS NULL OR id > %(after)s::uuid) ORDER BY id LIMIT %(limit)s",
        {"own": organisation(), "source": source, "after": after, "limit": limit},
    )
    why = touched([row[0] for row in rows], source)
    return [Kept(own, name, why.get(own, "")) for own, name in rows]


def leads_after(source: UUID, after: UUID | None, limit: int) -> tuple[list[UUID], UUID | None]:
    """Leads that rows of a file name, by arrival; and the last arrival that was looked at (None: there are no more)."""
    rows = bulk.fetch(
        "SELECT id, lead_id FROM arrival WHERE organisation_id = %(own)s AND source_id = %(source)s"
        " AND (%(after)s::uuid IS NULL OR id > %(after)s::uuid) ORDER BY id LIMIT %(limit)s",
        {"own": organisation(), "source": source, "after": after, "limit": limit},
    )
    leads = list(dict.fromkeys(lead for _, lead in rows if lead is not None))
    return leads, rows[-1][0] if rows else None


def size(file: UUID) -> int:
    """Octets that are here."""
    rows = bulk.fetch(
        "SELECT coalesce(sum(octet_length(octets)), 0)::bigint FROM part WHERE organisation_id = %s AND file_id = %s",
        [organisation(), file],
    )
    found: int = rows[0][0]
    return found


def total_size() -> int:
    """Octets of all files that are kept."""
    return int(File.objects.aggregate(all=Sum("size"))["all"] or 0)


def _shown(row: File) -> FileShown:
    return FileShown._make(getattr(row, name) for name in FileShown._fields)
