"""A receiver: a real HTTP server of the test, which keeps what it got and answers as it is told."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple


class Got(NamedTuple):
    """One request."""

    path: str
    headers: dict[str, str]  #: names in lower case
    body: bytes


class Receiver:
    """`answers` are used up one by one, the last one for ever: a status, or a function of the open connection."""

    def __init__(self, *answers: int | Callable[[BaseHTTPRequestHandler], None]) -> None:
        self.got: list[Got] = []
        self.headers: dict[str, str] = {}
        self._answers = list(answers) or [204]
        self._lock = threading.Lock()

    def take(self, handler: BaseHTTPRequestHandler) -> None:
        """Keep the request and answer it."""
        body = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        names = {name.lower(): value for name, value in handler.headers.items()}
        with self._lock:
            self.got.append(Got(handler.path, names, body))
            answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if callable(answer):
            answer(handler)
            return
        handler.send_response(answer)
        for name, value in self.headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", "0")
        handler.end_headers()


@contextmanager
def receiving(receiver: Receiver) -> Iterator[str]:
    """Its address, while it runs."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            receiver.take(self)

        def do_GET(self) -> None:
            receiver.take(self)

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 64

        def handle_error(self, *_: object) -> None:
            pass

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
