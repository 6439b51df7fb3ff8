"""A mail server as the other side: takes letters by SMTP and keeps them, or behaves as badly as it is told to."""

import random
import socket
import socketserver
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Final, NamedTuple

from firstreply.channels.peering import serving

#: What it does to a letter, by name: what it answers at RCPT, at DATA, and once it has the octets.
_RCPT: Final = {
    "refuse": b"550 5.1.1 no such mailbox here",
    "grey": b"451 4.7.1 greylisted, come again",
    "relay": b"554 5.7.1 relay access denied",
    "limit": b"550 5.4.5 daily sending limit exceeded",
}
_DATA: Final = {"no_data": b"554 5.5.1 not now and not ever"}
_AFTER: Final = {
    "content": b"554 5.7.1 looks like advertising",
    "full": b"452 4.2.2 mailbox full",
    "send_as": b"550 5.7.60 not permitted to send as this sender",
}


class Taken(NamedTuple):
    """A letter that was taken: envelope and octets, dots taken off. `told`: whether we said so."""

    sender: str
    recipient: str
    octets: bytes
    told: bool

    @property
    def message_id(self) -> str:
        """Without brackets."""
        head = self.octets.partition(b"\r\n\r\n")[0]
        found = next((line for line in head.split(b"\r\n") if line.lower().startswith(b"message-id:")), b"")
        return found.partition(b":")[2].strip().strip(b"<>").decode("ascii", "replace")


#: What to do to the n-th attempt (from 1) to hand in a letter to this address: `take`, a name above, or `hang_up`,
#: `keep_and_hang_up`, `lose_and_hang_up`, `slow`, `babble`.
Mood = Callable[[str, int], str]


class MailPeer:
    """What it took and was asked. `mood` decides; by default it takes everything."""

    def __init__(self, mood: Mood = lambda _, __: "take", *, slow_s: float = 0.05) -> None:
        self.mood, self.slow_s = mood, slow_s
        self.taken: list[Taken] = []
        self.tried: Counter[str] = Counter()
        self.connections = 0
        self.lines: list[socket.socket] = []
        self.port = 0
        self.lock = threading.Lock()

    @contextmanager
    def running(self, port: int = 0) -> Iterator["MailPeer"]:
        """Serve on 127.0.0.1 meanwhile."""

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True
            request_queue_size = 64

        peer = self

        class Handler(socketserver.StreamRequestHandler):
            timeout = 60

            def handle(self) -> None:
                with peer.lock:
                    peer.connections += 1
                    peer.lines.append(self.connection)
                try:
                    _Talk(peer, self).go_on()
                except OSError:
                    pass

        server = Server(("127.0.0.1", port), Handler)
        self.port = int(server.server_address[1])
        try:
            with serving(server):
                yield self
        finally:
            for line in self.lines:
                with suppress(OSError):
                    line.shutdown(socket.SHUT_RDWR)


class _Talk:
    """One connection."""

    def __init__(self, peer: MailPeer, handler: socketserver.StreamRequestHandler) -> None:
        self._peer, self._in, self._out = peer, handler.rfile, handler.wfile
        self._sender = self._recipient = ""
        self._mood = "take"

    def go_on(self) -> None:
        self._say(b"220 peer ESMTP")
        while line := self._in.readline(4096):
            verb = line[:4].strip().upper()
            if verb == b"QUIT":
                self._say(b"221 bye")
                return
            if not self._answered(verb, line):
                return

    def _answered(self, verb: bytes, line: bytes) -> bool:
        """False: hang up."""
        if verb == b"EHLO":
            self._say(b"250-peer\r\n250-8BITMIME\r\n250 SMTPUTF8")
        elif verb == b"MAIL":
            self._sender, self._mood = _address(line), "take"
            self._say(b"250 2.1.0 fine")
        elif verb == b"RCPT":
            return self._to(_address(line))
        elif verb == b"DATA":
            if self._mood in _DATA:
                self._say(_DATA[self._mood])
                return True
            self._say(b"354 go on")
            return self._letter()
        else:
            self._say(b"250 2.0.0 fine")
        return True

    def _to(self, recipient: str) -> bool:
        peer = self._peer
        with peer.lock:
            peer.tried[recipient] += 1
            nth = peer.tried[recipient]
        self._recipient, self._mood = recipient, peer.mood(recipient, nth)
        if self._mood == "hang_up":
            return False
        if self._mood == "babble":
            self._say(b"what? who? " * 40)
            return False
        self._say(_RCPT.get(self._mood, b"250 2.1.5 fine"))
        return True

    def _letter(self) -> bool:
        lines = []
        while (line := self._in.readline(1 << 16)) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        if line == b"":
            return False
        keeps = self._mood in ("take", "slow", "keep_and_hang_up")
        told = self._mood in ("take", "slow")
        if keeps:
            with self._peer.lock:
                self._peer.taken.append(Taken(self._sender, self._recipient, b"".join(lines), told))
        if self._mood.endswith("hang_up"):
            return False
        self._say(_AFTER.get(self._mood, b"250 2.0.0 taken"))
        return True

    def _say(self, text: bytes) -> None:
        if self._mood == "slow":
            time.sleep(self._peer.slow_s)
        self._out.write(text + b"\r\n")
        self._out.flush()


def _address(line: bytes) -> str:
    return line.decode("utf-8", "replace").partition("<")[2].partition(">")[0]


def hostile(seed: int = 4) -> Mood:
    """What addresses beginning so meet: gone-, content-: never taken; grey-, full-, drop-, lost-, hang-, babble-: taken
    after one to three attempts; slow-: slowly. Whatever it is, one connection in twenty ends for no reason.
    """
    chance = random.Random(seed)  # noqa: S311 (bad luck, not a secret)
    lock = threading.Lock()

    def mood(recipient: str, nth: int) -> str:
        kind = recipient.partition("-")[0]
        if kind in ("gone", "content"):
            return "refuse" if kind == "gone" else "content"
        first = _AT_FIRST.get(kind)
        if first is not None and nth <= first[1]:
            return first[0]
        with lock:
            if chance.random() < 0.05 and nth < 5:
                return "hang_up"
        return "slow" if kind == "slow" else "take"

    return mood


_AT_FIRST: Final = {
    "grey": ("grey", 2), "full": ("full", 1), "drop": ("keep_and_hang_up", 1), "lost": ("lose_and_hang_up", 1),
    "hang": ("hang_up", 1), "babble": ("babble", 1),
}  # fmt: skip
