"""A hundred thousand leads: every list that people look at all day is served by an index."""

import re
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.api.conftest import Office
from tests.postgres import Database

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

MANY = 100_000
HOT = [
    "/leads", "/leads?order=points", "/leads?order=inquired", "/leads?stage=qualified", "/leads?owner={rep}",
    "/leads?text=name%2077", "/leads?text=lead77", "/waits?state=open&order=due", "/waits?state=open&owner={rep}",
    "/waits?order=started", "/deliveries", "/leads/{lead}/timeline", "/leads/{lead}/assignments",
]  # fmt: skip
_FILL = """
INSERT INTO lead (id, organisation_id, name, company, persona, folded, language, country, stage, points, point_reasons,
    qualified, qualified_reasons, inquired_at, revision, owner_id, team_id, touches, consents)
SELECT gen_random_uuid(), %(own)s, 'Name ' || n, '', '{}', jsonb_build_object('name', 'name ' || n), '', '',
    CASE WHEN n %% 500 = 0 THEN 'qualified' ELSE 'open' END, n %% 1000, '[]', '', '{}',
    now() - n * interval '1 minute', 1, CASE WHEN n %% 200 = 0 THEN %(rep)s::uuid END, %(team)s, '{}', '{}'
FROM generate_series(1, %(many)s) AS n;
INSERT INTO contact_point (id, organisation_id, lead_id, kind, value, shared)
SELECT gen_random_uuid(), organisation_id, id, 'email', replace(lower(name), 'name ', 'lead') || '@example.net', false
FROM lead WHERE organisation_id = %(own)s;
INSERT INTO conversation (id, organisation_id, lead_id, channel, subject, first_at, last_at)
SELECT id, organisation_id, id, 'email', '', inquired_at, inquired_at FROM lead WHERE organisation_id = %(own)s;
INSERT INTO message (id, organisation_id, conversation_id, lead_id, channel, external_id, at, kind, evidence, overruled,
    party, author_name, reaches, mailbox, owed, addressed, envelope, base_subject, subject, body)
SELECT id, organisation_id, id, id, 'email', id::text, inquired_at, 'INBOUND_HUMAN', '', '', name, '', '[]', '', true,
    '', '{}', '', '', '' FROM lead WHERE organisation_id = %(own)s;
INSERT INTO wait (id, organisation_id, lead_id, conversation_id, party, channel, started_at, ended_at, outcome,
    evidence, first, truncated, opened_by_id, joined, author_name, addressed, owner_id, due_at, revision)
SELECT id, organisation_id, id, id, name, 'email', inquired_at, CASE WHEN points > 50 THEN inquired_at END,
    CASE WHEN points > 50 THEN 'answered' ELSE 'open' END, '', true, false, id, '[]', '', '', owner_id,
    inquired_at + interval '1 hour', 1 FROM lead WHERE organisation_id = %(own)s;
INSERT INTO fact (id, organisation_id, at, kind, lead_id, channel, data)
SELECT gen_random_uuid(), organisation_id, inquired_at, 'inquired', id, '', '{}' FROM lead
WHERE organisation_id = %(own)s;
INSERT INTO delivery (id, organisation_id, key, channel, kind, payload, state, not_before, attempts, error)
SELECT gen_random_uuid(), organisation_id, id::text, 'email', 'assigned', '{}', 'sent', now(), 1, ''
FROM lead WHERE organisation_id = %(own)s;
"""


def test_hot_lists_read_no_table_from_end_to_end(database: Database) -> None:
    own, other = Office("Own"), Office("Other")
    rep, token = own.member("rep", "Rita Rep", (own.founded.team,))
    lead = _fill(database, own, rep, MANY)
    _fill(database, other, other.founded.member, MANY // 10)
    read = []
    for who in (own.token, token):
        for path in HOT:
            address = path.format(rep=rep, lead=lead)
            with CaptureQueriesContext(connection) as captured:
                response = own.get(address, token=who)
            assert (address, response.status_code) == (address, 200) or who == token
            read += [(path, plan) for query in captured if (plan := _scans(own, query["sql"]))]
    assert read == []


def _fill(database: Database, office: Office, rep: Any, many: int) -> Any:
    values = {"own": office.id, "rep": rep, "team": office.founded.team, "many": many}
    with psycopg.connect(database.admin, autocommit=True, cursor_factory=psycopg.ClientCursor) as admin:
        admin.execute(_FILL, values)
        admin.execute("ANALYZE")
        row = admin.execute(
            "SELECT id FROM lead WHERE organisation_id = %s AND owner_id = %s LIMIT 1", [office.id, rep]
        )
        return (row.fetchone() or [None])[0]


def _scans(office: Office, statement: str) -> list[str]:
    """The large tables that a SELECT would read from end to end, as the application."""
    if not statement.startswith("SELECT"):
        return []
    with office.acting(), connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + statement.replace("%", "%%"))
        plan = "\n".join(row[0] for row in cursor.fetchall())
    large = "lead|wait|message|fact|contact_point|delivery|conversation"
    return re.findall(rf"Seq Scan on (?:{large})\b.*", plan)
