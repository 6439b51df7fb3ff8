"""The ASGI application: `GET /live`, and nothing that needs more than a few lines to answer."""

import asyncio
import signal
import threading
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import aclosing, suppress
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

import orjson
import psycopg
import structlog
from django.conf import settings
from prometheus_client import Gauge
from psycopg_pool import PoolTimeout

from firstreply.core.refusal import Refused
from firstreply.insights import words
from firstreply.web.live.database import Database
from firstreply.web.live.door import let_in
from firstreply.web.live.hub import Hub
from firstreply.web.live.stream import frames

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

_given: Final[Any] = settings  # their names are made when they are loaded: no type checker knows them
_STATUS: Final = {
    "token_lacks_scope": 403,
    "live_too_many": 429,
    "live_full": 503,
    "database_away": 503,
    "not_found": 404,
    "method_not_allowed": 405,
}  #: any other refusal: 401
_SLOW: Final = 30.0  #: seconds that one write may take before the other side counts as gone
_STREAM: Final[Headers] = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store, no-transform"),
    (b"x-accel-buffering", b"no"),  # nginx would keep events back
]
_CLIENTS: Final = Gauge("firstreply_live_clients", "Screens that are connected", multiprocess_mode="livesum")
_log: Final = structlog.get_logger("firstreply.live")


class Live:
    """One process's live stream; `hub` from startup to shutdown."""

    def __init__(self) -> None:
        self.hub: Hub | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI 3."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        handled: dict[int, Any] = {}
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self.hub = Hub(Database(_given.FIRSTREPLY_DSN))
                await self.hub.start()
                handled = _end_when_told(self.hub)
                await send({"type": "lifespan.startup.complete"})
            else:
                for number, before in handled.items():
                    signal.signal(number, before)
                if self.hub:
                    await self.hub.stop()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {
            name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]
        }
        allowed = _cors(headers.get("origin", ""), headers.get("host", ""))
        try:
            if scope["path"] == "/healthz":
                await self._health(send)
            elif scope["path"] != "/live":
                raise Refused("not_found")
            elif scope["method"] == "OPTIONS":
                await _whole(send, 204, b"", allowed)
            elif scope["method"] != "GET":
                raise Refused("method_not_allowed")
            else:
                await self._stream(scope, headers, allowed, receive, send)
        except Refused as refused:
            await _problem(send, refused, headers, allowed)
        except (psycopg.Error, PoolTimeout) as error:
            _log.warning("database away", reason=" ".join(str(error).split())[:200])
            await _problem(send, Refused("database_away"), headers, allowed)

    async def _health(self, send: Send) -> None:
        hub = self.hub
        up = hub is not None and hub.listening
        body = orjson.dumps({"ok": up, "clients": hub.connected if hub else 0})
        await _whole(send, 200 if up else 503, body, [(b"content-type", b"application/json")])

    async def _stream(
        self, scope: Scope, headers: dict[str, str], allowed: Headers, receive: Receive, send: Send
    ) -> None:
        assert self.hub is not None
        asked = dict(parse_qsl(scope["query_string"].decode("latin-1")))
        holder = await let_in(self.hub.database, headers.get("authorization", ""), asked)
        line = await self.hub.join(holder)
        gone = asyncio.create_task(_gone(receive))
        gone.add_done_callback(lambda _: line.end())
        _CLIENTS.set(self.hub.connected)
        try:
            await send({"type": "http.response.start", "status": 200, "headers": [*_STREAM, *allowed]})
            resumed = _number(headers.get("last-event-id") or asked.get("last_event_id", ""))
            async with aclosing(frames(self.hub, line, resumed)) as parts:
                async for part in parts:
                    if gone.done():
                        return
                    async with asyncio.timeout(_SLOW):
                        await send({"type": "http.response.body", "body": part, "more_body": True})
            with suppress(OSError):
                await send({"type": "http.response.body", "body": b"", "more_body": False})
        except (TimeoutError, OSError):
            _log.info("screen too slow or gone")
        finally:
            gone.cancel()
            self.hub.leave(line)
            _CLIENTS.set(self.hub.connected)


def _end_when_told(hub: Hub) -> dict[int, Any]:
    """End the streams when the server is told to stop: it waits for open connections before it tells us so itself.

    Its own handlers run as before. Gives what stood there, to be put back.
    """
    loop = asyncio.get_running_loop()
    handled: dict[int, Any] = {}
    for number in (signal.SIGINT, signal.SIGTERM):
        before = signal.getsignal(number)
        if not callable(before) or threading.current_thread() is not threading.main_thread():
            continue

        def told(signum: int, frame: Any, before: Callable[..., Any] = before) -> None:
            loop.call_soon_threadsafe(hub.end)
            before(signum, frame)

        handled[number] = signal.signal(number, told)
    return handled


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def _cors(origin: str, host: str) -> Headers:
    """Only the pages of this installation may read it from another port: those at its address, or at the same name by
    which this was asked for. Whoever reads still needs a ticket or a token; nothing is let in by a cookie.
    """
    parts = urlsplit(_given.FIRSTREPLY_ADDRESS)
    headers = [(b"vary", b"Origin")]
    if origin and (origin == f"{parts.scheme}://{parts.netloc}" or _same_name(origin, host)):
        headers += [
            (b"access-control-allow-origin", origin.encode("latin-1")),
            (b"access-control-allow-headers", b"Authorization, Last-Event-ID, Cache-Control"),
            (b"access-control-allow-methods", b"GET"),
            (b"access-control-max-age", b"600"),
        ]
    return headers


def _same_name(origin: str, host: str) -> bool:
    try:
        asking, asked = urlsplit(origin), urlsplit(f"//{host}")
        return (
            asking.scheme in ("http", "https") and bool(asked.hostname) and asking.hostname == asked.hostname
        )
    except ValueError:  # an address in brackets that is none
        return False


async def _problem(send: Send, refused: Refused, headers: dict[str, str], more: Headers) -> None:
    """RFC 9457, as the API says it."""
    status = _STATUS.get(refused.code, 401)
    wanted = headers.get("accept-language", "")[:2].lower()
    language = wanted if wanted in words.LANGUAGES else "en"
    spoken = words.use(language)
    body = {
        "type": f"urn:firstreply:problem:{refused.code}",
        "title": spoken.for_status(status),
        "status": status,
        "detail": spoken.for_refusal(refused.code, refused.facts),
        "code": refused.code,
    }
    more = [*more, (b"content-type", b"application/problem+json")]
    if status == 401:
        more.append((b"www-authenticate", b'Bearer realm="firstreply"'))
    if status in (429, 503):
        more.append((b"retry-after", b"2"))
    await _whole(send, status, orjson.dumps(body), more)


async def _whole(send: Send, status: int, body: bytes, headers: Headers) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})


application: Final = Live()
