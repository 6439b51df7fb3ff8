"""Talk: messages, what connects them, and the waits read from them. Every question is one query, whatever its size."""

from collections.abc import Collection
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

import orjson

from firstreply.core.kept import Kept
from firstreply.core.message import MessageClass
from firstreply.core.respond.wait import Outcome
from firstreply.core.respond.wait_row import WaitRow
from firstreply.store import bulk
from firstreply.store.kept import COLUMNS, MAIL, kept
from firstreply.store.tenancy import organisation

_REACHED_BY: Final = ["email", "phone", "messenger"]
#: Kinds that can hold a message's party. Named with the value, so that the index on both is used.
_KNOWN_BY: Final = ["external", *_REACHED_BY]
_INBOUND: Final = [MessageClass.INBOUND_HUMAN.value, MessageClass.INBOUND_FORM.value]
_OURS: Final = "organisation_id = %(own)s"
_WAIT: Final = (
    "id, lead_id, conversation_id, party, channel, started_at, ended_at, outcome, evidence, first, truncated,"
    " opened_by_id, ended_by_id, joined, author_id, author_name, addressed, touched_at, assigned_at, called_at,"
    " owner_id, first_owner_id, due_at, missed_at"
)


def messages(conversations: Collection[UUID]) -> list[Kept]:
    """Every message of some conversations."""
    if not conversations:
        return []
    return [kept(row) for row in _rows("conversation_id = ANY(%(ids)s)", conversations)]


def by_external_id(ids: Collection[str]) -> dict[str, Kept]:
    """Mails we have, by their Message-ID."""
    rows = bulk.fetch(
        f"SELECT {', '.join(COLUMNS)} FROM message WHERE {_OURS} AND channel = '{MAIL}'"
        " AND external_id = ANY(%(ids)s)",
        {"own": organisation(), "ids": list(ids)},
    )
    return {row[3]: kept(row) for row in rows}


def named(values: Collection[str]) -> dict[str, UUID]:
    """The conversation in which each id was borne or named."""
    rows = bulk.fetch(
        f"SELECT value, conversation_id FROM named WHERE {_OURS} AND value = ANY(%(values)s)",
        {"own": organisation(), "values": list(values)},
    )
    return dict(rows)


def sharing_subject(bases: Collection[str], guessing: Collection[str]) -> set[UUID]:
    """Conversations that one without ids may belong to: those with a subject of `guessing`, and those with one of
    `bases` in which such a message stands already.
    """
    rows = bulk.fetch(
        f"SELECT DISTINCT conversation_id FROM message WHERE {_OURS} AND (base_subject = ANY(%(guessing)s)"
        " OR base_subject IN (SELECT base_subject FROM message WHERE organisation_id = %(own)s"
        " AND base_subject = ANY(%(bases)s) AND envelope ? 'guesses'))",
        {"own": organisation(), "bases": [one for one in bases if one], "guessing": list(guessing)},
    )
    return {row[0] for row in rows}


def first_heard(parties: Collection[str]) -> dict[str, UUID]:
    """The conversation in which each party wrote to us first."""
    if not parties:
        return {}
    rows = bulk.fetch(
        "SELECT DISTINCT ON (party) party, conversation_id FROM message"
        f" WHERE {_OURS} AND party = ANY(%(parties)s) AND kind = ANY(%(kinds)s)"
        " ORDER BY party, at, external_id",
        {"own": organisation(), "parties": list(parties), "kinds": _INBOUND},
    )
    return dict(rows)


def of_parties(parties: Collection[str]) -> set[UUID]:
    """Conversations in which one of the parties wrote."""
    if not parties:
        return set()
    rows = bulk.fetch(
        f"SELECT DISTINCT conversation_id FROM message WHERE {_OURS} AND party = ANY(%(parties)s)",
        {"own": organisation(), "parties": list(parties)},
    )
    return {row[0] for row in rows}


def asked_in(leads: Collection[UUID]) -> set[UUID]:
    """Conversations in which one of the leads was ever owed an answer."""
    if not leads:
        return set()
    rows = bulk.fetch(
        f"SELECT DISTINCT conversation_id FROM wait WHERE {_OURS} AND lead_id = ANY(%(leads)s)",
        {"own": organisation(), "leads": list(leads)},
    )
    return {row[0] for row in rows}


def waiting(parties: Collection[tuple[str, datetime]]) -> set[UUID]:
    """Conversations in which one of the parties was waiting at the instant beside it, or still is."""
    if not parties:
        return set()
    rows = bulk.fetch(
        "SELECT DISTINCT w.conversation_id FROM wait w"
        " JOIN unnest(%(parties)s::text[], %(ats)s::timestamptz[]) AS v(party, at) ON w.party = v.party"
        " WHERE w.organisation_id = %(own)s AND w.started_at <= v.at AND (w.ended_at IS NULL OR w.ended_at >= v.at)",
        {"own": organisation(), "parties": [one for one, _ in parties], "ats": [at for _, at in parties]},
    )
    return {row[0] for row in rows}


