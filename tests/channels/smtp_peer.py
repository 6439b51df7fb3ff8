"""A mail server of the test: takes letters by SMTP and keeps their octets as they came."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple


class Taken(NamedTuple):
    """A letter as it came: envelope and octets, dots taken off."""

    sender: str
    recipients: tuple[str, ...]
    octets: bytes


class MailPeer:
    """What it took, and how it answers: `answers` maps a verb (RCPT, DATA, QUIT ...) to a line, or b"" to hang up."""

    def __init__(self, **answers: bytes) -> None:
        self.taken: list[Taken] = []
        self.answers = answers
        self.lines: list[bytes] = []


@contextmanager
def mail_server(peer: MailPeer) -> Iterator[str]:
    """Its address (`smtp://...`) while it runs."""

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            _talk(self, peer)

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"smtp://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _talk(handler: socketserver.StreamRequestHandler, peer: MailPeer) -> None:
    sender, recipients = "", list[str]()
    handler.wfile.write(b"220 peer\r\n")
    while line := handler.rfile.readline():
        peer.lines.append(line)
        verb = line[:4].strip().upper().decode()
        if verb == "MAIL":
            sender, recipients = line.decode().split("<")[1].split(">")[0], []
        if verb == "RCPT":
            recipients.append(line.decode().split("<")[1].split(">")[0])
        answer = peer.answers.get(verb)
        if answer == b"":
            return
        if answer is not None:
            handler.wfile.write(answer + b"\r\n")
            continue
        if verb == "DATA":
            handler.wfile.write(b"354 go on\r\n")
            peer.taken.append(Taken(sender, tuple(recipients), _letter(handler)))
            after = peer.answers.get("SENT", b"250 taken")
            if after == b"":
                return
            handler.wfile.write(after + b"\r\n")
        elif verb == "QUIT":
            handler.wfile.write(b"221 bye\r\n")
            return
        else:
            handler.wfile.write(b"250 fine\r\n")


def _letter(handler: socketserver.StreamRequestHandler) -> bytes:
    lines = []
    while (line := handler.rfile.readline()) not in (b".\r\n", b""):
        lines.append(line[1:] if line.startswith(b"..") else line)
    return b"".join(lines)
