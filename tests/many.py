"""Many leads, written straight into the tables: what was said, promised and done to each, once."""

from typing import Any

import psycopg

from tests.api.conftest import Office
from tests.postgres import Database

#: The tables that grow with every lead.
LARGE = (
    "lead", "wait", "message", "fact", "contact_point", "delivery", "conversation", "assignment", "moment", "named",
    "reached", "lead_words",
)  # fmt: skip
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
INSERT INTO assignment (id, organisation_id, kind, reasons, at, lead_id, member_id, wait_id)
SELECT gen_random_uuid(), organisation_id, 'routed', '{}', inquired_at, id, owner_id, id FROM lead
WHERE organisation_id = %(own)s;
INSERT INTO moment (id, organisation_id, kind, step, due_at, done_at, outcome, wait_id)
SELECT gen_random_uuid(), organisation_id, 'escalation', '{}', inquired_at, inquired_at, 'ended', id FROM lead
WHERE organisation_id = %(own)s;
INSERT INTO named (organisation_id, value, conversation_id)
SELECT organisation_id, id::text, id FROM lead WHERE organisation_id = %(own)s;
INSERT INTO reached (organisation_id, party, conversation_id)
SELECT organisation_id, name, id FROM lead WHERE organisation_id = %(own)s;
INSERT INTO lead_words (organisation_id, lead_id, words)
SELECT organisation_id, id, array_to_tsvector(ARRAY[%(mark)s || 'name', %(mark)s || substr(name, 6)]) FROM lead
WHERE organisation_id = %(own)s ON CONFLICT DO NOTHING;
DELETE FROM words_due WHERE organisation_id = %(own)s;
"""


def fill(database: Database, office: Office, rep: Any, many: int) -> Any:
    """Fill them; a lead of `rep`, who has one in two hundred."""
    values = {"own": office.id, "rep": rep, "team": office.founded.team, "many": many,
              "mark": office.id.hex[-6:]}  # fmt: skip
    with psycopg.connect(database.admin, autocommit=True, cursor_factory=psycopg.ClientCursor) as admin:
        admin.execute(_FILL, values)
        admin.execute("ANALYZE")
        row = admin.execute(
            "SELECT id FROM lead WHERE organisation_id = %s AND owner_id = %s LIMIT 1", [office.id, rep]
        )
        return (row.fetchone() or [None])[0]
