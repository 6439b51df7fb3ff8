"""Messengers from end to end: connected, written by, answered, reported; and nobody else let in by the same door."""

import hashlib
import hmac
import json
import random
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest

from firstreply.channels.peering import Brought
from firstreply.channels.telegram.bot import shown_secret
from firstreply.channels.telegram.peer import Bots
from firstreply.channels.whatsapp.peer import Cloud
from tests.api.conftest import Office
from tests.journey.office import couriers, wait_until

pytestmark = pytest.mark.postgres
SARA = {"id": 4711, "first_name": "Sara", "last_name": "Amini", "username": "Sara_A"}
NUMBER = "491701234567"


class Accounts:
    """An office with accounts at peers, and everything that happens in it."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.secrets: dict[str, str] = {}

    def add(self, kind: str, settings: dict[str, Any], sealed: dict[str, str]) -> str:
        made = self.office.ask(
            "POST", "/sources", {"name": kind, "kind": kind, "settings": settings, "sealed": sealed}
        )
        assert made.status_code == 201, made.json()
        self.secrets[made.json()["id"]] = made.json()["secret"]
        return str(made.json()["id"])

    def carry(self, url: str, body: bytes, headers: Mapping[str, str], method: str) -> Brought:
        """A delivery of the other side, to the real door."""
        parts = urlsplit(url)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        answer = self.office.client.generic(
            method, path, body, content_type="application/json", headers=dict(headers)
        )
        return Brought(answer.status_code, answer.content)

    def arrive(self) -> None:
        from firstreply.journey import flow

        flow.arrived(self.office.id, now=datetime.now(UTC))

    def rows(self, model: str, *columns: str, **where: Any) -> list[Any]:
        from firstreply.store import models

        with self.office.acting():
            return list(getattr(models, model).objects.filter(**where).order_by("id").values_list(*columns))

    def say(self, text: str = "", **more: Any) -> Any:
        """Answer the only lead; what became of it once the other side has said so."""
        ((lead,),) = self.rows("Lead", "id")
        asked = self.office.ask("POST", f"/leads/{lead}/replies", {"text": text, **more})
        if asked.status_code != 202:
            return asked.json()["code"]
        with couriers():
            wait_until(lambda: self.rows("Outgoing", "state", id=asked.json()["id"]) != [("queued",)])
        self.arrive()
        return self.rows("Outgoing", "state", "external_id", "recipient", id=asked.json()["id"])[0]


@pytest.fixture
def accounts(office: Office, monkeypatch: pytest.MonkeyPatch) -> Accounts:
    from django.conf import settings

    monkeypatch.setattr(settings, "FIRSTREPLY_PRIVATE_HOSTS", ("127.0.0.1",))
    monkeypatch.setattr(settings, "FIRSTREPLY_RATE_LIMIT", 0)
    return Accounts(office)


@pytest.fixture
def cloud(accounts: Accounts) -> Iterator[Cloud]:
    with Cloud().running() as peer:
        peer.carry = accounts.carry
        settings = {"phone_number_id": Cloud.number, "account_id": Cloud.account, "base_url": peer.url}
        source = accounts.add("whatsapp", settings, {"app_secret": Cloud.app_secret, "token": Cloud.token})
        connected = accounts.office.ask("POST", f"/sources/{source}/connect")
        assert (connected.status_code, connected.json()["ok"]) == (200, True)
        yield peer


@pytest.fixture
def bots(accounts: Accounts) -> Iterator[Bots]:
    with Bots().running() as peer:
        peer.carry = accounts.carry
        source = accounts.add("telegram", {"base_url": peer.url}, {"token": Bots.token})
        connected = accounts.office.ask("POST", f"/sources/{source}/connect")
        assert (connected.status_code, connected.json()["ok"]) == (200, True)
        yield peer


def test_whatsapp_from_the_first_message_to_the_tick_that_says_read(accounts: Accounts, cloud: Cloud) -> None:
    assert cloud.write(NUMBER, "Do you have chairs?", "Sara").status == 200
    accounts.arrive()
    assert accounts.rows("Lead", "persona") == [
        ({"name": "Sara", "phones": ["+491701234567"], "need": "Do you have chairs?"},)
    ]
    assert accounts.rows("Wait", "channel", "party", "outcome") == [("whatsapp", "+491701234567", "open")]
    state, own, to = accounts.say("Yes, 200 of them.")
    assert (state, to) == ("accepted", "+491701234567")
    assert [(one["to"], one["text"]["body"], one["id"]) for one in cloud.sent] == [
        (NUMBER, "Yes, 200 of them.", own)
    ]
    assert accounts.rows("Wait", "outcome") == [("answered",)]
    for status in ("read", "delivered", "sent"):  # in any order
        assert cloud.report(own, status, NUMBER).status == 200
    accounts.arrive()
    assert accounts.rows("Outgoing", "state") == [("read",)]


def test_an_answer_that_whatsapp_could_not_deliver_is_none(accounts: Accounts, cloud: Cloud) -> None:
    cloud.write(NUMBER, "Hello?")
    accounts.arrive()
    _, own, _ = accounts.say("Hello!")
    cloud.report(own, "failed", NUMBER, 131026)
    accounts.arrive()
    assert accounts.rows("Outgoing", "state", "reason") == [("hard_bounced", "whatsapp_undeliverable")]
    assert accounts.rows("Wait", "outcome") == [("open",)]


def test_after_a_day_whatsapp_takes_templates_only(accounts: Accounts, cloud: Cloud) -> None:
    long_ago = {"from": NUMBER, "id": "wamid.old", "timestamp": str(int(time.time()) - 90_000), "type": "text",
                "text": {"body": "Hi"}}  # fmt: skip
    cloud.deliver({"messages": [long_ago]})
    accounts.arrive()
    assert accounts.say("Sorry, late!") == "whatsapp_window_closed"
    template = {"name": "appointment", "language": "en", "parameters": ["Monday", "10:00"]}
    assert accounts.say("Your visit is on Monday at 10:00.", template=template)[0] == "accepted"
    ((source,),) = accounts.rows("Source", "id", kind="whatsapp")
    listed = accounts.office.get(f"/sources/{source}/templates").json()
    assert [(one["name"], one["parameters"]) for one in listed] == [
        ("appointment", ["1", "2"]),
        ("welcome_back", ["name"]),
        ("offer", ["1"]),
        ("plan", []),
        ("spring", []),
    ]


def test_telegram_knows_a_person_by_number_name_and_the_phone_they_share(
    accounts: Accounts, bots: Bots
) -> None:
    accounts.office.ask(
        "POST", "/inquiries", {"name": "Sara", "social": {"telegram": "@sara_a"}, "need": "Chairs"}
    )
    accounts.arrive()
    assert bots.write(SARA, "It is me").status == 200
    accounts.arrive()
    card = bots.message(SARA, contact={"phone_number": "989121234567", "user_id": 4711, "first_name": "Sara"})
    bots.deliver({"message": card})
    accounts.arrive()
    bots.write({**SARA, "username": "another_name"}, "New name, same person")
    accounts.arrive()
    ((persona,),) = accounts.rows("Lead", "persona")
    assert (persona["phones"], persona["social"]) == (
        ["+989121234567"],
        {"telegram": "@sara_a", "telegram_id": "4711"},
    )
    accounts.office.ask(
        "POST", "/inquiries", {"name": "S. Amini", "phone": "+98 912 123 4567", "need": "Tables"}
    )
    accounts.arrive()
    assert len(accounts.rows("Lead", "id")) == 1


def test_telegram_is_answered_under_the_message_and_ends_the_wait(accounts: Accounts, bots: Bots) -> None:
    bots.write(SARA, "/start fair-2026")
    accounts.arrive()
    ((persona, touches),) = accounts.rows("Lead", "persona", "touches")
    assert (persona["campaign"], touches["first"]["utm_campaign"]) == ("fair-2026", "fair-2026")
    state, own, to = accounts.say("Welcome!")
    assert (state, own, to) == ("accepted", "telegram:123456789:4711:2", "telegram_id:4711")
    assert [(one["chat_id"], one["reply_parameters"]["message_id"]) for one in bots.sent] == [(4711, 1)]
    assert accounts.rows("Wait", "outcome") == [("answered",)]
    bots.blocked.add(4711)
    bots.write(SARA, "One more thing")
    accounts.arrive()
    assert accounts.say("Yes?")[0] == "failed"


def test_a_strangers_mail_takes_back_no_answer_of_a_messenger(accounts: Accounts, bots: Bots) -> None:
    """Telegram counts its messages: whoever wrote to the bot can name those of others, and mail a report of them."""
    from firstreply.journey.door import accept, incoming

    bots.write(SARA, "Have you chairs?")
    accounts.arrive()
    state, own, _ = accounts.say("We have")
    ((source,),) = accounts.rows("Source", "id", kind="telegram")
    raw = (
        "From: MAILER-DAEMON@evil.example\r\nTo: sales@acme.example\r\nSubject: Undelivered Mail\r\n"
        "Message-ID: <r@evil.example>\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n"
        "\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{own}>\r\n\r\n--b--\r\n"
    ).encode()
    accept([incoming(accounts.office.id, source, "message", at=datetime.now(UTC), raw=raw, payload=b"{}")])
    accounts.arrive()
    assert (state, accounts.rows("Outgoing", "state")) == ("accepted", [("accepted",)])
    assert accounts.rows("Wait", "outcome") == [("answered",)]


def test_who_shares_anothers_phone_number_does_not_become_another(accounts: Accounts, bots: Bots) -> None:
    accounts.office.ask("POST", "/inquiries", {"name": "Ali", "phone": "+989121234567", "need": "Chairs"})
    accounts.arrive()
    bots.write(SARA, "Hello")
    accounts.arrive()
    bots.deliver({"message": bots.message(SARA, contact={"phone_number": "989121234567", "user_id": 4711})})
    accounts.arrive()
    leads = accounts.rows("Lead", "id", "name")
    assert [name for _, name in leads] == ["Ali", "Sara Amini"]
    assert accounts.rows("Suggestion", "reason") == [("phone:+989121234567",)]
    assert {one[0] for one in accounts.rows("Message", "lead_id", channel="telegram")} == {leads[1][0]}


def forged(accounts: Accounts, kind: str, source: str, body: bytes, chance: random.Random) -> Brought:
    """One request that is not from whom it claims."""
    junk = hashlib.sha256(chance.randbytes(8)).hexdigest()
    secret = accounts.secrets[source]
    wrong = hmac.new(junk.encode(), body, hashlib.sha256).hexdigest()
    near = hmac.new(Cloud.app_secret.encode(), body, hashlib.sha256).hexdigest()
    old, now = str(int(time.time()) - chance.randrange(301, 10**6)), str(int(time.time()))
    signed_long_ago = {
        "webhook-id": junk,
        "webhook-timestamp": old,
        "webhook-signature": _standard(secret, junk, old, body),
    }
    moved = signed_long_ago | {"webhook-timestamp": now}
    ways: dict[str, list[dict[str, str]]] = {
        "whatsapp": [{}, {"X-Hub-Signature-256": f"sha256={wrong}"}, {"X-Hub-Signature-256": f"sha256={near[:-1]}"},
                     {"X-Hub-Signature": f"sha256={near}"}, {"X-Hub-Signature-256": f"sha1={near}"}],
        "telegram": [{}, *({"X-Telegram-Bot-Api-Secret-Token": one} for one in
                           (junk, secret, shown_secret(secret)[:-1], shown_secret(secret).upper()))],
        "webhook": [{}, {"X-Signature": f"sha256={wrong}"}, signed_long_ago, moved, moved | {"webhook-id": "other"}],
    }  # fmt: skip
    return accounts.carry(f"/in/{source}", body, chance.choice(ways[kind]), "POST")


def _standard(secret: str, own: str, at: str, body: bytes) -> str:
    from firstreply.core.signature import signed

    return signed(secret, own, at, body)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["whatsapp", "telegram", "webhook"])
def test_a_thousand_forged_requests_leave_nothing_behind(accounts: Accounts, kind: str) -> None:
    sealed = {"whatsapp": {"app_secret": Cloud.app_secret, "token": "t"}, "telegram": {"token": Bots.token}}
    settings = {"whatsapp": {"phone_number_id": Cloud.number}}
    source = accounts.add(kind, settings.get(kind, {}), sealed.get(kind, {}))
    chance = random.Random(7)
    seen = set()
    for n in range(1_000):
        body = json.dumps({"update_id": n, "entry": [], "name": f"Eve {n}"}).encode()
        seen.add(forged(accounts, kind, source, body, chance).status)
    assert seen == {401}
    assert accounts.rows("Arrival", "id") == []


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["whatsapp", "telegram", "webhook"])
def test_a_delivery_that_is_replayed_a_thousand_times_is_one(
    accounts: Accounts, kind: str, request: pytest.FixtureRequest
) -> None:
    again = replayed(accounts, kind, request)
    assert {again().status for _ in range(1_000)} == {202 if kind == "webhook" else 200}
    accounts.arrive()
    assert len(accounts.rows("Arrival", "id")) == 1
    assert [len(accounts.rows(model, "id")) for model in ("Lead", "Message", "Wait")] == [1, 1, 1]


def replayed(accounts: Accounts, kind: str, request: pytest.FixtureRequest) -> Callable[[], Brought]:
    """A delivery that somebody recorded, to be brought again."""
    if kind == "whatsapp":
        cloud = request.getfixturevalue("cloud")
        return lambda: cloud.write(NUMBER, "Hello", "Sara", own="wamid.same")
    if kind == "telegram":
        bots = request.getfixturevalue("bots")
        update = {"update_id": 5, "message": bots.message(SARA, text="Hello")}
        return lambda: bots.deliver(update)
    source = accounts.add("webhook", {}, {})
    body, at = b'{"name": "Sara", "email": "sara@post.example"}', str(int(time.time()))
    headers = {
        "webhook-id": "m1",
        "webhook-timestamp": at,
        "webhook-signature": _standard(accounts.secrets[source], "m1", at, body),
    }
    return lambda: accounts.carry(f"/in/{source}", body, headers, "POST")


def test_what_is_mutated_is_put_aside_or_nothing_and_never_fails(
    accounts: Accounts, cloud: Cloud, bots: Bots
) -> None:
    chance = random.Random(11)
    message = {
        "from": NUMBER,
        "id": "wamid.x",
        "timestamp": "1780000000",
        "type": "text",
        "text": {"body": "Hi"},
    }
    for n in range(150):
        one = {
            **message,
            "id": f"wamid.{n}",
            chance.choice(sorted(message)): chance.choice([None, 7, [], {"a": []}, "\x00x", "zz"]),
        }
        assert (
            cloud.deliver({"messages": [one], "contacts": chance.choice([None, [None], "x", []])}).status
            == 200
        )
        update = bots.message(SARA, text="Hi")
        update[chance.choice(sorted(update))] = chance.choice([None, 7, [], {"a": []}, "\x00x"])
        assert bots.deliver({"message": update}).status == 200
    accounts.arrive()
    states = {one[0] for one in accounts.rows("Arrival", "state", "reason")}
    assert states <= {"done", "quarantined"}
    assert {one[1] for one in accounts.rows("Arrival", "state", "reason")} <= {
        "", "piece_not_understood", "arrival_not_json", "message_field_wrong"
    }  # fmt: skip
