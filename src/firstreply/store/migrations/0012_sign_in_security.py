"""What the application may do with the tables of signing in. They are of accounts, which belong to no organisation."""

from django.db import migrations

from firstreply.store.security import APP

#: Read and written: addresses, second factors, sessions, who is who at a service, counted attempts.
_OPEN = (
    "account_emailaddress", "account_emailconfirmation", "django_session", "mfa_authenticator", "sign_in_attempt",
    "socialaccount_socialaccount", "socialaccount_socialtoken", "usersessions_usersession",
)  # fmt: skip
#: Looked at by libraries, and empty: services are configured by settings.
_READ = ("socialaccount_socialapp",)
#: Django's own rights, which nobody here has.
_CLOSED = ("auth_group", "auth_group_permissions", "auth_permission")


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0011_sign_in"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("sessions", "0001_initial"),
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
        ("usersessions", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(
            [
                *(f'REVOKE ALL ON "{table}" FROM {APP}' for table in (*_OPEN, *_READ, *_CLOSED)),
                *(f'GRANT SELECT, INSERT, UPDATE, DELETE ON "{table}" TO {APP}' for table in _OPEN),
                *(f'GRANT SELECT ON "{table}" TO {APP}' for table in _READ),
                f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APP}",
            ],
            migrations.RunSQL.noop,
        )
    ]
