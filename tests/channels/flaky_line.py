"""A line to a server that breaks: passes octets on, and hangs up once after so many."""

import socket
import threading
from typing import Final


class FlakyLine:
    """Listens on `port` and connects to `target`; the first line is cut after `octets` have come back."""

    def __init__(self, target: int, *, octets: int) -> None:
        self._target: Final = target
        self._left: int | None = octets
        self.connections = 0
        self._listening: Final = socket.create_server(("127.0.0.1", 0))
        self.port: Final = int(self._listening.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def stop(self) -> None:
        self._listening.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            self.connections += 1
            far = socket.create_connection(("127.0.0.1", self._target))
            threading.Thread(target=self._pump, args=(near, far, False), daemon=True).start()
            threading.Thread(target=self._pump, args=(far, near, True), daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket, counted: bool) -> None:
        try:
            while octets := source.recv(4096):
                if counted and self._left is not None:
                    self._left -= len(octets)
                    if self._left < 0:
                        self._left = None
                        break
                target.sendall(octets)
        except OSError:
            pass
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
