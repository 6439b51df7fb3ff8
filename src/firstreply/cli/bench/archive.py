"""`firstreply bench archive`: from an archive to its report, beside the standard library's own readers."""

import mailbox
import os
import resource
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from email import message_from_binary_file
from email.parser import BytesHeaderParser
from email.policy import default
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any, Final, cast

from firstreply.cli.bench import material
from firstreply.cli.bench.figure import Figure
from firstreply.cli.bench.material import Material
from firstreply.cli.bench.steps import Cost, measured, ran

_SLICE: Final = 24_000_000  #: octets of the archive that the slow readers are given
_SPEED: Final = "messages per CPU-second"
SIZES: Final = (20_000, 100_000, 1_000_000)


def figures(
    data: Path | None, *, messages: int = 20_000, sizes: Sequence[int] = SIZES, runs: int = 5
) -> list[Figure]:
    """Medians of `runs` (3 where one run takes long), all in CPU seconds; names say which archive was read.

    `messages` is the size of the generated archive where the reference archives are not at hand; `sizes` those of the
    generated ones that growth is measured on.
    """
    with tempfile.TemporaryDirectory(prefix="firstreply-bench-") as folder:
        scratch = Path(folder)
        main = material.main_archive(data, scratch, messages)
        lists = material.lists_archive(data, scratch)
        return [
            *_reading(main, scratch, runs),
            *_whole(main, scratch, runs),
            *_grown(main, scratch, runs),
            *_growth(lists, scratch, sizes, min(runs, 3)),
        ]


def _reading(main: Material, scratch: Path, runs: int) -> Iterator[Figure]:
    """Scan, threads and waits, and in the same minute what the standard library needs to read the headers alone."""
    costs, peers = [], []
    for number in range(runs):
        costs.append(measured(main.path, main.options))
        if number < 3:
            peers.append(_speed(_stdlib_headers, main.path))
    ours, peer = median(cost.messages / cost.cpu_s for cost in costs), median(peers)
    part = material.slice_of(main, _SLICE, scratch)
    yield Figure(name=f"{main.name}: scan, threads and waits", value=ours, unit=_SPEED, goal=30_000)
    yield Figure(name=f"{main.name}: peer mailbox + BytesHeaderParser", value=peer, unit=_SPEED)
    yield Figure(name=f"{main.name}: times that peer", value=ours / peer, unit="times", goal=10)
    for name, reader in (("compat32", _stdlib_compat32), ("policy.default", _stdlib_default)):
        speed = median(_speed(reader, part) for _ in range(min(runs, 3)))
        yield Figure(name=f"{main.name}, first part: peer mailbox + {name}", value=speed, unit=_SPEED)
    yield _memory(main, costs)


def _whole(main: Material, scratch: Path, runs: int) -> Iterator[Figure]:
    """The command as people run it, its interpreter's start and all: first with nothing remembered, then again."""
    count = measured(main.path, main.options).messages
    asked = ("analyze", str(main.path), *main.options)
    full = (*asked, "--html", str(scratch / "report.html"), "--json")
    _command(full, Path(tempfile.mkdtemp(dir=scratch)))  # compiles what only the whole command imports
    for name, arguments in (("--html --json", full), ("--json", (*asked, "--json")), ("terminal", asked)):
        first, second = _twice(arguments, scratch, runs)
        speed = count / first
        goal = 10_000 if arguments is full else None
        yield Figure(name=f"{main.name}: analyze {name}, first run", value=speed, unit=_SPEED, goal=goal)
        yield Figure(
            name=f"{main.name}: analyze {name}, first to second run",
            value=first / second,
            unit="times",
            goal=10,
        )


def _twice(arguments: tuple[str, ...], scratch: Path, runs: int) -> tuple[float, float]:
    """CPU seconds of a first and of a second run, medians."""
    first, second = [], []
    for _ in range(runs):
        cache = Path(tempfile.mkdtemp(dir=scratch))
        first.append(_command(arguments, cache))
        second.append(_command(arguments, cache))
        shutil.rmtree(cache)
    return median(first), median(second)


def _grown(main: Material, scratch: Path, runs: int) -> Iterator[Figure]:
    """An archive that a hundredth was added to since it was read."""
    path, cache = scratch / "grown.mbox", Path(tempfile.mkdtemp(dir=scratch))
    octets = main.path.stat().st_size
    shutil.copyfile(main.path, path)
    taken = []
    for _ in range(min(runs, 3)):
        os.truncate(path, octets - octets // 100)
        arguments = ("analyze", str(path), *main.options, "--json")
        _command(arguments, cache)
        with main.path.open("rb") as source, path.open("ab") as target:
            source.seek(octets - octets // 100)
            shutil.copyfileobj(source, target)
        taken.append(_command(arguments, cache))
    yield Figure(
        name=f"{main.name}: analyze --json, 1 % appended", value=median(taken), unit="CPU-s", better="less"
    )


def _growth(lists: Material | None, scratch: Path, sizes: Sequence[int], runs: int) -> Iterator[Figure]:
    """What a message costs in archives of different sizes; the largest against the smallest."""
    each: list[float] = []
    for size in sizes:
        made = material.generated(scratch, size)
        costs = [measured(made.path, made.options) for _ in range(runs)]
        made.path.unlink()
        each.append(_microseconds(costs))
        yield _cost(made, costs)
        yield _memory(made, costs)
    yield Figure(
        name=f"generated: a message among {sizes[-1]:,} to one among {sizes[0]:,}",
        value=each[-1] / each[0],
        unit="times",
        goal=1.25,
        better="less",
    )
    if lists is not None:
        costs = [measured(lists.path, lists.options) for _ in range(runs)]
        yield _cost(lists, costs)
        yield _memory(lists, costs)


def _microseconds(costs: Sequence[Cost]) -> float:
    return median(cost.cpu_s / cost.messages * 1e6 for cost in costs)


def _cost(made: Material, costs: Sequence[Cost]) -> Figure:
    return Figure(
        name=f"{made.name}: one message", value=_microseconds(costs), unit="CPU-microseconds", better="less"
    )


def _memory(made: Material, costs: Sequence[Cost]) -> Figure:
    value = median(cost.private / cost.messages for cost in costs)
    return Figure(
        name=f"{made.name}: memory", value=value, unit="octets per message", goal=2048, better="less"
    )


def _command(arguments: Sequence[str], cache: Path) -> float:
    """CPU seconds of one run of the command line."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    ran("firstreply.cli.main", *arguments, FIRSTREPLY_CACHE=str(cache), NO_COLOR="1")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _speed(reader: Callable[[Any], object], path: Path) -> float:
    """Messages per CPU second of a standard reader that is asked for the headers threads and waits need."""
    began = process_time()
    box = mailbox.mbox(path, factory=cast(Any, reader), create=False)
    try:
        count = 0
        for message in box:
            for name in ("Message-ID", "References", "In-Reply-To", "From", "Date"):
                message.get(name)
            count += 1
        return count / (process_time() - began)
    finally:
        box.close()


def _stdlib_headers(file: Any) -> object:
    return BytesHeaderParser().parse(file)


def _stdlib_compat32(file: Any) -> object:
    return message_from_binary_file(file)


def _stdlib_default(file: Any) -> object:
    return message_from_binary_file(file, policy=default)
