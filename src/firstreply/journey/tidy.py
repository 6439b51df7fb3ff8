"""Tidy: what triggers wrote down is worked off a moment later: counts are added up, words of leads are made anew;
what was deleted is forgotten once no copy of the rows goes on from before.

Each run is one transaction. One that dies leaves what it took where it was.
"""

from collections.abc import Collection, Sequence
from typing import Any, Final
from uuid import UUID

import orjson

from firstreply.core.lead import Persona
from firstreply.core.lead.words import Said, words
from firstreply.store import bulk
from firstreply.store.queries.mirror import REMEMBERED
from firstreply.store.queries.said import SAID
from firstreply.store.tenancy import acting

BATCH: Final = 500  #: leads at once
_CHANGES: Final = 20_000  #: of counts at once
_FORGOTTEN: Final = 1000  #: ids of what was deleted, at once
_LATEST: Final = 30  #: messages of a lead, and as many notes and files
_TEXT: Final = 4000  #: characters of one of them
_COUNT: Final = """
WITH took AS (DELETE FROM counted_change WHERE id IN (SELECT id FROM counted_change WHERE organisation_id = %(own)s
    ORDER BY id LIMIT %(limit)s FOR UPDATE SKIP LOCKED) RETURNING *),
added AS (INSERT INTO counted AS c (organisation_id, stage, owner_id, team_id, currency, leads, worth, since_s)
    SELECT organisation_id, stage, owner_id, team_id, currency, sum(leads), sum(worth), sum(since_s) FROM took
    GROUP BY 1, 2, 3, 4, 5 HAVING sum(leads) <> 0 OR sum(worth) <> 0 OR sum(since_s) <> 0
    ORDER BY 1, 2, 3, 4, 5
    ON CONFLICT (organisation_id, stage, owner_id, team_id, currency) DO UPDATE SET leads = c.leads + excluded.leads,
    worth = c.worth + excluded.worth, since_s = c.since_s + excluded.since_s)
SELECT count(*) FROM took
"""
_EMPTY: Final = """
DELETE FROM counted WHERE organisation_id = %(own)s AND leads = 0 AND worth = 0 AND since_s = 0
"""
_ALONE: Final = "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))"
_TAKE: Final = """
DELETE FROM words_due WHERE id IN (SELECT id FROM words_due WHERE organisation_id = %(own)s
ORDER BY id LIMIT %(limit)s) RETURNING lead_id
"""
#: Those that are shown, with what is known of whoever is them by now.
_LEADS: Final = """
SELECT l.id, l.persona, array(SELECT k.id FROM lead k WHERE k.organisation_id = %(own)s AND k.merged_into_id = l.id)
FROM lead l WHERE l.organisation_id = %(own)s AND l.id = ANY(%(ids)s) AND l.merged_into_id IS NULL
AND l.withdrawn_at IS NULL
"""
_SAID: Final = f"""
SELECT k.lead, m.subject, m.body FROM jsonb_to_recordset(%(kin)s::jsonb) AS k(lead uuid, own uuid)
CROSS JOIN LATERAL ({SAID}) m ORDER BY k.lead, m.at DESC
"""  # noqa: S608 -- a piece of ours
_WRITE: Final = """
INSERT INTO lead_words AS t (organisation_id, lead_id, words)
SELECT %(own)s, lead, array_to_tsvector(array(SELECT jsonb_array_elements_text(words)))
FROM jsonb_to_recordset(%(rows)s::jsonb) AS v(lead uuid, words jsonb) ORDER BY lead
ON CONFLICT (lead_id) DO UPDATE SET words = excluded.words WHERE t.words <> excluded.words
"""
#: The ids that were noted first lie together; most of the time they are too young, and nothing else is read.
_FORGET: Final = """
WITH first AS (SELECT ctid AS place, at FROM gone WHERE organisation_id = %(own)s ORDER BY changed LIMIT %(limit)s
    FOR UPDATE SKIP LOCKED)
DELETE FROM gone g USING first WHERE g.ctid = first.place AND first.at < now() - %(kept)s::interval
"""
_GONE: Final = "DELETE FROM lead_words WHERE organisation_id = %(own)s AND lead_id = ANY(%(ids)s)"


def tidy(organisation_id: UUID) -> int:
    """Work off what there is, one batch of each; how many rows that was. 0: nothing is left for now."""
    return count(organisation_id) + read(organisation_id) + forget(organisation_id)


def count(organisation_id: UUID, *, limit: int = _CHANGES) -> int:
    """Add up what changed in the counts of stages; how many changes. Whoever looks meanwhile sees the same sums."""
    with acting(organisation_id):
        own = {"own": organisation_id, "limit": limit}
        done = int(bulk.fetch(_COUNT, own)[0][0])
        if done:
            bulk.run(_EMPTY, own)
        return done


def read(organisation_id: UUID, *, limit: int = BATCH) -> int:
    """Make the words of leads anew whose words changed; how many were marked.

    Rows are read after the marks were taken: what is committed later has left a mark of its own.
    """
    with acting(organisation_id):
        # One at a time: else who read a lead before may write after who read it later.
        if not bulk.fetch(_ALONE, [f"words:{organisation_id}"])[0][0]:
            return 0
        own = {"own": organisation_id, "limit": limit}
        took = [row[0] for row in bulk.fetch(_TAKE, own)]
        if took:
            _read(organisation_id, sorted(set(took)))
        return len(took)


def forget(organisation_id: UUID, *, limit: int = _FORGOTTEN) -> int:
    """Forget the first of what was deleted so long ago that every copy knows it; how many ids."""
    with acting(organisation_id):
        return bulk.run(_FORGET, {"own": organisation_id, "limit": limit, "kept": REMEMBERED})


def _read(own: UUID, leads: Sequence[UUID]) -> None:
    rows = bulk.fetch(_LEADS, {"own": own, "ids": leads})
    said = _said(own, [(lead, kin) for lead, _, others in rows for kin in (lead, *others)])
    made = [
        {"lead": lead, "words": words(own, Persona.from_dict(orjson.loads(persona)), said.get(lead, ()))}
        for lead, persona, _ in rows
    ]
    if made:
        bulk.run(_WRITE, {"own": own, "rows": orjson.dumps(made).decode()})
    gone = set(leads) - {row[0] for row in rows}
    if gone:
        bulk.run(_GONE, {"own": own, "ids": list(gone)})


def _said(own: UUID, kin: Collection[tuple[UUID, UUID]]) -> dict[UUID, list[Said]]:
    pairs: list[dict[str, Any]] = [{"lead": lead, "own": one} for lead, one in kin]
    told = {"own": own, "kin": orjson.dumps(pairs).decode(), "text": _TEXT, "most": _LATEST}
    found: dict[UUID, list[Said]] = {}
    for lead, subject, body in bulk.fetch(_SAID, told):
        found.setdefault(lead, []).append(Said(subject, body))
    return found
