"""Cover: colleagues proposed, in order, with reasons."""

from typing import Any

from firstreply.core.member import Presence, Role
from firstreply.core.route import Capacity, Case, Load, Member, Skip, Skipped
from firstreply.core.route.cover import Cover, Proposed, cover_candidates
from tests.core.route_cases import MONDAY_NIGHT, MONDAY_TEN, office

HOUR = 3600
NORTH = ("north",)
LEAD = Case(lead="lead", language="fa", excluded=frozenset({"had"}))


def proposed(*members: Member, until: int = MONDAY_TEN + HOUR, **more: Any) -> Proposed:
    people = {one.id: one for one in (office("ann", teams=NORTH), *members)}
    given: dict[str, Any] = {"loads": {}, "now": MONDAY_TEN} | more
    return cover_candidates(LEAD, asking="ann", members=people, until=until, **given)


def names(found: Proposed) -> list[str]:
    return [one.member for one in found.covers]


def test_language_comes_before_team_before_presence_before_load() -> None:
    english = frozenset({"en"})
    people = (
        office("a_speechless", teams=NORTH, languages=english, presence=Presence.ONLINE),
        office("b_stranger"),
        office("c_loaded", teams=NORTH),
        office("d_free", teams=NORTH),
        office("e_online", teams=NORTH, presence=Presence.ONLINE),
    )
    found = proposed(*people, loads={"c_loaded": Load(open=3), "e_online": Load(open=9)})
    assert names(found) == ["e_online", "d_free", "c_loaded", "b_stranger", "a_speechless"]
    assert found.covers[0] == Cover("e_online", True, True, 9, HOUR, True)


def test_who_has_an_appointment_until_then_is_not_proposed_and_who_has_a_short_one_comes_later() -> None:
    people = (office("a"), office("b"), office("c"))
    busy = {"a": [(MONDAY_TEN, MONDAY_TEN + 600)], "b": [(MONDAY_TEN - HOUR, MONDAY_TEN + HOUR)]}
    found = proposed(*people, busy=busy)
    assert [(one.member, one.free_for) for one in found.covers] == [("c", HOUR), ("a", HOUR - 600)]
    assert found.skipped == (Skipped("b", Skip.BUSY),)


def test_everybody_else_is_named_with_the_reason() -> None:
    people = (
        office("away", leave=((MONDAY_TEN, MONDAY_TEN + 1),)),
        office("full", capacity=Capacity(open=1)),
        office("day", capacity=Capacity(per_day=1)),
        office("had"),
        office("off", presence=Presence.OFFLINE),
        office("views", roles=frozenset({Role.VIEWER})),
    )
    found = proposed(*people, loads={"full": Load(open=1), "day": Load(today=1)})
    assert found.covers == ()
    assert found.skipped == (
        Skipped("away", Skip.ON_LEAVE, MONDAY_TEN + 1),
        Skipped("day", Skip.DAY_FULL, 1),
        Skipped("full", Skip.AT_CAPACITY, 1),
        Skipped("had", Skip.EXCLUDED),
        Skipped("off", Skip.OFFLINE),
        Skipped("views", Skip.ROLE),
    )


def test_an_overdue_wait_can_still_be_covered_by_who_is_free_now() -> None:
    assert names(proposed(office("b"), until=MONDAY_TEN - HOUR)) == ["b"]


def test_at_night_nobody_is_proposed() -> None:
    assert names(proposed(office("b"), now=MONDAY_NIGHT, until=MONDAY_NIGHT + HOUR)) == []
