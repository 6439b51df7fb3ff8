"""Withdraw: leads go as if they had never been: in no list, found by no address, owed nothing. Facts say so."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from firstreply.core.fact import FactKind
from firstreply.journey import loads
from firstreply.journey.effects import Happened, record
from firstreply.store import bulk
from firstreply.store.tenancy import organisation

_LEADS: Final = """
UPDATE lead SET withdrawn_at = %(now)s, revision = revision + 1
WHERE organisation_id = %(own)s AND id = ANY(%(ids)s)
"""
_OF_LEADS: Final = tuple(
    f"DELETE FROM {table} WHERE organisation_id = %(own)s AND lead_id = ANY(%(ids)s)"  # noqa: S608 (names of ours)
    for table in ("contact_point", "engagement", "suggestion")
)
_DELIVERIES: Final = """
UPDATE delivery SET state = 'dropped', error = 'lead_withdrawn'
WHERE organisation_id = %(own)s AND state = 'pending' AND lead_id = ANY(%(ids)s)
"""
_TALK: Final = "SELECT id FROM conversation WHERE organisation_id = %(own)s AND lead_id = ANY(%(ids)s)"
_WAITS: Final = """
DELETE FROM wait WHERE organisation_id = %(own)s AND conversation_id = ANY(%(ids)s) RETURNING id, owner_id
"""
_OFFERED: Final = """
DELETE FROM moment WHERE organisation_id = %(own)s AND wait_id = ANY(%(ids)s)
RETURNING CASE WHEN kind = 'offer' AND done_at IS NULL THEN (step->>'member')::uuid END
"""


def withdraw(leads: Sequence[UUID], *, file: UUID, now: datetime) -> None:
    """Take back leads that nobody has dealt with. Under the organisation's lock."""
    if not leads:
        return
    told = {"own": organisation(), "ids": list(leads), "now": now}
    unsay([row[0] for row in bulk.fetch(_TALK, told)])
    for statement in (_LEADS, *_OF_LEADS, _DELIVERIES):
        bulk.run(statement, told)
    data = {"file": str(file), "whole": True}
    record(Happened(kind=FactKind.WITHDRAWN, at=now, lead=lead, data=data) for lead in leads)


def unsay(conversations: Collection[UUID]) -> None:
    """Let go of conversations that are nothing but rows of a file, with the waits they opened.

    What was said stands in the arrivals, which stay.
    """
    if not conversations:
        return
    told = {"own": organisation(), "ids": list(conversations)}
    waits = bulk.fetch(_WAITS, told)
    held = bulk.fetch(_OFFERED, {**told, "ids": [own for own, _ in waits]})
    for table, key in (("message", "conversation_id"), ("conversation", "id")):
        bulk.run(f"DELETE FROM {table} WHERE organisation_id = %(own)s AND {key} = ANY(%(ids)s)", told)  # noqa: S608
    loads.recount([*(owner for _, owner in waits), *(member for (member,) in held)])
