"""Statements: how many questions a page asks of the database, counted in what PostgreSQL itself writes down."""

import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import psycopg

from firstreply.cli.bench.installed.installation import Installation, within

_TRIES: Final = 3  #: workers ask as well: the least of some tries is the page's own
_PATIENCE_S: Final = 10.0
_ASKED: Final = re.compile(
    r"LOG: +(?:statement|execute [^:]*): +(?!BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|SET |SELECT 'mark )",
    re.IGNORECASE,
)
_LOGGED: Final = b"SELECT pg_read_file(pg_current_logfile(), %s, 16000000)"
_SIZE: Final = b"SELECT (pg_stat_file(pg_current_logfile())).size"
_SETTING: Final = b"SHOW log_statement"
_KEPT: Final = b"SELECT pg_current_logfile() IS NOT NULL"


class Statements:
    """Counts while it is `heard`."""

    def __init__(self, connection: "psycopg.Connection[Any]") -> None:
        self._connection = connection

    def of(self, asked: Callable[[], object]) -> int:
        """How many statements besides those that only begin and end transactions, the least of some tries."""
        asked()  # whichever process answers has heard by the end of it that its statements are written down
        return min(self._once(asked) for _ in range(_TRIES))

    def _once(self, asked: Callable[[], object]) -> int:
        start = self._one(_SIZE)
        first = self._mark()
        asked()
        last = self._mark()
        told = ""

        def written() -> bool:
            nonlocal told
            told = str(self._one(_LOGGED, start))
            return last in told

        if not within(_PATIENCE_S, written):
            raise RuntimeError("PostgreSQL does not write down what it is asked")
        return len(_ASKED.findall(told.partition(first)[2].partition(last)[0]))

    def _mark(self) -> str:
        mark = f"mark {secrets.token_hex(8)}"
        self._connection.execute(f"SELECT '{mark}'".encode())
        return mark

    def _one(self, question: bytes, *parameters: object) -> Any:
        row = self._connection.execute(question, parameters).fetchone()
        return None if row is None else row[0]


@contextmanager
def heard(running: Installation) -> Iterator[Statements | None]:
    """Let PostgreSQL write down every statement meanwhile; None where it keeps no file of its own."""
    with running.admin() as connection:
        row = connection.execute(_KEPT).fetchone()
        if row is None or not row[0]:
            yield None
            return
        connection.execute(b"ALTER SYSTEM SET log_statement = 'all'")
        connection.execute(b"SELECT pg_reload_conf()")
        try:
            if not within(_PATIENCE_S, lambda: connection.execute(_SETTING).fetchone() == ("all",)):
                raise RuntimeError("PostgreSQL does not write down what it is asked")
            yield Statements(connection)
        finally:
            connection.execute(b"ALTER SYSTEM RESET log_statement")
            connection.execute(b"SELECT pg_reload_conf()")
