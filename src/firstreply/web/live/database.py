"""Database: the few questions of the stream, and the one connection that listens."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final
from uuid import UUID

import psycopg
import structlog
from psycopg import sql
from psycopg_pool import AsyncConnectionPool

from firstreply.core.member import Role
from firstreply.core.sight import Viewer
from firstreply.store.queries import live
from firstreply.web.live.event import Event

CHANNEL: Final = "firstreply_live"
_AS: Final[dict[str, Any]] = {"autocommit": True, "application_name": "firstreply live"}
_END: Final = 2**63 - 1
_SOON, _LONGEST = 0.05, 1.0  # seconds between two attempts to connect
_log: Final = structlog.get_logger("firstreply.live")


class TokenFound:
    """A token that lets someone in."""

    __slots__ = ("hashed", "id", "member", "scopes")

    def __init__(self, id_: UUID, member: UUID | None, hashed: bytes, scopes: list[str]) -> None:
        self.id, self.member, self.hashed, self.scopes = id_, member, bytes(hashed), scopes


class Database:
    """Questions about one organisation each, in transactions of their own under its row-level security."""

    def __init__(self, dsn: str, *, connections: int = 4) -> None:
        self._dsn = dsn
        self._pool = AsyncConnectionPool(
            dsn, min_size=1, max_size=connections, open=False, timeout=5, kwargs=_AS
        )

    async def open(self) -> None:
        """Before the first question. Does not wait for the database to be there."""
        await self._pool.open()

    async def close(self) -> None:
        """After the last."""
        await self._pool.close()

    async def after(self, own: UUID, id_: int, most: int, upto: int = _END) -> list[Event]:
        """Events after `id_`, the oldest first."""
        rows = await self._ask(own, live.AFTER, {"after": id_, "most": most, "upto": upto})
        return [Event._make(row) for row in rows]

    async def last(self, own: UUID) -> int:
        """The newest event's id; 0 when there was none yet."""
        return int((await self._ask(own, live.LAST))[0][0])

    async def known(self, own: UUID, id_: int) -> bool:
        """Whether that event is still kept."""
        return bool((await self._ask(own, live.KNOWN, {"id": id_}))[0][0])

    async def viewers(self, own: UUID, members: Iterable[UUID]) -> dict[UUID, Viewer]:
        """Those who still work here, by their id."""
        rows = await self._ask(own, live.VIEWERS, {"members": list(members)})
        return {
            id_: Viewer(member=id_, role=Role(role), teams=frozenset(teams), manages=frozenset(manages))
            for id_, role, teams, manages in rows
        }

    async def tokens(self, own: UUID, ids: Iterable[UUID]) -> set[UUID]:
        """Those of the tokens that still let someone in."""
        rows = await self._ask(own, live.TOKENS, {"tokens": list(ids), "prefix": None})
        return {row[0] for row in rows}

    async def sessions(self, own: UUID, ids: Iterable[int]) -> set[int]:
        """Those of the sessions that have not ended."""
        rows = await self._ask(own, live.SESSIONS, {"sessions": list(ids)})
        return {row[0] for row in rows}

    async def token(self, prefix: str) -> tuple[UUID, TokenFound] | None:
        """The token with this prefix and its organisation."""
        async with self._pool.connection() as connection:
            found = await (
                await connection.execute(live.ORGANISATION_BY_PREFIX, {"prefix": prefix})
            ).fetchone()
        own: UUID | None = found[0] if found else None
        if own is None:
            return None
        rows = await self._ask(own, live.TOKENS, {"tokens": [], "prefix": prefix})
        return (own, TokenFound(*rows[0])) if rows else None

    async def listen(self, notified: Callable[[str], None], began: Callable[[], None]) -> None:
        """Until cancelled: say who was notified. `began` is called after each connection: catch up then."""
        wait = _SOON
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(self._dsn, **_AS) as connection:
                    await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(CHANNEL)))
                    wait = _SOON
                    began()
                    async for note in connection.notifies():
                        notified(note.payload)
            except psycopg.Error as error:
                _log.warning("not listening", reason=" ".join(str(error).split())[:200])
                await asyncio.sleep(wait)
                wait = min(wait * 2, _LONGEST)

    async def _ask(
        self, own: UUID, question: str, facts: Mapping[str, Any] | None = None
    ) -> list[tuple[Any, ...]]:
        """One round trip: the transaction's four statements go out together."""
        parameters = {"own": own, **(facts or {})}
        async with (
            self._pool.connection() as connection,
            connection.pipeline(),
            connection.transaction(),
            connection.cursor() as cursor,
        ):
            await connection.execute(live.ACT, parameters)
            await cursor.execute(question, parameters)
            return await cursor.fetchall()
