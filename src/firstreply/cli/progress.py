"""Progress of reading: a bar with the time left, on a terminal only, and only once it takes a moment."""

import os
import sys
import time
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Final, Self, TextIO

from firstreply.channels.email.base import Mailbox

_PATIENCE_S: Final = 0.7  #: nothing is shown before
_EVERY_S: Final = 0.1
_WIDTH: Final = 30
_CLEARED: Final = "\r\x1b[K"


class Progress:
    """Called with (octets read in a mailbox, its name); knows the whole where the mailboxes are files."""

    def __init__(
        self,
        mailboxes: Sequence[Mailbox],
        *,
        stream: TextIO | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._sizes = {mailbox.name: _size(mailbox) for mailbox in mailboxes}
        self._whole = sum(self._sizes.values())
        self._done: dict[str, int] = {}
        self._stream = stream or sys.stderr
        self._live = self._stream.isatty()
        self._shown = False
        self._clock = clock
        self._started = self._last = clock()

    def __call__(self, octets: int, name: str) -> None:
        now = self._clock()
        self._done[name] = octets
        ended = octets >= (self._sizes.get(name) or octets + 1)
        if not self._live or now - self._started < _PATIENCE_S or (now - self._last < _EVERY_S and not ended):
            return
        self._last, self._shown = now, True
        self._stream.write(f"{_CLEARED}{self._line(now - self._started)}")
        self._stream.flush()

    def _line(self, seconds: float) -> str:
        """Figures only, so that it speaks every language: share, megabytes, and minutes:seconds still to go."""
        done = sum(min(octets, self._sizes.get(name) or 0) for name, octets in self._done.items())
        if not self._whole or not done:
            name, octets = next(reversed(self._done.items()))
            return f"{name[-_WIDTH:]}  {octets:,}"
        share = min(done / self._whole, 1.0)
        filled = round(share * _WIDTH)
        minutes, rest = divmod(round(seconds * (1 - share) / share), 60)
        left = f"{minutes}:{rest:02}" if share < 1 else "…"
        return f"{'█' * filled}{'░' * (_WIDTH - filled)} {share:4.0%}  {done / 1e6:,.0f} MB  {left}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shown:
            self._stream.write(_CLEARED)
            self._stream.flush()


def _size(mailbox: Mailbox) -> int:
    """Octets of a file; 0 where only reading would tell."""
    if mailbox.kind != "mbox":
        return 0
    try:
        return os.stat(mailbox.path).st_size if hasattr(mailbox, "path") else 0
    except OSError:
        return 0
