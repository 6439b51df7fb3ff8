"""The list of who waits: what is in it, in which order, for whom; page by page."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.api.conftest import Office, office
from tests.api.stocked import lead, minutes, wait

__all__ = ["office"]
pytestmark = pytest.mark.postgres


def viewer(office: Office, member: UUID | None, role: str = "rep") -> Any:
    from firstreply.core.member import Role
    from firstreply.store.queries import sight

    with office.acting():
        return sight.viewer(member, Role(role), office.now)


def page(office: Office, who: Any, **wanted: Any) -> tuple[list[Any], Any]:
    from firstreply.store.queries import inbox
    from firstreply.store.queries.inbox_asked import Wanted

    given = {"now": office.now, "today": office.now + timedelta(hours=8), **wanted}
    with office.acting():
        return inbox.page(who, Wanted(**given))


def names(office: Office, who: Any, **wanted: Any) -> list[str]:
    return [row.name for row in page(office, who, **wanted)[0]]


def waits(
    office: Office, name: str, owner: UUID | None, due: int | None, points: int = 0, **more: Any
) -> UUID:
    """Somebody who waits and is due in so many minutes; the lead."""
    at = office.now - minutes(90)
    whose = more.pop("team", None)
    made = lead(office, name, owner_id=owner, team_id=whose, points=points, last_in_at=at)
    due_at = None if due is None else office.now + minutes(due)
    wait(office, made, at, owner_id=owner, due_at=due_at, **more)
    return made


def test_what_is_due_first_comes_first_then_more_points_and_what_nobody_promised_last(office: Office) -> None:
    rita, _ = office.member("rep")
    for name, due, points in (
        ("later", 30, 0),
        ("none", None, 99),
        ("late", -5, 0),
        ("few", 10, 1),
        ("many", 10, 9),
    ):
        waits(office, name, rita, due, points)
    waits(office, "somebody else’s", office.founded.member, 1)
    assert names(office, viewer(office, rita)) == ["late", "many", "few", "later", "none"]


def test_pages_follow_each_other_and_lose_and_repeat_nobody(office: Office) -> None:
    rita, _ = office.member("rep")
    for n in range(11):
        waits(office, f"n{n}", rita, None if n > 7 else n // 3, points=n % 2)
    who, found, after = viewer(office, rita), [], None
    while True:
        rows, after = page(office, who, limit=2, after=after)
        found += [row.name for row in rows]
        if after is None:
            break
    assert found == names(office, who)
    assert len(found) == 11


def test_new_is_whom_nobody_tried_to_reach(office: Office) -> None:
    from firstreply.store.models import Lead
    from firstreply.store.queries.inbox_asked import Split

    rita, _ = office.member("rep")
    waits(office, "untouched", rita, 5)
    waits(office, "called", rita, 5, called_at=office.now)
    written = waits(office, "written to", rita, 5)
    with office.acting():
        Lead.objects.filter(pk=written).update(last_out_at=office.now - minutes(10))
    assert names(office, viewer(office, rita), split=Split.NEW) == ["untouched"]


def test_what_was_offered_to_me_stands_in_my_list_until_the_offer_ends(office: Office) -> None:
    rita, _ = office.member("rep")
    sam, _ = office.member("rep", "Sam")
    offered = waits(office, "offered", None, 5)
    offer = assigned(office, offered, "offered", member=rita, until=office.now + minutes(3))
    assert [(row.name, row.offer) for row in page(office, viewer(office, rita))[0]] == [("offered", offer)]
    assert names(office, viewer(office, sam)) == []
    assert names(office, viewer(office, rita), now=office.now + minutes(4)) == []
    assigned(office, offered, "claimed", member=sam)
    assert names(office, viewer(office, rita)) == []


def test_what_a_pool_of_mine_has_may_be_claimed_by_its_members_who_did_not_decline(office: Office) -> None:
    rita, _ = office.member("rep")
    sam, _ = office.member("rep", "Sam")
    pool = pooled(office, rita)
    made = waits(office, "pooled", None, 5)
    offer = assigned(office, made, "given", pool=pool)
    assert [row.offer for row in page(office, viewer(office, rita))[0]] == [offer]
    assert names(office, viewer(office, sam)) == []
    assigned(office, made, "declined", member=rita, reasons={"offer": str(offer)})
    assert names(office, viewer(office, rita)) == []


def test_snoozed_ones_are_away_until_their_time_or_until_they_write_again(office: Office) -> None:
    from firstreply.journey import acted
    from firstreply.store.models import Lead
    from firstreply.store.queries.inbox_asked import Split

    rita, _ = office.member("rep")
    made = waits(office, "sleepy", rita, 5)
    who, until = viewer(office, rita), office.now + minutes(60)
    acted.snooze(office.id, [made], until, by=rita, now=office.now)
    assert names(office, who) == []
    assert [(row.name, row.at) for row in page(office, who, split=Split.SNOOZED)[0]] == [("sleepy", until)]
    assert names(office, who, now=until) == ["sleepy"]
    with office.acting():
        Lead.objects.filter(pk=made).update(last_in_at=office.now + minutes(1))
    assert names(office, who) == ["sleepy"]
    assert names(office, who, split=Split.SNOOZED) == []


def test_what_one_snoozes_others_still_see(office: Office) -> None:
    from firstreply.journey import acted
    from firstreply.store.queries.inbox_asked import Whose

    owner = office.founded.member
    made = waits(office, "sleepy", owner, 5)
    boss, _ = office.member("admin", "Ada")
    acted.snooze(office.id, [made], office.now + minutes(60), by=owner, now=office.now)
    assert names(office, viewer(office, boss, "admin"), whose=Whose.ALL) == ["sleepy"]
    assert names(office, viewer(office, owner, "owner"), whose=Whose.ALL) == []


def test_a_manager_sees_their_teams_and_nobody_elses(office: Office) -> None:
    from firstreply.store.models import Membership, Team
    from firstreply.store.queries.inbox_asked import Whose

    with office.acting():
        north, south = (Team.objects.create(organisation_id=office.id, name=n).pk for n in ("North", "South"))
    boss, _ = office.member("manager", "Max", teams=(north,))
    rita, _ = office.member("rep", teams=(north,))
    with office.acting():
        Membership.objects.filter(member_id=boss).update(manages=True)
    waits(office, "north", rita, 5, team=north)
    waits(office, "south", office.founded.member, 5, team=south)
    who = viewer(office, boss, "manager")
    assert names(office, who) == []
    assert names(office, who, whose=Whose.TEAM) == names(office, who, whose=Whose.ALL) == ["north"]
    assert names(office, viewer(office, office.founded.member, "owner"), whose=Whose.ALL) == [
        "north",
        "south",
    ]
    assert names(office, viewer(office, office.founded.member, "owner"), whose=Whose.TEAM) == []


def test_each_list_says_how_many_it_has_up_to_a_hundred(office: Office) -> None:
    from firstreply.journey import acted
    from firstreply.store.queries import inbox
    from firstreply.store.queries.inbox_asked import Split, Wanted

    rita, _ = office.member("rep")
    made = [waits(office, "n", rita, 5, called_at=office.now if one else None) for one in range(3)]
    acted.snooze(office.id, made[2:], office.now + minutes(60), by=rita, now=office.now)
    acted.plan(office.id, made[0], "Call", by=rita, now=office.now, due_at=office.now)
    wanted = Wanted(now=office.now, today=office.now)
    with office.acting():
        found = inbox.counts(viewer(office, rita), wanted)
    assert found == {Split.NEW: 1, Split.WAITING: 2, Split.TASKS: 1, Split.SNOOZED: 1}


def test_follow_ups_are_those_whose_day_has_come(office: Office) -> None:
    from firstreply.journey import acted
    from firstreply.store.queries.inbox_asked import Split

    owner = office.founded.member
    made = lead(office, "Lea", owner_id=owner)
    for title, days in (("overdue", -1), ("today", 0), ("next week", 7)):
        at = office.now + timedelta(days=days)
        acted.plan(office.id, made, title, by=owner, now=office.now, due_at=at)
    found, _ = page(office, viewer(office, owner, "owner"), split=Split.TASKS)
    assert [row.task for row in found] == ["overdue", "today"]


def test_a_page_costs_one_statement_however_many_rows_it_has(office: Office) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    rita, _ = office.member("rep")
    who, costs = viewer(office, rita), []
    for n in (1, 2, 47):
        for _ in range(n):
            waits(office, "One", rita, 5)
        with CaptureQueriesContext(connection) as seen:
            assert len(page(office, who)[0]) == min(50, len(names(office, who)))
        costs.append(len(seen))
    assert costs[0] == costs[1] == costs[2]


def test_the_first_line_is_what_they_wrote_last(office: Office) -> None:
    from firstreply.store.models import Message
    from firstreply.web.desk.inbox.shown import first_line

    rita, _ = office.member("rep")
    made = waits(office, "Lea", rita, 5)
    with office.acting():
        row = Message.objects.get(lead_id=made)
        Message.objects.create(
            organisation_id=office.id, lead_id=made, conversation_id=row.conversation_id, external_id="2",
            at=row.at + minutes(5), kind="INBOUND_HUMAN", party="lea@example.net",
            body="> quoted\n\n  Still  there?\nBye", subject="Re",
        )  # fmt: skip
        Message.objects.create(
            organisation_id=office.id, lead_id=made, conversation_id=row.conversation_id, external_id="3",
            at=row.at + minutes(9), kind="OUTBOUND_HUMAN", party="", body="Ours",
        )  # fmt: skip
    assert [first_line(one) for one in page(office, viewer(office, rita))[0]] == ["Still there?"]


def test_what_became_of_a_wait_is_told_to_who_may_see_it_only(office: Office) -> None:
    from firstreply.store.models import Wait
    from firstreply.store.queries import inbox

    rita, _ = office.member("rep")
    sam, _ = office.member("rep", "Sam Seller")
    made = waits(office, "Lea", rita, 5)
    with office.acting():
        own = Wait.objects.get(lead_id=made).pk
        Wait.objects.filter(pk=own).update(outcome="answered", author_name="Rita", ended_at=office.now)
        mine = inbox.ended(viewer(office, rita), [own], office.now)
        theirs = inbox.ended(viewer(office, sam), [own], office.now)
    assert [(one.seen, one.outcome, one.author_name) for one in mine] == [(True, "answered", "Rita")]
    assert [one.seen for one in theirs] == [False]


def test_today_says_how_fast_who_was_answered_today_was(office: Office) -> None:
    from firstreply.store.queries import inbox

    rita, _ = office.member("rep")
    for spent, promised in ((10, 15), (20, 15), (40, None)):
        ended(office, rita, office.now - minutes(5), spent, promised)
    ended(office, rita, office.now - timedelta(days=2), 1, 15)
    with office.acting():
        found = inbox.today(viewer(office, rita), office.now - timedelta(hours=12), office.now)
    assert found == (3, 20 * 60, 1, 2)


def ended(office: Office, owner: UUID, at: datetime, spent: int, promised: int | None) -> None:
    began = at - minutes(spent)
    due_at = None if promised is None else began + minutes(promised)
    made = lead(office, "Done", owner_id=owner)
    wait(office, made, began, owner_id=owner, ended_at=at, outcome="answered", due_at=due_at)


def assigned(office: Office, of: UUID, kind: str, **columns: Any) -> UUID:
    from firstreply.store.models import Assignment

    columns = {f"{name}_id" if name in ("member", "pool") else name: value for name, value in columns.items()}
    with office.acting():
        return Assignment.objects.create(
            organisation_id=office.id, lead_id=of, kind=kind, at=office.now, **columns
        ).pk


def pooled(office: Office, *members: UUID) -> UUID:
    from firstreply.store.models import Pool

    value = {"id": "p", "mode": "claim", "seats": [{"member": str(one)} for one in members]}
    with office.acting():
        return Pool.objects.create(organisation_id=office.id, name="Callers", value=value).pk
