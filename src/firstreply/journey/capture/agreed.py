"""Agreed: what somebody agreed to and how they came, beside who they are."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from firstreply.core.fact import FactKind
from firstreply.core.lead.consent import Consent, after
from firstreply.core.lead.touch import touches
from firstreply.journey.effects import Happened
from firstreply.store.queries.identity import LeadRow


def known(lead: LeadRow, came: Mapping[str, str], agreed: Iterable[Consent], at: datetime) -> LeadRow:
    """The lead with another touch, and what it agreed to with it."""
    consents = lead.consents
    for each in agreed:
        consents = after(consents, each, at)
    return replace(lead, touches=touches(lead.touches, came), consents=consents)


def consented(
    lead: UUID, consents: Iterable[Consent], *, at: datetime, channel: str, arrival: UUID | None
) -> list[Happened]:
    """The facts of what was agreed to."""
    by = {"arrival": None if arrival is None else str(arrival)}
    return [
        Happened(kind=FactKind.CONSENTED, at=at, lead=lead, channel=channel, data=one.to_dict() | by)
        for one in consents
    ]
