"""Reported: messages of ours that never reached their reader are no answers, whoever says so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from firstreply.core.fact import FactKind
from firstreply.core.kept import Kept
from firstreply.core.message import Envelope, MessageClass, Seen, Verdict
from firstreply.journey.effects import Happened, record
from firstreply.journey.thread.reading import Arrived
from firstreply.journey.thread.said import Said
from firstreply.journey.thread.saving import save
from firstreply.store import bulk
from firstreply.store.ids import new_id
from firstreply.store.queries import talk
from firstreply.store.queries.people import people
from firstreply.store.tenancy import organisation

CHANNEL: Final = "report"  #: of its own: no mail, and so in no thread by its headers
EVIDENCE: Final = "report:passage"  #: why such a report is of class INBOUND_AUTO
_UNSAID: Final = """
SELECT f.id, f.at, f.lead_id, f.conversation_id FROM message m JOIN fact f ON f.organisation_id = m.organisation_id
  AND f.lead_id = m.lead_id AND f.kind = 'talked' AND f.data->>'message' = m.id::text
WHERE m.organisation_id = %(own)s AND m.channel = ANY(%(channels)s) AND m.external_id = ANY(%(ids)s)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """A message of ours, by the id its channel knows it by, that came to nobody of `parties` (none: to nobody)."""

    arrival: Arrived
    id: str
    channel: str
    at: datetime
    reason: str
    parties: frozenset[str] = frozenset()


def reported(lost: Sequence[Lost], *, now: datetime) -> set[UUID]:
    """Write reports beside the messages they are about; the conversations in which somebody waits again, maybe.

    A report may come before its message: it is found when that is heard.
    """
    if not lost:
        return set()
    known = talk.named([one.id for one in lost])
    said = [_said(one, known.get(one.id)) for one in lost]
    by_report = {each.kept.id: one.arrival for each, one in zip(said, lost, strict=True)}
    touched = save(said, {}, frozenset(), by_report, people())
    return touched | _unsaid(lost, now)


def _said(one: Lost, conversation: UUID | None) -> Said:
    own = new_id()
    envelope = Envelope(f"report:{one.arrival.id}", (one.id,), "", "", "", "", "", "", "", None, None, (), "")
    verdict = Verdict(MessageClass.INBOUND_AUTO, EVIDENCE)
    at = int(one.at.timestamp())
    seen = Seen(envelope, at, verdict, 0, "", None, (), one.channel, False, None)
    kept = Kept(id=own, conversation=conversation or own, seen=seen, mail=False, lost={one.id: one.parties})
    return Said(kept=kept, channel=CHANNEL, body=one.reason, names=(f"lost:{one.id}",))


def _unsaid(lost: Sequence[Lost], now: datetime) -> set[UUID]:
    """What a messenger's message said elsewhere (`TALKED`), it did not say."""
    rows = bulk.fetch(
        _UNSAID,
        {"own": organisation(), "channels": [one.channel for one in lost], "ids": [one.id for one in lost]},
    )
    record(
        Happened(
            kind=FactKind.REOPENED, at=now, lead=lead, conversation=conversation, data={"fact": str(fact)}
        )
        for fact, _, lead, conversation in rows
    )
    return talk.asked_in({lead for _, _, lead, _ in rows if lead is not None})
