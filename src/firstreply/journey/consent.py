"""Consent: what somebody agreed to in a form counts once they say so again by the link in a mail."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import structlog

from firstreply.core.fact import FactKind
from firstreply.core.lead.consent import Consent, State, after, standing
from firstreply.core.refusal import Refused
from firstreply.journey import reply
from firstreply.journey.capture import SUBMISSION, Asking
from firstreply.journey.effects import Happened, one_at_a_time, record
from firstreply.store.models import Arrival, Engagement, Fact, Lead
from firstreply.store.tenancy import acting

#: Mails to one lead in a day: a form that anybody fills in with somebody else's address must not flood them.
MOST_MAILS: Final = 3
_DAY: Final = timedelta(days=1)
DOWNLOADED: Final = "downloaded"  #: the engagement of who fetched a document
_log: Final = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What somebody agreed to, and how it stands now."""

    purpose: str
    text: str
    state: State


def ask(asked: Iterable[tuple[UUID, Asking]], *, now: datetime) -> None:
    """Send each lead the mail that their form put together. In the transaction of the journey.

    A mail that cannot be sent is noted on the lead; what was agreed to stays asked.
    """
    wanted = [(lead, one) for lead, one in asked if one.mail]
    if not wanted:
        return
    leads = Lead.objects.in_bulk({lead for lead, _ in wanted})
    sent = _asked_today(leads, now)
    for lead, one in wanted:
        if sent[lead] <= MOST_MAILS and _wants(leads[lead], one):
            _mail(leads[lead], one, now)


def _asked_today(leads: Iterable[UUID], now: datetime) -> Counter[UUID]:
    """How many submissions of each were to be confirmed within a day, those of this batch among them."""
    facts = Fact.objects.filter(lead_id__in=list(leads), kind=FactKind.CONSENTED.value, at__gte=now - _DAY)
    asked = facts.filter(data__state=State.ASKED.value)
    pairs = set(asked.values_list("lead_id", "data__arrival"))
    return Counter(lead for lead, _ in pairs if lead)


def _wants(lead: Lead, one: Asking) -> bool:
    """Whether anything that was agreed to still has to be confirmed."""
    return any(lead.consents.get(each.purpose, {}).get("state") == State.ASKED for each in one.consents)


def _mail(lead: Lead, one: Asking, now: datetime) -> None:
    assert one.mail is not None
    told = one.mail
    said = reply.Reply(
        text=told["text"],
        subject=told["subject"],
        to=told["to"],
        language=told["language"],
        source=UUID(told["sender"]) if told.get("sender") else None,
        automatic=True,
        apart_days=0,
    )
    try:
        reply.queue(lead, said, by=None, now=now)
    except Refused as refused:
        _log.warning("confirmation_not_sent", lead=str(lead.pk), code=refused.code)
        data = {"text": "", "what": "confirmation_not_sent", "code": refused.code}
        record([Happened(kind=FactKind.NOTED, at=now, lead=lead.pk, channel=one.channel, data=data)])


def confirm(organisation: UUID, source: UUID, external_id: str, *, now: datetime) -> tuple[Standing, ...]:
    """What was agreed to in a submission counts from now on; how each stands. Done twice it is done once.

    Refuses `consent_not_ready` while the submission is still being worked on, or waits in quarantine.
    """
    with acting(organisation):
        one_at_a_time()
        lead, submission = _submitted(source, external_id)
        agreed = [Consent.from_dict(one) for one in submission["consents"]]
        known: Mapping[str, Any] = lead.consents
        given = [one for one in agreed if _is_asked(known, one, now)]
        for one in given:
            known = after(known, _given(one), now)
        if given:
            Lead.objects.filter(pk=lead.pk).update(consents=known, revision=lead.revision + 1)
            record(_facts(lead.pk, given, now))
        return tuple(_standing(known, one, now) for one in agreed)


def _submitted(source: UUID, external_id: str) -> tuple[Lead, Mapping[str, Any]]:
    """Whose submission it was, and what the form told of it."""
    row = Arrival.objects.filter(source_id=source, external_id=external_id).first()
    lead = Lead.objects.filter(pk=row.lead_id).first() if row and row.lead_id else None
    if row is None or lead is None:
        raise Refused("consent_not_ready")
    if lead.merged_into_id:
        lead = Lead.objects.get(pk=lead.merged_into_id)
    told: Mapping[str, Any] = (row.payload or {}).get(SUBMISSION) or {}
    return lead, {"consents": [], **told}


def _is_asked(known: Mapping[str, Any], one: Consent, now: datetime) -> bool:
    kept = known.get(one.purpose)
    return kept is not None and standing(kept, now) is State.ASKED


def _given(one: Consent) -> Consent:
    return one._replace(state=State.GIVEN, until="")


def _facts(lead: UUID, given: Sequence[Consent], now: datetime) -> list[Happened]:
    kind, told = FactKind.CONSENTED, [_given(one).to_dict() | {"confirmed": True} for one in given]
    return [Happened(kind=kind, at=now, lead=lead, channel="form", data=data) for data in told]


def _standing(known: Mapping[str, Any], one: Consent, now: datetime) -> Standing:
    kept = known.get(one.purpose)
    state = State.EXPIRED if kept is None else standing(kept, now)
    return Standing(purpose=one.purpose, text=one.text, state=state)


def downloaded(organisation: UUID, source: UUID, external_id: str, file: UUID, *, now: datetime) -> None:
    """Whoever submitted that fetched the document: they did something, which counts once."""
    with acting(organisation):
        one_at_a_time()
        try:
            lead, _ = _submitted(source, external_id)
        except Refused:
            return  # not a lead yet: the document is theirs all the same
        told = {"what": DOWNLOADED, "file": str(file), "submission": external_id}
        if Fact.objects.filter(lead_id=lead.pk, kind=FactKind.ENGAGED.value, data=told).exists():
            return
        record([Happened(kind=FactKind.ENGAGED, at=now, lead=lead.pk, channel="form", data=told)])
        Engagement.objects.create(organisation_id=organisation, lead_id=lead.pk, kind=DOWNLOADED, at=now)
