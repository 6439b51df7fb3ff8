"""Logged: a call that one of ours writes down, in one tap."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import orjson

from firstreply.channels.phone import to_e164
from firstreply.core.capture.brought import Called
from firstreply.core.permission import Act
from firstreply.core.refusal import Refused
from firstreply.journey import acted, effects
from firstreply.journey.act.actor import lead_for
from firstreply.journey.act.deed import Deed
from firstreply.journey.call.heard import heard
from firstreply.journey.door import digest
from firstreply.store.fields import LONG
from firstreply.store.ids import new_id
from firstreply.store.models import Arrival, ArrivalKind, ArrivalState, Call, Lead, Source
from firstreply.store.queries import identity
from firstreply.store.tenancy import acting
from firstreply.store.tenancy import organisation as own_organisation


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """What was written down of a call. `phone`: which of the lead's numbers; the first, where nobody says."""

    inbound: bool
    reached: bool
    at: datetime | None = None
    seconds: int = 0
    note: str = ""
    phone: str = ""


def logged(organisation: UUID, lead: UUID, what: Logged, *, by: UUID | None, now: datetime) -> UUID:
    """Write a call down as if a telephone system had told of it; the call's id. One transaction.

    Refuses as `lead_for` does, `not_yet` for one that is still to come, `number_unknown` for a missed call of somebody
    whose number nobody knows: whom would one call back?
    """
    with acting(organisation):
        effects.one_at_a_time()
        row = lead_for(lead, Act.TALK if what.reached else Act.CALL, by=by, now=now)
        home = identity.home()
        called = _called(row, what, by, now, home.region)
        arrival = _arrival(row, called, now)
        told = heard([(arrival, called)], now=now, zone=home.zone, region=home.region, lead=lead)
        _moved_to(arrival, told.done[arrival.id][1])
        acted.follow(Deed(at=now, by=by, facts=(), reread=tuple(told.conversations), changes=told.changes))
        made: UUID = Call.objects.values_list("id", flat=True).get(
            source_id=arrival.source_id, external_id=called.id
        )
        return made


def _called(row: Lead, what: Logged, by: UUID | None, now: datetime, region: str) -> Called:
    at = what.at or now
    if at > now:
        raise Refused("not_yet", at=at.isoformat(), since=row.inquired_at.isoformat())
    return Called(
        id=str(new_id()),
        inbound=what.inbound,
        party=_number(row, what, region),
        at=at,
        reached=what.reached,
        agent=str(by) if by else "",
        seconds=what.seconds,
        text=what.note.strip()[:LONG],
    )


def _number(row: Lead, what: Logged, region: str) -> str:
    phones = [str(one) for one in row.persona.get("phones", ())]
    given = to_e164(what.phone, region) or what.phone
    if what.inbound and not what.reached and (not phones or (given and given not in phones)):
        raise Refused("number_unknown", number=given)
    return given or next(iter(phones), "")


def _arrival(row: Lead, called: Called, now: datetime) -> Arrival:
    """What was said, kept as whatever comes in is kept."""
    api = Source.objects.filter(kind="api").order_by("id").values_list("id", flat=True).first()
    source = api or row.source_id
    assert source is not None  # every organisation is founded with one
    payload = {
        "call": called.id,
        "direction": "in" if called.inbound else "out",
        "reached": called.reached,
        "party": called.party,
        "agent": called.agent,
        "at": called.at.isoformat(),
        "seconds": called.seconds,
        "note": called.text,
    }
    return Arrival.objects.create(
        organisation_id=own_organisation(),
        source_id=source,
        external_id=f"call:{called.id}",
        kind=ArrivalKind.MESSAGE.value,
        payload=payload,
        digest=digest(orjson.dumps(payload)),
        received_at=now,
        state=ArrivalState.DONE.value,
        done_at=now,
        lead_id=row.pk,
    )


def _moved_to(arrival: Arrival, message: UUID | None) -> None:
    if message is not None:
        Arrival.objects.filter(pk=arrival.pk).update(message_id=message)
