"""An organisation at work, for tests of the journey."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
import pytest

from tests.postgres import Database

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)  #: a Tuesday, at work everywhere in Europe


@dataclass(frozen=True, kw_only=True)
class Office:
    """An organisation, its source, the reps who take turns there, and what can be asked about it."""

    organisation: UUID
    source: UUID
    owner: UUID
    reps: tuple[UUID, ...]

    def submit(self, *payloads: Any, at: datetime = NOW, ids: Iterable[str] | None = None) -> list[UUID]:
        """Bring inquiries to the door, each under an id of its own; the arrivals' ids."""
        named = list(ids or ())
        incoming = [
            self.incoming(payload, at, named[n] if named else "") for n, payload in enumerate(payloads)
        ]
        return self.bring(incoming)

    def incoming(self, payload: Any, at: datetime, external_id: str = "", kind: str = "inquiry") -> Any:
        """One thing that comes in."""
        from firstreply.journey import door
        from firstreply.store.ids import new_id

        octets = orjson.dumps(payload)
        own = new_id()
        return door.Incoming(
            id=own,
            organisation=self.organisation,
            source=self.source,
            external_id=external_id or str(own),
            kind=kind,
            payload=octets,
            raw=None,
            digest=door.digest(octets),
            received_at=at,
        )

    def bring(self, incoming: Sequence[Any]) -> list[UUID]:
        """Have the door take these."""
        from firstreply.journey import door

        return [receipt.id for receipt in door.accept(incoming)]

    def arrived(self, *, limit: int = 500, now: datetime = NOW) -> int:
        """Take one batch through the journey."""
        from firstreply.journey.flow import arrived

        return arrived(self.organisation, limit=limit, now=now)

    def rows(self, model: str, *columns: str, **where: Any) -> list[Any]:
        """Rows of a table by id: values of the columns, plain ones if there is one column only."""
        from firstreply.store import models
        from firstreply.store.tenancy import acting

        with acting(self.organisation):
            found = getattr(models, model).objects.filter(**where).order_by("pk")
            return list(found.values_list(*columns, flat=len(columns) == 1))

    def change(self, model: str, where: Mapping[str, Any], **columns: Any) -> None:
        """Change rows as a person's act elsewhere would have."""
        from firstreply.store import models
        from firstreply.store.tenancy import acting

        with acting(self.organisation):
            getattr(models, model).objects.filter(**where).update(**columns)

    def publish(self, kind: str, value: Mapping[str, Any]) -> UUID:
        """Put a definition in force."""
        from firstreply.core.member import Role
        from firstreply.journey.organise import rules
        from firstreply.journey.organise.decided import By
        from firstreply.store.models import DefinitionKind
        from firstreply.store.tenancy import acting

        by = By(self.owner, Role.OWNER, NOW)
        with acting(self.organisation):
            return rules.publish(rules.draft(DefinitionKind(kind), value, by), by)

    def with_reps(self, *names: str) -> "Office":
        """The same office with more reps, all at work."""
        from firstreply.core.member import Role
        from firstreply.journey.organise import people
        from firstreply.journey.organise.decided import By
        from firstreply.store.tenancy import acting

        by = By(self.owner, Role.OWNER, NOW)
        with acting(self.organisation):
            reps = tuple(people.invite(name, f"{name.lower()}@ours.example", Role.REP, by) for name in names)
        return replace(self, reps=(*self.reps, *reps))


@pytest.fixture
def office(database: Database) -> Office:
    """An organisation with three reps, without published rules: whoever asks goes to them in turn."""
    return office_of("Ours").with_reps("Ann", "Ben", "Cem")


def office_of(name: str) -> Office:
    """An organisation with its owner only."""
    from firstreply.journey.organise.founding import found
    from firstreply.store.models import Definition
    from firstreply.store.tenancy import acting

    made = found(
        name=name,
        zone="Europe/Berlin",
        region="DE",
        language="en",
        owner_name="Olga",
        owner_email=f"olga@{name.lower()}.example",
        now=NOW,
    )
    with acting(made.organisation):
        Definition.objects.all().update(state="retired")
    return Office(organisation=made.organisation, source=made.source, owner=made.member, reps=())
