"""Happened: what the clock reads besides messages, from the facts of leads."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final
from uuid import UUID

from firstreply.core.fact import FactKind
from firstreply.core.respond.event import Event, EventKind
from firstreply.store import bulk
from firstreply.store.tenancy import organisation

#: Facts that the clock reads, by the event each one is.
CLOCK: Final = {
    FactKind.TALKED: EventKind.TALKED,
    FactKind.CALLED: EventKind.CALLED,
    FactKind.DISMISSED: EventKind.DISMISSED,
    FactKind.CLOSED: EventKind.CLOSED,
    FactKind.VOIDED: EventKind.VOIDED,
    FactKind.ASSIGNED: EventKind.ASSIGNED,
}


def events(of: Iterable[tuple[UUID, UUID | None]]) -> list[tuple[UUID, Event]]:
    """What happened besides messages, for (conversation, its lead): a fact that names no conversation is each's."""
    conversations: dict[UUID, list[UUID]] = defaultdict(list)
    for conversation, lead in of:
        if lead is not None:
            conversations[lead].append(conversation)
    rows = bulk.fetch(
        # One look into the index for each lead, whatever the planner has heard of the table (OFFSET keeps it so).
        "WITH own AS (SELECT one AS lead_id, one AS whose FROM unnest(%(leads)s::uuid[]) one"
        "   UNION SELECT id, merged_into_id FROM lead"
        "   WHERE organisation_id = %(own)s AND merged_into_id = ANY(%(leads)s))"
        " SELECT f.id, f.kind, f.at, v.whose, coalesce(f.conversation_id, w.conversation_id), f.data->>'party',"
        " f.data->>'fact', f.member_id, v.once"
        " FROM (SELECT lead_id, whose, false AS once FROM own"
        # What was said of their conversations while they were taken for another is told of that one.
        "   UNION SELECT (u.data->>'from')::uuid, own.whose, true FROM own CROSS JOIN LATERAL (SELECT data FROM fact"
        "   WHERE organisation_id = %(own)s AND lead_id = own.lead_id AND kind = 'unmerged' OFFSET 0) u) v"
        " CROSS JOIN LATERAL (SELECT * FROM fact WHERE organisation_id = %(own)s AND lead_id = v.lead_id"
        "   AND kind = ANY(%(kinds)s) AND (kind <> 'assigned' OR data->>'member' IS NOT NULL) OFFSET 0) f"
        " LEFT JOIN wait w ON w.organisation_id = %(own)s AND w.id = f.wait_id",
        {
            "own": organisation(),
            "leads": list(conversations),
            "kinds": [kind.value for kind in (*CLOCK, FactKind.REOPENED)],
        },
    )
    # What was taken back did not happen.
    undone = {row[6] for row in rows if row[1] == FactKind.REOPENED}
    return [
        (one, Event(int(at.timestamp()), CLOCK[FactKind(kind)], 0, party or "", member and str(member)))
        for own, kind, at, lead, conversation, party, _, member, once in rows
        if kind != FactKind.REOPENED and str(own) not in undone and not (once and conversation is None)
        for one in ([conversation] if conversation else conversations[lead])
    ]
