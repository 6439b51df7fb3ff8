"""A mailbox that is opened by consent: a Dovecot that asks the authorization server about every token."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import httpx
import pytest

from firstreply.channels.base import Setup
from firstreply.channels.email.live import oauth
from firstreply.channels.email.live.account import connected
from firstreply.channels.email.live.check import check_imap
from firstreply.channels.email.live.peer import Peer
from firstreply.core.refusal import Refused
from tests.channels.dovecot_server import USER, Dovecot

pytestmark = pytest.mark.dovecot
BACK = "http://localhost:8000/oauth/callback"
VERIFIER = "a-verifier-that-is-long-enough-for-the-standard-of-43-letters"


@dataclass(frozen=True)
class Service:
    """An authorization server, and a mail server that believes it."""

    peer: Peer
    dovecot: Dovecot

    def setup(self, refresh: str = "", **settings: object) -> Setup:
        known = {
            "address": USER, "login": "google", "client_id": "client", "imap_host": "127.0.0.1",
            "imap_port": self.dovecot.port, "imap_security": "none", "token_url": f"{self.peer.url}/token",
            "authorize_url": f"{self.peer.url}/authorize",
        }  # fmt: skip
        return Setup(
            id=uuid4(),
            kind="email",
            name="Sales",
            address="",
            settings=known | settings,
            sealed={"refresh_token": refresh, "client_secret": "hush"},
            hosts=("127.0.0.1",),
        )


@pytest.fixture(scope="module")
def service(dovecot: Dovecot) -> Iterator[Service]:
    peer = Peer(user=USER, client_secret="hush")
    asks = Path(tempfile.mkdtemp(prefix="fr-")) / "oauth2.conf"
    asks.parent.chmod(0o755)
    asks.write_text(
        f"introspection_mode = get\nintrospection_url = {peer.url}/introspect?token=\nactive_attribute = active\n"
        "active_value = true\nusername_attribute = username\n"
    )
    asks.chmod(0o644)
    server = Dovecot(
        more="\nauth_mechanisms = plain login xoauth2\n"
        f"passdb {{\n driver = oauth2\n mechanisms = xoauth2\n args = {asks}\n}}\n"
    )
    yield Service(peer, server)
    server.stop()
    peer.stop()


def test_who_agreed_is_let_in_without_a_password(service: Service) -> None:
    client = connected(service.setup(service.peer.granted()))
    assert client.select_folder("INBOX", readonly=True)[b"EXISTS"] == 0
    client.logout()


def test_a_token_is_used_until_it_ends_and_then_renewed(service: Service) -> None:
    setup = service.setup(service.peer.granted())
    first = oauth.access_token(setup)
    assert oauth.access_token(setup) == first
    service.peer.lasts_s = 60  # less than it is renewed early
    second = oauth.access_token(setup, anew=True)
    third = oauth.access_token(setup)
    service.peer.lasts_s = 3600
    assert len({first, second, third}) == 3


def test_a_token_that_is_refused_is_renewed_once(service: Service) -> None:
    setup = service.setup(service.peer.granted())
    connected(setup).logout()
    service.peer.revoke_access()
    connected(setup).logout()
    assert service.peer.asked[-1] == "refresh_token"


def test_a_refresh_token_that_is_replaced_is_told_and_used_from_then_on(service: Service) -> None:
    setup = service.setup(service.peer.granted())
    service.peer.rotates = True
    oauth.access_token(setup)
    fresh = oauth.renewed(setup)
    oauth.access_token(setup, anew=True)
    service.peer.rotates = False
    assert fresh is not None
    assert fresh not in service.peer.refresh_tokens
    assert oauth.renewed(setup) in service.peer.refresh_tokens


def test_consent_that_was_withdrawn_is_told(service: Service) -> None:
    found = check_imap(service.setup("a token that nobody gave"))
    assert (found.ok, found.code, found.facts["said"]) == (False, "oauth_refused", "invalid_grant")


def test_consent_gives_a_code_that_only_we_can_use_and_once(service: Service) -> None:
    setup = service.setup()
    url = oauth.consent_url(setup, redirect=BACK, state="state", verifier=VERIFIER)
    back = httpx.get(url).headers["location"]
    told = {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}
    with pytest.raises(Refused) as refused:
        oauth.exchanged(setup, code=told["code"], redirect=BACK, verifier="another" * 10)
    assert (told["state"], refused.value.code) == ("state", "oauth_refused")

    back = httpx.get(url).headers["location"]
    code = parse_qs(urlsplit(back).query)["code"][0]
    tokens = oauth.exchanged(setup, code=code, redirect=BACK, verifier=VERIFIER)
    assert tokens.refresh in service.peer.refresh_tokens
    assert tokens.refresh not in repr(tokens)


def test_providers_ask_for_what_reading_and_sending_need() -> None:
    setup = Setup(id=uuid4(), kind="email", name="x", address="", settings={
        "login": "microsoft", "client_id": "id", "tenant": "example.com", "address": USER})  # fmt: skip
    url = oauth.consent_url(setup, redirect=BACK, state="s", verifier=VERIFIER)
    asked = parse_qs(urlsplit(url).query)
    assert url.startswith("https://login.microsoftonline.com/example.com/oauth2/v2.0/authorize?")
    assert (asked["code_challenge_method"], asked["login_hint"], asked["response_type"]) == (
        ["S256"],
        [USER],
        ["code"],
    )
    assert "IMAP.AccessAsUser.All" in asked["scope"][0]


def test_without_consent_nothing_is_tried(service: Service) -> None:
    before = len(service.peer.asked)
    assert check_imap(service.setup()).code == "mailbox_no_consent"
    assert len(service.peer.asked) == before


@pytest.mark.parametrize(
    ("host", "code"),
    [("imap.gmail.com", "imap_login_google"), ("outlook.office365.com", "imap_login_microsoft"),
     ("imap.mail.yahoo.com", "imap_login_yahoo"), ("imap.mail.me.com", "imap_login_icloud"),
     ("mail.example.com", "imap_login_failed")],
)  # fmt: skip
def test_services_that_want_a_password_for_programs_are_named(host: str, code: str) -> None:
    from firstreply.channels.email.live.check import explained

    setup = Setup(
        id=uuid4(), kind="email", name="x", address="", settings={"imap_host": host, "address": USER}
    )
    assert explained(setup, Refused("imap_login_failed", server=host, said="NO"))[0] == code


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("http://login.example.com/token", "address_not_https"),
        ("https://127.0.0.1:9/token", "address_not_public"),
    ],
)
def test_a_refresh_token_goes_nowhere_in_the_open_and_into_no_private_network(
    address: str, reason: str
) -> None:
    setup = Setup(id=uuid4(), kind="email", name="x", address="", sealed={"refresh_token": "r"}, settings={
        "login": "oauth", "client_id": "id", "token_url": address})  # fmt: skip
    with pytest.raises(Refused) as refused:
        oauth.access_token(setup)
    assert (refused.value.code, refused.value.facts["reason"]) == ("oauth_unreachable", reason)


def test_what_is_no_answer_of_such_a_service_is_told(service: Service) -> None:
    nowhere = service.setup("r", token_url=f"{service.peer.url}/authorize/nothing")
    with pytest.raises(Refused) as refused:
        oauth.access_token(nowhere)
    assert refused.value.code == "oauth_refused"
