"""Desk: a few threads that speak to the database for the many that wait for mailboxes, each of which would hold a
connection of its own otherwise.
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from typing import Final, ParamSpec, TypeVar
from uuid import UUID

from django.db import connection

from firstreply.journey.failing import away
from firstreply.store.tenancy import acting

_Given = ParamSpec("_Given")
_Answer = TypeVar("_Answer")
_THREADS: Final = 4


class Desk:
    """Ask, and wait for the answer."""

    def __init__(self, threads: int = _THREADS) -> None:
        self._pool: Final = ThreadPoolExecutor(threads, thread_name_prefix="mailbox desk")
        self._threads: Final = threads

    def do(self, act: Callable[_Given, _Answer], *args: _Given.args, **kwargs: _Given.kwargs) -> _Answer:
        """The answer of a function that speaks to the database; raises what it raises, and RuntimeError once closed."""
        return self._pool.submit(_done, partial(act, *args, **kwargs)).result()

    def close(self) -> None:
        """Finish what was asked, and let go of the connections."""
        together = threading.Barrier(self._threads)  # so that each thread does it once

        def let_go() -> None:
            together.wait()
            connection.close()

        for one in [self._pool.submit(let_go) for _ in range(self._threads)]:
            one.result()
        self._pool.shutdown()


def _done(act: Callable[[], _Answer]) -> _Answer:
    try:
        return act()
    except Exception as error:
        if away(error):
            connection.close()
        raise


def asked(organisation: UUID, question: Callable[[], _Answer]) -> _Answer:
    """A query's answer, for one organisation."""
    with acting(organisation):
        return question()


def now() -> datetime:
    """The shell's look at the clock."""
    return datetime.now(UTC)
