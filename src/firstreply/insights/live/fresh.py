"""Fresh: the copies of this process, each looked after when it is asked: at most ten seconds old, or being made."""

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Final
from uuid import UUID

import duckdb

from firstreply.insights.live.clocks import Clocks
from firstreply.insights.live.feed import fill, follow
from firstreply.insights.live.file import Mirror, opened
from firstreply.store.queries.mirror import FOLLOWED, Snapshot, snapshot

OLD_S: Final = 10.0
PATIENCE_S: Final = 2.0
_OPEN: Final = 8  #: copies that one process keeps open
_log = logging.getLogger(__name__)


class Mirrors:
    """The copies of one process, in `folder`, of the database that `dsn` names."""

    def __init__(self, folder: Path, dsn: str) -> None:
        self.folder = folder
        self._dsn = dsn
        self._open: dict[UUID, Mirror] = {}
        self._lock = threading.Lock()
        self._lookers = threading.BoundedSemaphore(2)

    def current(self, organisation: UUID, *, patience_s: float = PATIENCE_S, old_s: float = OLD_S) -> Mirror:
        """The copy of an organisation. One that is older than `old_s` is looked after by a thread of its own; that is
        waited for no longer than `patience_s`: then what is there must do, if there is anything.
        """
        mirror = self._mirror(organisation)
        if monotonic() - mirror.looked < old_s:
            return mirror
        done = threading.Event()
        threading.Thread(
            target=self._looked, args=(mirror, monotonic() - old_s, done), name="mirror", daemon=True
        ).start()
        done.wait(patience_s)
        return mirror

    def close(self) -> None:
        """Give all files back."""
        with self._lock:
            for one in self._open.values():
                with one.looking:
                    one.close()
            self._open.clear()

    def _mirror(self, organisation: UUID) -> Mirror:
        with self._lock:
            found = self._open.get(organisation)
            if found is not None and not found.there and found.looking.acquire(blocking=False):
                found.close()
                found.looking.release()
                found = None
            if found is None:
                self._make_room()
                found = self._open[organisation] = opened(self.folder, organisation)
            found.used = monotonic()
            return found

    def _make_room(self) -> None:
        """Close what was not asked for longest."""
        while len(self._open) >= _OPEN:
            last = min(self._open.values(), key=lambda one: one.used)
            with last.looking:
                last.close()
            del self._open[last.organisation]

    def _looked(self, mirror: Mirror, since: float, done: threading.Event) -> None:
        try:
            # Whoever comes while another looks waits for that one, and looks again only if it began too early.
            with self._lookers, mirror.looking:
                if mirror.looked < since:
                    began = monotonic()
                    with snapshot(self._dsn, mirror.organisation) as rows:
                        look(mirror, rows)
                    mirror.looked = began
        except Exception:
            _log.exception("the copy for insights could not be brought up to date")
        finally:
            done.set()


def look(mirror: Mirror, rows: Snapshot) -> int | None:
    """Bring a copy up to what `rows` shows: how many rows came, None when it was made anew."""
    standing = rows.standing()
    with mirror.reading() as into:
        try:
            settled = Clocks(standing).settled
            if _goes_on(mirror, rows) and settled == mirror.settled:
                assert mirror.mark is not None
                count: int | None = follow(into, rows, mirror.mark, standing)
            else:
                fill(into, rows, _teller(mirror))
                count = None
        except BaseException:
            _undone(into)
            raise
        mirror.turn(rows.mark, standing, settled)
        with suppress(duckdb.Error):  # while somebody reads: the next look will do
            into.execute("CHECKPOINT")
    return count


def _goes_on(mirror: Mirror, rows: Snapshot) -> bool:
    """Whether what is new can be told from what is there: the same database, and not an earlier state of it, nor one
    from so long ago that what was deleted since is forgotten.
    """
    mark, now = mirror.mark, rows.mark
    if mark is None or mark.place != now.place or mark.high > now.high:
        return False
    return now.at - mark.at < FOLLOWED.total_seconds()


def _teller(mirror: Mirror) -> Callable[[int, int], None]:
    mirror.done, mirror.total, mirror.began = 0, 0, monotonic()

    def told(done: int, total: int) -> None:
        mirror.done, mirror.total = done, total

    return told


def _undone(into: duckdb.DuckDBPyConnection) -> None:
    with suppress(duckdb.Error):  # it may be the transaction that failed
        into.execute("ROLLBACK")
