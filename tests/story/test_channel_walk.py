"""A newcomer connects a mailbox, a form and a webhook with nothing but the documentation, and leads come in by each."""

import base64
import hashlib
import hmac
import http.client
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from imapclient import IMAPClient

from firstreply.cli.bench.mailserver.dovecot import BINARY, PASSWORD, USER, Dovecot
from tests.docs.pages import blocks, section, text
from tests.story.test_quickstart import running, typed

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.dovecot]
__all__ = ["running"]
LETTER = (
    b"From: Mina <mina@there.example>\r\nTo: info@firm.example\r\nSubject: Chairs\r\n"
    b"Message-ID: <walk@there.example>\r\nDate: %s\r\n\r\nHow much are 200 chairs?\r\n"
)
#: From the set-up key to the last lead: typing is what takes a person longer.
SECONDS = 60.0


@pytest.fixture(autouse=True)
def reachable(monkeypatch: pytest.MonkeyPatch) -> None:
    """The mail server of this story runs on this machine."""
    monkeypatch.setenv("FIRSTREPLY_PRIVATE_HOSTS", "127.0.0.1")


class Newcomer:
    """Types the commands of the pages, with what is theirs filled in."""

    def __init__(self, running: dict[str, str], folder: Path) -> None:
        self.known, self.folder = dict(running), folder
        self.base = self.known["localhost:8000"]
        self.known["https://leads.example.com"] = f"http://{self.base}"

    def types(self, page: str, title: str, place: int = 0, *, until: str = "", **mine: str) -> str:
        block = blocks(section(text(page), title), "sh")[place]
        block = block.partition(until)[0] if until else block
        for said, meant in mine.items():
            block = block.replace(said, meant)
        return typed(block, self.known, self.folder)

    def ask(self, path: str) -> Any:
        line = http.client.HTTPConnection(self.base.replace("localhost", "127.0.0.1"), timeout=60)
        line.request("GET", f"/api/v1{path}", headers={"Authorization": f"Bearer {self.known['TOKEN']}"})
        return json.loads(line.getresponse().read())

    def post(self, path: str, body: bytes, headers: dict[str, str]) -> int:
        line = http.client.HTTPConnection(self.base.replace("localhost", "127.0.0.1"), timeout=60)
        line.request("POST", path, body, headers)
        return line.getresponse().status

    def channels(self) -> set[str]:
        return {one["channel"] for one in self.ask("/waits?limit=50")["items"]}


def waits_for(true: Callable[[], object], seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until
        time.sleep(0.05)


def test_newcomer_connects_a_mailbox_a_form_and_a_webhook(running: dict[str, str], tmp_path: Path) -> None:
    if not Path(BINARY).exists():
        pytest.skip(f"SKIPPED: no Dovecot at {BINARY}; scripts/install-test-tools installs it")
    mail = Dovecot()
    try:
        walk(Newcomer(running, tmp_path), mail)
    finally:
        mail.stop()


def walk(newcomer: Newcomer, mail: Dovecot) -> None:
    began = time.monotonic()
    founded = json.loads(newcomer.types("README.md", "From nothing to the first lead", until="TOKEN="))
    newcomer.known |= {"TOKEN": founded["token"], "OWNER": founded["token"]}

    made = newcomer.types(
        "docs/channels/email.md",
        "Reading",
        until="SOURCE=",
        **{
            '"imap_host": "mail.firm.example"': '"imap_host": "127.0.0.1", "imap_security": "none", '
            f'"username": "{USER}", "imap_port": {mail.port}',
            '"password": "..."': f'"password": "{PASSWORD}"',
            ', "folders": ["Website"]': "",
        },
    )
    newcomer.known["SOURCE"] = json.loads(made)["id"]
    checked = json.loads(_checked(newcomer))
    assert checked["ok"] is True, checked
    waits_for(lambda: _inbox(newcomer) is not None)
    with IMAPClient("127.0.0.1", mail.port, ssl=False) as client:
        client.plain_login(USER, PASSWORD)
        client.append("INBOX", LETTER % time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime()).encode())
    delivered = time.monotonic()
    waits_for(lambda: "email" in newcomer.channels())
    assert (
        time.monotonic() - delivered < 10
    )  # the goal of 2 s is measured by the benchmark, on a quiet machine

    form = json.loads(newcomer.types("docs/channels/form.md", "Make one"))
    newcomer.known["FORM"] = form["id"]
    newcomer.types("docs/channels/form.md", "Make one", 1)
    assert "<form" in (newcomer.folder / "form.html").read_text()
    submitted = {"name": "Omid", "email": "omid@there.example", "need": "A price", "consent:contact": "1"}
    plain = newcomer.post(
        f"/in/{_plain(newcomer)}",
        urlencode(submitted).encode(),
        {"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert plain == 200

    hook = json.loads(newcomer.types("docs/channels/webhook.md", "Set it up"))
    body = b'{"contact": {"first": "Lena", "last": "Voss", "mail": "lena@there.example"}, "message": "Hello"}'
    assert newcomer.post(f"/in/{hook['id']}", body, _signed(hook["secret"], body)) == 202

    waits_for(lambda: {"email", "form", "webhook"} <= newcomer.channels())
    assert time.monotonic() - began < SECONDS


def _checked(newcomer: Newcomer) -> str:
    block = blocks(section(text("docs/channels/email.md"), "Reading"), "sh")[0]
    check = next(
        line for line in block.splitlines() if line.endswith('/check -H "Authorization: Bearer $TOKEN"')
    )
    return typed(
        f"URL=https://leads.example.com\nTOKEN=...\nSOURCE=...\n{check}", newcomer.known, newcomer.folder
    )


def _inbox(newcomer: Newcomer) -> Any:
    """The inbox, once somebody has read it."""
    told = newcomer.ask(f"/mailboxes/{newcomer.known['SOURCE']}")
    return next((one for one in told["folders"] if one["role"] == "inbox" and one["seen_at"]), None)


def _plain(newcomer: Newcomer) -> str:
    """A form of a page of one's own, as docs/api.md makes it."""
    return str(json.loads(newcomer.types("docs/api.md", "Forms"))["id"])


def _signed(secret: str, body: bytes) -> dict[str, str]:
    at = str(int(time.time()))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    made = base64.b64encode(hmac.new(key, f"walk.{at}.".encode() + body, hashlib.sha256).digest()).decode()
    return {
        "Content-Type": "application/json",
        "webhook-id": "walk",
        "webhook-timestamp": at,
        "webhook-signature": f"v1,{made}",
    }
