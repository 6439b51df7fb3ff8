"""Setup: one key, one organisation, ready for its first lead."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from tests.postgres import Database

pytestmark = pytest.mark.postgres
WANTED = {"name": "Acme", "email": "olga@acme.example"}


@pytest.fixture
def key(database: Database, tmp_path: Path) -> Iterator[Path]:
    from django.test import override_settings

    path = tmp_path / "setup-key"
    path.write_text("the-key\n")
    with override_settings(FIRSTREPLY_SETUP_KEY_FILE=path, FIRSTREPLY_RATE_LIMIT=0):
        yield path


def setup(body: Any, key: str = "the-key") -> Any:
    from django.db import connection
    from django.test import Client

    try:
        headers = {"Authorization": f"Bearer {key}"}
        return Client().post("/api/v1/setup", body, content_type="application/json", headers=headers)
    finally:
        connection.close()


def test_key_makes_an_organisation_that_takes_a_lead_at_once(key: Path) -> None:
    from django.test import Client

    response = setup(WANTED)
    assert response.status_code == 201
    headers = {"Authorization": f"Bearer {response.json()['token']}"}
    me = Client().get("/api/v1/me", headers=headers).json()
    assert me["member"]["name"] == "olga"
    taken = Client().post(
        "/api/v1/inquiries", {"name": "S"}, content_type="application/json", headers=headers
    )
    assert taken.status_code == 202


def test_key_works_once(key: Path) -> None:
    assert [setup(WANTED).status_code, setup(WANTED).status_code] == [201, 401]
    assert list(key.parent.iterdir()) == []


def test_key_works_once_for_two_at_once(key: Path) -> None:
    start = Barrier(8)

    def at_once(_: int) -> int:
        start.wait()
        return int(setup(WANTED).status_code)

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(at_once, range(8))) == [201] + [401] * 7


@pytest.mark.parametrize("given", ["x", "the-ke", "the-key-", "fr_aaaaaaaaaa_" + "A" * 43])
def test_wrong_key_makes_nothing(key: Path, given: str) -> None:
    response = setup(WANTED, given)
    assert (response.status_code, response.json()["code"]) == (401, "setup_key_wrong")
    assert key.read_text() == "the-key\n"


def test_refused_setup_leaves_the_key(key: Path) -> None:
    response = setup(WANTED | {"zone": "Mars/Base", "x": 1})
    assert (response.status_code, {one["field"] for one in response.json()["errors"]}) == (422, {"zone", "x"})
    assert setup(WANTED).status_code == 201
