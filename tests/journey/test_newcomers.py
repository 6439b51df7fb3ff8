"""Newcomers: reading only what somebody said first gives exactly what reading everything gives."""

from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest

from tests.journey.conftest import NOW, Office

pytestmark = pytest.mark.postgres


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_waits_of_newcomers_are_those_that_reading_everything_finds(office: Office, seed: int) -> None:
    random = Random(seed)
    alone = 0
    for step in range(12):
        now = NOW + timedelta(minutes=7 * step)
        came = [_comes(office, random, now) for _ in range(random.choice([1, 1, 2, 5]))]
        before = set(_conversations(office))
        office.bring(came)
        office.arrived(now=now)
        alone += _alone(office, *before)
        assert _stored(office) == _read(office)
    assert 0 < alone < len(_conversations(office))  # both ways of reading were taken


def test_who_was_written_to_before_is_no_newcomer(office: Office) -> None:
    office.bring([office.incoming(_message("out", "ada@customer.example", NOW, office), NOW, kind="message")])
    office.submit({"name": "Ada", "email": "ada@customer.example"}, {"name": "Bob", "email": "bob@b.example"})
    office.arrived()
    assert _alone(office) == 1


def _alone(office: Office, *but: UUID) -> int:
    """Conversations, other than those, whose one message nothing else bears on."""
    from firstreply.store.queries.newcomers import newcomers
    from firstreply.store.tenancy import acting

    some = set(_conversations(office)) - set(but)
    with acting(office.organisation):
        return len(newcomers(some))


def _conversations(office: Office) -> list[Any]:
    return office.rows("Conversation", "id")


def _stored(office: Office) -> list[dict[str, Any]]:
    from firstreply.journey.respond import columns
    from firstreply.store.queries import talk
    from firstreply.store.tenancy import acting

    conversations = _conversations(office)
    with acting(office.organisation):
        return _told([columns(one) for one in talk.waits(conversations)])


def _read(office: Office) -> list[dict[str, Any]]:
    from firstreply.journey.respond import columns, read
    from firstreply.store.tenancy import acting

    conversations = _conversations(office)
    with acting(office.organisation):
        return _told([columns(one) for one in read(conversations).waits])


def _told(waits: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """In one order; when it was given is the assignment's to say and is read with the next message."""
    return sorted(({**one, "assigned_at": None} for one in waits), key=lambda one: str(one["id"]))


def _comes(office: Office, random: Random, now: Any) -> Any:
    number = random.randrange(40)
    if random.random() < 0.3:
        party = random.choice([f"p{number}@customer.example", f"+4930901{number:03}"])
        return office.incoming(
            _message(random.choice(["in", "out"]), party, now, office), now, kind="message"
        )
    told: dict[str, Any] = {"name": f"Person {number}", "need": f"Offer {random.randrange(3)}"}
    if random.random() < 0.7:
        told["email"] = f"p{number}@customer.example"
    if random.random() < 0.5:
        told["phone"] = f"+4930901{number:03}"
    if random.random() < 0.2:
        told["external_ids"] = [f"p{random.randrange(40)}@customer.example"]
    return office.incoming(told, now)


def _message(direction: str, party: str, now: Any, office: Office) -> dict[str, Any]:
    told = {"direction": direction, "channel": "whatsapp", "party": party, "text": "Words"}
    return told | {"at": now.isoformat(), "author": str(office.reps[0])}
