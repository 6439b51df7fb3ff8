"""Row-level security on the tables of the workspace, and what is asked before an organisation is known."""

from django.db import migrations

from firstreply.store.security import APP, SWEEP, across, secure

_TABLES = (
    "attachment", "digest", "draft", "invitation", "looking", "shared_link", "snooze", "stage", "task", "template",
    "template_version", "view",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("store", "0009_workspace")]

    operations = [
        secure(*_TABLES),
        secure("audit_entry", append_only=True),
        migrations.RunSQL(
            [
                # Belongs to no organisation: who signs in. What they may see, memberships say.
                f"GRANT SELECT, INSERT, UPDATE, DELETE ON account TO {APP}",
                f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APP}",
                f"GRANT CREATE ON SCHEMA public TO {SWEEP}",
            ],
            migrations.RunSQL.noop,
        ),
        across(
            "organisations_of_account", "account_id uuid", "SETOF uuid",
            "SELECT m.organisation_id FROM member m WHERE m.user_id = account_id AND m.left_at IS NULL"
            " GROUP BY m.organisation_id ORDER BY min(m.joined_at), m.organisation_id",
            {"member": "organisation_id, user_id, left_at, joined_at"},
        ),
        across(
            "organisation_by_invitation", "shown text", "uuid",
            "SELECT organisation_id FROM invitation WHERE prefix = shown",
            {"invitation": "organisation_id, prefix"},
        ),
        across(
            "organisation_by_shared_link", "shown text", "uuid",
            "SELECT organisation_id FROM shared_link WHERE prefix = shown",
            {"shared_link": "organisation_id, prefix"},
        ),
        across(
            "organisations_with_digests_due", "now_at timestamptz", "SETOF uuid",
            "SELECT DISTINCT organisation_id FROM digest WHERE ended_at IS NULL AND next_at <= now_at",
            {"digest": "organisation_id, ended_at, next_at"},
        ),
        migrations.RunSQL(f"REVOKE CREATE ON SCHEMA public FROM {SWEEP}", migrations.RunSQL.noop),
    ]  # fmt: skip
