"""One archive through scan, threads and waits in a process of its own: what it costs in CPU time and memory.

`python -m firstreply.cli.bench.steps MBOX [--team WHO]... [--list ADDRESS]...` prints one line of JSON.
"""

import gc
import json
import os
import subprocess
import sys
from pathlib import Path
from time import process_time
from typing import Any, NamedTuple

from firstreply.channels.email.archive import Archive
from firstreply.channels.email.mbox import Mbox
from firstreply.cli import options
from firstreply.core.capture.guess_team import complete, guess
from firstreply.core.capture.kind import Capture
from firstreply.core.capture.unify import Unique, unify
from firstreply.core.mail import read as read_message
from firstreply.core.respond.waits import order
from firstreply.core.respond.waits import read as read_waits
from firstreply.core.team import Team
from firstreply.core.thread.conversation import join
from firstreply.core.thread.guess import Guesses

_NOW = 4_102_444_800  #: after every message: 2100-01-01


class Cost(NamedTuple):
    """What one run took."""

    messages: int
    waits: int
    cpu_s: float
    private: int  #: octets of memory of its own at the end, over those after importing


def measured(path: Path, told: tuple[str, ...]) -> Cost:
    """Run this module on an archive in a fresh interpreter."""
    return Cost(*json.loads(ran("firstreply.cli.bench.steps", str(path), *told)))


def ran(module: str, *arguments: str, **environment: str) -> bytes:
    """What a module of ours writes when it is run; compiled once, as an installed package is, whatever is set here."""
    settings = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, check=False, capture_output=True, env=settings | environment)  # noqa: S603
    if done.returncode:
        raise RuntimeError(f"{module} ended with {done.returncode}: {done.stderr.decode()}")
    return done.stdout


def scan_threads_waits(path: Path, team: Team | None, lists: frozenset[str]) -> tuple[int, Any]:
    """How many messages were read, and everything that was made of them, for as long as the caller holds it."""
    archive = Archive(mailboxes=[Mbox(path)])
    readings = archive.read()
    unique = unify([(readings[0].envelopes, False, False)], _NOW)

    def quoted(at: int) -> Any:
        return read_message(archive.octets(unique.envelopes[at])).quoted_head

    conversations = join(unique.envelopes, Guesses(unique.envelopes, unique.ats, quoted))
    known = (
        guess(unique.envelopes, conversations.of, [], lists)
        if team is None
        else complete(team, unique.envelopes)
    )
    seen = _seen(unique, conversations.of, Capture(known))
    waits = read_waits(seen, public_lists=frozenset(one for one in known.lists if known.is_public(one)))
    return len(readings[0].envelopes), (archive, readings, unique, conversations, seen, waits)


def _seen(unique: Unique, of: Any, capture: Capture) -> list[Any]:
    seen = [
        capture.seen(envelope, at, conversation)
        for envelope, at, conversation in zip(unique.envelopes, unique.ats, of, strict=True)
        if at is not None
    ]
    seen.sort(key=order)
    return seen


def private_memory() -> int:
    """Octets of memory of our own; the mapped archive lies in the system's cache, which takes it back at will."""
    found = 0
    for line in Path("/proc/self/smaps_rollup").read_text().splitlines():
        if line.startswith("Anonymous:"):
            found = int(line.split()[1]) * 1024
    return found


def main() -> None:
    """Measure one archive."""
    told = sys.argv[2:]
    teams = [value for option, value in zip(told[::2], told[1::2], strict=True) if option == "--team"]
    lists = [value for option, value in zip(told[::2], told[1::2], strict=True) if option == "--list"]
    team = options.given(teams, lists, None).team
    gc.collect()
    gc.disable()  # as the command does
    base, began = private_memory(), process_time()
    messages, held = scan_threads_waits(Path(sys.argv[1]), team, frozenset(lists))
    took = process_time() - began
    print(json.dumps(Cost(messages, len(held[-1]), took, private_memory() - base)))


if __name__ == "__main__":
    main()
