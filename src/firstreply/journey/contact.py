"""Contact: when one of ours last reached a lead: a message that did not come back, or a conversation.

Worked out from messages and facts whenever one of them may have changed; `firstreply rebuild` does the same.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

from firstreply.core.message import MessageClass
from firstreply.store import bulk
from firstreply.store.tenancy import organisation

#: Whatever was said to a lead, and to those that are that lead by now. OFFSET has each looked up by its index: what is
#: worked out of a row may not be compared within one, lest it tells of rows that are another organisation's.
_REACHED: Final = """
SELECT v.id, max(k.at) FROM (SELECT unnest(%(ids)s::uuid[])
    UNION SELECT merged_into_id FROM lead WHERE organisation_id = %(own)s AND id = ANY(%(ids)s)
    AND merged_into_id IS NOT NULL) AS v(id) CROSS JOIN LATERAL (
    SELECT greatest(said.at, spoken.at) AS at
    FROM (SELECT v.id AS own UNION ALL SELECT id FROM lead
          WHERE organisation_id = %(own)s AND merged_into_id = v.id) kin
    LEFT JOIN LATERAL (
        SELECT m.at FROM (SELECT at, 'lost:' || external_id AS lost FROM message
            WHERE organisation_id = %(own)s AND lead_id = kin.own
            AND coalesce(nullif(overruled, ''), kind) = %(ours)s AND reaches <> '[]' OFFSET 0) m
        WHERE NOT EXISTS (SELECT FROM named n WHERE n.organisation_id = %(own)s AND n.value = m.lost)
        ORDER BY m.at DESC LIMIT 1) said ON true
    LEFT JOIN LATERAL (
        SELECT max(f.at) AS at FROM (SELECT * FROM fact WHERE organisation_id = %(own)s AND lead_id = kin.own
            AND (kind = 'talked' OR kind = 'called' AND data->>'reached' = 'true') OFFSET 0) f
        WHERE NOT EXISTS (SELECT FROM fact r WHERE r.organisation_id = %(own)s AND r.lead_id IN (kin.own, v.id)
            AND r.kind = 'reopened' AND r.data->>'fact' = f.id::text)) spoken ON true
) k GROUP BY v.id
"""
_LEADS: Final = """
SELECT DISTINCT lead_id FROM message
WHERE organisation_id = %(own)s AND conversation_id = ANY(%(ids)s) AND lead_id IS NOT NULL
"""
_WRITE: Final = f"""
UPDATE lead t SET last_out_at = v.at FROM ({_REACHED}) AS v(id, at)
WHERE t.organisation_id = %(own)s AND t.id = v.id AND t.last_out_at IS DISTINCT FROM v.at
"""  # noqa: S608 (a text of ours)


def reached(leads: Collection[UUID]) -> dict[UUID, datetime | None]:
    """When each was last reached; None: never."""
    return dict(bulk.fetch(_REACHED, _told(leads))) if leads else {}


def recount(leads: Collection[UUID] = (), *, conversations: Collection[UUID] = ()) -> None:
    """Write it for these leads, and for those who were written to in these conversations."""
    both = set(leads)
    if conversations:
        both |= {row[0] for row in bulk.fetch(_LEADS, _told(conversations))}
    if both:
        bulk.run(_WRITE, _told(both))


def _told(ids: Collection[UUID]) -> dict[str, object]:
    return {"own": organisation(), "ids": list(ids), "ours": MessageClass.OUTBOUND_HUMAN.value}
