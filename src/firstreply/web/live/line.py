"""Line: one connected screen and what it has still to be sent."""

import asyncio
from collections import deque
from typing import Final

from firstreply.core.sight import Viewer
from firstreply.store.ticket import Pass

#: Frames that wait for a slow screen before it is told to begin anew: more than two reads of the hub bring at once.
LONGEST: Final = 1100


class Line:
    """What the hub writes to and one connection reads from; both in one event loop."""

    __slots__ = ("_frames", "_news", "holder", "lost", "over", "since", "viewer")

    def __init__(self, holder: Pass, viewer: Viewer) -> None:
        self.holder: Final = holder
        self.viewer = viewer
        self.lost = False  #: frames were thrown away: the screen must begin anew
        self.since = 0  #: the event after which it begins
        self.over = False  #: nothing comes any more
        self._frames: deque[bytes] = deque()
        self._news = asyncio.Event()

    def push(self, frame: bytes) -> None:
        """Send this when its turn comes."""
        if self.lost or self.over:
            return
        if len(self._frames) >= LONGEST:
            self.lost = True
            self._frames.clear()
        else:
            self._frames.append(frame)
        self._news.set()

    def end(self) -> None:
        """Let the connection end."""
        self.over = True
        self._news.set()

    async def next(self, seconds: float) -> bytes:
        """All frames that wait, as soon as there is one; nothing after `seconds`, or when it is over or lost."""
        if not self._news.is_set():
            try:
                async with asyncio.timeout(seconds):
                    await self._news.wait()
            except TimeoutError:
                if not self._news.is_set():  # else a frame came while the timeout was on its way
                    return b""
        self._news.clear()
        if self.lost or self.over:
            self._news.set()
        frames = b"".join(self._frames)
        self._frames.clear()
        return frames
