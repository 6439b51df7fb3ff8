"""Killing: one process after the other, drawn from a seed, and how long it takes until a lead gets through again."""

import http.client
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Final

from firstreply.cli.bench.crash.watching import Watching
from firstreply.cli.bench.installed import people
from firstreply.cli.bench.installed.installation import Installation, within
from firstreply.cli.bench.installed.processes import BACKEND, POSTGRES, signalled

_PROBES: Final = 600_000_000  #: numbers of people whom nobody else brings
_PATIENCE_S: Final = 60.0
_DRAWN: Final = {"web": 4, "live": 3, "worker": 5, BACKEND: 4, "postmaster": 3, POSTGRES: 1}
_AT_ONCE: Final = 0.2  #: share of kills that do not wait until the last one is overcome


class Killing:
    """`killed` by kind; `resumed_s` from each kill to the first lead brought after it on its owner's screen."""

    def __init__(
        self,
        running: Installation,
        watching: Watching,
        *,
        kills: int,
        seed: int,
        progress: Callable[[float], None],
    ) -> None:
        self.killed: Counter[str] = Counter()
        self.resumed_s: list[float] = []
        self._running, self._watching, self._kills, self._progress = running, watching, kills, progress
        self._random = random.Random(seed)  # noqa: S311 (repeatable, protects nothing)
        # Nobody but its administrator starts a server that is not ours again; one killed backend restarts it whole.
        self._drawn = dict(_DRAWN) if not os.environ.get("DATABASE_URL") else _without_server()
        self._probes = 0

    def run(self) -> None:
        """Kill them all, as one sees in `killed` and `resumed_s` afterwards."""
        open_since: list[float] = []
        for number in range(self._kills):
            self._progress((number + 1) / self._kills)
            time.sleep(self._random.uniform(0.0, 0.5))
            self._kill()
            open_since.append(time.time())
            if number + 1 < self._kills and self._random.random() < _AT_ONCE:
                continue
            back = self._through()
            self.resumed_s += [back - at for at in open_since]
            open_since.clear()

    def _kill(self) -> None:
        kinds, weights = list(self._drawn), list(self._drawn.values())
        while True:
            kind = self._random.choices(kinds, weights)[0]
            number = self._chosen(kind)
            if number is not None and signalled([number], signal.SIGKILL):
                self.killed[kind] += 1
                return
            time.sleep(0.05)

    def _chosen(self, kind: str) -> int | None:
        """A process of that kind; of web and live also the one that keeps the others."""
        try:
            family = self._running.family()
        except Exception:  # the database is away, and it is not ours to look at
            return None
        found = family.get(POSTGRES if kind == "postmaster" else kind, [])
        found = found[:1] if kind == "postmaster" else found[1:] if kind == POSTGRES else found
        return self._random.choice(found) if found else None

    def _through(self) -> float:
        """Bring a lead until it is acknowledged, and wait until its owner sees it; when that was."""
        self._probes += 1
        name = f"Probe {self._probes:06d}"
        asked = people.inquiry(_PROBES + self._probes) | {"name": name}

        def acknowledged() -> bool:
            try:
                return self._running.call("POST", "/api/v1/inquiries", asked)[0] == 202
            except (OSError, http.client.HTTPException, ValueError):
                return False

        within(_PATIENCE_S, acknowledged)
        within(_PATIENCE_S, lambda: self._watching.shown(name) is not None)
        return self._watching.shown(name) or time.time()


def _without_server() -> Mapping[str, int]:
    return {kind: weight for kind, weight in _DRAWN.items() if kind not in ("postmaster", POSTGRES)}
