"""Progress of reading: a bar with the time left, on a terminal only, and only once it takes a moment."""

import os
import sys
import time
from collections.abc import Sequence
from types import TracebackType
from typing import Final, Self

from firstreply.channels.email.base import Mailbox

_PATIENCE_S: Final = 0.7  #: nothing is shown before
_EVERY_S: Final = 0.1
_WIDTH: Final = 30


class Progress:
    """Called with (octets read in a mailbox, its name); knows the whole where the mailboxes are files."""

    def __init__(self, mailboxes: Sequence[Mailbox]) -> None:
        self._sizes = {mailbox.name: _size(mailbox) for mailbox in mailboxes}
        self._whole = sum(self._sizes.values())
        self._done: dict[str, int] = {}
        self._shown = False
        self._started = self._last = time.monotonic()
        self._live = sys.stderr.isatty()

    def __call__(self, octets: int, name: str) -> None:
        now = time.monotonic()
        self._done[name] = octets
        if not self._live or now - self._last < _EVERY_S or now - self._started < _PATIENCE_S:
            return
        self._last, self._shown = now, True
        sys.stderr.write(f"\r\x1b[K{self._line(now - self._started)}")
        sys.stderr.flush()

    def _line(self, seconds: float) -> str:
        done = sum(min(octets, self._sizes.get(name) or 0) for name, octets in self._done.items())
        if not self._whole or not done:
            return f"{list(self._done)[-1]}  {list(self._done.values())[-1]:,}"
        share = min(done / self._whole, 1.0)
        filled = round(share * _WIDTH)
        left = seconds * (1 - share) / share
        return (
            f"{'█' * filled}{'░' * (_WIDTH - filled)} {share:4.0%}  {done / 1e6:,.0f} MB  {left:,.0f} s left"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def _size(mailbox: Mailbox) -> int:
    """Octets of a file; 0 where only reading would tell."""
    if mailbox.kind != "mbox":
        return 0
    try:
        return os.stat(mailbox.path).st_size if hasattr(mailbox, "path") else 0
    except OSError:
        return 0
