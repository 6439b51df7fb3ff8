"""Newcomers: whose first words nothing else bears on, so that their waits are read from these words alone."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from firstreply.core.kept import Kept
from firstreply.core.lead import PointKind
from firstreply.store import bulk
from firstreply.store.kept import COLUMNS, kept
from firstreply.store.tenancy import organisation

#: By whichever of their addresses: nothing else was said by them, nothing by us to them, and nobody else has theirs.
#: OFFSET and COLLATE have each address looked up in an index by itself: joined, a batch would cost ten times as much.
_ALONE: Final = f"""
SELECT {", ".join(f"m.{name}" for name in COLUMNS)}, c.lead_id, c.channel, coalesce(p.first, m.party)
FROM message m JOIN conversation c ON c.organisation_id = m.organisation_id AND c.id = m.conversation_id
CROSS JOIN LATERAL (
    SELECT (array_agg(o.value ORDER BY o.id))[1] AS first, coalesce(array_agg(o.value), '{{}}') AS addresses
    FROM contact_point o WHERE o.organisation_id = %(own)s AND o.lead_id = c.lead_id AND NOT o.shared) p
WHERE m.organisation_id = %(own)s AND m.conversation_id = ANY(%(ids)s)
  AND (m.party = ANY(p.addresses) OR m.party = 'lead:' || c.lead_id)
  AND NOT EXISTS (SELECT FROM unnest(p.addresses || m.party) AS a(value) WHERE EXISTS (
        SELECT FROM message e WHERE e.organisation_id = %(own)s
        AND e.party = a.value COLLATE "default" AND e.id <> m.id OFFSET 0)
    OR EXISTS (
        SELECT FROM reached r WHERE r.organisation_id = %(own)s AND r.party = a.value COLLATE "default" OFFSET 0)
    OR EXISTS (
        SELECT FROM contact_point x WHERE x.organisation_id = %(own)s AND x.kind = ANY(%(kinds)s)
        AND x.value = a.value COLLATE "C" AND x.lead_id <> c.lead_id AND NOT x.shared OFFSET 0))
"""
_KINDS: Final = [kind.value for kind in PointKind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """What somebody said first. `same` is the address that stands for all of theirs."""

    said: Kept
    lead: UUID
    channel: str
    same: str


def newcomers(conversations: Collection[UUID]) -> list[Newcomer]:
    """Those of some new conversations whose one message nothing else bears on; one query.

    Only of conversations, and of leads, that are new in this transaction: what else happened to them is not asked.
    """
    if not conversations:
        return []
    rows = bulk.fetch(_ALONE, {"own": organisation(), "ids": list(conversations), "kinds": _KINDS})
    return [Newcomer(said=kept(row[:-3]), lead=row[-3], channel=row[-2], same=row[-1]) for row in rows]
