"""The first promise that fits applies: places are nobody else's, kept over a change, and moved by hand only."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from firstreply.core.member import Role
from firstreply.core.refusal import Refused
from tests.api.conftest import Office
from tests.postgres import Database

pytestmark = pytest.mark.postgres


@pytest.fixture
def office(database: Database) -> Office:
    return Office()


def _by(office: Office) -> Any:
    from firstreply.journey.organise import By

    return By(office.founded.member, Role.OWNER, datetime.now(UTC))


def _asked(office: Office) -> list[tuple[str, int]]:
    """Names and seconds in the order in which waits ask them; pages and the API say the same order."""
    from firstreply.store.queries import due, rule_pages
    from firstreply.store.queries.rules import slas

    with office.acting():
        asked = [(one.id, one.name, one.seconds) for one in due.terms().slas]
        assert [one.id for one in rule_pages.promises()] == [own for own, _, _ in asked]
        rows = sorted(slas(False, None, 100).rows, key=lambda one: one.position)
        assert [one.id for one in rows] == [own for own, _, _ in asked]
        assert len({one.position for one in rows}) == len(rows)
    return [(name, seconds) for _, name, seconds in asked]


def _id(office: Office, name: str) -> UUID:
    from firstreply.store.models import Sla

    with office.acting():
        own: UUID = Sla.objects.get(name=name, retired_at=None).pk
    return own


def test_a_changed_promise_keeps_its_place(office: Office) -> None:
    from firstreply.journey.organise import promises

    names = [name for name, _ in _asked(office)]
    with office.acting():
        promises.change_sla(_id(office, names[0]), {"seconds": 1200}, _by(office))
    assert [name for name, _ in _asked(office)] == names
    assert _asked(office)[0] == (names[0], 1200)


def test_a_new_promise_is_asked_last_and_stays_there(office: Office) -> None:
    from firstreply.journey.organise import promises

    names = [name for name, _ in _asked(office)]
    with office.acting():
        promises.add_sla("VIP", {"seconds": 300}, _by(office))
        promises.change_sla(_id(office, names[0]), {"seconds": 1200}, _by(office))
        promises.change_sla(_id(office, "VIP"), {"seconds": 240}, _by(office))
    assert [name for name, _ in _asked(office)] == [*names, "VIP"]


def test_a_place_that_is_taken_is_made_free(office: Office) -> None:
    from firstreply.journey.organise import promises

    names = [name for name, _ in _asked(office)]
    with office.acting():
        vip = promises.add_sla("VIP", {"seconds": 300, "position": 0}, _by(office))
        promises.add_sla("Late", {"seconds": 300, "position": 40}, _by(office))
    assert [name for name, _ in _asked(office)] == ["VIP", *names, "Late"]
    with office.acting():
        assert promises.change_sla(vip, {"position": 40}, _by(office)) == vip  # moved alone: the same number
    assert [name for name, _ in _asked(office)] == [*names, "VIP", "Late"]


def test_an_order_is_given_for_all_or_not_at_all(office: Office) -> None:
    from firstreply.journey.organise import promises

    names = [name for name, _ in _asked(office)]
    ids = [_id(office, name) for name in names]
    with office.acting():
        promises.order_slas(ids[::-1], _by(office))
    assert [name for name, _ in _asked(office)] == names[::-1]
    with office.acting(), pytest.raises(Refused, match="promises_changed"):
        promises.order_slas(ids[:-1], _by(office))


def test_what_a_former_number_said_comes_back_in_its_place_under_its_name(office: Office) -> None:
    from firstreply.journey.organise import promises
    from firstreply.store.queries import rule_pages, rules

    names = [name for name, _ in _asked(office)]
    before = _asked(office)
    first = _id(office, names[0])
    with office.acting():
        changed = promises.change_sla(first, {"seconds": 1200}, _by(office), name="Renamed")
        with pytest.raises(Refused, match="sla_in_force"):
            promises.roll_back_sla(changed, _by(office))
        row = rules.sla(changed)
        assert row is not None
        assert [(one.name, one.number) for one in rule_pages.promises_before(row)] == [
            ("Renamed", 2), (names[0], 1),
        ]  # fmt: skip
        with pytest.raises(Refused, match="name_taken"):
            promises.add_sla(names[0], {"seconds": 60}, _by(office))
        again = promises.roll_back_sla(first, _by(office))
    assert _asked(office) == before
    with office.acting():
        promises.retire_sla(again, _by(office))
        assert [one.name for one in rule_pages.promises_gone()] == [names[0]]
        promises.roll_back_sla(first, _by(office))
        assert rule_pages.promises_gone() == []
    assert _asked(office) == before
