"""A mailbox is read as it fills: at once, whole, and without a trace on the server."""

import pytest

from tests.channels.email_live.conftest import Box, letter, until, worker

pytestmark = [pytest.mark.postgres, pytest.mark.dovecot]


def test_a_mail_is_seen_within_two_seconds_of_its_delivery(box: Box) -> None:
    with worker():
        until(lambda: len(box.folders()) == 2 and all(one.validity for one in box.folders().values()))
        took = []
        for n in range(5):
            box.deliver(letter(n))
            took.append(until(lambda n=n: len(box.office.rows("Lead", "id")) == n + 1))
    assert sorted(took)[2] < 2
