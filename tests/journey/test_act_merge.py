"""Two leads that are one person: merged without losing anything, and taken apart again (case 21)."""

from datetime import timedelta

import pytest

from firstreply.core.refusal import Refused
from tests.journey.clockwork import asks, passes, promises
from tests.journey.conftest import NOW, Office

pytestmark = pytest.mark.postgres

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def open_waits(office: Office) -> list[object]:
    return office.rows("Wait", "lead_id", "started_at", "due_at", outcome="open")


def test_merge_keeps_the_earliest_open_wait_and_undo_restores_both(office: Office) -> None:
    from firstreply.journey import acted

    promises(office, seconds=3600)
    own = office.organisation
    first, _ = asks(office, 1, at=NOW, company="Acme")
    second, _ = asks(office, 2, at=NOW + 10 * MINUTE, phone="030 901820")
    before = {
        "waits": open_waits(office),
        "points": office.rows("ContactPoint", "lead_id", "value", shared=False),
        "personas": office.rows("Lead", "persona", "owner_id"),
        "loads": office.rows("Load", "member_id", "open_waits"),
    }
    acted.merge(own, second, first, by=office.owner, now=NOW + 20 * MINUTE)
    waits = open_waits(office)
    assert {lead for lead, _, _ in waits} == {first}
    assert min(start for _, start, _ in waits) == NOW
    assert min(due for _, _, due in waits) == NOW + HOUR
    assert office.rows("Lead", "merged_into_id", pk=second) == [first]
    assert {lead for lead, _ in office.rows("ContactPoint", "lead_id", "value", shared=False)} == {first}
    (persona,) = office.rows("Lead", "persona", pk=first)
    assert persona["emails"] == ["p1@customer1.example", "p2@customer2.example"]
    assert (persona["phones"], persona["company"]) == (["+4930901820"], "Acme")
    assert len(office.rows("Message", "id")) == 2

    acted.unmerge(own, second, by=office.owner, now=NOW + 30 * MINUTE)
    assert {
        "waits": open_waits(office),
        "points": office.rows("ContactPoint", "lead_id", "value", shared=False),
        "personas": office.rows("Lead", "persona", "owner_id"),
        "loads": office.rows("Load", "member_id", "open_waits"),
    } == before
    assert office.rows("Fact", "kind", kind__in=["merged", "unmerged"]) == ["merged", "unmerged"]


def test_whoever_was_merged_asks_again_as_the_one(office: Office) -> None:
    from firstreply.journey import acted

    first, _ = asks(office, 1)
    second, _ = asks(office, 2)
    acted.merge(office.organisation, second, first, by=office.owner, now=NOW + MINUTE)
    office.submit({"email": "p2@customer2.example", "need": "And delivery?"}, at=NOW + HOUR)
    office.arrived(now=NOW + HOUR)
    assert len(office.rows("Lead", "id")) == 2
    assert {lead for lead, _, _ in open_waits(office)} == {first}


def test_answer_that_was_logged_before_the_merge_counts_after_it(office: Office) -> None:
    from firstreply.journey import acted

    promises(office, seconds=600)
    own = office.organisation
    first, _ = asks(office, 1)
    second, wait = asks(office, 2)
    acted.talked(own, wait, by=None, now=NOW + MINUTE, channel="phone")
    acted.merge(own, second, first, by=office.owner, now=NOW + 2 * MINUTE)
    assert sorted(office.rows("Wait", "outcome")) == ["answered", "open"]
    acted.unmerge(own, second, by=office.owner, now=NOW + 3 * MINUTE)
    assert sorted(office.rows("Wait", "outcome")) == ["answered", "open"]
    passes(office, NOW + HOUR)
    assert sorted(office.rows("Wait", "missed_at"), key=str) == sorted([None, NOW + 10 * MINUTE], key=str)


def test_chain_of_merges_comes_apart_in_any_order(office: Office) -> None:
    from firstreply.journey import acted

    own, by = office.organisation, office.owner
    leads = [asks(office, n)[0] for n in (1, 2, 3)]
    points = office.rows("ContactPoint", "lead_id", "value", shared=False)
    one, two, three = leads
    acted.merge(own, one, two, by=by, now=NOW)
    acted.merge(own, two, three, by=by, now=NOW)
    assert office.rows("Lead", "merged_into_id") == [three, three, None]
    acted.unmerge(own, two, by=by, now=NOW)
    assert office.rows("Lead", "merged_into_id") == [two, None, None]
    acted.unmerge(own, one, by=by, now=NOW)
    assert office.rows("Lead", "merged_into_id") == [None, None, None]
    assert office.rows("ContactPoint", "lead_id", "value", shared=False) == points


def test_merged_lead_refuses_other_acts(office: Office) -> None:
    from firstreply.journey import acted

    own, by = office.organisation, office.owner
    first, second = asks(office, 1)[0], asks(office, 2)[0]
    with pytest.raises(Refused, match="merge_with_itself"):
        acted.merge(own, first, first, by=by, now=NOW)
    with pytest.raises(Refused, match="not_merged"):
        acted.unmerge(own, first, by=by, now=NOW)
    acted.merge(own, second, first, by=by, now=NOW)
    with pytest.raises(Refused, match="lead_merged"):
        acted.move_stage(own, second, "contacted", by=by, now=NOW)
