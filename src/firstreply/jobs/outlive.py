"""Outlive: what fails inside a loop is told and tried again; neither a database that is away nor a defect ends it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from firstreply.journey.failing import away


def tell(log: Any, error: BaseException, **about: str) -> None:
    """Say what failed, and let go of a connection that may be dead."""
    connection.close()
    if away(error):
        log.warning("database away", reason=" ".join(str(error).split())[:200])
    else:
        log.error("defect", exc_info=error, **about)


@contextmanager
def outlived(log: Any, stop: threading.Event | None = None, rest_s: float = 0.0) -> Iterator[None]:
    """Whatever fails inside is told; then rest for `rest_s`, or until `stop`."""
    try:
        yield
    except Exception as error:
        tell(log, error)
        if stop is not None:
            stop.wait(rest_s)


@contextmanager
def alone(log: Any, **about: str) -> Iterator[None]:
    """What fails here for one holds up no other; a database that is away is everybody's trouble, and goes on up."""
    try:
        yield
    except Exception as error:
        if away(error):
            raise
        tell(log, error, **about)
