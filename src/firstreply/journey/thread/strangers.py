"""Strangers: whose each message is. Who writes for the first time, or begins anew, is an inquiry."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from firstreply.core.fact import FactKind
from firstreply.core.lead import Persona, merged, points
from firstreply.core.lead.consent import Consent
from firstreply.core.lead.contact import MESSENGERS, is_e164
from firstreply.core.lead.fold import fold_email
from firstreply.core.message import MessageClass
from firstreply.journey.effects import Happened, record
from firstreply.journey.thread.reading import Arrived
from firstreply.journey.thread.said import Said
from firstreply.store import bulk
from firstreply.store.ids import new_id
from firstreply.store.kept import instant
from firstreply.store.models import Suggestion
from firstreply.store.queries import talk
from firstreply.store.queries.people import People

_INBOUND: Final = (MessageClass.INBOUND_HUMAN, MessageClass.INBOUND_FORM)
_ANSWER: Final = MessageClass.OUTBOUND_HUMAN


@dataclass(frozen=True, slots=True, kw_only=True)
class Stranger:
    """Someone who wrote to us, and must be known before anything else can be done."""

    persona: Persona
    at: datetime
    channel: str
    arrival: UUID
    source: UUID
    touch: Mapping[str, str] = field(default_factory=dict)
    consents: tuple[Consent, ...] = ()


#: Whose leads these are, in order; new ones are made.
Identify = Callable[[Sequence[Stranger]], Sequence[UUID]]


def leads_of(said: Sequence[Said], arrivals: Mapping[UUID, Arrived], identify: Identify) -> dict[UUID, UUID]:
    """The lead of each message, by its id. A message of ours is its first known reader's.

    Who tells another way to be reached (a phone number in a messenger) is known by it from then on.
    """
    parties = {key for one in said for key in (*_keys(one), *_told(one))}
    known = talk.leads_by_value(parties) if parties else {}
    begun = {one.kept.id for one in said if one.kept.conversation == one.kept.id}
    strange = [
        one
        for one in said
        if one.kept.seen.verdict.kind in _INBOUND
        and (
            one.kept.id in begun
            or not any(key in known for key in _keys(one))
            or not all(key in known for key in _told(one))
        )
    ]
    asked = identify([_stranger(one, arrivals[one.kept.id]) for one in strange]) if strange else ()
    found: dict[UUID, UUID] = {}
    for one, own in zip(strange, asked, strict=True):
        known |= {key: known.get(key, own) for key in (*_keys(one), *_told(one))}
        found[one.kept.id] = next((known[key] for key in _keys(one)), own)
    for one in said:
        lead = next((known[key] for key in _keys(one) if key in known), None)
        if lead is not None:
            found.setdefault(one.kept.id, lead)
    _suggest(said, known, found)
    return found


def _suggest(said: Sequence[Said], known: Mapping[str, UUID], found: Mapping[UUID, UUID]) -> None:
    """Who tells a phone number of another lead does not become that lead: it is suggested that they are one."""
    pairs: dict[tuple[UUID, UUID], str] = {}
    for one in said:
        own = found.get(one.kept.id)
        for point in points(one.person) if one.person and own else ():
            other = known.get(point.value, own)
            if own is not None and other is not None and other != own:
                newer, older = sorted((own, other), reverse=True)
                pairs.setdefault((newer, older), f"{point.kind}:{point.value}")
    bulk.insert(
        Suggestion,
        [
            {"id": new_id(), "lead_id": newer, "other_id": older, "reason": reason}
            for (newer, older), reason in pairs.items()
        ],
        unless_there=True,
    )


def talked(said: Sequence[Said], leads: Mapping[UUID, UUID], ours: People) -> set[UUID]:
    """What one of ours wrote by messenger answers whatever its reader asked, by any channel (the clock, section 3).

    What is known to have reached nobody answers nothing. The conversations in which they asked.
    """
    written = [one for one in said if not one.kept.mail and one.kept.seen.verdict.kind is _ANSWER]
    names = [f"lost:{one.kept.seen.envelope.message_id}" for one in written]
    lost = talk.named(names) if names else {}
    told = [
        Happened(
            kind=FactKind.TALKED,
            at=instant(one.kept.seen.at),
            lead=leads[one.kept.id],
            member=ours.member(one.kept.seen.person),
            channel=one.channel,
            data={"message": str(one.kept.id)},
        )
        for one in written
        if one.kept.id in leads and f"lost:{one.kept.seen.envelope.message_id}" not in lost
    ]
    record(told)
    return talk.asked_in({one.lead for one in told if one.lead is not None})


def _keys(one: Said) -> list[str]:
    """The contact points by which a message's outside people are known."""
    seen = one.kept.seen
    found = [seen.party] if seen.party else list(seen.reaches)
    return [value for party in found for value in (party, *_other_values(party, one.channel))]


def _told(one: Said) -> list[str]:
    """Contact points that a message tells of whoever wrote it, besides where it came from."""
    return [point.value for point in points(one.person)] if one.person else []


def _other_values(party: str, channel: str) -> tuple[str, ...]:
    return (
        () if fold_email(party) or is_e164(party) else (f"{channel}:{party.casefold()}", f"{channel}:{party}")
    )


def _stranger(one: Said, arrival: Arrived) -> Stranger:
    party, name = one.kept.seen.party, one.name
    if email := fold_email(party):
        persona = Persona(name=name, emails=(email,), need=one.body)
    elif is_e164(party):
        persona = Persona(name=name, phones=(party,), need=one.body)
    elif (network := party.partition(":")[0]) in MESSENGERS:
        persona = Persona(name=name, social={network: party.partition(":")[2]}, need=one.body)
    elif one.channel in MESSENGERS:
        persona = Persona(name=name, social={one.channel: party}, need=one.body)
    else:  # a name behind a list that hides the address: all that tells this sender
        persona = Persona(name=name or party, customer_id=f"{one.channel}:{party}", need=one.body)
    return Stranger(
        persona=merged(persona, one.person)[0] if one.person else persona,
        at=instant(one.kept.seen.at),
        channel=one.channel,
        arrival=arrival.id,
        source=arrival.source_id,
        touch=one.touch,
    )
