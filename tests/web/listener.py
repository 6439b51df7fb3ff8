"""Screens of the test: connections to the live stream, in this process by ASGI, reading as an EventSource does."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, NamedTuple
from uuid import UUID


class Heard(NamedTuple):
    """One event."""

    id: int
    kind: str
    data: Any


class Screen:
    """One connection. `heard` grows; `last_id` is what the next connection would resume after."""

    def __init__(self, application: Any, **headers: str) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.body = b""
        self.heard: list[Heard] = []
        self.last_id = 0
        self.ended = False
        self._rest = b""
        self._gone = asyncio.Event()
        self._may_go_on = asyncio.Event()
        self._may_go_on.set()
        self._news = asyncio.Condition()
        query = headers.pop("query", "")
        self._scope = {
            "type": "http",
            "method": headers.pop("method", "GET"),
            "path": headers.pop("path", "/live"),
            "query_string": query.encode(),
            "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
        }
        self._task = asyncio.create_task(self._run(application))

    async def _run(self, application: Any) -> None:
        try:
            await application(self._scope, self._receive, self._send)
        finally:
            self.ended = True
            async with self._news:
                self._news.notify_all()

    async def _receive(self) -> Mapping[str, Any]:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Mapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
            return
        await self._may_go_on.wait()
        if self._gone.is_set():
            return
        self.body += message["body"]
        self._read(message["body"])
        async with self._news:
            self._news.notify_all()

    def _read(self, octets: bytes) -> None:
        *blocks, self._rest = (self._rest + octets).split(b"\n\n")
        for block in blocks:
            fields = dict(line.split(b": ", 1) for line in block.split(b"\n") if b": " in line)
            if b"id" in fields:
                self.last_id = int(fields[b"id"])
            if b"data" in fields:
                kind = fields[b"event"].decode()
                self.heard.append(Heard(self.last_id, kind, json.loads(fields[b"data"])))

    def kinds(self) -> list[str]:
        """What it heard, without the greeting."""
        return [one.kind for one in self.heard if one.kind != "ready"]

    async def until(self, true: Callable[[], object], seconds: float = 15) -> None:
        """Wait for it, with a deadline."""
        async with asyncio.timeout(seconds), self._news:
            await self._news.wait_for(true)

    async def ready(self) -> "Screen":
        """Once it is connected."""
        await self.until(lambda: self.ended or any(one.kind == "ready" for one in self.heard))
        assert self.status == 200, self.body
        return self

    def pause(self) -> None:
        """Read nothing for a while."""
        self._may_go_on.clear()

    def go_on(self) -> None:
        """Read again."""
        self._may_go_on.set()

    async def close(self) -> None:
        """As a browser that is closed."""
        self._gone.set()
        self._may_go_on.set()
        await asyncio.wait_for(self._task, 10)


@asynccontextmanager
async def streaming() -> AsyncIterator[Any]:
    """The application, from its startup to its shutdown."""
    from firstreply.web.live.app import Live

    application = Live()
    inbox: asyncio.Queue[Mapping[str, Any]] = asyncio.Queue()
    said: asyncio.Queue[str] = asyncio.Queue()

    async def say(message: Mapping[str, Any]) -> None:
        await said.put(message["type"])

    task = asyncio.create_task(application({"type": "lifespan"}, inbox.get, say))
    await inbox.put({"type": "lifespan.startup"})
    assert await said.get() == "lifespan.startup.complete"
    hub = application.hub
    async with asyncio.timeout(10):
        while not (hub and hub.listening):
            await asyncio.sleep(0.01)
    try:
        yield application
    finally:
        await inbox.put({"type": "lifespan.shutdown"})
        async with asyncio.timeout(10):
            assert await said.get() == "lifespan.shutdown.complete"
            await task


def token(own: UUID, member: UUID | None = None, *scopes: str) -> str:
    """A token of the organisation or of a member, with scope `live` unless others are named."""
    from firstreply.journey import access
    from firstreply.store.tenancy import acting

    with acting(own):
        return access.issue(name="t", scopes=list(scopes or ("live",)), member=member)[1]


def bearer(text: str) -> dict[str, str]:
    """The header that shows it."""
    return {"authorization": f"Bearer {text}"}
