"""Promises for later answers, and waits on which nothing is owed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.journey.clockwork import asks, passes, promises, told
from tests.journey.conftest import NOW, Office

pytestmark = pytest.mark.postgres

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("first", "answered_before", "seconds"),
    [(True, False, 600), (True, True, 600), (False, False, 600), (False, True, 60)],
)
def test_target_for_later_answers_begins_after_the_first_one(
    office: Office, first: bool, answered_before: bool, seconds: int
) -> None:
    """Case 10, and what it is for."""
    from firstreply.journey.due import promise
    from firstreply.store.queries import talk
    from firstreply.store.tenancy import acting

    asks(office)
    promises(office, seconds=60, covers="next")
    promises(office, seconds=600, covers="first")
    with acting(office.organisation):
        (wait,) = talk.waits(office.rows("Wait", "conversation_id"))
        (after,) = promise([replace(wait, first=first, answered_before=answered_before)], now=NOW)
    assert after.due_at == NOW + timedelta(seconds=seconds)


def test_after_our_last_word_nothing_is_due_and_nothing_escalates(office: Office) -> None:
    """Case 9."""
    from firstreply.journey import acted

    ladder = {"steps": [{"after": 600, "action": "tell_admins"}, {"percent": 50, "action": "reroute"}]}
    promises(office, seconds=600, ladder=ladder)
    _, wait = asks(office)
    acted.talked(office.organisation, wait, by=None, now=NOW + MINUTE, channel="in_person")
    before = told(office)
    assert [passes(office, NOW + days * DAY) for days in (0, 1, 30)] == [0, 0, 0]
    assert told(office) == before
    assert office.rows("Moment", "id", done_at=None) == []


def test_what_a_promise_covers_is_set_with_its_other_terms(office: Office) -> None:
    from firstreply.core.member import Role
    from firstreply.core.refusal import Refused
    from firstreply.journey.organise import promises as organise
    from firstreply.journey.organise.decided import By
    from firstreply.store.tenancy import acting

    by = By(office.owner, Role.OWNER, NOW)
    with acting(office.organisation):
        organise.add_sla("Follow-ups", {"seconds": 60, "covers": "next"}, by)
        with pytest.raises(Refused, match="covers_unknown"):
            organise.add_sla("Wrong", {"seconds": 60, "covers": "last"}, by)
    assert office.rows("Sla", "covers", "seconds", name="Follow-ups") == [("next", 60)]
