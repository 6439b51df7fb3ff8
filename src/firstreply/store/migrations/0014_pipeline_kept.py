"""What the database itself keeps up: how many leads are in each stage, and whose words have to be read again.

Both are written by triggers, in the transaction that changes leads or messages, as rows that are only ever added: so
nobody waits for anybody, and nothing is missed however a transaction ends. Workers add them up a moment later.
"""

from typing import Final

from django.db import migrations

from firstreply.store.security import APP, SWEEP, Statement, across, secure

_SHOWN: Final = "withdrawn_at IS NULL AND merged_into_id IS NULL"
_OF: Final = """organisation_id, stage, owner_id, team_id,
    CASE WHEN deal_size IS NULL THEN '' ELSE coalesce(persona->>'currency', '') END AS currency,
    coalesce(deal_size, 0) AS worth, extract(epoch FROM coalesce(stage_at, created_at))::bigint AS since_s"""
_SUMS: Final = """
SELECT organisation_id, stage, owner_id, team_id, currency, sum(sign), sum(sign * worth), sum(sign * since_s)
FROM ({rows}) v GROUP BY 1, 2, 3, 4, 5
HAVING sum(sign) <> 0 OR sum(sign * worth) <> 0 OR sum(sign * since_s) <> 0;
"""
_CHANGE: Final = """
INSERT INTO counted_change (organisation_id, stage, owner_id, team_id, currency, leads, worth, since_s)
"""
_CAME: Final = f"SELECT 1 AS sign, {_OF} FROM came WHERE {_SHOWN}"
_WENT: Final = f"SELECT -1 AS sign, {_OF} FROM went WHERE {_SHOWN}"
_DUE: Final = "INSERT INTO words_due (organisation_id, lead_id) "
#: A lead that was merged is found by what the other one is: that one is read again, too.
_LEAD: Final = {
    "insert": f"{_CHANGE}{_SUMS.format(rows=_CAME)} {_DUE} SELECT organisation_id, id FROM came;",
    "delete": f"{_CHANGE}{_SUMS.format(rows=_WENT)} {_DUE} SELECT organisation_id, id FROM went;",
    "update": f"{_CHANGE}{_SUMS.format(rows=f'{_WENT} UNION ALL {_CAME}')}"
    f"""{_DUE} SELECT c.organisation_id, o.id FROM came c JOIN went w ON w.id = c.id
    CROSS JOIN LATERAL (VALUES (c.id), (c.merged_into_id), (w.merged_into_id)) o(id)
    WHERE o.id IS NOT NULL AND (c.persona IS DISTINCT FROM w.persona OR c.merged_into_id IS DISTINCT FROM
        w.merged_into_id OR c.withdrawn_at IS DISTINCT FROM w.withdrawn_at);""",
}
_MESSAGE: Final = {
    "insert": f"{_DUE} SELECT DISTINCT organisation_id, lead_id FROM came WHERE lead_id IS NOT NULL;",
    "delete": f"{_DUE} SELECT DISTINCT organisation_id, lead_id FROM went WHERE lead_id IS NOT NULL;",
    "update": f"""{_DUE} SELECT DISTINCT c.organisation_id, o.id FROM came c JOIN went w ON w.id = c.id
    CROSS JOIN LATERAL (VALUES (c.lead_id), (w.lead_id)) o(id)
    WHERE o.id IS NOT NULL AND (c.lead_id, c.body, c.subject) IS DISTINCT FROM (w.lead_id, w.body, w.subject);""",
}
_TABLES: Final = {
    "insert": "REFERENCING NEW TABLE AS came",
    "delete": "REFERENCING OLD TABLE AS went",
    "update": "REFERENCING OLD TABLE AS went NEW TABLE AS came",
}
_BACKFILL: Final = f"""
DO $$ DECLARE own uuid; BEGIN
FOR own IN SELECT organisations() LOOP
    PERFORM set_config('firstreply.organisation', own::text, true);
    UPDATE lead l SET stage_at = f.at FROM (SELECT DISTINCT ON (lead_id) lead_id, at FROM fact
        WHERE organisation_id = own AND kind = 'stage_moved' ORDER BY lead_id, id DESC) f WHERE f.lead_id = l.id;
    INSERT INTO counted (organisation_id, stage, owner_id, team_id, currency, leads, worth, since_s)
    {_SUMS.format(rows=f"SELECT 1 AS sign, {_OF} FROM lead WHERE {_SHOWN}")}
    {_DUE} SELECT organisation_id, id FROM lead;
END LOOP;
PERFORM set_config('firstreply.organisation', '', true);
END $$
"""
#: Under row-level security no index on words is used. This one asks it, of the acting organisation, and says ids; which
#: of them the asker may see is asked of the leads themselves.
_MATCHING: Final = """
SELECT w.lead_id FROM lead_words w WHERE w.words @@ asked::tsquery
AND w.organisation_id = nullif(current_setting('firstreply.organisation', true), '')::uuid LIMIT most
"""
_TO_TIDY: Final = """
SELECT o.id FROM organisation o WHERE EXISTS (SELECT FROM words_due d WHERE d.organisation_id = o.id)
OR EXISTS (SELECT FROM counted_change c WHERE c.organisation_id = o.id)
"""


def _kept(table: str, bodies: dict[str, str]) -> migrations.RunSQL:
    statements: list[Statement] = []
    for event, body in bodies.items():
        name = f"{table}_{event}_told"
        statements += [
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp"
            f" AS $$ BEGIN {body} RETURN NULL; END $$",
            f"CREATE TRIGGER {name} AFTER {event.upper()} ON {table} {_TABLES[event]}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
        ]
    return migrations.RunSQL(statements, migrations.RunSQL.noop)


class Migration(migrations.Migration):
    dependencies = [("store", "0013_pipeline")]

    operations = [
        secure("counted", "counted_change", "lead_words", "words_due"),
        migrations.RunSQL(
            [
                f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APP}",
                f"GRANT CREATE ON SCHEMA public TO {SWEEP}",
            ],
            migrations.RunSQL.noop,
        ),
        across(
            "leads_matching", "asked text, most integer", "SETOF uuid", _MATCHING,
            {"lead_words": "organisation_id, lead_id, words"},
        ),
        across(
            "organisations_to_tidy", "", "SETOF uuid", _TO_TIDY,
            {"organisation": "id", "words_due": "organisation_id", "counted_change": "organisation_id"},
        ),
        migrations.RunSQL(f"REVOKE CREATE ON SCHEMA public FROM {SWEEP}", migrations.RunSQL.noop),
        migrations.RunSQL(_BACKFILL, migrations.RunSQL.noop),
        _kept("lead", _LEAD),
        _kept("message", _MESSAGE),
    ]  # fmt: skip
