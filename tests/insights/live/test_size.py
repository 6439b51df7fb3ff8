"""What the copies take and how old they are stands among the figures of the installation."""

import os
import time
from pathlib import Path

import pytest

from firstreply.insights.live.size import FOLDER, Copies, copies
from tests.insights.live.conftest import Looking, Office
from tests.postgres import Database

pytestmark = pytest.mark.postgres


def figures(home: Path) -> dict[str, float]:
    from django.test import Client, override_settings

    with override_settings(FIRSTREPLY_HOME=home):
        page = Client().get("/metrics").content.decode()
    lines = (line.rsplit(" ", 1) for line in page.splitlines() if line.startswith("firstreply_insights"))
    return {name.removeprefix("firstreply_insights_"): float(value) for name, value in lines}


def test_nothing_is_no_copy(tmp_path: Path) -> None:
    assert copies(tmp_path / "nowhere", time.time()) == Copies(0, 0, 0.0, 0.0)


def test_copies_are_counted_weighed_and_dated_without_being_opened(
    database: Database, office: Office, mirrors: Looking, tmp_path: Path
) -> None:
    assert mirrors.folder == tmp_path / FOLDER
    assert figures(tmp_path)["copies"] == 0
    office.submit({"name": "Ann", "email": "ann@a.example"})
    office.arrived()
    path = mirrors(office.organisation).path
    old = tmp_path / FOLDER / "old.0.duckdb"
    old.write_bytes(b"x" * 1000)
    old.with_name("old.0.duckdb.wal").write_bytes(b"x" * 24)
    for each in (old, old.with_name("old.0.duckdb.wal")):
        os.utime(each, (time.time() - 5000,) * 2)
    found = figures(tmp_path)
    assert found["copies"] == 2
    assert found["copies_bytes"] == path.stat().st_size + 1024
    assert 0 <= found['copy_age_seconds{copy="newest"}'] < 60
    assert 5000 <= found['copy_age_seconds{copy="oldest"}'] < 5060


def test_a_look_at_what_did_not_change_makes_a_copy_young_again(
    database: Database, office: Office, mirrors: Looking
) -> None:
    path = mirrors(office.organisation).path
    os.utime(path, (time.time() - 5000,) * 2)
    mirrors(office.organisation)
    assert copies(mirrors.folder, time.time()).oldest_s < 60
