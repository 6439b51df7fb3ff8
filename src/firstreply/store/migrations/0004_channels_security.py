"""Row-level security on the tables of channels, and what workers ask across organisations about accounts."""

from django.db import migrations

from firstreply.store.security import APP, SWEEP, across, secure

TABLES = (
    "bad_row", "file", "health", "held", "hour", "mail_folder", "mail_uid", "outgoing", "part", "report",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("store", "0003_channels")]

    operations = [
        secure(*TABLES),
        migrations.RunSQL(
            [
                f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APP}",
                f"GRANT CREATE ON SCHEMA public TO {SWEEP}",
            ],
            migrations.RunSQL.noop,
        ),
        across(
            "organisations_with_mailboxes", "", "SETOF uuid",
            "SELECT DISTINCT organisation_id FROM source WHERE kind = 'email' AND disabled_at IS NULL",
            {"source": "organisation_id, id, kind, disabled_at"},
        ),
        across(
            "organisations_to_watch", "now_at timestamptz", "SETOF uuid",
            "SELECT o.id FROM organisation o WHERE EXISTS (SELECT FROM source s WHERE s.organisation_id = o.id"
            " AND s.disabled_at IS NULL AND s.kind NOT IN ('api', 'import') AND NOT EXISTS (SELECT FROM health h"
            " WHERE h.organisation_id = o.id AND h.source_id = s.id AND h.next_check_at > now_at))",
            {"organisation": "id", "source": "organisation_id, id, kind, disabled_at",
             "health": "organisation_id, source_id, next_check_at"},
        ),
        migrations.RunSQL(f"REVOKE CREATE ON SCHEMA public FROM {SWEEP}", migrations.RunSQL.noop),
    ]  # fmt: skip
