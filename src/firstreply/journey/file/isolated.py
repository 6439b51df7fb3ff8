"""Isolated: rows of a batch that fails unexpectedly, found one by one; what is wrong with one stays with that one."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import orjson

from firstreply.journey import flow
from firstreply.journey.file.trial import CREATED, REPEATED, UPDATED
from firstreply.store import bulk
from firstreply.store.tenancy import acting

_ROUNDS: Final = 50
_STATES: Final = "SELECT id, state, reason, facts FROM arrival WHERE organisation_id = %s AND id = ANY(%s)"
_DID: Final = """
SELECT (f.data->>'new')::bool, f.data->'changed' <> '[]'::jsonb FROM arrival a JOIN fact f
ON f.organisation_id = a.organisation_id AND f.lead_id = a.lead_id AND f.kind IN ('listed', 'inquired')
AND f.data->>'arrival' = a.id::text WHERE a.organisation_id = %s AND a.id = ANY(%s)
"""


def tried(
    organisation: UUID, numbers: Mapping[UUID, int], source: UUID, now: datetime
) -> tuple[Counter[str], list[tuple[int, str, dict[str, Any]]]]:
    """Take arrivals (by id, with the number of the row) that are on disk; what they did, and which failed with what."""
    own = list(numbers)
    for _ in range(_ROUNDS):
        with acting(organisation):
            states = bulk.fetch(_STATES, [organisation, own])
        if all(state != "new" for _, state, _, _ in states):
            break
        flow.arrived(organisation, now=now)
    with acting(organisation):
        did = bulk.fetch(_DID, [organisation, own])
    outcomes = Counter(CREATED if new else UPDATED if changed else REPEATED for new, changed in did)
    failed = [
        (numbers[one], reason, orjson.loads(facts))
        for one, state, reason, facts in states
        if state == "quarantined"
    ]
    return outcomes, failed
