"""Backup and restore: everything comes back, or nothing is touched."""

import json
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from firstreply.core.refusal import Refused
from firstreply.site.backup.bring_back import bring_back, holds_organisations
from firstreply.site.backup.content import content, differences
from firstreply.site.backup.file import Manifest, read
from firstreply.site.backup.make import make
from firstreply.site.postgres.programs import Programs, wheel_folder
from firstreply.site.roles import same_server
from tests.postgres import Database

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

PROGRAMS = Programs(wheel_folder() / "bin", None)


def written(database: Database, count: int = 3) -> None:
    """Rows of several organisations, which the application alone could not see together."""
    with psycopg.connect(database.admin) as connection:
        columns = connection.execute(
            "SELECT column_name, data_type FROM information_schema.columns"
            " WHERE table_name = 'organisation' AND is_nullable = 'NO' AND column_default IS NULL"
        ).fetchall()
        values = {
            "uuid": None,
            "timestamp with time zone": "2026-01-01T00:00:00Z",
            "jsonb": "{}",
            "boolean": "true",
        }
        for number in range(count):
            row = [str(uuid4()) if kind == "uuid" else values.get(kind, str(number)) for _, kind in columns]
            names = ", ".join(f'"{name}"' for name, _ in columns)
            marks = ", ".join(["%s"] * len(row))
            connection.execute(f"INSERT INTO organisation ({names}) VALUES ({marks})", row)  # type: ignore[arg-type]


@pytest.fixture
def target(database: Database) -> Iterator[str]:
    """An empty database beside the one of the test."""
    name = "firstreply_back"
    with psycopg.connect(database.admin, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    yield same_server(database.admin, name)
    with psycopg.connect(database.admin, autocommit=True) as connection:
        for (found,) in connection.execute(
            f"SELECT datname FROM pg_database WHERE datname LIKE '{name}%'"
        ).fetchall():
            connection.execute(f'DROP DATABASE "{found}" WITH (FORCE)')


def unpacked(path: Path, folder: Path) -> tuple[Manifest, Path]:
    manifest, dump, _ = read(path, folder)
    return manifest, dump


def test_every_row_of_every_organisation_comes_back(database: Database, target: str, tmp_path: Path) -> None:
    written(database)
    made = make(database.admin, tmp_path / "b.tar", PROGRAMS)
    assert made.tables["organisation"].rows == 3
    manifest, dump = unpacked(tmp_path / "b.tar", tmp_path)
    assert manifest == made
    assert bring_back(target, dump, manifest, PROGRAMS, verify=True) is None
    with psycopg.connect(target) as connection:
        assert differences(made.tables, content(connection)) == {}


def test_restored_tables_keep_their_owner_and_their_walls(
    database: Database, target: str, tmp_path: Path
) -> None:
    asking = (
        "SELECT relname, relowner::regrole::text, relforcerowsecurity,"
        " coalesce(relacl, acldefault('r', relowner))::text FROM pg_class WHERE relkind = 'r'"
        " AND relnamespace = 'public'::regnamespace ORDER BY relname"
    )
    make(database.admin, tmp_path / "b.tar", PROGRAMS)
    manifest, dump = unpacked(tmp_path / "b.tar", tmp_path)
    bring_back(target, dump, manifest, PROGRAMS, verify=True)
    with psycopg.connect(database.admin) as before, psycopg.connect(target) as after:
        assert after.execute(asking).fetchall() == before.execute(asking).fetchall()


def test_a_difference_leaves_the_old_database_as_it_was(
    database: Database, target: str, tmp_path: Path
) -> None:
    written(database)
    made = make(database.admin, tmp_path / "b.tar", PROGRAMS)
    _, dump = unpacked(tmp_path / "b.tar", tmp_path)
    other = made._replace(
        tables=made.tables | {"organisation": made.tables["organisation"]._replace(checksum="1")}
    )
    with psycopg.connect(target) as connection:
        connection.execute("CREATE TABLE here_before AS SELECT 1 AS one")
    with pytest.raises(Refused) as refused:
        bring_back(target, dump, other, PROGRAMS, verify=True)
    assert (refused.value.code, "organisation" in str(refused.value.facts["tables"])) == (
        "restore_differs",
        True,
    )
    with psycopg.connect(target) as connection:
        assert connection.execute("SELECT one FROM here_before").fetchone() == (1,)


def test_database_in_use_is_kept_under_another_name(database: Database, target: str, tmp_path: Path) -> None:
    written(database)
    make(database.admin, tmp_path / "b.tar", PROGRAMS)
    manifest, dump = unpacked(tmp_path / "b.tar", tmp_path)
    bring_back(target, dump, manifest, PROGRAMS, verify=True)
    assert holds_organisations(target)
    kept = bring_back(target, dump, manifest, PROGRAMS, verify=True)
    assert kept is not None
    with psycopg.connect(same_server(target, kept)) as connection:
        assert connection.execute("SELECT count(*) FROM organisation").fetchone() == (3,)


def test_login_that_sees_no_rows_makes_no_empty_backup(database: Database, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        make(database.app, tmp_path / "b.tar", PROGRAMS)
    assert refused.value.code == "backup_needs_all_rows"
    assert not (tmp_path / "b.tar").exists()


def test_keys_are_in_the_file_only_when_asked_for(database: Database, tmp_path: Path) -> None:
    (tmp_path / "secret-key").write_text("hush\n", "utf-8")
    make(database.admin, tmp_path / "without.tar", PROGRAMS)
    make(database.admin, tmp_path / "with.tar", PROGRAMS, home=tmp_path)
    with tempfile.TemporaryDirectory() as folder:
        found = [read(tmp_path / name, Path(folder))[2] for name in ("without.tar", "with.tar")]
    assert found == [{}, {"secret-key": "hush\n"}]


def test_damaged_file_is_refused(database: Database, tmp_path: Path) -> None:
    make(database.admin, tmp_path / "b.tar", PROGRAMS)
    with tarfile.open(tmp_path / "b.tar") as packed:
        packed.extractall(tmp_path / "out", filter="data")
    told = json.loads((tmp_path / "out" / "manifest.json").read_text())
    (tmp_path / "out" / "manifest.json").write_text(json.dumps(told | {"sha256": "0" * 64}))
    with tarfile.open(tmp_path / "changed.tar", "w") as packed:
        for name in ("manifest.json", "database.dump"):
            packed.add(tmp_path / "out" / name, name)
    (tmp_path / "text.tar").write_text("no tar at all")
    for name in ("changed.tar", "text.tar"):
        with pytest.raises(Refused) as refused:
            read(tmp_path / name, tmp_path)
        assert refused.value.code == "backup_not_understood"


def test_the_home_folder_knows_the_last_backup_and_that_it_came_back(
    database: Database, home: Path, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from firstreply.site.commands import backup, restore
    from firstreply.store import backups

    known = []
    with tempfile.TemporaryDirectory() as folder:
        file, own = Path(folder) / "monday.tar", Path(folder) / "home"
        own.mkdir()
        monkeypatch.setenv("FIRSTREPLY_HOME", str(own))
        for url, step in (
            (database.admin, lambda: backup.command(file)),
            (target, lambda: restore.command(file)),
        ):
            monkeypatch.setenv("DATABASE_URL", url)
            step()
            known.append(backups.last(own))
    made, back = known
    assert made is not None
    assert back is not None
    assert (made.compared_at, back._replace(compared_at=None) == made) == (None, True)
    assert back.compared_at is not None
