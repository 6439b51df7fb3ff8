"""Heartbeat: a process says that it is alive, so that operators and screens can tell when none is."""

import os
import socket
import threading
from typing import Final

import structlog
from django.db import Error as DatabaseError
from django.db import connection

BEAT_S: Final = 2.0
_BEAT: Final = """
INSERT INTO heartbeat (process, kind, seen_at) VALUES (%s, %s, clock_timestamp())
ON CONFLICT (process) DO UPDATE SET seen_at = excluded.seen_at
"""
_FORGET: Final = "DELETE FROM heartbeat WHERE seen_at < clock_timestamp() - interval '1 day'"
_log: Final = structlog.get_logger("firstreply.jobs")


def run(stop: threading.Event, *, kind: str = "worker") -> None:
    """Say so every two seconds until `stop`. By the database's clock: machines may disagree about theirs."""
    process = f"{kind}:{socket.gethostname()}:{os.getpid()}"
    _written(_FORGET, [])
    while not stop.is_set():
        _written(_BEAT, [process, kind])
        stop.wait(BEAT_S)
    _written("DELETE FROM heartbeat WHERE process = %s", [process])
    connection.close()


def _written(statement: str, values: list[str]) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
    except DatabaseError as error:
        _log.warning("no heartbeat", reason=" ".join(str(error).split())[:200])
        connection.close()