def begun_with(parties: Collection[str]) -> set[UUID]:
    """Conversations that one of ours began, or may have begun, by writing to one of the parties."""
    rows = bulk.fetch(
        "SELECT r.conversation_id FROM (SELECT DISTINCT conversation_id FROM reached"
        " WHERE organisation_id = %(own)s AND party = ANY(%(parties)s)) r"
        " CROSS JOIN LATERAL (SELECT min(m.at) AS first, min(m.at) FILTER (WHERE m.kind = 'OUTBOUND_HUMAN') AS ours"
        " FROM message m WHERE m.organisation_id = %(own)s AND m.conversation_id = r.conversation_id"
        " AND m.kind IN ('INBOUND_HUMAN', 'INBOUND_FORM', 'OUTBOUND_HUMAN')) f WHERE f.ours <= f.first",
        {"own": organisation(), "parties": list(parties)},
    )
    return {row[0] for row in rows}


def reports_on(ids: Collection[str]) -> list[Kept]:
    """Delivery reports that name one of these messages of ours."""
    found = named([f"lost:{one}" for one in ids])
    return [one for one in messages(set(found.values())) if one.lost] if found else []


def addresses(parties: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Every address of whoever has one of these, its own included; those of nobody we know are left out."""
    if not parties:
        return {}
    rows = bulk.fetch(
        "SELECT mine.value, array_agg(other.value) FROM contact_point mine JOIN contact_point other"
        " ON other.organisation_id = mine.organisation_id AND other.lead_id = mine.lead_id AND NOT other.shared"
        " WHERE mine.organisation_id = %(own)s AND mine.kind = ANY(%(kinds)s) AND mine.value = ANY(%(parties)s)"
        " AND NOT mine.shared GROUP BY mine.value",
        {"own": organisation(), "parties": list(parties), "kinds": _REACHED_BY},
    )
    return {value: tuple(others) for value, others in rows}


def same_party(parties: Collection[str]) -> dict[str, str]:
    """Addresses of one lead, by the one of them that stands for it (the first that was recorded)."""
    if not parties:
        return {}
    rows = bulk.fetch(
        "SELECT other.value, first_value(other.value) OVER (PARTITION BY other.lead_id ORDER BY other.id)"
        " FROM contact_point other WHERE other.organisation_id = %(own)s AND NOT other.shared AND other.lead_id IN"
        " (SELECT lead_id FROM contact_point WHERE organisation_id = %(own)s AND kind = ANY(%(kinds)s)"
        " AND value = ANY(%(parties)s) AND NOT shared)",
        {"own": organisation(), "parties": list(parties), "kinds": _KNOWN_BY},
    )
    return {value: first for value, first in rows if value != first}


def leads_of(conversations: Collection[UUID]) -> dict[UUID, tuple[UUID | None, str]]:
    """The lead and the channel of each conversation; a merged lead's is the one it went into."""
    rows = bulk.fetch(
        "SELECT c.id, coalesce(l.merged_into_id, c.lead_id), c.channel FROM conversation c"
        " LEFT JOIN lead l ON l.organisation_id = c.organisation_id AND l.id = c.lead_id"
        " WHERE c.organisation_id = %(own)s AND c.id = ANY(%(ids)s)",
        {"own": organisation(), "ids": list(conversations)},
    )
    return {own: (lead, channel) for own, lead, channel in rows}


class Stretch(NamedTuple):
    """When a conversation began and ended, and whose it is: the lead of the first message that has one."""

    id: UUID
    first_at: datetime
    last_at: datetime
    lead: UUID | None


def stretches(conversations: Collection[UUID]) -> list[Stretch]:
    """By the messages that are in these conversations; one that all messages have left is not among them."""
    if not conversations:
        return []
    rows = bulk.fetch(
        "SELECT c.id, f.at, l.at, p.lead_id FROM unnest(%(ids)s::uuid[]) AS c(id)"
        " CROSS JOIN LATERAL (SELECT at FROM message WHERE organisation_id = %(own)s AND conversation_id = c.id"
        "   ORDER BY at LIMIT 1) f"
        " CROSS JOIN LATERAL (SELECT at FROM message WHERE organisation_id = %(own)s AND conversation_id = c.id"
        "   ORDER BY at DESC LIMIT 1) l"
        " LEFT JOIN LATERAL (SELECT lead_id FROM message WHERE organisation_id = %(own)s AND conversation_id = c.id"
        "   AND lead_id IS NOT NULL ORDER BY at, external_id LIMIT 1) p ON true",
        {"own": organisation(), "ids": list(conversations)},
    )
    return [Stretch(*row) for row in rows]


def waits(conversations: Collection[UUID]) -> list[WaitRow]:
    """Every wait of some conversations."""
    rows = bulk.fetch(
        f"SELECT {_WAIT} FROM wait WHERE {_OURS} AND conversation_id = ANY(%(ids)s)",
        {"own": organisation(), "ids": list(conversations)},
    )
    return [_wait(*row) for row in rows]


def ended_elsewhere(conversations: Collection[UUID]) -> set[UUID]:
    """Conversations whose waits a message of one of these ended."""
    rows = bulk.fetch(
        "SELECT DISTINCT w.conversation_id FROM wait w JOIN message m ON m.organisation_id = w.organisation_id"
        " AND m.id = w.ended_by_id WHERE w.organisation_id = %(own)s AND m.conversation_id = ANY(%(ids)s)"
        " AND w.evidence = 'new_thread'",
        {"own": organisation(), "ids": list(conversations)},
    )
    return {row[0] for row in rows}


def leads_by_value(values: Collection[str]) -> dict[str, UUID]:
    """Whose each contact point is; a merged lead's is the one it went into."""
    rows = bulk.fetch(
        "SELECT p.value, coalesce(l.merged_into_id, l.id) FROM contact_point p"
        " JOIN lead l ON l.organisation_id = p.organisation_id AND l.id = p.lead_id"
        " WHERE p.organisation_id = %(own)s AND p.kind = ANY(%(kinds)s) AND p.value = ANY(%(values)s)"
        " AND NOT p.shared",
        {"own": organisation(), "values": list(values), "kinds": _KNOWN_BY},
    )
    return dict(rows)


def held(parties: Collection[str], around: Collection[datetime], within_s: int) -> set[tuple[str, datetime]]:
    """Which of these (party, instant) pairs are those of a message that we hold, give or take `within_s`."""
    rows = bulk.fetch(
        "SELECT v.party, v.at FROM unnest(%(parties)s::text[], %(ats)s::timestamptz[]) AS v(party, at)"
        " WHERE EXISTS (SELECT FROM message m WHERE m.organisation_id = %(own)s AND m.party = v.party"
        " AND abs(extract(epoch FROM m.at - v.at)) <= %(within)s AND m.evidence <> 'forwarded_by_colleague')",
        {"own": organisation(), "parties": list(parties), "ats": list(around), "within": within_s},
    )
    return {(party, at) for party, at in rows}


def last_sent(addresses: Collection[str], before: datetime, within_s: int) -> str | None:
    """The id of the last message of ours to one of these, not older than `within_s`."""
    rows = bulk.fetch(
        "SELECT m.external_id FROM reached r JOIN message m ON m.organisation_id = r.organisation_id"
        " AND m.conversation_id = r.conversation_id WHERE r.organisation_id = %(own)s AND r.party = ANY(%(to)s)"
        " AND m.kind = 'OUTBOUND_HUMAN' AND m.reaches ?| %(to)s"
        " AND m.at <= %(before)s AND m.at >= %(before)s - %(within)s * interval '1 second'"
        " ORDER BY m.at DESC, m.external_id DESC LIMIT 1",
        {"own": organisation(), "to": list(addresses), "before": before, "within": within_s},
    )
    return rows[0][0] if rows else None


def _rows(condition: str, ids: Collection[UUID]) -> list[tuple[object, ...]]:
    return bulk.fetch(
        f"SELECT {', '.join(COLUMNS)} FROM message WHERE {_OURS} AND {condition}",
        {"own": organisation(), "ids": list(ids)},
    )


def _wait(
    own: UUID, lead: UUID | None, conversation: UUID, party: str, channel: str, started_at: datetime,
    ended_at: datetime | None, outcome: str, evidence: str, first: bool, truncated: bool, opened_by: UUID,
    ended_by: UUID | None, joined: str, author: UUID | None, author_name: str, addressed: str,
    touched_at: datetime | None, assigned_at: datetime | None, called_at: datetime | None, owner: UUID | None,
    first_owner: UUID | None, due_at: datetime | None, missed_at: datetime | None,
) -> WaitRow:  # fmt: skip
    return WaitRow(
        id=own, lead=lead, conversation=conversation, party=party, channel=channel, started_at=started_at,
        ended_at=ended_at, outcome=Outcome(outcome), evidence=evidence, first=first, truncated=truncated,
        opened_by=opened_by, ended_by=ended_by, joined=tuple(map(UUID, orjson.loads(joined))), author=author,
        author_name=author_name, addressed=addressed, touched_at=touched_at, assigned_at=assigned_at,
        called_at=called_at, owner=owner, first_owner=first_owner, due_at=due_at, missed_at=missed_at,
    )  # fmt: skip
