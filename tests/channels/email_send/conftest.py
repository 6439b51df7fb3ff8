"""Servers of these tests, and the organisation of the journey's tests."""

from collections.abc import Iterator

import pytest

from firstreply.channels.email.peer import MailPeer
from tests.channels.dovecot_server import PASSWORD, USER, Dovecot
from tests.channels.email_send.postfix_server import Postfix
from tests.journey.conftest import office

__all__ = ["PASSWORD", "USER", "office"]


@pytest.fixture(scope="module")
def postfix(dovecot: Dovecot) -> Iterator[Postfix]:
    """A Postfix that delivers into the Dovecot's mailboxes and lets its people send. Skips loudly without one."""
    if reason := Postfix.missing():
        pytest.skip(f"SKIPPED: {reason}")
    refusing = MailPeer(lambda _, __: "refuse")
    with refusing.running(), pytest.MonkeyPatch.context() as patch:
        patch.setenv("FIRSTREPLY_IMAP_CA_FILE", dovecot.certificate)
        logins = dovecot.home / "run" / "auth-client"
        logins.chmod(0o666)
        server = Postfix(
            boxes=dovecot.home / "mail",
            ours=USER,
            uid=(dovecot.home / "mail").stat().st_uid,
            logins=logins,
            certificate=dovecot.home / "cert.pem",
            key=dovecot.home / "key.pem",
            refusing=refusing.port,
        )
        yield server
        server.stop()
