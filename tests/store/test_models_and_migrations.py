"""What the models say is what the migrations make: nobody who upgrades is asked to write one."""

import pytest

from tests.postgres import Database

pytestmark = pytest.mark.postgres


def test_no_migration_is_missing(database: Database) -> None:
    from django.apps import apps
    from django.db.migrations.autodetector import MigrationAutodetector
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.state import ProjectState

    loader = MigrationLoader(None)
    changes = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps)).changes(
        graph=loader.graph
    )
    assert {app: [str(one) for one in missing] for app, missing in changes.items()} == {}
