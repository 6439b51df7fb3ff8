"""Leads and waits in an organisation, for tests of what is read."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tests.api.conftest import Office


def lead(office: Office, name: str = "Lea Lead", **columns: Any) -> UUID:
    """A lead with this name, found by it."""
    from firstreply.core.lead import Persona, folded
    from firstreply.store.models import Lead

    persona = Persona.from_dict({"name": name, **columns.pop("persona", {})})
    with office.acting():
        row = Lead.objects.create(
            organisation_id=office.id,
            name=persona.name,
            company=persona.company,
            persona=persona.to_dict(),
            folded=folded(persona),
            **{"inquired_at": office.now, **columns},
        )
    return row.pk


def wait(office: Office, of: UUID, started_at: datetime, **columns: Any) -> UUID:
    """A wait of a lead, with the message that opened it."""
    from firstreply.store.ids import new_id
    from firstreply.store.models import Conversation, Message, Wait

    whose = {"organisation_id": office.id, "lead_id": of}
    with office.acting():
        talk = Conversation.objects.create(**whose, first_at=started_at, last_at=started_at)
        message = Message.objects.create(
            **whose,
            conversation=talk,
            external_id=str(new_id()),
            at=started_at,
            kind="INBOUND_HUMAN",
            evidence="no_other_sign",
            party="lea@example.net",
            subject="An offer, please",
        )
        row = Wait.objects.create(
            **whose,
            conversation=talk,
            party="lea@example.net",
            started_at=started_at,
            first=True,
            opened_by=message,
            **columns,
        )
    return row.pk


def minutes(number: int) -> timedelta:
    return timedelta(minutes=number)
