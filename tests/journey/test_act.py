"""What people do: each act is one transaction, guarded, recorded, told; and it is read by the clock's own core."""

import threading
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from firstreply.core.refusal import Refused
from tests.journey.clockwork import asks, managing, passes, promises, told
from tests.journey.conftest import NOW, Office

pytestmark = pytest.mark.postgres

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def owner(office: Office, lead: UUID) -> UUID:
    (found,) = office.rows("Lead", "owner_id", pk=lead)
    assert isinstance(found, UUID)
    return found


def colleague(office: Office, lead: UUID) -> UUID:
    return next(one for one in office.reps if one != owner(office, lead))


def refused(act: Any, *args: Any, **kwargs: Any) -> str:
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    return caught.value.code


def test_reply_by_a_colleague_is_credited_to_the_author(office: Office) -> None:
    """Case 4: owner and author are kept apart, so that it shows as covered by another."""
    from firstreply.journey import acted

    team, _ = managing(office)
    promises(office)
    lead, wait = asks(office)
    office.change("Lead", {"pk": lead}, team_id=team)
    other = colleague(office, lead)
    acted.talked(office.organisation, wait, by=other, now=NOW + MINUTE, channel="phone", text="Wants 20")
    assert office.rows("Wait", "outcome", "ended_at", "author_id", "owner_id", "first_owner_id") == [
        ("answered", NOW + MINUTE, other, owner(office, lead), owner(office, lead))
    ]
    ((data, channel, member),) = office.rows("Fact", "data", "channel", "member_id", kind="talked")
    assert (data["text"], channel, member) == ("Wants 20", "phone", other)
    assert set(office.rows("Load", "open_waits")) == {0}


def test_talk_before_they_asked_or_in_the_future_is_refused(office: Office) -> None:
    from firstreply.journey import acted

    _, wait = asks(office)
    for at in (NOW - MINUTE, NOW + DAY):
        assert (
            refused(acted.talked, office.organisation, wait, by=None, now=NOW + HOUR, at=at, channel="phone")
            == "not_yet"
        )


def test_call_in_vain_is_noted_and_ends_nothing(office: Office) -> None:
    from firstreply.journey import acted

    lead, wait = asks(office)
    acted.called(office.organisation, wait, by=owner(office, lead), now=NOW + MINUTE)
    assert office.rows("Wait", "outcome", "called_at") == [("open", NOW + MINUTE)]


def test_goodbye_then_close_is_dismissed_not_missed(office: Office) -> None:
    """Case 5."""
    from firstreply.journey import acted

    promises(office, seconds=600)
    lead, wait = asks(office)
    acted.close(office.organisation, wait, by=owner(office, lead), now=NOW + MINUTE)
    passes(office, NOW + DAY)
    assert office.rows("Wait", "outcome", "missed_at") == [("dismissed", None)]


def test_dismissed_wait_is_reopened_from_its_original_start(office: Office) -> None:
    from firstreply.journey import acted

    promises(office, seconds=600)
    lead, wait = asks(office)
    by = owner(office, lead)
    acted.dismiss(office.organisation, wait, by=by, now=NOW + MINUTE, reason="newsletter")
    assert office.rows("Wait", "outcome") == ["dismissed"]
    acted.reopen(office.organisation, wait, by=by, now=NOW + 2 * MINUTE)
    assert office.rows("Wait", "outcome", "started_at", "due_at") == [("open", NOW, NOW + 10 * MINUTE)]
    assert passes(office, NOW + 10 * MINUTE) == 3
    assert office.rows("Wait", "missed_at") == [NOW + 10 * MINUTE]
    assert dict(office.rows("Load", "member_id", "open_waits"))[by] == 1


def test_voided_wait_leaves_with_its_reason(office: Office) -> None:
    from firstreply.journey import acted

    lead, wait = asks(office)
    acted.void(office.organisation, wait, by=owner(office, lead), now=NOW + MINUTE, reason="spam")
    assert office.rows("Wait", "outcome", "missed_at") == [("voided", None)]
    assert [data["reason"] for data in office.rows("Fact", "data", kind="voided")] == ["spam"]
    assert refused(acted.dismiss, office.organisation, wait, by=None, now=NOW + HOUR) == "wait_not_open"


