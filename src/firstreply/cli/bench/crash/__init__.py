"""`firstreply bench crash`: whatever is killed, nothing acknowledged is lost, nothing is done twice, all goes on soon.

Inquiries come in one by one, in bulk and from an archive, spread over all kills; whoever brings them tries again as a
real program does. Which process is killed when is drawn from a seed.
"""

import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from firstreply.cli.bench.crash.accounts import Books, accounts, settled
from firstreply.cli.bench.crash.bringing import Bringing
from firstreply.cli.bench.crash.killing import Killing
from firstreply.cli.bench.crash.receiver import Receiver
from firstreply.cli.bench.crash.watching import Watching
from firstreply.cli.bench.figure import Figure
from firstreply.cli.bench.installed.installation import installation

_PEOPLE = 5
_PATIENCE_S = 600.0


def figures(
    data: Path | None = None, *, kills: int = 200, inquiries: int = 10_000, seed: int = 1
) -> list[Figure]:
    """At least `kills` SIGKILLs while `inquiries` come in. Every figure with the goal 0 is a law."""
    begun = time.monotonic()
    with installation(people=_PEOPLE) as running, Receiver() as receiver, Watching(running) as watching:
        receiver.subscribe(running)
        bringing = Bringing(running, inquiries)
        killing = Killing(running, watching, kills=kills, seed=seed, progress=bringing.allow)
        with ThreadPoolExecutor(len(bringing.ways())) as pool:
            ways = [pool.submit(way) for way in bringing.ways()]
            try:
                killing.run()
                bringing.allow(1.0)
                for way in ways:
                    way.result(_PATIENCE_S)
            finally:
                bringing.over.set()
        settled(running, watching)
        taken = time.monotonic() - begun
        books = Books(running=running, bringing=bringing, watching=watching, receiver=receiver)
        return [*_killed(killing, bringing, taken), *accounts(books)]


def _killed(killing: Killing, bringing: Bringing, taken: float) -> Iterator[Figure]:
    for kind, count in sorted(killing.killed.items()):
        yield Figure(name=f"killed: {kind}", value=count, unit="processes")
    yield Figure(name="killed: firstreply import", value=bringing.imports_killed, unit="processes")
    times = sorted(killing.resumed_s)
    for share, goal in ((0.5, None), (0.99, 15.0), (1.0, None)):
        value = times[min(int(share * len(times)), len(times) - 1)]
        yield Figure(
            name=f"kill to a lead on its owner's screen, p{share * 100:g}",
            value=value,
            unit="s",
            goal=goal,
            better="less",
        )
    for status, count in sorted(bringing.answers.items()):
        yield Figure(name=f"answers with {status or 'a broken connection'}", value=count, unit="requests")
    yield Figure(name="taken", value=taken, unit="s", better="less")
    yield Figure(name="load average", value=os.getloadavg()[0], unit="processes", better="less")
