"""The processes of an installation, and how one of them is started, told to end, and started again."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from firstreply.site.postgres.server import ends_with_parent

#: Parts in the order they are told to end: first who lets work in.
PARTS: Final = ("web", "live", "worker")
_FIRST_PAUSE: Final = 0.25
_LONGEST_PAUSE: Final = 2.0  #: with the time to start, work resumes within 5 s
_STEADY: Final = 10.0  #: who ran this long starts again at once


class Pause:
    """How long to wait before a start: not at all for the first, then longer and longer while it keeps failing."""

    def __init__(self) -> None:
        self.next_start = 0.0
        self._pause = 0.0
        self._started = 0.0

    def started(self, now: float) -> None:
        """It was started just now."""
        self._started = now

    def ended(self, now: float) -> float:
        """It ended; how many seconds until it may start again."""
        steady = now - self._started >= _STEADY
        self._pause = 0.0 if steady else min(max(self._pause * 2, _FIRST_PAUSE), _LONGEST_PAUSE)
        self.next_start = now + self._pause
        return self._pause


class Part:
    """One supervised process, `firstreply web` for instance."""

    def __init__(self, name: str, environment: dict[str, str]) -> None:
        self.name: Final = name
        self.pause: Final = Pause()
        self.process: subprocess.Popen[bytes] | None = None
        self._environment: Final = environment

    def start(self) -> None:
        """Start it, tied to this process: it is told to end when this one dies."""
        self.process = subprocess.Popen(  # noqa: S603 (no shell, our own words)
            command(self.name),
            stdin=subprocess.DEVNULL,
            env=os.environ | self._environment,
            start_new_session=True,  # Ctrl-C in the terminal is the supervisor's to pass on
            preexec_fn=ends_with_parent(signal.SIGTERM),
        )
        self.pause.started(time.monotonic())

    def ended(self) -> int | None:
        """Its exit code when it has ended since the last look, else None."""
        if self.process is None or self.process.poll() is None:
            return None
        code, self.process = self.process.returncode, None
        return code

    def tell(self, step: signal.Signals) -> None:
        """Signal it; a kill goes to everything it started."""
        if self.process is None or self.process.poll() is not None:
            return
        with suppress(ProcessLookupError, PermissionError):
            if step == signal.SIGKILL:
                os.killpg(self.process.pid, step)
            else:
                self.process.send_signal(step)

    def runs(self) -> bool:
        """Whether it has not ended."""
        return self.process is not None and self.process.poll() is None


def command(name: str) -> list[str]:
    """How a part is started: with this Python, from wherever this package was imported."""
    return [sys.executable, "-m", "firstreply.site.main", name]


def package_path() -> str:
    """PYTHONPATH by which a child finds the package that runs now, in front of what was given."""
    here = str(Path(__file__).parents[3])
    return os.pathsep.join(
        dict.fromkeys((here, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))))
    )
