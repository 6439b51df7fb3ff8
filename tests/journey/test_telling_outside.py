"""What goes outside arrives: once where the other side can tell, and at least once whatever is killed."""

import email
import email.policy
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any
from uuid import UUID

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.test.utils import override_settings

from firstreply.channels.answer import Rejected, TryAgain
from firstreply.core.respond.alert import AlertKind
from firstreply.core.respond.wait import Outcome
from tests.channels.receiver import Receiver, receiving
from tests.channels.smtp_peer import MailPeer, mail_server
from tests.channels.test_push import point, text
from tests.journey.office import alert, couriers, hook, office, rows, subscribe, tell, wait_until
from tests.postgres import Database

pytestmark = pytest.mark.postgres
HERE = {"FIRSTREPLY_PRIVATE_HOSTS": ("127.0.0.1",)}


def states(own: UUID, channel: str) -> list[str]:
    return [state for found, state in rows(own, "channel", "state") if found == channel]


@override_settings(
    FIRSTREPLY_MAIL_FROM="FirstReply <alerts@our.example>", FIRSTREPLY_ADDRESS="https://us.example", **HERE
)
def test_alert_arrives_by_every_way_in_the_members_language(database: Database) -> None:
    from firstreply.store.ids import new_id

    browser, secret = ec.generate_private_key(ec.SECP256R1()), os.urandom(16)
    peer, pushed, chat, hooked = MailPeer(), Receiver(201), Receiver(200), Receiver(204)
    lead = new_id()
    with (
        mail_server(peer) as smtp, receiving(pushed) as service, receiving(chat) as room, receiving(hooked) as url,
        override_settings(FIRSTREPLY_SMTP_URL=smtp),
    ):  # fmt: skip
        own = office(ana={"languages": ["fa"], "alerts": {"apprise": [room.replace("http", "json")]}})
        subscribe(own.id, own.members["ana"], service + "/1", text(point(browser)), text(secret))
        hook(own.id, url)
        tell(own.id, alert(own.members["ana"], lead=lead, urgent=True))
        with couriers():
            wait_until(lambda: {state for (state,) in rows(own.id, "state")} == {"sent"})
    ids = dict(rows(own.id, "channel", "id"))
    letter = email.message_from_bytes(peer.taken[0].octets, policy=email.policy.default)
    assert letter["Message-ID"] == f"<{ids['email']}@our.example>"
    assert letter["Content-Language"] == "fa"
    told, page = (one.get_content() for one in letter.iter_parts())  # type: ignore[union-attr]
    assert f"https://us.example/leads/{lead}" in told
    assert (f'href="https://us.example/leads/{lead}"' in page, 'dir="rtl"' in page) == (True, True)
    note = json.loads(http_ece.decrypt(pushed.got[0].body, private_key=browser, auth_secret=secret))
    assert (note["id"], note["title"], note["dir"]) == (str(ids["push"]), letter["Subject"], "rtl")
    assert json.loads(chat.got[0].body)["title"] == letter["Subject"]
    told = json.loads(hooked.got[0].body)
    assert (told["type"], told["data"]["lead"], told["data"]["facts"]) == (
        "alert.breach",
        str(lead),
        {"name": "Omid"},
    )
    assert hooked.got[0].headers["webhook-id"] == str(ids["webhook"])
    assert [len(one.got) for one in (pushed, chat, hooked)] == [1, 1, 1]


@override_settings(
    FIRSTREPLY_MAIL_FROM="FirstReply <alerts@our.example>", FIRSTREPLY_ADDRESS="https://us.example", **HERE
)
def test_figures_arrive_as_lines_and_as_tables_in_the_readers_direction(database: Database) -> None:
    facts = {
        "title": "چقدر زود پاسخ دادید",
        "lines": ["میانه: ۱۸ د"],
        "figures": {"period": "هفتهٔ پیش", "figures": [["میانه", "۱۸ د"]], "people": []},
        "query": "clock=wall",
    }
    peer = MailPeer()
    with mail_server(peer) as smtp, override_settings(FIRSTREPLY_SMTP_URL=smtp):
        own = office(ana={"languages": ["fa"]})
        tell(own.id, alert(own.members["ana"], kind=AlertKind.DIGEST, facts=facts))
        with couriers():
            wait_until(lambda: bool(peer.taken))
    letter = email.message_from_bytes(peer.taken[0].octets, policy=email.policy.default)
    told, page = (one.get_content() for one in letter.iter_parts())  # type: ignore[union-attr]
    assert told.splitlines() == ["میانه: ۱۸ د", "", "https://us.example/insights?clock=wall"]
    assert re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", page) == ["<bdi>میانه</bdi>", "۱۸ د"]
    assert ('dir="rtl"' in page, 'href="https://us.example/insights?clock=wall"' in page) == (True, True)


