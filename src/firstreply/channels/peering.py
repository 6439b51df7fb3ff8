"""Peering: a small HTTP server that speaks JSON, of which the peers of providers are made (tests, demo)."""

import http.client
import json
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from email.parser import BytesParser
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import BaseServer
from typing import Any, NamedTuple, Self
from urllib.parse import parse_qsl, urlsplit


class Asked(NamedTuple):
    """One request as a peer got it. Header names are lower-case."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    data: Any  #: of JSON, None for anything else
    body: bytes = b""


class Sheet(NamedTuple):
    """A form with files: texts by name, and of each file what it is called, its kind and its octets."""

    texts: dict[str, str]
    files: dict[str, tuple[str, str, bytes]]


def sheet(asked: Asked) -> Sheet:
    """What a request's form holds; nothing where it has none."""
    kind, _, mark = asked.headers.get("content-type", "").partition("; boundary=")
    found = Sheet({}, {})
    for part in asked.body.split(b"--" + mark.encode())[1:-1] if kind == "multipart/form-data" else ():
        head, _, octets = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        told = BytesParser(policy=default).parsebytes(head + b"\r\n\r\n")
        name, octets = str(told["Content-Disposition"].params["name"]), octets.removesuffix(b"\r\n")
        if called := told.get_filename():
            found.files[name] = (called, told.get_content_type(), octets)
        else:
            found.texts[name] = octets.decode()
    return found


class Brought(NamedTuple):
    """What became of a delivery to a webhook."""

    status: int
    body: bytes


class Peer(ABC):
    """The other side. `url` is its address while it runs; `got` what it was asked so far; `carry` how it delivers."""

    def __init__(self) -> None:
        self.url = ""
        self.got: list[Asked] = []
        self.lock = threading.RLock()
        self.carry: Callable[[str, bytes, Mapping[str, str], str], Brought] = bring
        self.failing: list[tuple[int, Any]] = []  #: answers to give instead, used up one by one

    @abstractmethod
    def answer(self, asked: Asked) -> tuple[int, Any]:
        """Status and JSON."""

    def told(self, asked: Asked) -> tuple[int, Any]:
        """Keep the request and answer it."""
        with self.lock:
            self.got.append(asked)
            return self.failing.pop(0) if self.failing else self.answer(asked)

    @contextmanager
    def running(self, port: int = 0) -> Iterator[Self]:
        """Serve on 127.0.0.1 meanwhile."""
        server = ThreadingHTTPServer(("127.0.0.1", port), _handler(self))
        server.daemon_threads = True
        self.url = f"http://127.0.0.1:{server.server_address[1]}"
        with serving(server):
            yield self


@contextmanager
def serving(server: BaseServer) -> Iterator[None]:
    """A server answers in a thread of its own, until the end of the block."""
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def bring(url: str, body: bytes, headers: Mapping[str, str], method: str) -> Brought:
    """Deliver to a webhook. Raises OSError when nobody answers."""
    parts = urlsplit(url)
    made = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    line = made(parts.hostname or "", parts.port, timeout=10)
    try:
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        line.request(method, path or "/", body, {"Content-Type": "application/json", **headers})
        answer = line.getresponse()
        return Brought(answer.status, answer.read(1 << 20))
    finally:
        line.close()


def _handler(peer: Peer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def _take(self) -> None:
            octets = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            parts = urlsplit(self.path)
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked = Asked(
                self.command, parts.path, dict(parse_qsl(parts.query)), headers, _json(octets), octets
            )
            status, data = peer.told(asked)
            body = json.dumps(data).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_DELETE = _take  # noqa: N815 (the server looks for these names)

        def log_message(self, *_: object) -> None:
            pass

    return Handler


def _json(octets: bytes) -> Any:
    try:
        return json.loads(octets)
    except ValueError:
        return None
