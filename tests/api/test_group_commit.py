"""Group commit: who comes alone waits for nobody, who comes together shares, and nobody is told too soon."""

import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from firstreply.api.group_commit import Full, GroupCommit, TooLate

SOON = 20.0


class Disk:
    """A disk that can be held up; remembers each transaction."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.open.set()
        self.begun = threading.Semaphore(0)
        self.transactions: list[list[int]] = []
        self.broken: Exception | None = None

    def commit(self, items: Sequence[int]) -> list[str]:
        self.begun.release()
        assert self.open.wait(SOON)
        if self.broken:
            raise self.broken
        self.transactions.append(list(items))
        return [f"r{item}" for item in items]


def waiting(group: "GroupCommit[int, str]", count: int) -> None:
    """Until so many items wait in line."""
    deadline = threading.Event()
    for _ in range(int(SOON / 0.005)):
        if group.waiting == count:
            return
        deadline.wait(0.005)
    raise AssertionError(f"{group.waiting} are waiting, not {count}")


def test_who_comes_alone_commits_alone() -> None:
    disk = Disk()
    group = GroupCommit(disk.commit)
    assert [list(group.submit([n], within_s=SOON)) for n in range(3)] == [["r0"], ["r1"], ["r2"]]
    assert disk.transactions == [[0], [1], [2]]


def test_who_comes_while_another_commits_shares_the_next_transaction() -> None:
    disk = Disk()
    disk.open.clear()
    group = GroupCommit(disk.commit)
    with ThreadPoolExecutor(10) as pool:
        first = pool.submit(group.submit, [0], within_s=SOON)
        assert disk.begun.acquire(timeout=SOON)
        others = []
        for n in range(1, 9):
            others.append(pool.submit(group.submit, [n, -n], within_s=SOON))
            waiting(group, 2 * n)
        disk.open.set()
        assert list(first.result()) == ["r0"]
        assert [list(one.result()) for one in others] == [[f"r{n}", f"r-{n}"] for n in range(1, 9)]
    assert [len(one) for one in disk.transactions] == [1, 16]


def test_a_transaction_is_no_larger_than_allowed_unless_one_request_is() -> None:
    disk = Disk()
    disk.open.clear()
    group = GroupCommit(disk.commit, most=4)
    with ThreadPoolExecutor(10) as pool:
        futures = [pool.submit(group.submit, [0], within_s=SOON)]
        assert disk.begun.acquire(timeout=SOON)
        for n, size in enumerate([3, 3, 9, 1], start=1):
            before = group.waiting
            futures.append(pool.submit(group.submit, [n] * size, within_s=SOON))
            waiting(group, before + size)
        disk.open.set()
        assert [len(one.result()) for one in futures] == [1, 3, 3, 9, 1]
    assert disk.transactions == [[0], [1] * 3, [2] * 3, [3] * 9, [4]]


def test_what_finds_no_room_is_refused_and_not_taken() -> None:
    disk = Disk()
    disk.open.clear()
    group = GroupCommit(disk.commit, room=2)
    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(group.submit, [0], within_s=SOON)
        assert disk.begun.acquire(timeout=SOON)
        second = pool.submit(group.submit, [1, 2], within_s=SOON)
        waiting(group, 2)
        with pytest.raises(Full):
            group.submit([3], within_s=SOON)
        disk.open.set()
        assert [list(first.result()), list(second.result())] == [["r0"], ["r1", "r2"]]
    assert disk.transactions == [[0], [1, 2]]


def test_who_waits_too_long_leaves_the_line() -> None:
    disk = Disk()
    disk.open.clear()
    group = GroupCommit(disk.commit)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(group.submit, [0], within_s=SOON)
        assert disk.begun.acquire(timeout=SOON)
        with pytest.raises(TooLate):
            group.submit([1], within_s=0.02)
        disk.open.set()
        assert list(first.result()) == ["r0"]
    assert list(group.submit([2], within_s=SOON)) == ["r2"]
    assert disk.transactions == [[0], [2]]


def test_a_broken_disk_is_told_to_all_and_the_next_may_try() -> None:
    disk = Disk()
    disk.broken = OSError("gone")
    group = GroupCommit(disk.commit)
    with ThreadPoolExecutor(8) as pool:
        futures = [pool.submit(group.submit, [n], within_s=SOON) for n in range(8)]
        assert {str(one.exception()) for one in futures} == {"gone"}
    disk.broken = None
    assert list(group.submit([9], within_s=SOON)) == ["r9"]


def test_every_receipt_goes_to_whom_it_belongs() -> None:
    disk = Disk()
    group = GroupCommit(disk.commit, most=16)
    with ThreadPoolExecutor(16) as pool:
        futures = {n: pool.submit(group.submit, [n], within_s=SOON) for n in range(3000)}
        assert {n: list(one.result()) for n, one in futures.items()} == {n: [f"r{n}"] for n in range(3000)}
    assert sorted(item for one in disk.transactions for item in one) == list(range(3000))


def test_a_forked_process_begins_with_an_empty_line() -> None:
    disk = Disk()
    disk.open.clear()
    group = GroupCommit(disk.commit)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(group.submit, [0], within_s=SOON)
        assert disk.begun.acquire(timeout=SOON)
        child = os.fork()
        if not child:
            disk.open.set()
            os._exit(0 if list(group.submit([1], within_s=SOON)) == ["r1"] else 1)
        assert os.waitpid(child, 0)[1] == 0
        disk.open.set()
        assert list(first.result()) == ["r0"]
