"""Fifty thousand leads: every list that people look at all day is served by an index."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.api.conftest import Office
from tests.many import LARGE, fill
from tests.postgres import Database

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

MANY = 50_000
HOT = [
    "/leads", "/leads?order=points", "/leads?order=inquired", "/leads?stage=qualified", "/leads?owner={rep}",
    "/leads?text=name%2077", "/leads?text=lead77", "/waits?state=open&order=due", "/waits?state=open&owner={rep}",
    "/waits?order=started", "/deliveries", "/leads/{lead}/timeline", "/leads/{lead}/assignments",
]  # fmt: skip


def test_hot_lists_read_no_table_from_end_to_end(database: Database) -> None:
    own, other = Office("Own"), Office("Other")
    rep, token = own.member("rep", "Rita Rep", (own.founded.team,))
    lead = fill(database, own, rep, MANY)
    fill(database, other, other.founded.member, MANY // 10)
    read = []
    for who in (own.token, token):
        for path in HOT:
            address = path.format(rep=rep, lead=lead)
            with CaptureQueriesContext(connection) as captured:
                response = own.get(address, token=who)
            assert (address, response.status_code) == (address, 200) or who == token
            read += [(path, plan) for query in captured if (plan := _scans(own, query["sql"]))]
    assert read == []


def _scans(office: Office, statement: str) -> list[str]:
    """The large tables that a SELECT would read from end to end, as the application."""
    if not statement.startswith("SELECT"):
        return []
    with office.acting(), connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + statement.replace("%", "%%"))
        plan = "\n".join(row[0] for row in cursor.fetchall())
    return re.findall(rf"Seq Scan on (?:{'|'.join(LARGE)})\b.*", plan)
