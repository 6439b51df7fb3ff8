"""Logging in to send: passwords in any script, access tokens that are renewed once when they are refused."""

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import uuid4

import pytest

from firstreply.channels.answer import Sent, TryAgain
from firstreply.channels.email import outbox
from tests.channels.email_send.made import mailbox, outgoing
from tests.channels.smtp_peer import MailPeer, mail_server


@contextmanager
def tokens() -> Iterator[tuple[str, list[str]]]:
    """A token endpoint that gives `token-1`, `token-2` ...: its address and what it gave."""
    given: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            given.append(f"token-{len(given) + 1}")
            body = json.dumps(
                {"access_token": given[-1], "token_type": "Bearer", "expires_in": 3600}
            ).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/token", given
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Keeper(MailPeer):
    """Lets in whoever shows the one token or password it knows."""

    def __init__(self, mechanism: str, known: str) -> None:
        super().__init__(EHLO=f"250-peer\r\n250 AUTH {mechanism}".encode())
        self.known = known

    @property
    def shown(self) -> list[str]:
        """What was shown, decoded."""
        asked = [line.split()[2] for line in self.lines if line.startswith(b"AUTH")]
        return [base64.b64decode(one).decode() for one in asked]


class _Answers(dict[str, bytes]):
    """The scripted server's answers, of which AUTH depends on what was shown."""

    def __init__(self, keeper: Keeper) -> None:
        super().__init__(keeper.answers)
        self._keeper = keeper

    def get(self, verb: str, otherwise: Any = None) -> Any:
        if verb != "AUTH":
            return super().get(verb, otherwise)
        return b"235 2.7.0 come in" if self._keeper.known in self._keeper.shown[-1] else b"535 5.7.8 no"


@contextmanager
def keeper(mechanism: str, known: str) -> Iterator[tuple[Keeper, int]]:
    one = Keeper(mechanism, known)
    one.answers = _Answers(one)
    with mail_server(one) as url:
        yield one, int(url.rpartition(":")[2])


@pytest.mark.parametrize("password", ["plain", "گذرواژه pass word", "p\x00q"])
def test_password_in_any_script(password: str) -> None:
    with keeper("PLAIN LOGIN", password) as (peer, port):
        setup = mailbox(port, sealed={"password": password}, username="sales")
        assert isinstance(outbox.send(outgoing(), setup), Sent)
    assert peer.shown == [f"\0sales\0{password}"]


def test_token_is_shown_as_xoauth2_and_a_refused_one_is_renewed_once() -> None:
    with tokens() as (url, given), keeper("XOAUTH2", "token-2") as (peer, port):
        settings = {"login": "oauth", "client_id": "us", "token_url": url}
        setup = mailbox(port, own=uuid4(), sealed={"refresh_token": "r-1"}, **settings)
        first = outbox.send(outgoing(), setup)
        again = outbox.send(outgoing(id=uuid4()), setup)
    assert (type(first), type(again)) == (Sent, Sent)
    assert given == ["token-1", "token-2"]
    assert peer.shown[:2] == [f"user=sales@firm.example\1auth=Bearer token-{n}\1\1" for n in (1, 2)]
    assert len(peer.taken) == 2


def test_mailbox_without_consent_rests_and_its_letters_wait() -> None:
    with keeper("XOAUTH2", "x") as (peer, port):
        setup = mailbox(port, own=uuid4(), login="google", client_id="us")
        answer = outbox.send(outgoing(), setup)
    assert answer == TryAgain(reason="login_refused: mailbox_no_consent", unreachable=True)
    assert peer.lines == []


def test_server_that_offers_no_login_gets_no_password_over_the_net() -> None:
    peer = MailPeer()
    with mail_server(peer) as url:
        setup = mailbox(int(url.rpartition(":")[2]), sealed={"password": "secret"})
        assert isinstance(outbox.send(outgoing(), setup), Sent)  # of our own network, and asks nobody
    assert not any(b"AUTH" in line for line in peer.lines)
