"""Whoever leaves takes nothing along: what they have open is somebody else's at once."""

from datetime import timedelta
from typing import Any

import pytest

from tests.journey.conftest import NOW, Office

pytestmark = pytest.mark.postgres


def test_open_leads_of_who_leaves_go_to_the_others_and_they_are_told(office: Office) -> None:
    office.submit(*({"name": f"P{n}", "email": f"p{n}@customer.example"} for n in range(6)))
    office.arrived()
    ann = office.reps[0]
    theirs = office.rows("Lead", "id", owner_id=ann)
    assert len(theirs) == 2
    _leaves(office, ann)
    assert office.rows("Wait", "id", owner_id=ann, outcome="open") == []
    assert office.rows("Lead", "id", owner_id=ann) == []
    others = set(office.reps[1:])
    assert {office.rows("Lead", "owner_id", id=one)[0] for one in theirs} <= others
    moved = office.rows("Fact", "lead_id", "data", kind="moved_on")
    assert {lead: data["before"] for lead, data in moved} == dict.fromkeys(theirs, str(ann))
    told = office.rows("Delivery", "lead_id", kind="assigned", channel="in_app", member_id__in=others)
    assert [told.count(one) for one in theirs] == [1, 1]
    loads = dict(office.rows("Load", "member_id", "open_waits"))
    assert [loads[one] for one in office.reps] == [0, 3, 3]


def test_who_leaves_keeps_what_they_answered(office: Office) -> None:
    office.submit({"name": "Ada", "email": "ada@customer.example"})
    office.arrived()
    wait, owner = office.rows("Wait", "id", "owner_id")[0]
    _act(office, "talked", wait, by=owner, channel="phone")
    _leaves(office, owner)
    assert office.rows("Wait", "owner_id", "author_id", "outcome") == [(owner, owner, "answered")]


def _leaves(office: Office, member: Any) -> None:
    from firstreply.core.member import Role
    from firstreply.journey import acted
    from firstreply.journey.organise.decided import By

    acted.retire(office.organisation, member, By(office.owner, Role.OWNER, NOW + timedelta(minutes=9)))


def _act(office: Office, name: str, *args: Any, **more: Any) -> None:
    from firstreply.journey import acted

    getattr(acted, name)(office.organisation, *args, now=NOW + timedelta(minutes=5), **more)