def test_second_inquiry_is_a_new_wait_on_the_same_lead(office: Office) -> None:
    """Case 18."""
    from firstreply.journey import acted

    promises(office, seconds=600)
    lead, wait = asks(office)
    acted.close(office.organisation, wait, by=None, now=NOW + MINUTE)
    again, second = asks(office, at=NOW + 40 * DAY)
    assert (again, second != wait) == (lead, True)
    assert office.rows("Wait", "due_at", pk=second) == [NOW + 40 * DAY + 10 * MINUTE]


def test_overruled_class_moves_the_wait_and_back(office: Office) -> None:
    from firstreply.core.message import MessageClass
    from firstreply.journey import acted

    asks(office)
    (message,) = office.rows("Message", "id")
    acted.overrule_class(office.organisation, message, MessageClass.SPAM, by=office.owner, now=NOW + MINUTE)
    assert office.rows("Wait", "outcome") == ["voided"]
    acted.overrule_class(office.organisation, message, None, by=office.owner, now=NOW + 2 * MINUTE)
    assert office.rows("Wait", "outcome", "started_at") == [("open", NOW)]
    assert [(one["before"], one["after"]) for one in office.rows("Fact", "data", kind="overruled")] == [
        ("INBOUND_FORM", "SPAM"),
        ("SPAM", "INBOUND_FORM"),
    ]


def test_change_is_written_recorded_and_found_by_new_contact_points(office: Office) -> None:
    from firstreply.journey import acted

    lead, _ = asks(office)
    deed = acted.change_lead(
        office.organisation,
        lead,
        {"company": "Acme", "phones": ["030 901820"], "budget": "1.500,50", "need": ""},
        by=owner(office, lead),
        now=NOW,
        expected_revision=office.rows("Lead", "revision")[0],
    )
    ((company, budget, persona, revision),) = office.rows("Lead", "company", "budget", "persona", "revision")
    assert (company, str(budget), persona["phones"], "need" in persona) == (
        "Acme",
        "1500.5000",
        ["+4930901820"],
        False,
    )
    assert revision == deed.revision
    ((data),) = office.rows("Fact", "data", kind="changed")
    assert data["company"] == [None, "Acme"]
    assert office.rows("ContactPoint", "value", kind="phone") == ["+4930901820"]


def test_two_who_saw_the_same_change_it_once(office: Office) -> None:
    from firstreply.journey import acted

    lead, _ = asks(office)
    (revision,) = office.rows("Lead", "revision")
    own, by = office.organisation, office.owner
    acted.move_stage(own, lead, "contacted", by=by, now=NOW, expected_revision=revision)
    assert (
        refused(acted.move_stage, own, lead, "nurture", by=by, now=NOW, expected_revision=revision)
        == "changed_meanwhile"
    )
    assert office.rows("Lead", "stage") == ["contacted"]
    assert len(office.rows("Fact", "id", kind="stage_moved")) == 1


def test_refused_act_leaves_no_trace(office: Office) -> None:
    from firstreply.journey import acted

    lead, wait = asks(office)
    facts = office.rows("Fact", "id")
    other = colleague(office, lead)
    own = office.organisation
    assert refused(acted.move_stage, own, lead, "contacted", by=other, now=NOW) == "not_allowed"
    assert refused(acted.dismiss, own, wait, by=other, now=NOW) == "not_allowed"
    assert refused(acted.assign, own, lead, to=other, by=owner(office, lead), now=NOW) == "not_allowed"
    assert refused(acted.move_stage, own, lead, "elsewhere", by=None, now=NOW) == "stage_unknown"
    assert refused(acted.change_lead, own, wait, {}, by=None, now=NOW) == "not_found"
    assert office.rows("Fact", "id") == facts


