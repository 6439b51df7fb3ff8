"""Truth: what projections are worked out from, in pieces that fit into memory however many leads there are."""

from collections.abc import Collection, Iterator
from typing import Any, Final
from uuid import UUID

import orjson

from firstreply.core.fact import FactKind
from firstreply.core.lead.story import Told
from firstreply.store import bulk
from firstreply.store.tenancy import organisation

PIECE: Final = 1000  #: leads or conversations at once
_PAGE: Final = 5000  #: facts at once
_FIRST: Final = UUID(int=0)
_TOLD: Final = "id, kind, at, lead_id, wait_id, data"
#: Those in the table, and those that facts speak of: one that is missing is found, too.
_LEADS: Final = """
SELECT id FROM (
    (SELECT id FROM lead WHERE organisation_id = %(own)s AND id > %(after)s ORDER BY id LIMIT %(limit)s)
    UNION (SELECT DISTINCT lead_id FROM fact WHERE organisation_id = %(own)s AND lead_id > %(after)s
           ORDER BY lead_id LIMIT %(limit)s)) AS l ORDER BY id LIMIT %(limit)s
"""
_CONVERSATIONS: Final = """
SELECT id FROM (
    (SELECT id FROM conversation WHERE organisation_id = %(own)s AND id > %(after)s ORDER BY id LIMIT %(limit)s)
    UNION (SELECT DISTINCT conversation_id FROM message WHERE organisation_id = %(own)s
           AND conversation_id > %(after)s ORDER BY conversation_id LIMIT %(limit)s)
    UNION (SELECT DISTINCT conversation_id FROM wait WHERE organisation_id = %(own)s
           AND conversation_id > %(after)s ORDER BY conversation_id LIMIT %(limit)s)) AS c ORDER BY id LIMIT %(limit)s
"""
#: Whose facts may speak of the waits of conversations: every lead that somebody in them is or was.
_NEAR: Final = """
SELECT lead_id FROM conversation WHERE organisation_id = %(own)s AND id = ANY(%(ids)s) AND lead_id IS NOT NULL
UNION SELECT lead_id FROM message WHERE organisation_id = %(own)s AND conversation_id = ANY(%(ids)s)
      AND lead_id IS NOT NULL
UNION SELECT lead_id FROM wait WHERE organisation_id = %(own)s AND conversation_id = ANY(%(ids)s)
      AND lead_id IS NOT NULL
"""


def leads() -> Iterator[list[UUID]]:
    """Every lead, piece by piece, by id."""
    return _pieces(_LEADS)


def conversations() -> Iterator[list[UUID]]:
    """Every conversation, likewise."""
    return _pieces(_CONVERSATIONS)


def leads_near(conversations: Collection[UUID]) -> set[UUID]:
    """Leads whose facts may speak of waits of these conversations, merged ones left aside."""
    return {row[0] for row in bulk.fetch(_NEAR, {"own": organisation(), "ids": list(conversations)})}


def told(leads: Collection[UUID], kinds: Collection[FactKind]) -> list[Told]:
    """Facts of these leads, of these kinds."""
    rows = bulk.fetch(
        f"SELECT {_TOLD} FROM fact WHERE organisation_id = %(own)s AND lead_id = ANY(%(leads)s)"
        " AND kind = ANY(%(kinds)s)",
        {"own": organisation(), "leads": list(leads), "kinds": [kind.value for kind in kinds]},
    )
    return [_told(*row) for row in rows]


def told_of_nobody(waits: Collection[UUID], kinds: Collection[FactKind]) -> list[Told]:
    """Facts about these waits that name no lead: nobody knew then who it was."""
    rows = bulk.fetch(
        f"SELECT {_TOLD} FROM fact WHERE organisation_id = %(own)s AND lead_id IS NULL"
        " AND wait_id = ANY(%(waits)s) AND kind = ANY(%(kinds)s)",
        {"own": organisation(), "waits": list(waits), "kinds": [kind.value for kind in kinds]},
    )
    return [_told(*row) for row in rows]


def all_told(kinds: Collection[FactKind]) -> Iterator[Told]:
    """Every fact of these kinds, in the order in which they were recorded."""
    after = _FIRST
    while True:
        rows = bulk.fetch(
            f"SELECT {_TOLD} FROM fact WHERE organisation_id = %(own)s AND id > %(after)s"
            " AND kind = ANY(%(kinds)s) ORDER BY id LIMIT %(limit)s",
            {"own": organisation(), "after": after, "kinds": [kind.value for kind in kinds], "limit": _PAGE},
        )
        yield from (_told(*row) for row in rows)
        if len(rows) < _PAGE:
            return
        after = rows[-1][0]


def open_offers() -> dict[UUID, int]:
    """How many offers each member has not answered; those for nobody in particular are left out."""
    rows = bulk.fetch(
        "SELECT (step->>'member')::uuid, count(*) FROM moment WHERE organisation_id = %s AND done_at IS NULL"
        " AND kind = 'offer' AND step->>'member' IS NOT NULL GROUP BY 1",
        [organisation()],
    )
    return dict(rows)


def _pieces(query: str) -> Iterator[list[UUID]]:
    after = _FIRST
    while rows := bulk.fetch(query, {"own": organisation(), "after": after, "limit": PIECE}):
        piece = [row[0] for row in rows]
        yield piece
        after = piece[-1]


def _told(own: UUID, kind: str, at: Any, lead: UUID | None, wait: UUID | None, data: str) -> Told:
    return Told(id=own, kind=FactKind(kind), at=at, lead=lead, wait=wait, data=orjson.loads(data))
