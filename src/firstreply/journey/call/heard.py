"""Call: what telephone calls mean, by whatever they came: a telephone system, Twilio, or one of ours who logged them.

- Somebody called and reached nobody of ours (a voice message included): they are owed a call. It is a message of theirs
  on the channel `phone`: it opens a wait, or joins the one that is open; an unknown number becomes a lead.
- Two people spoke, whoever called: an answer to whatever that lead asked, by any channel (fact TALKED). It opens no
  wait. Somebody unknown who called becomes a lead, of whoever spoke with them; a number that we called does not.
- We called and reached nobody, or a machine: an attempt (fact CALLED), which ends nothing.
- Who withheld their number is written down, and is nobody's lead.

Several reports of one call are one call, in any order (`core.capture.call`). One told of as missed that turns out to
have been answered asks nothing any more: its message becomes one that nobody owes an answer.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from firstreply.core.capture.brought import Called, Rang
from firstreply.core.capture.call import CallKind
from firstreply.core.fact import FactKind
from firstreply.core.lead import Persona
from firstreply.core.lead.contact import is_e164
from firstreply.core.message import MessageClass
from firstreply.core.refusal import Refused
from firstreply.core.respond.alert import Change
from firstreply.journey import capture, thread
from firstreply.journey.call import ringing
from firstreply.journey.call.agent import given, member_of
from firstreply.journey.call.one import One, every, write
from firstreply.journey.effects import Happened, record
from firstreply.journey.thread.reading import Arrived
from firstreply.store import bulk
from firstreply.store.models import Message
from firstreply.store.queries import calls, talk
from firstreply.store.queries.people import People, people

PHONE: Final = "phone"  #: the channel
_ANSWERED: Final = "call_answered"  #: why a message about a missed call is owed nothing after all


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What calls of a batch came to. `done`: the lead (None: nobody's) and the message of each arrival."""

    conversations: frozenset[UUID] = frozenset()
    done: Mapping[UUID, tuple[UUID | None, UUID | None]] = field(default_factory=dict)
    refused: Mapping[UUID, Refused] = field(default_factory=dict)
    leads: frozenset[UUID] = frozenset()  #: new ones, to be judged
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Missed:
    """A missed call as the message it is (`thread.reading.Arrived`)."""

    id: UUID
    source_id: UUID
    payload: Mapping[str, Any]
    received_at: datetime
    raw: None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Caller:
    """Somebody unknown with whom one of ours spoke (`capture.identify.Asks`)."""

    persona: Persona
    at: datetime
    arrival: UUID
    source: UUID
    channel: str = PHONE


def heard(
    came: Sequence[tuple[Arrived, Called | Rang]],
    *,
    now: datetime,
    zone: str = "UTC",
    region: str = "",
    lead: UUID | None = None,
) -> Heard:
    """Take the calls of a batch. Under `effects.one_at_a_time`; any order of batches comes to the same.

    `region` is the ISO country of numbers that name none; `lead` whose calls they are, where that is known. The number
    of statements does not depend on how many there are.
    """
    if not came:
        return Heard()
    ours = people()
    rings = [(one, rang) for one, rang in came if isinstance(rang, Rang)]
    whose = ringing.whose([rang for _, rang in rings], region)
    some = every(came, region, lead)
    told = _told(some, ours, now=now, zone=zone, region=region) if some else Heard()
    done = {**told.done, **{one.id: (whose.get(rang.party), None) for one, rang in rings}}
    rung = ringing.changes([rang for _, rang in rings], whose, ours, now, region)
    return replace(told, done=done, changes=(*told.changes, *rung))


def _told(some: Sequence[One], ours: People, *, now: datetime, zone: str, region: str) -> Heard:
    missed = [one for one in some if one.now.kind is CallKind.MISSED and one.now.party and not one.message]
    waiting = thread.heard(
        [_message(one) for one in missed], capture.identify, now=now, zone=zone, region=region
    )
    for one in missed:
        one.lead, one.message = waiting.done.get(one.arrival.id, (None, None))
    fresh = _recognise(some, ours, now, region)
    conversations = set(waiting.conversations) | _better_known(some)
    record(_facts(some, ours, region))
    conversations |= talk.asked_in({one.lead for one in some if one.lead and _is_news(one)})
    write(some, ours, region)
    done = {arrival.id: (one.lead, one.message) for one in some for arrival in one.arrivals}
    return Heard(
        conversations=frozenset(conversations),
        done={own: where for own, where in done.items() if own not in waiting.refused},
        refused=waiting.refused,
        leads=fresh,
        changes=tuple(_changes(some)),
    )


