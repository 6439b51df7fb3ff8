"""Receiver: somebody else's program that is told of every lead given to somebody, and counts what it is told."""

import json
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from firstreply.cli.bench.installed.installation import Installation
from firstreply.core.signature import standard


class Receiver:
    """A webhook's other side on a port of its own. `told`: how often each `webhook-id` came; `of` what it was about."""

    def __init__(self) -> None:
        self.told: Counter[str] = Counter()
        self.of: dict[str, str] = {}
        self.forged = 0
        self._secret = ""
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())

    def __enter__(self) -> "Receiver":
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def subscribe(self, running: Installation) -> None:
        """Be told of alerts `assigned`. The API takes public addresses only; the private one is set past it."""
        given = {"url": "https://receiver.example/", "events": ["assigned"]}
        made = running.must("POST", "/api/v1/webhooks", given)
        self._secret = made["secret"]
        url = f"http://127.0.0.1:{self._server.server_address[1]}/"
        with running.admin() as connection:
            connection.execute("UPDATE webhook_endpoint SET url = %s", [url])

    def _take(self, headers: Any, body: bytes) -> bool:
        own, at, signatures = (
            headers.get(f"webhook-{name}", "") for name in ("id", "timestamp", "signature")
        )
        told = {
            "message_id": own,
            "timestamp": at,
            "signatures": signatures,
            "body": body,
            "now": int(time.time()),
        }
        with self._lock:
            if not standard(self._secret, **told):
                self.forged += 1
                return False
            self.told[own] += 1
            self.of[own] = json.loads(body)["data"]["key"]
            return True

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                """One delivery."""
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                self.send_response(204 if receiver._take(self.headers, body) else 401)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                pass

        return Handler
