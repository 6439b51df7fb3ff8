"""Forged and replayed requests to every address that takes any: none of them is taken, whatever the channel.

`firstreply bench forged` makes ten thousand of them against a whole installation.
"""

import time
from collections import Counter
from typing import Any
from uuid import UUID

import psycopg
import pytest

from firstreply.channels.base import Call, Setup
from firstreply.channels.forging import Honest, forgeries, honest
from firstreply.channels.registry import channels
from tests.api.conftest import Office
from tests.postgres import Database

pytestmark = pytest.mark.postgres
WAYS = {one.way: (kind, one) for kind, one in honest()}


class Account:
    """An account of a channel, its address, and whatever came to be there."""

    def __init__(self, office: Office, database: Database, kind: str, one: Honest) -> None:
        from firstreply.core.member import Role
        from firstreply.journey.organise import By, sources
        from firstreply.store.queries import accounts

        self._office, self._database = office, database
        with office.acting():
            by = By(None, Role.OWNER, office.now)
            made = sources.add_source(one.way, kind, {}, one.settings, by, sealed=one.sealed)
            found = accounts.setup(made.id)
        assert found is not None
        self.setup: Setup = found

    def send(self, call: Call) -> int:
        """Make a request; the status that it was answered with."""
        path = f"/in/{self.setup.id}" + (f"?{call.query}" if call.query else "")
        headers = {name: value for name, value in call.headers.items() if name != "content-type"}
        answer: Any = self._office.client.generic(
            call.method, path, call.body, content_type=call.headers.get("content-type", ""), headers=headers
        )
        return int(answer.status_code)

    def kept(self) -> list[UUID]:
        """What is on disk."""
        with psycopg.connect(self._database.admin) as connection:
            rows = connection.execute("SELECT id FROM arrival WHERE source_id = %s", [self.setup.id])
            return [row[0] for row in rows]


@pytest.fixture(params=sorted(WAYS))
def account(request: pytest.FixtureRequest, office: Office, database: Database) -> tuple[Account, Honest]:
    from firstreply.api import hooks

    hooks.forget()
    kind, one = WAYS[request.param]
    return Account(office, database, kind, one), one


def test_every_channel_that_takes_requests_says_what_an_honest_one_is() -> None:
    said = {kind for kind, _ in honest()}
    assert {kind for kind, channel in channels().items() if channel.take is not None} - said == set()


def test_honest_request_is_taken_once_however_often_it_is_made(account: tuple[Account, Honest]) -> None:
    theirs, one = account
    now = int(time.time())
    first = theirs.send(one.make(theirs.setup, 1, now))
    before = theirs.kept()
    again = [theirs.send(one.make(theirs.setup, 1, now)) for _ in range(3)]
    later = theirs.send(one.make(theirs.setup, 2, now))
    assert (first // 100, len(before)) == (2, 1)
    assert [status // 100 for status in again] == [2, 2, 2]
    assert (later // 100, len(theirs.kept())) == (2, 2)


def test_nothing_forged_is_taken(account: tuple[Account, Honest]) -> None:
    theirs, one = account
    now = int(time.time())
    answers = {how: theirs.send(call) for how, call in forgeries(one, theirs.setup, 1, now)}
    assert answers == dict.fromkeys(answers, one.refused)
    assert len(answers) >= (3 if not one.proof else 9)
    assert theirs.kept() == []


def test_what_was_recorded_is_not_taken_at_another_address(
    account: tuple[Account, Honest], office: Office
) -> None:
    """Of the same kind, with secrets of its own."""
    from firstreply.channels.forging import another

    theirs, one = account
    other = another(theirs.setup)
    now = int(time.time())
    statuses = Counter(theirs.send(one.make(other, number, now)) for number in range(5))
    assert statuses == {one.refused: 5}
    assert theirs.kept() == []


def test_account_that_is_switched_off_is_not_there(account: tuple[Account, Honest], office: Office) -> None:
    from firstreply.api import hooks
    from firstreply.store.models import Source

    theirs, one = account
    with office.acting():
        Source.objects.filter(pk=theirs.setup.id).update(disabled_at=office.now)
    hooks.forget()
    assert theirs.send(one.make(theirs.setup, 1, int(time.time()))) == 404
    assert theirs.kept() == []