@override_settings(**HERE)
def test_eight_workers_send_each_of_500_once(database: Database) -> None:
    receiver = Receiver(204)
    own = office(ana={})
    with receiving(receiver) as url:
        for n in range(5):
            hook(own.id, f"{url}/{n}")
        tell(own.id, *(alert(key=f"k{n}") for n in range(100)))
        with couriers(8, threads=8):
            wait_until(lambda: set(states(own.id, "webhook")) == {"sent"}, 60)
    counted = Counter(got.headers["webhook-id"] for got in receiver.got)
    assert (len(counted), set(counted.values())) == (500, {1})
    assert {attempts for (attempts,) in rows(own.id, "attempts")} == {1}


def killed_after(own: UUID, *, send: bool) -> None:
    """A worker that claims, perhaps sends, and then is no more: nothing is written down."""
    from firstreply.jobs import sending
    from firstreply.journey import deliver

    long_ago = datetime.now(UTC) - timedelta(minutes=1)
    turns = deliver.claimed(own, now=long_ago, lease=timedelta(seconds=12), most=10, room={}, otherwise=10)
    assert len(turns) == 1
    if send:
        sending.send(turns[0], datetime.now(UTC))


@override_settings(**HERE)
@pytest.mark.parametrize(
    ("sent", "times", "error"), [(True, 2, "maybe_repeated"), (False, 1, "maybe_repeated")]
)
def test_worker_killed_between_claim_and_commit(
    database: Database, sent: bool, times: int, error: str
) -> None:
    """Killed before sending: sent once. Killed after: sent again under the same id, and counted."""
    receiver = Receiver(204)
    own = office(ana={})
    with receiving(receiver) as url:
        hook(own.id, url)
        tell(own.id, alert(), now=datetime.now(UTC) - timedelta(minutes=2))
        killed_after(own.id, send=sent)
        with couriers():
            wait_until(lambda: states(own.id, "webhook") == ["sent"])
    ids = [got.headers["webhook-id"] for got in receiver.got]
    assert ids == [str(rows(own.id, "id")[0][0])] * times
    assert rows(own.id, "attempts", "error") == [(2, error)]


@override_settings(**HERE)
def test_who_comes_back_late_changes_nothing(database: Database) -> None:
    from firstreply.journey import deliver
    from firstreply.journey.deliver import DeliveryState, Settled

    own = office(ana={})
    hook(own.id, "https://hooks.example/")
    now = datetime.now(UTC)
    tell(own.id, alert(), now=now)
    options: dict[str, Any] = {"lease": timedelta(seconds=12), "most": 1, "room": {}, "otherwise": 1}
    (slow,) = deliver.claimed(own.id, now=now, **options)
    assert deliver.claimed(own.id, now=now + timedelta(seconds=11), **options) == []
    (quick,) = deliver.claimed(own.id, now=now + timedelta(seconds=13), **options)
    assert (quick.id, quick.attempts, quick.repeated) == (slow.id, 2, True)
    late = Settled(turn=slow, state=DeliveryState.FAILED, reason="late")
    assert deliver.settled(own.id, [late], now) == 0
    assert deliver.renewed(own.id, [slow], now) == 0
    assert deliver.settled(own.id, [Settled(turn=quick, state=DeliveryState.SENT)], now) == 1
    assert rows(own.id, "state", "error") == [("sent", "maybe_repeated")]


WORKER = """
import threading
from firstreply.site.django import set_up
set_up()
from firstreply.jobs import deliver
print("up", flush=True)
deliver.run(threading.Event())
"""


@pytest.mark.slow
@override_settings(**HERE)
def test_killed_worker_is_replaced_within_15_seconds(database: Database) -> None:
    asked = threading.Event()

    def hang(handler: BaseHTTPRequestHandler) -> None:
        asked.set()
        time.sleep(30)

    receiver = Receiver(hang, 204)
    own = office(ana={})
    with receiving(receiver) as url:
        hook(own.id, url)
        tell(own.id, alert())
        environment = os.environ | {"FIRSTREPLY_PRIVATE_HOSTS": "127.0.0.1"}
        worker = subprocess.Popen([sys.executable, "-c", WORKER], env=environment, stdout=subprocess.PIPE)
        try:
            assert asked.wait(30)
        finally:
            os.kill(worker.pid, signal.SIGKILL)
            worker.communicate()
        begun = time.monotonic()
        with couriers():
            wait_until(lambda: states(own.id, "webhook") == ["sent"], 30)
        took = time.monotonic() - begun
    assert took <= 15
    assert len({got.headers["webhook-id"] for got in receiver.got}) == 1


