"""The worker: one process whose threads do all that nobody waits for. Any number of them on any number of machines."""

import gc
import threading
from collections.abc import Callable
from typing import Final

import structlog

from firstreply.jobs import arrivals, deliver, digests, due, fetching, heartbeat, long, mailboxes, tidy, watch

Loop = Callable[[threading.Event], None]

LOOPS: Final[dict[str, Loop]] = {
    "arrivals": arrivals.run,
    "due": due.run,
    "deliver": deliver.run,
    "long": long.run,
    "fetching": fetching.run,
    "watch": watch.run,
    "digests": digests.run,
    "tidy": tidy.run,
    "mailboxes": mailboxes.run,
    "heartbeat": heartbeat.run,
}
#: Batches make many objects that die together; looking through them ever again costs a fifth of the time.
_COLLECT_AFTER: Final = (50_000, 20, 100)
_log: Final = structlog.get_logger("firstreply.jobs")


def run(stop: threading.Event) -> None:
    """Work until `stop`, then finish what has begun.

    Raises SystemExit(1) when a loop ended by itself: whoever supervises this process starts another one.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_COLLECT_AFTER)
    if dead := work(LOOPS, stop):
        _log.error("worker ends", because_of=dead)
        raise SystemExit(1)


def work(loops: dict[str, Loop], stop: threading.Event) -> list[str]:
    """Run each loop in a thread of its own; the names of those that ended before they were told to."""
    dead: list[str] = []
    threads = [
        threading.Thread(target=_kept, args=(name, loop, stop, dead), name=name)
        for name, loop in loops.items()
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return dead


def _kept(name: str, loop: Loop, stop: threading.Event, dead: list[str]) -> None:
    try:
        loop(stop)
    except BaseException as error:
        _log.error("loop failed", loop=name, exc_info=error)
    if not stop.is_set():
        dead.append(name)
        stop.set()
