"""An office whose copy is looked at."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from firstreply.insights.live import asking
from firstreply.insights.live.file import Mirror
from firstreply.insights.live.fresh import Mirrors
from tests.journey.conftest import NOW, Office, office
from tests.postgres import Database

__all__ = ["Looking", "Office", "busy", "mirrors", "office"]


class Looking(Mirrors):
    """Looks whenever it is called, and waits for it; when it is asked too, if that is wanted `always`."""

    always = False

    def __call__(self, organisation: UUID) -> Mirror:
        return super().current(organisation, patience_s=60, old_s=0)

    def current(self, organisation: UUID, *, patience_s: float = 2, old_s: float = 10) -> Mirror:
        if self.always:
            return self(organisation)
        return super().current(organisation, patience_s=patience_s, old_s=old_s)


@pytest.fixture
def mirrors(database: Database, tmp_path: Path) -> Iterator[Looking]:
    found = Looking(tmp_path / "insights", database.app)
    yield found
    found.close()


@pytest.fixture
def busy(office: Office, mirrors: Looking, monkeypatch: pytest.MonkeyPatch) -> Office:
    """Nine inquiries of three products, each answered by its owner after so many minutes; one is not."""
    from firstreply.journey import acted

    monkeypatch.setattr(asking, "mirrors", lambda: mirrors)
    mirrors.always = True
    for n in range(9):
        told = {
            "name": f"P {n}",
            "email": f"p{n}@c{n % 3}.example",
            "product": f"Product {n % 3}",
            "tags": [f"t{n % 2}"],
        }
        office.submit(told, at=NOW + timedelta(minutes=n))
        office.arrived(now=NOW + timedelta(minutes=n))
    for n, (wait, owner) in enumerate(office.rows("Wait", "id", "owner_id")[:8]):
        acted.talked(
            office.organisation, wait, channel="phone", by=owner, now=NOW + timedelta(minutes=10 * (n + 2))
        )
    acted.move_stage(office.organisation, office.rows("Lead", "id")[0], "customer", by=office.owner, now=NOW)
    return office
