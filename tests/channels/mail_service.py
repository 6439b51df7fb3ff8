"""A mail service on this machine whose mailboxes are opened by consent: it asks people, and lets in whom they let."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple, Self
from urllib.parse import parse_qs, urlsplit

import httpx

from firstreply.channels.email.live.peer import Peer
from tests.channels.imap_peer import Account
from tests.channels.imap_peer import Peer as Imap


class MailService(NamedTuple):
    """An authorization server, and a mail server that believes it."""

    peer: Peer
    imap: Imap

    @classmethod
    @contextmanager
    def running(cls, user: str) -> Iterator[Self]:
        """One whose only user agrees to everything; the machine may be connected to meanwhile."""
        from django.test import override_settings

        peer = Peer(user=user)
        imap = Imap(Account(lets_in=lambda name, token: name.lower() == peer.owner_of(token)))
        with override_settings(FIRSTREPLY_PRIVATE_HOSTS=("127.0.0.1",)):
            yield cls(peer, imap)
        imap.stop()
        peer.stop()

    @property
    def settings(self) -> dict[str, Any]:
        """What an account there has in its settings, besides the address."""
        return {
            "login": "google", "client_id": "client", "token_url": f"{self.peer.url}/token",
            "authorize_url": f"{self.peer.url}/authorize", "imap_host": "127.0.0.1", "imap_port": self.imap.port,
            "imap_security": "none",
        }  # fmt: skip

    def agreed(self, url: str) -> str:
        """The way back to us after somebody agreed on that page."""
        where = urlsplit(httpx.get(url).headers["location"])
        return f"{where.path}?{where.query}"

    def state(self, url: str) -> str:
        """What is brought along there and back."""
        return parse_qs(urlsplit(url).query)["state"][0]
