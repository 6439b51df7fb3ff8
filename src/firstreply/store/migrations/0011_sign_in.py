"""Where attempts to sign in are counted; before the tables of django-allauth, which refer to accounts."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("store", "0010_workspace_security")]
    #: They ask for the first migration of this app only; accounts are in its ninth.
    run_before = [
        ("account", "0001_initial"),
        ("mfa", "0001_initial"),
        ("socialaccount", "0001_initial"),
        ("usersessions", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(
            [
                # As Django's cache in a database wants it.
                "CREATE TABLE sign_in_attempt (cache_key varchar(255) PRIMARY KEY, value text NOT NULL,"
                " expires timestamp with time zone NOT NULL)",
                "CREATE INDEX sign_in_attempt_expires ON sign_in_attempt (expires)",
            ],
            "DROP TABLE sign_in_attempt",
        )
    ]
