"""Secrets of the other side go in and never come out: not in answers, logs, facts, live events, webhooks, any table."""

import http.server
import json
import logging
import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

import psycopg
import pytest
from psycopg import sql

from tests.api.conftest import Office
from tests.api.tenants import document
from tests.journey.office import couriers, wait_until
from tests.postgres import Database

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

#: What to look for. Telegram's bot number, before the colon, is no secret.
MARK: Final = "ZQXJsealedZQXJ"
#: kind -> settings that are wanted (`{url}` is the other side), and whom its account can write to.
ACCOUNTS: Final[dict[str, dict[str, Any]]] = {
    "email": {"address": "desk@example.com", "imap_host": "127.0.0.1", "smtp_host": "127.0.0.1"},
    "webhook": {},
    "meta_leads": {"page_id": "42", "base_url": "{url}"},
    "telegram": {"base_url": "{url}"},
    "twilio": {"account_sid": "AC" + "0" * 32, "number": "+4930901820", "base_url": "{url}"},
    "whatsapp": {"phone_number_id": "42", "base_url": "{url}"},
}


class Refusing(http.server.BaseHTTPRequestHandler):
    """The other side: understands everything, and lets nobody in."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = b'{"ok": false, "description": "Unauthorized", "error": {"message": "no", "code": 190}}'
        self.send_response(401)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST  # noqa: N815 (the library calls it so)

    def log_message(self, *_: Any) -> None:
        return None


@pytest.fixture
def url(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    from django.conf import settings

    monkeypatch.setattr(settings, "FIRSTREPLY_PRIVATE_HOSTS", ("127.0.0.1",))
    monkeypatch.setattr(settings, "FIRSTREPLY_RATE_LIMIT", 0)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Refusing)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def _secrets(kind: str, tag: str) -> dict[str, str]:
    """A marked value for each secret that the kind takes."""
    from firstreply.channels import registry
    from firstreply.channels.base import FieldKind

    channel = registry.channels()[kind]
    names = [one.name for one in channel.fields if one.kind is FieldKind.SECRET]
    return {
        name: f"{'110201543:' if kind == 'telegram' else ''}{MARK}{tag}{n}" for n, name in enumerate(names)
    }


def _added(office: Office, url: str) -> tuple[dict[str, str], list[str]]:
    """An account of each kind that takes secrets, by kind; and what was answered."""
    ids, answers = {}, []
    for kind, settings in ACCOUNTS.items():
        filled = {name: value.replace("{url}", url) for name, value in settings.items()}
        body = {"name": f"Our {kind}", "kind": kind, "settings": filled, "sealed": _secrets(kind, "a")}
        made = office.ask("POST", "/sources", body)
        assert made.status_code == 201, made.content
        ids[kind] = made.json()["id"]
        sealed = {"sealed": _secrets(kind, "b")}
        wrong = {"sealed": {**_secrets(kind, "c"), "strange": f"{MARK}x"}}
        answers += [
            office.ask("PATCH", f"/sources/{ids[kind]}", given, match="*").content.decode()
            for given in (sealed, wrong)
        ]
    return ids, answers


def _everything_asked(office: Office, accounts: dict[str, str]) -> list[str]:
    """What every operation answers that names an account or nothing, and what each account says when it is tried."""
    answers = []
    for path, methods in document()["paths"].items():
        own = path.removeprefix("/api/v1")
        names = re.findall(r"{(\w+)}", own)
        if "get" not in methods or set(names) - {"source", "form"}:
            continue
        for one in accounts.values() if names else ("",):
            answers.append(_text(office.get(own.format(source=one, form=one))))
    for one in accounts.values():
        answers += [
            _text(office.ask("POST", f"/sources/{one}/{what}")) for what in ("check", "connect", "secret")
        ]
    return answers


def _text(answer: Any) -> str:
    octets = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(octets.decode())


def _written(office: Office, accounts: dict[str, str]) -> None:
    """A message by each account that sends: tried once, refused by the other side."""
    from firstreply.journey import flow
    from firstreply.store.models import Delivery, Lead

    office.ask(
        "POST", "/inquiries", {"email": "sara@example.net", "phone": "+4915112345678", "need": "Chairs"}
    )
    flow.arrived(office.id, now=datetime.now(UTC))
    with office.acting():
        lead = Lead.objects.get().pk
    to = {
        "email": "sara@example.net",
        "telegram": "4711",
        "twilio": "+4915112345678",
        "whatsapp": "+4915112345678",
    }
    template = {"whatsapp": {"template": {"name": "hello", "language": "en"}}}
    for kind, address in to.items():
        body = {"text": "Hello", "source": accounts[kind], "to": address, **template.get(kind, {})}
        asked = office.ask("POST", f"/leads/{lead}/replies", body)
        assert asked.status_code == 202, (kind, asked.content)

    def tried() -> bool:
        with office.acting():
            return Delivery.objects.filter(channel="reply", attempts=0, state="pending").count() == 0

    with couriers():
        wait_until(tried)


def _dumped(database: Database) -> dict[str, str]:
    """Every row of every table as text, but what is sealed of a source."""
    with psycopg.connect(database.admin) as connection:
        tables = [
            row[0]
            for row in connection.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            ).fetchall()
        ]
        asking = sql.SQL("SELECT (to_jsonb(t) - 'sealed')::text FROM {} AS t")
        return {
            name: "\n".join(str(row[0]) for row in connection.execute(asking.format(sql.Identifier(name))))
            for name in tables
        }


def _shown(text: str) -> list[str]:
    """Where the mark stands in a text, as it is, in hexadecimal, or in base64 at any of its three places."""
    import base64

    padded = [
        base64.b64encode(b" " * n + MARK.encode())[2 * (n > 0) + 2 * (n > 1) : -4].decode() for n in range(3)
    ]
    found = []
    for one in (MARK, MARK.encode().hex(), *padded):
        at = text.find(one)
        found += [text[max(at - 80, 0) : at + 120]] if at >= 0 else []
    return found


def test_a_secret_that_was_put_in_never_comes_out(
    office: Office,
    url: str,
    database: Database,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    from firstreply.store.models import Source
    from firstreply.store.sealed import unseal

    caplog.set_level(logging.DEBUG)
    office.ask("POST", "/webhooks", {"url": f"{url}/all"})
    accounts, answers = _added(office, url)
    with office.acting():
        kept = {str(row.pk): unseal(row.sealed) for row in Source.objects.exclude(sealed="")}
    assert kept == {accounts[kind]: _secrets(kind, "b") for kind in ACCOUNTS}
    _written(office, accounts)
    answers += _everything_asked(office, accounts)
    tables = _dumped(database)
    assert len(answers) >= 60
    assert {name for name in ("source", "fact", "delivery", "outgoing", "webhook_endpoint") if tables[name]} >= {
        "source", "fact", "delivery", "outgoing",
    }  # fmt: skip
    assert [place for one in answers for place in _shown(one)] == []
    assert {name: _shown(text) for name, text in tables.items() if _shown(text)} == {}
    printed = capfd.readouterr()
    assert _shown(caplog.text + printed.out + printed.err) == []


def test_the_look_finds_a_mark_however_it_is_written() -> None:
    import base64

    written = [MARK, json.dumps({"a": MARK}), MARK.encode().hex()]
    written += [base64.b64encode(b"x" * n + MARK.encode() + b"y").decode() for n in range(3)]
    assert [len(_shown(one)) > 0 for one in written] == [True] * 6
