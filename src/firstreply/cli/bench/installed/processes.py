"""The processes of a running installation, told apart by what they do, and what each kind costs (Linux)."""

import os
import signal
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Final

KINDS: Final = ("web", "live", "worker")
POSTGRES: Final = "postgres"  #: the postmaster and what it keeps for itself
BACKEND: Final = "backend"  #: what PostgreSQL runs for a connection of the product
OTHER: Final = "other"
_BACKEND: Final = b"postgres: firstreply_app "
_TICKS: Final = os.sysconf("SC_CLK_TCK")


def family(root: int) -> dict[str, list[int]]:
    """Process numbers below `root` by kind, parents first."""
    found: dict[str, list[int]] = defaultdict(list)
    line = children(root)
    while line:
        number = line.pop(0)
        if words := command_line(number):  # nothing: it is just ending
            found[_kind(words)].append(number)
        line += children(number)
    return found


def children(number: int) -> list[int]:
    """Of all threads: who starts a process from a thread is still its parent."""
    found: list[int] = []
    try:
        for task in Path(f"/proc/{number}/task").iterdir():
            found += map(int, _read(task / "children").split())
    except FileNotFoundError:  # it is just ending
        return found
    return found


def command_line(number: int) -> bytes:
    """Its words, separated by blanks; empty when it is gone."""
    return _read(Path(f"/proc/{number}/cmdline")).replace(b"\0", b" ").strip()


def parent(number: int) -> int:
    """The process that started it."""
    return int(_stat(number)[1])


def cpu_s(numbers: Iterable[int]) -> float:
    """CPU seconds that these and all children they have outlived have spent."""
    spent = 0
    for number in numbers:
        fields = _stat(number)
        spent += sum(map(int, fields[11:15])) if fields else 0
    return spent / _TICKS


def memory(numbers: Iterable[int]) -> int:
    """Octets of memory, what is shared counted once among them (PSS)."""
    total = 0
    for number in numbers:
        for line in _read(Path(f"/proc/{number}/smaps_rollup")).splitlines():
            if line.startswith(b"Pss:"):
                total += int(line.split()[1]) * 1024
    return total


def signalled(numbers: Iterable[int], step: signal.Signals) -> int:
    """Signal those that are still there; how many were."""
    there = 0
    for number in numbers:
        try:
            os.kill(number, step)
        except ProcessLookupError:
            continue
        there += 1
    return there


def _kind(line: bytes) -> str:
    words = line.split()
    if line.startswith(_BACKEND):
        return BACKEND
    if line.startswith(b"postgres:") or (words and words[0].endswith(b"/postgres")):
        return POSTGRES
    last = words[-1].decode("utf-8", "replace") if words else ""
    return last if last in KINDS and b"firstreply" in line else OTHER


def _stat(number: int) -> list[bytes]:
    """The fields of /proc/N/stat after the name, which may hold blanks: state first, then the parent."""
    return _read(Path(f"/proc/{number}/stat")).rpartition(b")")[2].split()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