@override_settings(**HERE)
def test_hostile_endpoint_does_not_hold_the_others(database: Database) -> None:
    release = threading.Event()
    hostile, kind = Receiver(lambda handler: bool(release.wait(20)) and None), Receiver(204)
    own = office(ana={})
    with receiving(hostile) as bad, receiving(kind) as good:
        first = hook(own.id, bad)
        tell(own.id, *(alert(key=f"old{n}") for n in range(100)))
        hook(own.id, good)
        tell(own.id, *(alert(key=f"new{n}") for n in range(20)))
        with couriers(threads=8):
            wait_until(lambda: len(kind.got) == 20)
            held = len(hostile.got)
            release.set()
            with_acting_disabled(own.id, first)
    assert held <= 4


def with_acting_disabled(own: UUID, endpoint: UUID) -> None:
    """Switch a webhook off."""
    from firstreply.store.models import WebhookEndpoint
    from firstreply.store.tenancy import acting

    with acting(own):
        WebhookEndpoint.objects.filter(pk=endpoint).update(disabled_at=datetime.now(UTC))


@override_settings(**HERE)
def test_refusals_are_tried_again_later_and_gone_is_gone(database: Database) -> None:
    busy, gone = Receiver(503), Receiver(410)
    own = office(ana={})
    with receiving(busy) as later, receiving(gone) as never:
        hook(own.id, later)
        hook(own.id, never)
        tell(own.id, alert())
        begun = datetime.now(UTC)
        with couriers():
            wait_until(lambda: all(row[0] for row in rows(own.id, "error")))
    found = {error: (state, at) for error, state, at in rows(own.id, "error", "state", "not_before")}
    state, at = found["status 503"]
    assert state == "pending"
    assert timedelta(seconds=4) <= at - begun <= timedelta(seconds=12)
    assert found["status 410"][0] == "failed"
    tell(own.id, alert(key="later"))
    assert len(rows(own.id, "id")) == 3  # one webhook is left


@override_settings(**HERE)
def test_browser_that_took_back_its_consent_is_forgotten(database: Database) -> None:
    browser = ec.generate_private_key(ec.SECP256R1())
    own = office(ana={})
    with receiving(Receiver(410)) as service:
        subscribe(own.id, own.members["ana"], service, text(point(browser)), text(os.urandom(16)))
        tell(own.id, alert(own.members["ana"]))
        with couriers():
            wait_until(lambda: states(own.id, "push") == ["failed"])
    tell(own.id, alert(own.members["ana"], key="later"))
    assert states(own.id, "push") == ["failed"]


@override_settings(**HERE)
@pytest.mark.parametrize(
    ("kind", "outcome", "owner", "reason"),
    [
        (AlertKind.BREACH, Outcome.ANSWERED, "ana", "wait_ended"),
        (AlertKind.ASSIGNED, Outcome.OPEN, "omid", "moved_on"),
        (AlertKind.ASSIGNED, Outcome.OPEN, "ana", ""),
    ],
)
def test_what_nobody_wants_any_more_is_dropped_when_its_turn_comes(
    database: Database, kind: AlertKind, outcome: Outcome, owner: str, reason: str
) -> None:
    from firstreply.store.ids import new_id
    from firstreply.store.models import Wait
    from firstreply.store.tenancy import acting

    receiver = Receiver(200)
    with receiving(receiver) as url:
        own = office(ana={"alerts": {"apprise": [url.replace("http", "json")]}}, omid={})
        with acting(own.id):
            wait = Wait.objects.create(
                organisation_id=own.id, conversation_id=new_id(), opened_by_id=new_id(), first=True,
                started_at=datetime.now(UTC), outcome=outcome.value, owner_id=own.members[owner],
            )  # fmt: skip
        tell(own.id, alert(own.members["ana"], kind=kind, wait=wait.pk))
        with couriers():
            wait_until(lambda: states(own.id, "apprise") != ["pending"])
    found = [
        (state, error)
        for channel, state, error in rows(own.id, "channel", "state", "error")
        if channel == "apprise"
    ]
    assert found == [("dropped", reason) if reason else ("sent", "")]
    assert len(receiver.got) == (0 if reason else 1)


def test_a_defect_in_a_sender_is_tried_again_and_keeps_no_lane(database: Database) -> None:
    answers = [TryAgain(reason="later"), Rejected(reason="never")]

    def broken(turn: Any, now: datetime) -> Any:
        if answers:
            return answers.pop()
        raise RuntimeError("a defect")

    own = office(ana={})
    hook(own.id, "https://hooks.example/")
    tell(own.id, *(alert(key=f"k{n}") for n in range(12)))
    with couriers(send=broken):
        wait_until(lambda: all(row[0] for row in rows(own.id, "error")))
    found = Counter(rows(own.id, "state", "error"))
    assert found == {
        ("failed", "never"): 1, ("pending", "later"): 1, ("pending", "defect: RuntimeError"): 10,
    }  # fmt: skip
