"""Stream: one connection from its beginning to its end."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import UTC, datetime
from typing import Final

from firstreply.web.live.event import beat, frame
from firstreply.web.live.hub import Hub
from firstreply.web.live.line import Line

RETRY: Final = b"retry: 1000\n\n"  #: milliseconds after which a browser connects again
BEAT: Final = 15.0
_BACKLOG: Final = 5_000  #: events read for one who comes back, before it is cheaper to begin anew
_BATCH: Final = 500


async def frames(hub: Hub, line: Line, resumed: int | None) -> AsyncGenerator[bytes, None]:
    """What is sent, from what was missed (after event `resumed`) to what happens, until the line is over."""
    yield RETRY
    if resumed is not None and resumed != line.since:
        async with aclosing(_missed(hub, line, resumed, line.since)) as missed:
            async for part in missed:
                yield part
    yield frame("ready", {"now": datetime.now(UTC)}, line.since)
    while not line.over:
        part = await line.next(BEAT)
        if part:
            yield part
        elif line.lost:
            yield frame("reset", {"reason": "too_slow"}, hub.last(line))
            return
        elif not line.over:
            yield beat(hub.last(line))


async def _missed(hub: Hub, line: Line, resumed: int, since: int) -> AsyncGenerator[bytes, None]:
    """Events after `resumed` up to `since`, or a single `reset` when they are not kept any more, or are too many."""
    own = line.holder.organisation
    after = resumed
    if resumed > since or (resumed and not await hub.database.known(own, resumed)):
        yield frame("reset", {"reason": "too_old"}, since)
        return
    for _ in range(_BACKLOG // _BATCH):
        events = await hub.database.after(own, after, _BATCH, since)
        shown = b"".join(event.frame() for event in events if event.is_for(line.viewer))
        if shown:
            yield shown
        if len(events) < _BATCH:
            return
        after = events[-1].id
    yield frame("reset", {"reason": "too_much"}, since)
