"""Counting what is sent to the database, by whichever cursor."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def counted() -> Iterator[list[str]]:
    """Every statement of Django's connection while inside, in order: through Django's cursors and psycopg's own."""
    import psycopg
    from django.db import connection

    connection.ensure_connection()
    raw: Any = connection.connection
    seen: list[str] = []

    class Counting(type(raw)):  # type: ignore[misc]
        """The connection as it is, with an ear on it."""

        def wait(self, *args: Any, **kwargs: Any) -> Any:
            seen.append("statement")
            return super().wait(*args, **kwargs)

    before = raw.__class__
    raw.__class__ = Counting
    try:
        yield seen
    finally:
        raw.__class__ = before
        assert isinstance(raw, psycopg.Connection)
