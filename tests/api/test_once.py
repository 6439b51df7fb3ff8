"""However often it is brought over the network, it is one inquiry of one lead."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from threading import Barrier

import httpx
import psycopg
import pytest

from tests.api.conftest import Office
from tests.journey.office import wait_until
from tests.postgres import Database

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

SERVE = """
from firstreply.site.runner import servers
from firstreply.site.settings import load
servers.web(load())
"""
SARA = {"name": "Sara", "email": "sara@acme.example", "need": "200 chairs"}


@contextmanager
def served() -> Iterator[str]:
    """The web part in a process of its own, and where it is."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {"FIRSTREPLY_PORT": str(port), "FIRSTREPLY_RATE_LIMIT": "0"}
    process = subprocess.Popen([sys.executable, "-c", SERVE], env=environment)
    url = f"http://127.0.0.1:{port}"

    def there() -> bool:
        with suppress(httpx.TransportError):
            return httpx.get(f"{url}/api/v1/openapi.json").status_code == 200
        return False

    try:
        wait_until(there, 60)
        yield url
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def test_a_hundred_parallel_posts_with_one_key_are_one_lead(office: Office, database: Database) -> None:
    from firstreply.journey import flow

    headers = {"Authorization": f"Bearer {office.token}", "Idempotency-Key": "web-4711"}
    start = Barrier(50)

    def post(url: str) -> list[httpx.Response]:
        with httpx.Client(timeout=60) as client:
            start.wait(60)
            return [client.post(f"{url}/api/v1/inquiries", json=SARA, headers=headers) for _ in range(2)]

    with served() as url, ThreadPoolExecutor(50) as pool:
        answers = [one for pair in pool.map(post, [url] * 50) for one in pair]
    assert [one.status_code for one in answers] == [202] * 100
    assert len({one.json()["id"] for one in answers}) == 1
    assert sum("idempotent-replayed" in one.headers for one in answers) == 99
    for _ in range(2):  # once more finds nothing new
        flow.arrived(office.id, now=datetime.now(UTC))
    with psycopg.connect(database.admin) as connection:
        counts = connection.execute(
            "SELECT (SELECT count(*) FROM arrival), (SELECT count(*) FROM arrival WHERE state = 'done'),"
            " (SELECT count(*) FROM lead), (SELECT count(*) FROM wait), (SELECT count(*) FROM message)"
        ).fetchone()
    assert counts == (1, 1, 1, 1, 1)
