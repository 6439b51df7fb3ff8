"""Lead ads from the notice to the lead, with a Meta that is away now and then: nothing is lost."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from firstreply.channels.answer import TryAgain
from firstreply.channels.base import Piece
from firstreply.channels.meta_leads.channel import take
from firstreply.channels.meta_leads.peer import Meta
from tests.channels.meta_leads.account import request, setup
from tests.journey.conftest import NOW, Office, office
from tests.postgres import Database

pytestmark = pytest.mark.postgres
__all__ = ["office"]  # a fixture


class Page:
    """A page of Meta with an account of ours."""

    def __init__(self, office: Office, peer: Meta) -> None:
        from firstreply.core.member import Role
        from firstreply.journey.organise import sources
        from firstreply.journey.organise.decided import By
        from firstreply.store.tenancy import acting

        self.office, self.peer = office, peer
        by = By(office.owner, Role.OWNER, NOW)
        settings = {"page_id": peer.page, "base_url": peer.url}
        sealed = {"app_secret": peer.app_secret, "token": peer.token}
        with acting(office.organisation):
            self.source = sources.add_source("Lead ads", "meta_leads", {}, settings, by, sealed=sealed).id

    def tells(self, *ids: str) -> None:
        """Meta tells of leads; the journey takes the notices."""
        from firstreply.journey import door

        body = self.peer.notice(*ids)
        pieces = take(request(body, self.peer.signed(body)), setup(self.peer), 0).pieces
        now = datetime.now(UTC)
        door.accept([self._incoming(one, now) for one in pieces])
        self.arrives()

    def _incoming(self, one: Piece, now: datetime) -> Any:
        import orjson

        from firstreply.journey import door

        payload = orjson.dumps(one.payload)
        return door.incoming(
            self.office.organisation, self.source, one.kind, at=now, external_id=one.id, payload=payload
        )

    def arrives(self) -> None:
        self.office.arrived(now=datetime.now(UTC))

    def fetches(self) -> None:
        """Everything that is due is fetched, and taken through the journey."""
        from firstreply.jobs import fetching

        with ThreadPoolExecutor(2) as pool:
            desk = fetching.Desk(pool, threading.Event(), threading.Event())
            while desk.look() or desk.busy:
                time.sleep(0.005)
        self.arrives()

    def names(self) -> list[str]:
        return sorted(self.office.rows("Lead", "name"))

    def wanted(self, *columns: str) -> list[Any]:
        return self.office.rows("Fetch", *columns, wanted__gt="")

    def later(self, *, since: timedelta = timedelta(0)) -> None:
        """What waits for its time is due."""
        past = datetime.now(UTC) - timedelta(seconds=1)
        self.office.change("Fetch", {"state": "open"}, not_before=past)
        if since:
            self.office.change("Fetch", {"state": "open", "wanted__gt": ""}, since=past - since)


@pytest.fixture
def page(database: Database, office: Office) -> Iterator[Page]:
    from django.test import override_settings

    with Meta().running() as peer, override_settings(FIRSTREPLY_PRIVATE_HOSTS=["127.0.0.1"]):
        yield Page(office, peer)


def test_lead_of_a_notice_is_fetched_and_is_a_lead_with_its_campaign(page: Page) -> None:
    page.peer.fill_in("444001", full_name="Lea Lead", email="lea@there.example")
    page.tells("444001")
    assert page.names() == []
    page.fetches()
    assert page.names() == ["Lea Lead"]
    (touches,) = page.office.rows("Lead", "touches")
    assert touches["first"]["utm_campaign"] == "Spring"
    assert page.office.rows("Wait", "outcome") == ["open"]
    assert page.wanted("state") == ["done"]


def test_same_notice_and_a_look_bring_the_lead_once(page: Page) -> None:
    page.peer.fill_in("444001", full_name="Lea Lead")
    for _ in range(2):
        page.tells("444001")
        page.later()
        page.fetches()
    assert page.names() == ["Lea Lead"]
    assert len(page.office.rows("Fact", "id", kind="inquired")) == 1


def test_meta_that_is_away_is_asked_again_until_it_answers(page: Page) -> None:
    page.peer.fill_in("444001", full_name="Lea Lead")
    page.tells("444001")
    for status in (500, 401, 503):
        page.peer.failing.extend([(status, {"error": {"code": 190 if status == 401 else 2}})] * 4)
        page.later()
        page.fetches()
    assert page.names() == []
    (state, error, attempts) = page.wanted("state", "error", "attempts")[0]
    assert (state, bool(error), attempts >= 3) == ("open", True, True)
    page.peer.failing.clear()
    page.later()
    page.fetches()
    assert page.names() == ["Lea Lead"]


def test_lead_that_was_never_told_of_is_found(page: Page) -> None:
    page.peer.fill_in("444009", full_name="Never Told")
    page.fetches()
    assert page.names() == ["Never Told"]


def test_what_is_never_given_is_put_aside_and_can_be_asked_for_again(page: Page) -> None:
    from firstreply.journey import door

    page.tells("444001")
    page.fetches()
    page.later(since=timedelta(days=11))
    page.fetches()
    notice: list[tuple[UUID, str]] = page.office.rows("Arrival", "id", "reason", state="quarantined")
    assert [reason for _, reason in notice] == ["fetch_refused"]
    assert page.wanted("state") == ["failed"]
    page.peer.fill_in("444001", full_name="Lea Lead")
    door.replay_one(page.office.organisation, notice[0][0])
    page.arrives()
    page.fetches()
    assert page.names() == ["Lea Lead"]


def test_killed_worker_leaves_nothing_behind(page: Page) -> None:
    from firstreply.journey import fetch

    page.peer.fill_in("444001", full_name="Lea Lead")
    page.tells("444001")
    now = datetime.now(UTC)
    lease = {"lease": timedelta(minutes=2), "most": 8, "kinds": ["meta_leads"]}
    taken = fetch.claimed(page.office.organisation, now=now, **lease)  # type: ignore[arg-type]
    assert [one.wanted.id for one in taken if one.wanted.id] == ["444001"]
    assert fetch.claimed(page.office.organisation, now=now, **lease) == ()  # type: ignore[arg-type]
    page.office.change("Fetch", {}, lease_until=now - timedelta(seconds=1))
    page.fetches()
    assert page.names() == ["Lea Lead"]
    fetch.settled(taken[-1], TryAgain(reason="late"), now=now)
    assert page.wanted("state") == ["done"]


def test_worker_fetches_what_is_named_without_being_asked(page: Page) -> None:
    from firstreply.jobs import arrivals, fetching
    from tests.journey.office import wait_until

    page.peer.fill_in("444001", full_name="Lea Lead")
    stop = threading.Event()
    loops = [threading.Thread(target=run, args=(stop,)) for run in (arrivals.run, fetching.run)]
    for one in loops:
        one.start()
    try:
        page.tells("444001")
        wait_until(lambda: page.names() == ["Lea Lead"])
    finally:
        stop.set()
        for one in loops:
            one.join(20)
    assert [one.is_alive() for one in loops] == [False, False]
