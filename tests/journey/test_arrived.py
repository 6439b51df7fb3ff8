"""What came in becomes leads with owners and promises, in one transaction a batch."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime

import pytest

from tests.journey.conftest import NOW, Office

pytestmark = pytest.mark.postgres


def person(n: int, **more: object) -> dict[str, object]:
    return {"name": f"Person {n}", "email": f"p{n}@customer{n}.example", "need": f"Offer {n}", **more}


def test_inquiry_becomes_one_lead_with_owner_wait_and_promise(office: Office) -> None:
    (arrival,) = office.submit(person(1, phone="030 901820"))
    assert office.arrived() == 1
    ((lead, owner, stage, revision, persona),) = office.rows(
        "Lead", "id", "owner_id", "stage", "revision", "persona"
    )
    assert (owner in office.reps, stage, revision) == (True, "open", 1)
    assert persona == {
        "name": "Person 1",
        "emails": ["p1@customer1.example"],
        "phones": ["+4930901820"],
        "need": "Offer 1",
    }
    assert office.rows("Arrival", "state", "lead_id") == [("done", lead)]
    assert office.rows("ContactPoint", "kind", "value", "shared", shared=False) == [
        ("email", "p1@customer1.example", False),
        ("phone", "+4930901820", False),
    ]
    assert office.rows("Wait", "lead_id", "owner_id", "first_owner_id", "started_at", "first", "outcome") == [
        (lead, owner, owner, NOW, True, "open")
    ]
    assert office.rows("Wait", "due_at") == [NOW + timedelta(hours=1)]
    assert office.rows("Message", "arrival_id", "kind", "party", "body") == [
        (arrival, "INBOUND_FORM", "p1@customer1.example", "Offer 1")
    ]
    assert office.rows("Delivery", "kind", "member_id", "channel", channel="in_app") == [
        ("assigned", owner, "in_app")
    ]
    kinds = office.rows("Fact", "kind", lead_id=lead)
    assert kinds == ["inquired", "assigned", "promised"]


def test_assignment_and_load_say_who_was_given_it(office: Office) -> None:
    office.submit(person(1))
    office.arrived()
    ((lead, wait, member, kind, reasons),) = office.rows(
        "Assignment", "lead_id", "wait_id", "member_id", "kind", "reasons"
    )
    assert (lead, wait) == (*office.rows("Lead", "id"), *office.rows("Wait", "id"))
    assert (kind, reasons["owner"], reasons["why"]) == ("routed", str(member), "turn")
    loads = {row[0]: row[1:] for row in office.rows("Load", "member_id", "open_waits", "day_count")}
    assert loads[member] == (1, 1)
    assert sum(one[0] for one in loads.values()) == 1


def test_same_submission_twice_is_one_lead_and_one_wait(office: Office) -> None:
    office.submit(person(1))
    office.arrived()
    office.submit(person(1), at=NOW + timedelta(seconds=3))
    office.arrived(now=NOW + timedelta(seconds=4))
    assert len(office.rows("Lead", "id")) == 1
    ((wait, joined, started_at),) = office.rows("Wait", "id", "joined", "started_at")
    assert (len(joined), started_at) == (1, NOW)
    assert office.rows("Assignment", "wait_id") == [wait]


def test_same_submission_twice_in_one_batch_is_one_wait(office: Office) -> None:
    office.submit(person(1), person(1))
    assert office.arrived() == 2
    assert len(office.rows("Lead", "id")) == 1
    assert [len(joined) for joined in office.rows("Wait", "joined")] == [1]


def test_same_submission_a_day_later_is_a_new_wait(office: Office) -> None:
    office.submit(person(1))
    office.arrived()
    later = NOW + timedelta(hours=25)
    office.submit(person(1), at=later)
    office.arrived(now=later)
    assert len(office.rows("Lead", "id")) == 1
    assert office.rows("Wait", "started_at") == [NOW, later]


def test_second_inquiry_is_a_new_wait_on_the_same_lead_with_its_owner(office: Office) -> None:
    office.submit(person(1, budget="1000"))
    office.arrived()
    later = NOW + timedelta(minutes=5)
    office.submit({"email": "P1@Customer1.example", "need": "Something else", "budget": "2000"}, at=later)
    office.arrived(now=later)
    ((owner, persona, revision, inquired_at),) = office.rows(
        "Lead", "owner_id", "persona", "revision", "inquired_at"
    )
    assert (persona["name"], persona["need"], persona["budget"]) == ("Person 1", "Something else", "2000")
    assert (revision, inquired_at) == (2, later)
    assert office.rows("Wait", "owner_id") == [owner, owner]
    assert office.rows("Assignment", "kind", "member_id") == [("routed", owner), ("kept", owner)]
    assert office.rows("Delivery", "kind", channel="in_app") == ["assigned", "inquired_again"]


def test_repeat_inquiry_of_somebody_on_leave_goes_on_with_the_reason(office: Office) -> None:
    office.submit(person(1))
    office.arrived()
    (owner,) = office.rows("Lead", "owner_id")
    office.change("Member", {"id": owner}, left_at=NOW)
    office.submit(person(1, need="Again"), at=NOW + timedelta(minutes=1))
    office.arrived(now=NOW + timedelta(minutes=1))
    (after,) = office.rows("Lead", "owner_id")
    reasons = office.rows("Assignment", "reasons")[1]
    assert after in set(office.reps) - {owner}
    assert reasons["tried"][0] == ["rule", "previous_owner", [[str(owner), "unknown", None]]]


def test_two_points_of_two_leads_are_a_suggestion(office: Office) -> None:
    office.submit({"email": "a@one.example"}, {"phone": "+49 30 901820"})
    office.arrived()
    first, second = office.rows("Lead", "id")
    office.submit({"email": "a@one.example", "phone": "+49 30 901820"})
    office.arrived()
    assert office.rows("Lead", "id") == [first, second]
    assert office.rows("Suggestion", "lead_id", "other_id", "reason") == [
        (second, first, "phone:+4930901820")
    ]


def test_same_name_and_company_is_a_suggestion_and_no_merge(office: Office) -> None:
    office.submit({"name": "Jane Doe", "company": "Acme", "email": "jane@gmail.com"})
    office.arrived()
    office.submit({"name": "Doe, Jane", "company": "ACME", "phone": "+49 30 901821"})
    office.arrived()
    first, second = office.rows("Lead", "id")
    assert office.rows("Suggestion", "lead_id", "other_id", "reason") == [
        (second, first, "name+company:jane doe|acme")
    ]


def test_leads_are_shared_out_evenly_across_batches(office: Office) -> None:
    n = 0
    for size in (1, 4, 2, 7, 1, 3, 5):
        office.submit(*(person(n + one) for one in range(size)))
        n += size
        office.arrived()
    counts = Counter(office.rows("Lead", "owner_id"))
    assert sorted(counts.values()) == [7, 8, 8]


def test_lead_that_asks_twice_in_one_batch_stays_with_one_person(office: Office) -> None:
    office.submit(person(1), person(2), person(1, need="Also"), person(3))
    office.arrived()
    waits = office.rows("Wait", "lead_id", "owner_id")
    assert len(waits) == 4
    assert len(set(waits)) == 3


def test_nobody_works_here_and_the_wait_is_there_all_the_same(office: Office) -> None:
    office.change("Member", {}, left_at=NOW)
    office.submit(person(1))
    assert office.arrived() == 1
    assert office.rows("Wait", "owner_id", "outcome") == [(None, "open")]


def test_wait_of_long_ago_is_history(office: Office) -> None:
    office.submit(person(1), at=NOW - timedelta(days=40))
    office.arrived()
    assert office.rows("Wait", "outcome", "owner_id") == [("open", None)]
    assert office.rows("Assignment", "id") == []
    assert office.rows("Delivery", "id") == []


def test_lead_is_the_team_of_whoever_gets_it_so_that_managers_see_it(office: Office) -> None:
    from firstreply.store.ids import new_id
    from firstreply.store.models import Membership, Team
    from firstreply.store.tenancy import acting

    with acting(office.organisation):
        team = Team.objects.create(id=new_id(), organisation_id=office.organisation, name="Inbound").pk
        for rep in office.reps:
            Membership.objects.create(
                id=new_id(), organisation_id=office.organisation, team_id=team, member_id=rep
            )
    office.submit({"name": "Ada", "email": "ada@customer.example"})
    office.arrived()
    assert office.rows("Lead", "team_id") == [team]
    assert [data["team"] for data in office.rows("Fact", "data", kind="assigned")] == [str(team)]


def test_answer_by_mail_is_a_fact_once(office: Office) -> None:
    _mail(office, "ada@customer.example", "ann@ours.example", 0, "<1@c>")
    for minute in (5, 6):
        _mail(office, "ann@ours.example", "ada@customer.example", minute, f"<{minute}@o>", answers="<1@c>")
    facts = office.rows("Fact", "wait_id", "member_id", "data", kind="answered")
    waits = office.rows("Wait", "id", "ended_by_id", "outcome")
    assert [(wait, member, data["message"]) for wait, member, data in facts] == [
        (waits[0][0], office.reps[0], str(waits[0][1]))
    ]


def _mail(office: Office, sender: str, to: str, minute: int, own: str, answers: str = "") -> None:
    at = NOW + timedelta(minutes=minute)
    told = {"Message-ID": own, "From": sender, "To": to, "Subject": "Price", "Date": format_datetime(at)}
    if answers:
        told |= {"In-Reply-To": answers, "References": answers}
    raw = "".join(f"{name}: {value}\r\n" for name, value in told.items()) + "\r\nPlease tell us.\r\n"
    came = office.incoming({"received_at": int(at.timestamp())}, at, own, kind="message")
    office.bring([replace(came, raw=raw.encode())])
    office.arrived(now=at)
