"""An office whose copy is looked at."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from firstreply.insights.live.file import Mirror
from firstreply.insights.live.fresh import Mirrors
from tests.journey.conftest import Office, office
from tests.postgres import Database

__all__ = ["Looking", "Office", "mirrors", "office"]


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
