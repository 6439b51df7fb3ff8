"""What was deleted is remembered for as long as a copy may go on from before, and no longer."""

from datetime import timedelta
from uuid import UUID

import psycopg
import pytest

from firstreply.insights.live.fresh import look
from firstreply.store.queries.mirror import FOLLOWED, REMEMBERED, snapshot
from tests.insights.live.conftest import Looking, Office
from tests.insights.live.test_mirror import as_app, held, there
from tests.journey.conftest import office_of
from tests.postgres import Database

pytestmark = pytest.mark.postgres


def noted(database: Database) -> list[tuple[UUID, int]]:
    """Whose deleted rows are remembered, and how many."""
    with psycopg.connect(database.admin) as connection:
        return connection.execute(
            "SELECT organisation_id, count(*) FROM gone GROUP BY 1 ORDER BY 2"
        ).fetchall()


def ages(database: Database, by: timedelta) -> None:
    """Let all that was deleted so far have been so much earlier."""
    with psycopg.connect(database.admin) as connection:
        connection.execute("UPDATE gone SET at = at - %s", [by])


def test_only_what_every_copy_knows_is_forgotten(database: Database, office: Office) -> None:
    from firstreply.journey.tidy import forget

    other = office_of("Theirs").with_reps("Zoe")
    for each, count in ((office, 3), (other, 2)):
        each.submit(*({"name": f"P {n}", "email": f"p{n}@a.example"} for n in range(count)))
        each.arrived()
        as_app(database, each.organisation)("DELETE FROM wait")
    ages(database, REMEMBERED - timedelta(minutes=1))
    assert (forget(office.organisation), forget(other.organisation)) == (0, 0)
    ages(database, timedelta(minutes=2))
    office.submit({"name": "Late", "email": "late@a.example"})
    office.arrived()
    as_app(database, office.organisation)("DELETE FROM wait")
    assert noted(database) == [(other.organisation, 2), (office.organisation, 4)]
    assert forget(office.organisation, limit=2) == 2
    assert (forget(office.organisation), forget(office.organisation)) == (1, 0)
    assert noted(database) == [(office.organisation, 1), (other.organisation, 2)]


def test_a_copy_from_before_what_is_forgotten_is_made_anew(
    database: Database, office: Office, mirrors: Looking
) -> None:
    from firstreply.journey.tidy import forget

    office.submit(*({"name": f"P {n}", "email": f"p{n}@a.example"} for n in range(3)))
    office.arrived()
    mirror = mirrors(office.organisation)
    assert mirror.mark is not None
    as_app(database, office.organisation)("DELETE FROM wait")
    ages(database, timedelta(days=30))
    assert forget(office.organisation) == 3
    mirror.mark = mirror.mark._replace(at=mirror.mark.at - int(FOLLOWED.total_seconds()))
    with snapshot(database.app, office.organisation) as rows:
        assert look(mirror, rows) is None  # anew
    assert held(mirror) == there(database, office.organisation) == []


def test_tidying_forgets(database: Database, office: Office) -> None:
    from firstreply.journey.tidy import tidy

    office.submit({"name": "Ann", "email": "ann@a.example"})
    office.arrived()
    as_app(database, office.organisation)("DELETE FROM wait")
    ages(database, timedelta(days=30))
    while tidy(office.organisation):
        pass
    assert noted(database) == []
