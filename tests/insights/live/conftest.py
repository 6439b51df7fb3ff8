"""An office whose copy is looked at."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from firstreply.insights.live.file import Mirror
from firstreply.insights.live.fresh import Mirrors
from tests.journey.conftest import Office, office

__all__ = ["Office", "mirrors", "office"]
from tests.postgres import Database


class Looking(Mirrors):
    """Looks whenever it is asked, and waits for it."""

    def __call__(self, organisation: UUID) -> Mirror:
        return self.current(organisation, patience_s=60, old_s=0)


@pytest.fixture
def mirrors(database: Database, tmp_path: Path) -> Iterator[Looking]:
    found = Looking(tmp_path / "insights", database.app)
    yield found
    found.close()
