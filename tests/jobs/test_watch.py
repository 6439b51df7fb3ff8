"""The loop that watches: what breaks is told within a sweep, however many workers there are and however slow it is."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from firstreply.channels import registry
from firstreply.channels.base import Channel, Checked, Setup
from tests.journey.conftest import Office
from tests.journey.conftest import office as office

pytestmark = pytest.mark.postgres


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> dict[str, Callable[[Setup], Checked]]:
    """A channel of the test's own, whose accounts answer by their name."""
    found: dict[str, Callable[[Setup], Checked]] = {}
    monkeypatch.setitem(
        registry.channels(), "pigeon", Channel(kind="pigeon", check=lambda setup: found[setup.name](setup))
    )
    return found


def account(office: Office, name: str) -> UUID:
    from firstreply.core.member import Role
    from firstreply.journey.organise import sources
    from firstreply.journey.organise.decided import By
    from firstreply.store.tenancy import acting

    with acting(office.organisation):
        return sources.add_source(name, "pigeon", {}, {}, By(office.owner, Role.OWNER, datetime.now(UTC))).id


def told(office: Office) -> list[Any]:
    rows = office.rows("LiveEvent", "payload", kind="alert.channel")
    return sorted((one["name"], one["state"], one["code"]) for one in rows)


def until(true: Callable[[], object], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.02)


def broken(setup: Setup) -> Checked:
    raise RuntimeError("a defect")


def test_each_account_is_tried_and_what_fails_is_told_once_by_three_workers(
    office: Office, answers: dict[str, Callable[[Setup], Checked]]
) -> None:
    from firstreply.jobs import watch

    tried: list[str] = []

    def refused(setup: Setup) -> Checked:
        tried.append(setup.name)
        return Checked(ok=False, code="telegram_token_refused", facts={"bot": setup.name})

    answers |= {"Well": lambda setup: Checked(ok=True), "Locked": refused, "Broken": broken}
    for name in answers:
        account(office, name)
    stop = threading.Event()
    workers = [
        threading.Thread(target=watch.run, args=(stop,), kwargs={"sweep_s": 0.05}, daemon=True)
        for _ in range(3)
    ]
    for one in workers:
        one.start()
    until(lambda: len(told(office)) == 2)
    until(lambda: office.rows("Health", "state", source__name="Well", checked_at__isnull=False) == ["fine"])
    stop.set()
    for one in workers:
        one.join(20)
    assert told(office) == [
        ("Broken", "failing", "channel_check_failed"), ("Locked", "failing", "telegram_token_refused"),
    ]  # fmt: skip
    assert tried == ["Locked"]


def test_a_slow_account_holds_up_no_other(
    office: Office, answers: dict[str, Callable[[Setup], Checked]]
) -> None:
    from firstreply.jobs.watch import Desk

    release = threading.Event()

    def slow(setup: Setup) -> Checked:
        release.wait(20)
        return Checked(ok=True)

    answers |= {"Slow": slow, "Quick": lambda setup: Checked(ok=False, code="gone")}
    for name in answers:
        account(office, name)
    with ThreadPoolExecutor(2) as pool:
        desk = Desk(pool)
        until(lambda: [desk.sweep(), told(office)][1])
        assert told(office) == [("Quick", "failing", "gone")]
        assert desk.busy
        release.set()
        until(lambda: [desk.sweep(), not desk.busy][1])
    assert office.rows("Health", "state", source__name="Slow") == ["fine"]


def test_what_breaks_between_two_tries_is_told_within_a_sweep(office: Office) -> None:
    from firstreply.jobs import watch as job
    from firstreply.journey import watch
    from firstreply.store.tenancy import acting

    with ThreadPoolExecutor(1) as pool:
        desk = job.Desk(pool)
        assert desk.sweep() == 0
        assert desk.sweep() == 0
        with acting(office.organisation):
            watch.failed(office.source, "imap_gone", {}, datetime.now(UTC))
        assert desk.sweep() == 1
    assert [one[1:] for one in told(office)] == [("failing", "imap_gone")]


def test_states_are_counted_for_operators(office: Office) -> None:
    from firstreply.journey import watch
    from firstreply.store.queries.health import states
    from firstreply.store.tenancy import acting

    with acting(office.organisation):
        watch.failed(office.source, "imap_gone", {}, datetime.now(UTC))
        kind = office.rows("Source", "kind", pk=office.source)[0]
        watch.looked(office.organisation, [watch.Looked(source=office.source)], now=datetime.now(UTC))
    found = states([kind, "pigeon"])
    assert {pair: count for pair, count in found.items() if count} == {(kind, "failing"): 1}


@pytest.mark.parametrize("lang", ["en", "ar", "fa"])
def test_every_state_of_an_account_has_words(lang: str) -> None:
    from firstreply.core.respond.alert import AlertKind
    from firstreply.jobs.alert_words import said

    now = datetime.now(UTC)
    facts = {
        "name": "Sales",
        "since": (now - timedelta(hours=3)).isoformat(),
        "facts": {"hours": 3, "usual": 9.5},
    }
    found = [
        said(AlertKind.CHANNEL, {**facts, "state": state, "code": code}, lang, now)
        for state, code in (
            ("failing", "channel_check_slow"), ("quiet", "channel_quiet"), ("stopped", "channel_stopped"),
            ("off", "webhook_gone"), ("fine", ""),
        )
    ]  # fmt: skip
    assert len({one.title for one in found}) == 5
    assert all("Sales" in one.title for one in found)
    assert [len(one.lines) for one in found] == [2, 2, 2, 2, 0]
    assert {one.direction for one in found} == {"ltr" if lang == "en" else "rtl"}


@pytest.mark.parametrize(
    ("facts", "leads"),
    [
        ({"account": "1", "kind": "email"}, "/channels/1"),
        ({"account": "2", "kind": "webhook_out"}, "/webhooks/2"),
        ({}, ""),
    ],
)
def test_an_alert_leads_to_the_page_where_it_can_be_mended(facts: dict[str, str], leads: str) -> None:
    from types import SimpleNamespace

    from django.conf import settings

    from firstreply.jobs.sending import link

    turn: Any = SimpleNamespace(kind="channel", lead=None, payload={"facts": facts})
    assert link(turn) == settings.FIRSTREPLY_ADDRESS + leads