def test_assigned_lead_goes_over_with_waits_loads_and_alerts(office: Office) -> None:
    from firstreply.journey import acted

    promises(office)
    lead, wait = asks(office)
    before, after = owner(office, lead), colleague(office, lead)
    acted.assign(office.organisation, lead, to=after, by=office.owner, now=NOW + MINUTE)
    assert office.rows("Wait", "owner_id", "first_owner_id", "assigned_at", "due_at") == [
        (after, before, NOW + MINUTE, NOW + HOUR)
    ]
    loads = {row[0]: row[1:] for row in office.rows("Load", "member_id", "open_waits", "day_count")}
    assert (loads[before], loads[after]) == ((0, 1), (1, 1))
    assert set(told(office, lead_id=lead)) == {
        ("assigned", before),
        ("assigned", after),
        ("taken_away", before),
    }
    assert refused(acted.assign, office.organisation, lead, to=after, by=None, now=NOW) == "already_theirs"
    acted.talked(office.organisation, wait, by=after, now=NOW + 2 * MINUTE, channel="phone")
    assert office.rows("Wait", "assigned_at") == [NOW + MINUTE]  # read again from the facts, it is the same


def test_own_lead_is_handed_over_and_another_ones_is_not(office: Office) -> None:
    from firstreply.journey import acted

    lead, _ = asks(office)
    before, after = owner(office, lead), colleague(office, lead)
    own = office.organisation
    assert refused(acted.hand_over, own, lead, before, by=after, now=NOW) == "not_allowed"
    acted.hand_over(own, lead, after, by=before, now=NOW, reason="holiday")
    assert owner(office, lead) == after
    assert told(office, kind="taken_away") == []  # they gave it themselves


def test_cover_is_offered_to_one_who_is_free_and_claimed_by_them_only(office: Office) -> None:
    from firstreply.journey import acted

    managing(office)
    promises(office)
    lead, _ = asks(office)
    by, own = owner(office, lead), office.organisation
    deed = acted.ask_for_cover(own, lead, by=by, now=NOW + MINUTE)
    assert deed.made is not None
    ((member,),) = {(row,) for row in office.rows("Assignment", "member_id", kind="offered")}
    assert member in set(office.reps) - {by}
    assert owner(office, lead) == by
    assert refused(acted.claim, own, deed.made, by=by, now=NOW + MINUTE) == "not_found"
    acted.claim(own, deed.made, by=member, now=NOW + 2 * MINUTE)
    assert owner(office, lead) == member
    assert refused(acted.claim, own, deed.made, by=member, now=NOW + 3 * MINUTE) == "offer_over"
    assert office.rows("Moment", "outcome", kind="offer") == ["claimed"]


def test_cover_that_nobody_answers_leaves_the_lead_where_it_is(office: Office) -> None:
    from firstreply.journey import acted

    managing(office)
    promises(office, seconds=36_000)
    lead, _ = asks(office)
    by = owner(office, lead)
    deed = acted.ask_for_cover(office.organisation, lead, by=by, now=NOW)
    passes(office, NOW + 16 * MINUTE)
    assert (owner(office, lead), office.rows("Moment", "outcome", kind="offer")) == (by, ["run_out"])
    (member,) = office.rows("Assignment", "member_id", kind="offered")
    assert refused(acted.claim, office.organisation, deed.made, by=member, now=NOW + HOUR) == "offer_over"


def test_of_two_who_claim_at_once_one_gets_it(office: Office) -> None:
    from django.db import connection

    from firstreply.journey import acted

    lead, _ = asks(office)
    pool = _pool(office, *office.reps)
    deed = acted.assign(office.organisation, lead, pool=pool, by=office.owner, now=NOW)
    assert office.rows("Lead", "owner_id") == [None]
    assert {member for kind, member in told(office, kind="offered")} == set(office.reps)
    outcomes: list[str] = []
    gate = threading.Barrier(3)

    def claims(member: UUID) -> None:
        gate.wait()
        try:
            acted.claim(office.organisation, deed.made, by=member, now=NOW + MINUTE)
            outcomes.append(str(member))
        except Refused as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=claims, args=(member,)) for member in office.reps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes, key=len) == ["offer_over", "offer_over", str(owner(office, lead))]
    assert len(office.rows("Assignment", "id", kind="claimed")) == 1


