"""Group commit: requests that arrive together share one transaction, and nobody waits who comes alone.

There is no thread of its own. Whoever comes while nobody commits leads: it commits what is waiting, its own first,
and hands the lead to the next in line. So the first pays nothing for the others, batches grow by themselves as the
disk gets slower, and a fork has nothing to start again.
"""

import os
import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Final, Generic, TypeVar

_Item = TypeVar("_Item")
_Receipt = TypeVar("_Receipt")


class Full(Exception):  # noqa: N818 (an answer: come again)
    """Too much is waiting already; nothing of this was taken."""


class TooLate(Exception):  # noqa: N818
    """It was not on disk in time. It may get there still: nothing was promised."""


class _Entry(Generic[_Item, _Receipt]):
    __slots__ = ("answer", "done", "error", "gate", "items", "leads")

    def __init__(self, items: Sequence[_Item]) -> None:
        self.items = items
        self.answer: Sequence[_Receipt] = ()
        self.error: BaseException | None = None
        self.done = self.leads = False
        self.gate = threading.Lock()
        self.gate.acquire()


class GroupCommit(Generic[_Item, _Receipt]):
    """Commits what many threads bring. `commit` gives one receipt for each item, in order, once all are on disk."""

    def __init__(
        self,
        commit: Callable[[Sequence[_Item]], Sequence[_Receipt]],
        *,
        most: int = 256,
        room: int = 4096,
    ) -> None:
        """At most `most` items a transaction and `room` items waiting, unless one request brings more."""
        self._commit: Final = commit
        self._most: Final = most
        self._room: Final = room
        self._afresh()
        os.register_at_fork(after_in_child=self._afresh)

    def _afresh(self) -> None:
        self._lock = threading.Lock()
        self._queue: deque[_Entry[_Item, _Receipt]] = deque()
        self._waiting = 0
        self._led = False

    @property
    def waiting(self) -> int:
        """Items in line, without those that are being committed."""
        return self._waiting

    def submit(self, items: Sequence[_Item], *, within_s: float) -> Sequence[_Receipt]:
        """The receipts of these items once they are on disk. Raises Full, TooLate, and whatever `commit` raised."""
        entry: _Entry[_Item, _Receipt] = _Entry(items)
        with self._lock:
            if not self._led:
                self._led = entry.leads = True
            elif self._waiting and self._waiting + len(items) > self._room:
                raise Full
            else:
                self._queue.append(entry)
                self._waiting += len(items)
        if not entry.leads and not entry.gate.acquire(timeout=within_s):
            self._give_up(entry)
        if entry.leads:
            self._lead(entry)
        if entry.error is not None:
            raise entry.error
        return entry.answer

    def _give_up(self, entry: _Entry[_Item, _Receipt]) -> None:
        with self._lock:
            if entry.leads or entry.done:  # it was woken in this very moment
                return
            if entry in self._queue:
                self._queue.remove(entry)
                self._waiting -= len(entry.items)
        raise TooLate

    def _lead(self, first: _Entry[_Item, _Receipt]) -> None:
        """Commit one's own and what is waiting, and hand on the lead."""
        batch = self._batch(first)
        try:
            receipts = self._commit([item for entry in batch for item in entry.items])
            start = 0
            for entry in batch:
                entry.answer = receipts[start : start + len(entry.items)]
                start += len(entry.items)
        except BaseException as error:
            for entry in batch:
                entry.error = error
        heir = self._hand_on(batch)
        if heir is not None:
            heir.gate.release()
        for entry in batch[1:]:
            entry.gate.release()

    def _batch(self, first: _Entry[_Item, _Receipt]) -> list[_Entry[_Item, _Receipt]]:
        batch, count = [first], len(first.items)
        with self._lock:
            while self._queue and count + len(self._queue[0].items) <= self._most:
                batch.append(self._queue.popleft())
                count += len(batch[-1].items)
            self._waiting -= count - len(first.items)
        return batch

    def _hand_on(self, batch: list[_Entry[_Item, _Receipt]]) -> _Entry[_Item, _Receipt] | None:
        """The next in line, which leaves the line to lead; None when nobody waits."""
        with self._lock:
            for entry in batch:
                entry.done = True
            if not self._queue:
                self._led = False
                return None
            heir = self._queue.popleft()
            heir.leads = True
            self._waiting -= len(heir.items)
            return heir
