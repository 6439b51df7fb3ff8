"""The file: one copy of one organisation, in the hands of one process. It may be deleted at any time.

A process that finds a file in other hands takes the next one. A lock beside it tells, taken before the file is touched:
DuckDB locks what it has open too, but one that is only being made looks torn to the next who comes.
"""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Final, NamedTuple
from uuid import UUID

import duckdb

from firstreply.insights.live.schema import TABLES, VERSION
from firstreply.store.queries.mirror import Mark, Standing

_SLOTS: Final = 64
_TURNS: Final = 5_000  #: looks at which state it is in, while another one comes
_TURN_S: Final = 0.002
_TELLING: Final = 0.02  #: of the first fill, from which on the rest can be told
_MARK: Final = "SELECT low, high, instant, place FROM mirror"
_CONFIG: Final[dict[str, Any]] = {"threads": 2, "memory_limit": "1536MB", "preserve_insertion_order": True}


class State(NamedTuple):
    """What a copy is at a mark, and what was found in it."""

    mark: Mark
    standing: Standing
    kept: dict[Any, Any]


@dataclass(slots=True, eq=False)
class Mirror:
    """One copy, open. Reading takes a cursor of its own; only the looker writes."""

    organisation: UUID
    path: Path
    connection: duckdb.DuckDBPyConnection
    inode: int | None
    lock: int | None = None  #: descriptor, held as long as the file is open
    mark: Mark | None = None  #: None: nothing in it yet
    settled: str = ""  #: what its rows were worked out with
    standing: Standing | None = None
    done: int = 0  #: rows of the first fill
    total: int = 0
    began: float = 0.0  #: when that was begun, by this process's own clock
    looked: float = -1e9  #: when it was looked for what is new, by this process's own clock
    used: float = field(default_factory=monotonic)
    looking: threading.Lock = field(default_factory=threading.Lock)
    kept: dict[Any, Any] = field(default_factory=dict)  #: answers of this mark
    choices: dict[Any, Any] = field(default_factory=dict)  #: what filters offer, by who looks

    @contextmanager
    def reading(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection of one's own for one question."""
        with closing(self.connection.cursor()) as cursor:
            yield cursor

    @contextmanager
    def still(self) -> Iterator[tuple[State, duckdb.DuckDBPyConnection] | None]:
        """A connection to one state, whatever is taken in meanwhile; None while there is nothing in it."""
        with self.reading() as cursor:
            for _ in range(_TURNS):
                state = self._state()
                if state is None:
                    yield None
                    return
                cursor.begin()
                try:
                    if cursor.execute(_MARK).fetchall() == [tuple(state.mark)]:
                        yield state, cursor
                        return
                finally:
                    cursor.rollback()
                sleep(_TURN_S)
        raise RuntimeError(f"{self.path} is in no state that is known")

    def turn(self, mark: Mark, standing: Standing, settled: str) -> None:
        """Another state is there from now on."""
        self.standing, self.settled, self.kept = standing, settled, {}
        self.mark = mark  # the last: who reads it reads it first

    def _state(self) -> State | None:
        mark = self.mark
        return None if mark is None or self.standing is None else State(mark, self.standing, self.kept)

    @property
    def share(self) -> float:
        """How far the first fill is."""
        return self.done / self.total if self.total else 0.0

    def left_s(self, now: float) -> float | None:
        """How many seconds it will take from now (by this process's own clock), if it goes on as it went; None while
        too little of it is done to tell.
        """
        return (now - self.began) * (1 - self.share) / self.share if self.share >= _TELLING else None

    @property
    def there(self) -> bool:
        """Whether its file is still the one that was opened."""
        return self.inode is not None and self.inode == _inode(self.path)

    def close(self) -> None:
        """Give file and memory back; whoever still reads ends first."""
        lock, self.lock = self.lock, None
        try:
            self.connection.close()
        finally:
            if lock is not None:
                os.close(lock)


def opened(folder: Path, organisation: UUID) -> Mirror:
    """A copy that is in nobody else's hands, made when there is none."""
    folder.mkdir(mode=0o700, exist_ok=True)
    for slot in range(_SLOTS):
        path = folder / f"{organisation}.{slot}.duckdb"
        lock = _held(path.with_suffix(".lock"))
        if lock is None:
            continue
        try:
            return _ours(path, organisation, lock)
        except BaseException as error:
            os.close(lock)
            if not _is_in_use(error):
                raise
    raise OSError(f"{_SLOTS} processes hold a copy of {organisation}")


def _held(path: Path) -> int | None:
    """A lock that ends with this process or with its descriptor; None when somebody else has it."""
    lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(lock)
        if isinstance(error, BlockingIOError):
            return None
        raise
    return lock


def _ours(path: Path, organisation: UUID, lock: int) -> Mirror:
    """The copy at a path that nobody else makes; one that is torn, or of another DuckDB, is made anew."""
    try:
        return _open(path, organisation, lock)
    except duckdb.Error as error:
        if _is_in_use(error):
            raise
        _forget(path)
        return _open(path, organisation, lock)


def _is_in_use(error: BaseException) -> bool:
    """Whether DuckDB found it open elsewhere: a reader that has not ended, or somebody's own tool."""
    return isinstance(error, duckdb.IOException) and "lock" in str(error)


def _open(path: Path, organisation: UUID, lock: int) -> Mirror:
    connection = duckdb.connect(str(path), config=_CONFIG | {"temp_directory": f"{path}.tmp"})
    try:
        mark, settled = _marked(connection)
    except duckdb.Error:
        mark, settled = None, ""
    with suppress(OSError):
        path.chmod(0o600)
    return Mirror(
        organisation=organisation,
        path=path,
        connection=connection,
        inode=_inode(path),
        lock=lock,
        mark=mark,
        settled=settled,
    )


def _marked(connection: duckdb.DuckDBPyConnection) -> tuple[Mark | None, str]:
    """How far a file got; nothing for one of other tables than ours."""
    rows = connection.execute("SELECT version, low, high, instant, place, settled FROM mirror").fetchall()
    there = {each[0] for each in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    if len(rows) != 1 or rows[0][0] != VERSION or not set(TABLES) <= there:
        return None, ""
    return Mark(*rows[0][1:5]), rows[0][5]


def _inode(path: Path) -> int | None:
    try:
        return path.stat().st_ino
    except OSError:
        return None


def _forget(path: Path) -> None:
    for each in (path, path.with_name(f"{path.name}.wal")):
        with suppress(OSError):
            each.unlink()
