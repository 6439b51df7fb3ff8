"""Fifty thousand leads: no page that people look at all day, and nothing that happens, reads a whole table."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import psycopg
import pytest
from django.db import connection

from tests.api.conftest import Office
from tests.many import LARGE, fill
from tests.postgres import Database
from tests.web.desk import Desk

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

MANY = 50_000
#: Lists count to a few thousand, and say "and more".
BOUND = MANY // 5
#: So short are its rows that at this size two thousand leads are as well looked up by reading all of them.
SHORT = {"lead_words"}
PAGES = (
    "/inbox", "/inbox?whose=all", "/inbox?split=new", "/inbox?split=tasks", "/inbox?split=snoozed", "/leads/{lead}",
    "/leads", "/leads?order=inquired", "/leads?order=points", "/leads?order=rotting", "/leads?order=value",
    "/leads?owner=me", "/leads?stage=open,qualified", "/leads?q=77", "/pipeline", "/pipeline?owner=me",
    "/pipeline?order=value", "/search?q=name", "/search?q=name+77", "/search?q=77", "/palette?q=name",
    "/leads/{lead}/waits/{lead}/why", "/people", "/begin",
)  # fmt: skip
#: Rows of a table that were looked at one by one, wherever they lie, in sum over all tables that are large.
_READ = """
SELECT relname, seq_tup_read + coalesce(idx_tup_fetch, 0) FROM pg_stat_user_tables WHERE relname = ANY(%s)
"""
Reads = dict[str, int]


@pytest.fixture
def office(database: Database) -> Office:
    from firstreply.journey import access

    access.forget()
    return Office()


@pytest.fixture
def filled(office: Office, database: Database) -> tuple[Any, Any]:
    """The lead that is looked at, and the rep whose it is."""
    from firstreply.journey import tidy

    rep = office.member("rep", "Rita Rep", (office.founded.team,))[0]
    lead = fill(database, office, rep, MANY)
    while tidy.count(office.id):
        pass
    return lead, rep


def read_by(database: Database, work: Callable[[], object]) -> list[tuple[str, int]]:
    """The large tables of which that reads more than `BOUND` rows, and how many."""

    def reads() -> Reads:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_force_next_flush()")
            cursor.execute("SELECT 1")
        with psycopg.connect(database.admin, autocommit=True) as admin:
            return dict(admin.execute(_READ, [list(LARGE)]).fetchall())

    before = reads()
    work()
    found = ((table, many - before[table]) for table, many in reads().items())
    return [(table, many) for table, many in found if many > BOUND and table not in SHORT]


def whole(database: Database) -> None:
    """What the gauge must show."""
    with psycopg.connect(database.admin) as admin:
        admin.execute("SELECT max(name) FROM lead")
        admin.execute("SELECT pg_stat_force_next_flush()")


def test_no_page_reads_a_table_from_end_to_end(database: Database, office: Office, filled: Any) -> None:
    lead, rep = filled
    assert read_by(database, partial(whole, database)) == [("lead", MANY)]
    read = []
    for at in (Desk(office), Desk(office, member=rep)):
        for path in (page.format(lead=lead) for page in PAGES):
            assert at.get(path).status_code == 200
            # Once more: what is asked again is planned anew.
            read += [(path, one) for one in read_by(database, partial(at.get, path))]
    assert read == []


def test_nothing_that_comes_or_goes_reads_a_table_from_end_to_end(
    database: Database, office: Office, filled: Any
) -> None:
    from firstreply.journey import flow, tidy

    at, steps = Desk(office), dict[str, Callable[[], Any]]()

    def comes(path: str, **given: str) -> None:
        assert office.ask("POST", path, given).status_code == 202
        flow.arrived(office.id, now=datetime.now(UTC))

    for email in ("lena@example.org", "mona@example.org"):
        said = {"channel": "email", "party": email, "text": "200 chairs"}
        steps[f"{email} asks"] = partial(comes, "/inquiries", email=email)
        steps[f"{email} is answered"] = partial(comes, "/messages", direction="out", **said)
        steps[f"{email} writes again"] = partial(comes, "/messages", direction="in", **said)
    path = f"/leads/{filled[0]}"
    steps["note"] = partial(at.post, f"{path}/note", text="Call back.")
    steps["call"] = partial(at.post, f"{path}/call", reached="yes")
    steps["stage"] = partial(at.post, f"{path}/stage", stage="qualified")
    steps["tidy"] = partial(tidy.tidy, office.id)
    read = {name: scanned for name, step in steps.items() if (scanned := read_by(database, step))}
    assert read == {}
