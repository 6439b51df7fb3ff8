"""Inquiries: each begins a conversation with one message; the same submission again joins the one it repeats."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from firstreply.core.lead import Persona
from firstreply.core.lead.contact import MESSENGERS, is_e164
from firstreply.core.message import MessageClass
from firstreply.journey.capture.arrivals import Came, Done
from firstreply.journey.capture.asking import Asking, Listed
from firstreply.journey.capture.identify import People
from firstreply.store import bulk
from firstreply.store.ids import new_id
from firstreply.store.models import Conversation, Message
from firstreply.store.queries import identity
from firstreply.store.queries.identity import LeadRow

SAME_WITHIN: Final = timedelta(hours=24)  #: the same words again within this time ask nothing new
EVIDENCE: Final = "submitted"  #: why an inquiry is of class INBOUND_FORM
_Same = tuple[UUID | None, bytes, UUID]  #: source, digest, lead


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """Somebody asked: whose lead, in which conversation, by which message."""

    came: Came
    asking: Asking
    lead: UUID
    conversation: UUID
    message: UUID
    repeats: bool  #: the same submission is waiting for an answer already

    @property
    def done(self) -> Done:
        """What became of its arrival."""
        return Done(id=self.came.id, lead=self.lead, message=self.message)


def converse(asked: Sequence[tuple[Came, Asking]], people: People, *, now: datetime) -> tuple[Inquiry, ...]:
    """Conversations and messages of inquiries, written; in order."""
    known = [lead.id for lead in people.leads.values() if not lead.fresh]
    waiting = dict(identity.submitted(known, {one.digest for one, _ in asked}, now=now, within=SAME_WITHIN))
    inquiries = tuple(
        _inquiry(one, asking, lead, waiting)
        for (one, asking), lead in zip(asked, people.ids, strict=True)
        if not isinstance(asking, Listed) or asking.asks
    )
    bulk.insert(Conversation, [_conversation(one) for one in inquiries if not one.repeats])
    bulk.insert(Message, [_message(one, people.leads) for one in inquiries])
    _prolong(inquiries)
    return inquiries


def told(asked: Sequence[tuple[Came, Asking]], people: People, inquiries: Iterable[Inquiry]) -> list[Done]:
    """What became of the arrivals of those who asked, and of those who only stood in a list."""
    done = {one.came.id: one.done for one in inquiries}
    pairs = zip(asked, people.ids, strict=True)
    return [done.get(came.id) or Done(id=came.id, lead=lead) for (came, _), lead in pairs]


def _inquiry(came: Came, asking: Asking, lead: UUID, waiting: dict[_Same, UUID]) -> Inquiry:
    same = (came.source_id, came.digest, lead)
    repeats = same in waiting
    conversation = waiting.setdefault(same, came.id)
    return Inquiry(
        came=came, asking=asking, lead=lead, conversation=conversation, message=new_id(), repeats=repeats
    )


def _conversation(one: Inquiry) -> dict[str, Any]:
    return {
        "id": one.conversation,
        "lead_id": one.lead,
        "channel": one.asking.channel,
        "subject": one.asking.persona.product,
        "first_at": one.asking.at,
        "last_at": one.asking.at,
    }


def _message(one: Inquiry, leads: Mapping[UUID, LeadRow]) -> dict[str, Any]:
    return {
        "id": one.message,
        "conversation_id": one.conversation,
        "lead_id": one.lead,
        "arrival_id": one.came.id,
        "channel": one.asking.channel,
        "external_id": str(one.came.id),
        "at": one.asking.at,
        "kind": MessageClass.INBOUND_FORM.value,
        "evidence": EVIDENCE,
        "party": party(leads[one.lead]),
        "reaches": [],
        "owed": True,
        "envelope": {},
        "subject": one.asking.persona.product,
        "body": one.asking.persona.need,
    }


def party(lead: LeadRow) -> str:
    """By which address this lead is answered: e-mail, phone, messenger, or itself when it gave none."""
    return _address(lead.persona) or f"lead:{lead.id}"


def _address(persona: Persona) -> str:
    if persona.emails:
        return persona.emails[0]
    dialled = next((phone for phone in persona.phones if is_e164(phone)), "")
    handles = (f"{name}:{handle}" for name, handle in sorted(persona.social.items()) if name in MESSENGERS)
    return dialled or next(handles, "")


def _prolong(inquiries: Iterable[Inquiry]) -> None:
    """A conversation that a repeated submission joined goes on until then, or began then, whichever came first."""
    ats: dict[UUID, list[datetime]] = {}
    for one in inquiries:
        if one.repeats:
            ats.setdefault(one.conversation, []).append(one.asking.at)
    first = [{"id": own, "first_at": min(some)} for own, some in ats.items()]
    last = [{"id": own, "last_at": max(some)} for own, some in ats.items()]
    bulk.update(Conversation, first, only="t.first_at > v.first_at")
    bulk.update(Conversation, last, only="t.last_at < v.last_at")
