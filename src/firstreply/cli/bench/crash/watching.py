"""Watching: a screen for each person, in a thread of its own, connecting again whenever it is cut off."""

import threading
import time

from firstreply.cli.bench.installed.installation import Installation
from firstreply.cli.bench.installed.streams import Screens

ALERT = "alert.assigned"


class Watching:
    """What the screens were told of leads given to their people."""

    def __init__(self, running: Installation) -> None:
        self._screens = Screens(running.live_port)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._names: dict[str, float] = {}
        for person in running.people:
            self._screens.open(person.token)

    def __enter__(self) -> "Watching":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()
        self._screens.close()

    def shown(self, name: str) -> float | None:
        """When the lead of this name was shown to its owner, epoch seconds; None while it was not."""
        return self._names.get(name)

    def alerts(self) -> list[list[int]]:
        """Ids of the alerts, screen by screen, as they came."""
        return [[seen.id for seen in list(one.seen) if seen.kind == ALERT] for one in self._screens.all]

    @property
    def cut_off(self) -> int:
        """How often a screen lost its connection or found nobody."""
        return sum(one.cut_off for one in self._screens.all)

    @property
    def begun_anew(self) -> int:
        """How often a screen was told that what it missed is not kept."""
        return sum(one.begun_anew for one in self._screens.all)

    def _watch(self) -> None:
        read = [0] * len(self._screens.all)
        while not self._stop.is_set():
            self._screens.turn(0.05)
            for number, screen in enumerate(self._screens.all):
                for seen in screen.seen[read[number] :]:
                    if seen.kind == ALERT:
                        self._names.setdefault(seen.data["facts"]["name"], seen.at)
                read[number] = len(screen.seen)
            time.sleep(0.002)
