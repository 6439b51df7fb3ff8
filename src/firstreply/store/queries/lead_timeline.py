"""Lead timeline: everything that happened with a lead, and with those merged into it, in one line.

One query a page, whatever the lead's life: keys of every kind are merged first, then the rows of one page are read.
"""

from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

import orjson

from firstreply.core.fact import FactKind
from firstreply.store import bulk
from firstreply.store.queries.paging import After, Page
from firstreply.store.tenancy import organisation

MESSAGES: Final = frozenset({FactKind.TALKED, FactKind.CALLED})
NOTES: Final = frozenset({FactKind.NOTED, FactKind.PLANNED, FactKind.DONE, FactKind.FILED})
#: What says nothing that another entry does not say: an answer is there as a message, which wait it ended as well.
#: So is what one of ours wrote by messenger: a fact `talked` that names its message is left out.
_SILENT: Final = frozenset({FactKind.ANSWERED})
#: What is shown of each choice: kinds of facts, and whether messages are.
SHOWN: Final = {
    "all": (frozenset(FactKind) - _SILENT, True),
    "messages": (MESSAGES, True),
    "notes": (NOTES, False),
    "changes": (frozenset(FactKind) - _SILENT - MESSAGES - NOTES, False),
}
_BEYOND: Final = "(%(at)s::timestamptz IS NULL OR (at <= %(at)s AND (at < %(at)s OR id < %(id)s)))"
_TIMELINE: Final = f"""
WITH whose AS MATERIALIZED (
  SELECT %(lead)s::uuid AS lead
  UNION SELECT id FROM lead WHERE organisation_id = %(own)s AND merged_into_id = %(lead)s),
undone AS MATERIALIZED (
  SELECT coalesce(f.data->>'fact', f.data->>'note') AS id FROM whose CROSS JOIN LATERAL (
    SELECT data FROM fact WHERE organisation_id = %(own)s AND lead_id = whose.lead
      AND kind IN ('reopened', 'noted') OFFSET 0) f),
keys AS MATERIALIZED (
  SELECT k.*, 'reply:' || k.id::text AS delivery FROM whose CROSS JOIN LATERAL (
    (SELECT 'fact' AS of, id, at FROM fact WHERE organisation_id = %(own)s AND lead_id = whose.lead
       AND kind = ANY(%(kinds)s) AND {_BEYOND} AND NOT (kind = 'noted' AND data ? 'gone')
       AND NOT (kind = 'talked' AND data ? 'message')
       ORDER BY at DESC, id DESC LIMIT %(limit)s)
    UNION ALL
    (SELECT 'message', id, at FROM message WHERE %(said)s AND organisation_id = %(own)s AND lead_id = whose.lead
       AND {_BEYOND} ORDER BY at DESC, id DESC LIMIT %(limit)s)
    UNION ALL
    (SELECT 'outgoing', id, created_at FROM outgoing o WHERE %(said)s AND organisation_id = %(own)s
       AND lead_id = whose.lead AND {_BEYOND.replace("at ", "created_at ")} AND state <> 'cancelled'
       AND NOT (external_id <> '' AND EXISTS (SELECT FROM message m WHERE m.organisation_id = %(own)s
                AND m.channel = o.channel AND m.external_id = o.external_id))
       ORDER BY created_at DESC, id DESC LIMIT %(limit)s)) k
  ORDER BY at DESC, id DESC LIMIT %(limit)s)
SELECT k.of, k.id, k.at, coalesce(f.kind, 'message'), coalesce(f.member_id, m.author_id, o.author_id),
       coalesce(f.channel, m.channel, o.channel), coalesce(f.wait_id, NULL), coalesce(f.lead_id, m.lead_id, o.lead_id),
       f.data, coalesce(nullif(m.overruled, ''), m.kind, ''), coalesce(m.evidence, ''), coalesce(m.party, ''),
       coalesce(m.author_name, ''), coalesce(m.subject, o.subject, ''), coalesce(m.body, o.body, ''),
       m.arrival_id, coalesce(o.id, s.id), coalesce(o.state, s.state, ''), coalesce(o.reason, s.reason, ''),
       coalesce(o.settled_at, s.settled_at), coalesce(o.recipient, s.recipient, ''), coalesce(o.automatic, s.automatic),
       coalesce(a.raw IS NOT NULL, false), f.id::text IN (SELECT id FROM undone), d.not_before,
       coalesce(o.files, s.files)
FROM keys k
LEFT JOIN fact f ON k.of = 'fact' AND f.organisation_id = %(own)s AND f.id = k.id
LEFT JOIN message m ON k.of = 'message' AND m.organisation_id = %(own)s AND m.id = k.id
LEFT JOIN outgoing o ON k.of = 'outgoing' AND o.organisation_id = %(own)s AND o.id = k.id
LEFT JOIN LATERAL (SELECT * FROM outgoing WHERE organisation_id = %(own)s AND external_id = m.external_id
                   AND external_id <> '' AND m.party = '' ORDER BY id LIMIT 1) s ON k.of = 'message'
LEFT JOIN arrival a ON a.organisation_id = %(own)s AND a.id = m.arrival_id
LEFT JOIN delivery d ON k.of = 'outgoing' AND d.organisation_id = %(own)s AND d.key = k.delivery
ORDER BY k.at DESC, k.id DESC
"""


class Entry(NamedTuple):
    """One entry: a fact (`of` fact), a message (message), or one of ours that is still on its way (outgoing)."""

    of: str
    id: UUID
    at: datetime
    kind: str  #: of a fact; else "message"
    member: UUID | None  #: who of ours
    channel: str
    wait: UUID | None
    lead: UUID  #: which may have been merged into the one that is shown
    data: dict[str, Any]
    message_class: str
    evidence: str
    party: str  #: who wrote it, outside; "" for one of ours
    author_name: str
    subject: str
    body: str
    arrival: UUID | None
    reply: UUID | None  #: of one that was sent from here
    state: str  #: how far it got, as core.passage has it; "" where nobody knows
    reason: str
    settled_at: datetime | None
    recipient: str
    automatic: bool | None
    has_raw: bool
    undone: bool  #: a later fact says that it did not happen
    not_before: datetime | None  #: of one on its way: when it is sent at the earliest
    files: tuple[UUID, ...]  #: that went, or are to go, with one of ours

    @property
    def is_ours(self) -> bool:
        """Whether one of ours said it."""
        return self.of == "outgoing" or (self.of == "message" and not self.party)


def timeline(lead: UUID, show: str, before: After | None, limit: int) -> Page[Entry]:
    """What happened before that, the oldest of it first; `after` of the page is where earlier ones begin. One query."""
    kinds, said = SHOWN[show]
    rows = bulk.fetch(
        _TIMELINE,
        {
            "own": organisation(),
            "lead": lead,
            "kinds": [kind.value for kind in kinds],
            "said": said,
            "at": before.value if before else None,
            "id": before.id if before else None,
            "limit": limit + 1,
        },
    )
    found = [Entry._make([*row[:8], _json(row[8]), *row[9:-1], _ids(row[-1])]) for row in rows]
    more, found = len(found) > limit, found[:limit]
    earlier = After(found[-1].at, found[-1].id) if more else None
    return Page(found[::-1], earlier)


def _ids(value: Any) -> tuple[UUID, ...]:
    return tuple(UUID(one) for one in orjson.loads(value)) if value else ()


def _json(value: Any) -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(value) if value else {}
    return found
