"""Row-level security on every table of organisations, and the few questions that are asked across them."""

from django.db import migrations

from firstreply.store.security import APP, OWNER, REFUSE_CHANGE, SWEEP, across, secure

TABLES = (
    "arrival", "assignment", "calendar", "calendar_version", "contact_point", "conversation", "definition",
    "delivery", "engagement", "identity", "lead", "leave", "live_event", "member", "member_load", "membership",
    "message", "moment", "named", "pool", "push_subscription", "reached", "sla", "source", "suggestion", "team", "token",
    "wait", "webhook_endpoint",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("store", "0001_tables"), ("procrastinate", "0041_post_retry_failed_job")]

    operations = [
        migrations.RunSQL(REFUSE_CHANGE, migrations.RunSQL.noop),
        secure("organisation", key="id"),
        secure(*TABLES),
        secure("fact", append_only=True),
        migrations.RunSQL(
            [
                f"GRANT USAGE ON SCHEMA public TO {APP}, {SWEEP}",
                # Becoming the owner of a function needs the right to create in its schema.
                f"GRANT CREATE ON SCHEMA public TO {SWEEP}",
                f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {APP}",
                f"REVOKE UPDATE, DELETE ON fact FROM {APP}",
                f"REVOKE ALL ON django_migrations FROM {APP}",
                f"GRANT SELECT ON django_migrations TO {APP}",
                f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APP}",
            ],
            migrations.RunSQL.noop,
        ),
        across(
            "organisations", "", "SETOF uuid", "SELECT id FROM organisation ORDER BY id", {"organisation": "id"}
        ),
        across(
            "organisations_with_arrivals", "", "SETOF uuid",
            "SELECT o.id FROM organisation o WHERE EXISTS"
            " (SELECT FROM arrival a WHERE a.organisation_id = o.id AND a.state = 'new')",
            {"organisation": "id", "arrival": "organisation_id, state"},
        ),
        across(
            "organisations_due", "now_at timestamptz", "SETOF uuid",
            "SELECT o.id FROM organisation o WHERE EXISTS (SELECT FROM moment m"
            " WHERE m.organisation_id = o.id AND m.done_at IS NULL AND m.due_at <= now_at)",
            {"organisation": "id", "moment": "organisation_id, due_at, done_at"},
        ),
        across(
            "next_due", "", "timestamptz",
            "SELECT min(due_at) FROM moment WHERE done_at IS NULL", {"moment": "organisation_id, due_at, done_at"},
        ),
        across(
            "organisations_to_tell", "now_at timestamptz", "SETOF uuid",
            "SELECT o.id FROM organisation o WHERE EXISTS (SELECT FROM delivery d"
            " WHERE d.organisation_id = o.id AND d.state = 'pending' AND d.not_before <= now_at"
            " AND (d.lease_until IS NULL OR d.lease_until <= now_at))",
            {"organisation": "id", "delivery": "organisation_id, state, not_before, lease_until"},
        ),
        across(
            "organisation_of_token", "shown_prefix text", "uuid",
            "SELECT organisation_id FROM token WHERE prefix = shown_prefix", {"token": "organisation_id, prefix"},
        ),
        across(
            "organisation_of_source", "source_id uuid", "uuid",
            "SELECT organisation_id FROM source WHERE id = source_id", {"source": "organisation_id, id"},
        ),
        across(
            "backlog", "", "double precision[]",
            "SELECT ARRAY[(SELECT count(*) FROM arrival WHERE state = 'new'),"
            " (SELECT coalesce(greatest(0, extract(epoch FROM now() - min(received_at))), 0) FROM arrival"
            "  WHERE state = 'new'),"
            " (SELECT count(*) FROM arrival WHERE state = 'quarantined'),"
            " (SELECT count(*) FROM wait WHERE outcome = 'open'),"
            " (SELECT count(*) FROM moment WHERE done_at IS NULL AND due_at <= now() AND kind = 'breach'),"
            " (SELECT count(*) FROM delivery WHERE state = 'pending'),"
            " (SELECT count(*) FROM delivery WHERE state = 'failed' AND not_before > now() - interval '1 hour')"
            "]::double precision[]",
            {"arrival": "state, received_at", "wait": "outcome", "moment": "kind, due_at, done_at",
             "delivery": "state, not_before"},
        ),
        migrations.RunSQL(f"REVOKE CREATE ON SCHEMA public FROM {SWEEP}", migrations.RunSQL.noop),
        migrations.RunSQL(f"GRANT SELECT, INSERT, UPDATE, DELETE ON heartbeat TO {OWNER}", migrations.RunSQL.noop),
    ]  # fmt: skip
