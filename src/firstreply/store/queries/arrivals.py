"""Arrivals: what came in and what became of it; and which door a source's address is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from firstreply.channels.base import Setup
from firstreply.store import bulk
from firstreply.store.models import Arrival, Source, Wait
from firstreply.store.queries.accounts import setup
from firstreply.store.queries.paging import After, Order, Page, paged
from firstreply.store.tenancy import acting

NEWEST: Final = Order("id", descending=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivalShown:
    """One arrival; `reason` and `facts` say why it could not be understood."""

    id: UUID
    source: UUID
    external_id: str
    kind: str
    state: str
    reason: str
    facts: Mapping[str, Any]
    attempts: int
    received_at: datetime
    done_at: datetime | None
    lead: UUID | None
    message: UUID | None
    wait: UUID | None  #: that it opened, if it did


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What was sent, as it was sent: JSON, or octets that were none."""

    payload: Any
    raw: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """Where a source's inquiries come in, and how it proves that they are its own."""

    id: UUID
    organisation: UUID
    kind: str
    setup: Setup

    @property
    def secret(self) -> str:
        """Of our making."""
        return self.setup.secret

    @property
    def settings(self) -> Mapping[str, Any]:
        """As people set it up."""
        return self.setup.settings


def arrivals(state: str | None, after: After | None, limit: int) -> Page[ArrivalShown]:
    """Arrivals of the acting organisation, the newest first. Two queries."""
    query = Arrival.objects.defer("payload", "raw", "digest")
    return paged(query if state is None else query.filter(state=state), NEWEST, after, limit, _shown)


def arrival(arrival_id: UUID) -> ArrivalShown | None:
    """One arrival of the acting organisation."""
    found = _shown(list(Arrival.objects.defer("payload", "raw", "digest").filter(id=arrival_id)))
    return found[0] if found else None


def sent(arrival_id: UUID) -> Sent | None:
    """What was sent."""
    row = Arrival.objects.filter(id=arrival_id).values_list("payload", "raw").first()
    return None if row is None else Sent(payload=row[0], raw=None if row[1] is None else bytes(row[1]))


def organisations() -> tuple[UUID, ...]:
    """Every organisation of this installation, for its operator. Opens a transaction of its own."""
    return tuple(row[0] for row in bulk.fetch("SELECT organisations()"))


def door(source: UUID) -> Door | None:
    """The door with this address, if it is in use. Opens a transaction of its own."""
    ((organisation,),) = bulk.fetch("SELECT organisation_of_source(%s)", [source])
    if organisation is None:
        return None
    with acting(organisation):
        used = Source.objects.filter(id=source, disabled_at=None).exists()
        found = setup(source) if used else None
    return None if found is None else Door(id=source, organisation=organisation, kind=found.kind, setup=found)


def _shown(rows: list[Arrival]) -> list[ArrivalShown]:
    messages = [row.message_id for row in rows if row.message_id]
    opened = Wait.objects.filter(opened_by__in=messages).values_list("opened_by", "id")
    wait_of: dict[UUID, UUID] = dict(opened)
    return [
        ArrivalShown(
            id=row.id,
            source=row.source_id,
            external_id=row.external_id,
            kind=row.kind,
            state=row.state,
            reason=row.reason,
            facts=row.facts,
            attempts=row.attempts,
            received_at=row.received_at,
            done_at=row.done_at,
            lead=row.lead_id,
            message=row.message_id,
            wait=wait_of.get(row.message_id) if row.message_id else None,
        )
        for row in rows
    ]
