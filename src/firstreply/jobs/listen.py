"""Listen: be woken when a transaction that matters has committed. Only a wake-up: who misses it finds it by looking."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import psycopg
import structlog
from django.conf import settings

_given: Final[Any] = settings  # their names are made when they are loaded: no type checker knows them
_LOOK: Final = 0.5  #: seconds between two looks at `stop`
_log: Final = structlog.get_logger("firstreply.jobs")


@contextmanager
def listening(channel: str, wake: threading.Event, stop: threading.Event) -> Iterator[None]:
    """Set `wake` whenever the channel is notified, and after each reconnection, for something may have been missed."""
    over = threading.Event()
    thread = threading.Thread(
        target=_listen, args=(channel, wake, stop, over), name=f"listen {channel}", daemon=True
    )
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(5)


def _listen(channel: str, wake: threading.Event, stop: threading.Event, over: threading.Event) -> None:
    while not (over.is_set() or stop.is_set()):
        try:
            with psycopg.connect(_given.FIRSTREPLY_DSN, autocommit=True) as connection:
                connection.execute(psycopg.sql.SQL("LISTEN {}").format(psycopg.sql.Identifier(channel)))
                wake.set()
                while not (over.is_set() or stop.is_set()):
                    for _ in connection.notifies(timeout=_LOOK, stop_after=1):
                        wake.set()
        except psycopg.Error as error:
            _log.warning("not listening", channel=channel, reason=" ".join(str(error).split())[:200])
            over.wait(_LOOK)
