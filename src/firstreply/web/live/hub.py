"""Hub: everyone who is connected, and one look at the table for all of an organisation's screens together."""

import asyncio
from collections import Counter
from typing import Final
from uuid import UUID

import psycopg
import structlog
from psycopg_pool import PoolTimeout

from firstreply.core.member import Role
from firstreply.core.refusal import Refused
from firstreply.core.sight import Viewer
from firstreply.store.ticket import Pass
from firstreply.web.live.database import Database
from firstreply.web.live.line import Line

CHECKED: Final = 3.0  #: seconds after which it is asked again who may see what
MOST: Final = 5_000  #: connections of one process
MOST_OF_ONE: Final = 50  #: connections of one member or program
_BATCH: Final = 500
_log: Final = structlog.get_logger("firstreply.live")
_AWAY: Final = (psycopg.Error, PoolTimeout, OSError)


class _Room:
    """One organisation's screens. `last` is the newest event that they were sent, or need not be."""

    __slots__ = ("dirty", "last", "lines", "own", "pumping", "ready")

    def __init__(self, own: UUID) -> None:
        self.own: Final = own
        self.last = 0
        self.lines: set[Line] = set()
        self.dirty = True
        self.ready = False
        self.pumping: asyncio.Task[None] | None = None

    def begin(self, last: int) -> None:
        """From here on; for all who came while that was asked. Only the first answer counts."""
        if self.ready:
            return
        self.ready, self.last = True, last
        for line in self.lines:
            line.since = last


class Hub:
    """Takes notifications, reads what is new once, hands it to the lines that may see it."""

    def __init__(self, database: Database) -> None:
        self.database: Final = database
        self.listening = False
        self.ending = False
        self._rooms: dict[UUID, _Room] = {}
        self._holders: Counter[tuple[UUID, UUID | None]] = Counter()
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def connected(self) -> int:
        """How many screens."""
        return self._holders.total()

    async def start(self) -> None:
        """Begin to listen."""
        await self.database.open()
        self._tasks = [
            asyncio.create_task(self.database.listen(self._notified, self._catch_up)),
            asyncio.create_task(self._check_for_ever()),
        ]

    def end(self) -> None:
        """End every line; nobody joins any more."""
        self.ending = True
        for room in self._rooms.values():
            for line in room.lines:
                line.end()

    async def stop(self) -> None:
        """End every line, then the connections to the database."""
        self.end()
        tasks = [*self._tasks, *(room.pumping for room in self._rooms.values() if room.pumping)]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.database.close()

    async def join(self, holder: Pass) -> Line:
        """A line that gets every event after its `since`. Refused: live_full, live_too_many, member_left."""
        if self.ending or self.connected >= MOST:
            raise Refused("live_full", most=MOST)
        if self._holders[_key(holder)] >= MOST_OF_ONE:
            raise Refused("live_too_many", most=MOST_OF_ONE)
        line = Line(holder, await self._viewer(holder))
        room = self._rooms.setdefault(holder.organisation, _Room(holder.organisation))
        room.lines.add(line)
        self._holders[_key(holder)] += 1
        line.since = room.last
        try:
            if not room.ready:
                room.begin(await self.database.last(room.own))
        except BaseException:
            self.leave(line)
            raise
        self._pump(room)
        return line

    def leave(self, line: Line) -> None:
        """The screen is gone."""
        key = _key(line.holder)
        room = self._rooms.get(line.holder.organisation)
        if room is None or line not in room.lines:
            return
        room.lines.discard(line)
        self._holders[key] -= 1
        if self._holders[key] <= 0:
            del self._holders[key]
        if not room.lines:
            del self._rooms[room.own]

    def last(self, line: Line) -> int:
        """The newest event that this line was offered."""
        room = self._rooms.get(line.holder.organisation)
        return room.last if room else 0

    def _notified(self, payload: str) -> None:
        try:
            room = self._rooms.get(UUID(payload))
        except ValueError:
            return
        if room:
            room.dirty = True
            self._pump(room)

    def _catch_up(self) -> None:
        self.listening = True
        for room in self._rooms.values():
            room.dirty = True
            self._pump(room)

    def _pump(self, room: _Room) -> None:
        if room.ready and room.dirty and (room.pumping is None or room.pumping.done()):
            room.pumping = asyncio.create_task(self._pumped(room))

    async def _pumped(self, room: _Room) -> None:
        """Read and hand out until nothing is new. Away: again in a moment; nothing is skipped."""
        while room.dirty and room.lines:
            room.dirty = False
            try:
                events = await self.database.after(room.own, room.last, _BATCH)
            except _AWAY as error:
                _log.warning("database away", reason=" ".join(str(error).split())[:200])
                room.dirty = True
                await asyncio.sleep(0.2)
                continue
            for event in events:
                frame = event.frame()
                for line in room.lines:
                    if event.is_for(line.viewer):
                        line.push(frame)
                room.last = event.id
            room.dirty = room.dirty or len(events) == _BATCH

    async def _viewer(self, holder: Pass) -> Viewer:
        if holder.member is None:
            return Viewer(member=None, role=Role.ADMIN)
        found = await self.database.viewers(holder.organisation, [holder.member])
        if holder.member not in found:
            raise Refused("member_left")
        return found[holder.member]

    async def _check_for_ever(self) -> None:
        while True:
            await asyncio.sleep(CHECKED)
            for room in list(self._rooms.values()):
                try:
                    await self._check(room)
                except _AWAY as error:
                    _log.warning("database away", reason=" ".join(str(error).split())[:200])
                    break

    async def _check(self, room: _Room) -> None:
        """Who may no longer listen is cut off; who may see something else does so from the next event on."""
        lines = list(room.lines)
        members = {line.holder.member for line in lines if line.holder.member}
        tokens = {line.holder.token for line in lines if line.holder.token}
        sessions = {line.holder.session for line in lines if line.holder.session}
        viewers = await self.database.viewers(room.own, members) if members else {}
        valid = await self.database.tokens(room.own, tokens) if tokens else set()
        lasting = await self.database.sessions(room.own, sessions) if sessions else set()
        for line in lines:
            holder = line.holder
            if (
                (holder.token and holder.token not in valid)
                or (holder.session and holder.session not in lasting)
                or (holder.member and holder.member not in viewers)
            ):
                line.end()
            elif holder.member:
                line.viewer = viewers[holder.member]
        room.dirty = True  # a notification that was missed is made up for
        self._pump(room)


def _key(holder: Pass) -> tuple[UUID, UUID | None]:
    return holder.organisation, holder.member or holder.token