def _message(one: One) -> _Missed:
    arrival, call = one.arrival, one.now
    said = {
        "direction": "in",
        "channel": PHONE,
        "party": call.party,
        "name": call.name,
        "at": call.at.isoformat(),
        "text": call.text,
        "id": f"call:{one.key[0]}:{one.key[1]}",
    }
    return _Missed(id=arrival.id, source_id=arrival.source_id, payload=said, received_at=arrival.received_at)


def _recognise(some: Sequence[One], ours: People, now: datetime, region: str) -> frozenset[UUID]:
    """Whose each call is; somebody unknown who called and was answered is new. Which leads are new."""
    left = [one for one in some if one.lead is None and one.now.party]
    theirs = talk.leads_by_value({one.now.party for one in left}) if left else {}
    for one in left:
        one.lead = theirs.get(one.now.party)
    strange = [one for one in left if one.lead is None and one.now.inbound and one.now.reached]
    if not strange:
        return frozenset()
    for one, lead in zip(strange, capture.identify([_caller(one) for one in strange]), strict=True):
        one.lead = lead
    members = {
        one.lead: member_of(one.now.agent, ours, one.now.at, region) for one in reversed(strange) if one.lead
    }
    given({lead: member for lead, member in members.items() if member is not None}, now=now)
    return frozenset(members)


def _caller(one: One) -> _Caller:
    number = one.now.party
    if is_e164(number):
        persona = Persona(name=one.now.name, phones=(number,))
    else:
        persona = Persona(name=one.now.name or number, customer_id=f"{PHONE}:{number}")
    return _Caller(persona=persona, at=one.now.at, arrival=one.arrival.id, source=one.arrival.source_id)


def _better_known(some: Iterable[One]) -> set[UUID]:
    """Missed calls of which more is known now: what the voice message says, or that they were answered after all. The
    conversations of the latter.
    """
    had = [one for one in some if one.before and one.before.message and one.before.call != one.now]
    words = [one for one in had if not one.now.reached and one.now.text]
    answered = [one.message for one in had if one.now.reached and one.message]
    bulk.update(Message, [{"id": one.message, "body": one.now.text} for one in words])
    nobodys = {"kind": MessageClass.INBOUND_AUTO.value, "evidence": _ANSWERED, "owed": False}
    bulk.update(Message, [{"id": own, **nobodys} for own in answered])
    return (
        set(Message.objects.filter(id__in=answered).values_list("conversation_id", flat=True))
        if answered
        else set()
    )


def _is_news(one: One) -> bool:
    """Whether the clock has to hear of it: they talked, or we tried, and it was not known."""
    return one.now.kind is not CallKind.MISSED and one.was is not one.now.kind


def _facts(some: Iterable[One], ours: People, region: str) -> Iterable[Happened]:
    for one in some:
        if one.lead is not None and _is_news(one):
            call = one.now
            yield Happened(
                kind=FactKind.TALKED if call.reached else FactKind.CALLED,
                at=call.at,
                lead=one.lead,
                member=member_of(call.agent, ours, call.at, region),
                channel=PHONE,
                data={
                    "call": str(one.id),
                    "inbound": call.inbound,
                    "reached": call.reached,
                    "number": call.party,
                    "seconds": call.seconds,
                    "text": call.text,
                },
            )


def _changes(some: Sequence[One]) -> Iterable[Change]:
    """Screens of those who may see the leads follow."""
    new = [one for one in some if one.lead is not None and _is_news(one)]
    holders = calls.holders({one.lead for one in new if one.lead})
    for one in new:
        holder = holders.get(one.lead) if one.lead else None
        kind = FactKind.TALKED if one.now.reached else FactKind.CALLED
        if holder is not None:
            yield Change(kind=kind.value, lead=one.lead, owner=holder.owner, team=holder.team)