def test_declined_offer_of_a_pool_is_over_for_that_member_only(office: Office) -> None:
    from firstreply.journey import acted

    lead, _ = asks(office)
    first, second = office.reps[:2]
    own = office.organisation
    deed = acted.assign(own, lead, pool=_pool(office, first, second), by=office.owner, now=NOW)
    acted.decline_offer(own, deed.made, by=first, now=NOW + MINUTE)
    assert refused(acted.claim, own, deed.made, by=first, now=NOW + 2 * MINUTE) == "offer_over"
    acted.claim(own, deed.made, by=second, now=NOW + 2 * MINUTE)
    assert owner(office, lead) == second


def _pool(office: Office, *members: UUID) -> UUID:
    from firstreply.store.ids import new_id
    from firstreply.store.models import Pool
    from firstreply.store.tenancy import acting

    own = new_id()
    value = {"id": str(own), "seats": [str(member) for member in members], "mode": "claim"}
    with acting(office.organisation):
        Pool.objects.create(id=own, organisation_id=office.organisation, name=str(own), value=value)
    return own


def test_presence_and_leave_are_ones_own_or_the_managers_to_set(office: Office) -> None:
    from firstreply.core.member import Presence
    from firstreply.journey import acted

    _, boss = managing(office)
    own, (rep, other, _) = office.organisation, office.reps
    acted.set_presence(own, rep, Presence.BUSY, by=rep, now=NOW)
    acted.set_presence(own, rep, Presence.OFFLINE, by=boss, now=NOW)
    assert office.rows("Member", "presence", pk=rep) == ["offline"]
    assert refused(acted.set_presence, own, rep, Presence.ONLINE, by=other, now=NOW) == "not_allowed"
    deed = acted.take_leave(own, rep, NOW, NOW + DAY, by=rep, now=NOW)
    assert office.rows("Leave", "id", "member_id") == [(deed.made, rep)]
    assert refused(acted.take_leave, own, rep, NOW + DAY, NOW, by=rep, now=NOW) == "leave_backwards"
    acted.come_back(own, deed.made, by=rep, now=NOW + HOUR)
    assert office.rows("Leave", "ends_at") == [NOW + HOUR]


def test_leave_does_not_move_the_promise(office: Office) -> None:
    from firstreply.journey import acted

    promises(office, seconds=600)
    lead, _ = asks(office)
    by = owner(office, lead)
    acted.take_leave(office.organisation, by, NOW, NOW + DAY, by=by, now=NOW)
    passes(office, NOW + HOUR)
    assert office.rows("Wait", "due_at", "missed_at") == [(NOW + 10 * MINUTE, NOW + 10 * MINUTE)]


@pytest.mark.parametrize(
    ("role", "near", "allowed"),
    [
        ("rep", "own", True),
        ("rep", "team", False),
        ("rep", "far", False),
        ("manager", "team", True),
        ("manager", "far", False),
        ("admin", "far", True),
        ("marketer", "far", False),
        ("viewer", "own", False),
    ],
)
def test_permission_is_asked_by_the_acts(office: Office, role: str, near: str, allowed: bool) -> None:
    from firstreply.journey import acted
    from firstreply.store.ids import new_id
    from firstreply.store.models import Member, Membership
    from firstreply.store.tenancy import acting

    team, _ = managing(office)
    lead, wait = asks(office)
    own, member = office.organisation, new_id()
    with acting(own):
        Member.objects.create(id=member, organisation_id=own, name="Ida", email="ida@ours.example", role=role)
        if near == "team":
            Membership.objects.create(
                organisation_id=own, member_id=member, team_id=team, manages=role == "manager"
            )
    office.change("Lead", {"pk": lead}, team_id=team, **({"owner_id": member} if near == "own" else {}))
    if near == "own":
        office.change("Wait", {"pk": wait}, owner_id=member)
    if allowed:
        acted.dismiss(own, wait, by=member, now=NOW + MINUTE)
    else:
        assert refused(acted.dismiss, own, wait, by=member, now=NOW + MINUTE) == "not_allowed"
    assert office.rows("Wait", "outcome") == ["dismissed" if allowed else "open"]
