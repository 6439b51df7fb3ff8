"""Mails under one id come to the same messages live, whatever their order and batches, as in an archive."""

from datetime import UTC, datetime
from itertools import permutations
from uuid import UUID

import pytest

from firstreply.channels.email.letter import envelope_of
from firstreply.core.capture.unify import unify
from firstreply.core.team import Team
from tests.journey.test_archive_equals_live import Come, bring, found_organisation
from tests.postgres import Database

pytestmark = pytest.mark.postgres
NOW = datetime(2026, 11, 1, tzinfo=UTC)


def raw(name: str, day: int, subject: str = "Form") -> bytes:
    return (
        f"From: {name} <{name}@c.example>\r\nTo: us@ours.example\r\nSubject: {subject}\r\nMessage-ID: <same@x>\r\n"
        f"Date: Mon, {day:02} Mar 2026 09:00:00 +0000\r\n\r\nHello\r\n"
    ).encode()


MAILS = [raw("ann", 2), raw("ben", 9), raw("cem", 16), raw("ann", 2)]


def stored(organisation: UUID) -> list[tuple[str, str]]:
    from firstreply.store.models import Message
    from firstreply.store.tenancy import acting

    with acting(organisation):
        return sorted(Message.objects.values_list("external_id", "party"))


def test_any_order_and_any_batches_come_to_the_messages_of_an_archive(database: Database) -> None:
    from firstreply.store.ids import new_id

    unique = unify([([envelope_of(one, source=1) for one in MAILS], False, False)], int(NOW.timestamp()))
    expected = sorted(one.message_id for one in unique.envelopes)
    for position, order in enumerate(permutations(MAILS[:3])):
        organisation = found_organisation(Team())
        come = [
            Come(id=new_id(), source_id=new_id(), payload={"received_at": None}, raw=one)
            for one in (*order, MAILS[3])
        ]
        size = position % 3 + 1
        bring(organisation, [come[start : start + size] for start in range(0, len(come), size)])
        found = stored(organisation)
        assert [own for own, _ in found] == expected
        assert dict(found)["same@x"] == "ann@c.example"
