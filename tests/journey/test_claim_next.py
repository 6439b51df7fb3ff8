"""The most urgent that somebody may take: once, whoever presses first; and given back when it was a mistake."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest

from firstreply.core.refusal import Refused
from tests.journey.clockwork import asks
from tests.journey.conftest import NOW, Office, office

__all__ = ["office"]
pytestmark = pytest.mark.postgres
LATER = NOW + timedelta(minutes=1)


def pooled(office: Office, n: int) -> list[UUID]:
    """So many who ask, given to a pool of all reps; their leads, the most urgent first."""
    from firstreply.journey import acted
    from firstreply.store.ids import new_id
    from firstreply.store.models import Pool
    from firstreply.store.tenancy import acting

    pool = new_id()
    with acting(office.organisation):
        seats = [{"member": str(one)} for one in office.reps]
        value = {"id": str(pool), "mode": "claim", "seats": seats}
        Pool.objects.create(id=pool, organisation_id=office.organisation, name="Callers", value=value)
    leads = [asks(office, one, at=NOW - timedelta(minutes=n - one))[0] for one in range(n)]
    for lead in leads:
        acted.assign(office.organisation, lead, by=office.owner, now=NOW, pool=pool)
    return leads


def owners(office: Office) -> dict[UUID, UUID]:
    return dict(office.rows("Lead", "id", "owner_id"))


def test_the_most_urgent_comes_first_until_nothing_is_left(office: Office) -> None:
    from firstreply.journey import acted

    leads = pooled(office, 3)
    ann = office.reps[0]
    taken = [acted.claim_next(office.organisation, by=ann, now=LATER).facts[0].lead for _ in leads]
    assert taken == leads
    with pytest.raises(Refused) as refused:
        acted.claim_next(office.organisation, by=ann, now=LATER)
    assert refused.value.code == "nothing_to_claim"


def test_people_who_press_at_once_get_different_ones(office: Office) -> None:
    from django.db import connections

    from firstreply.journey import acted

    leads = pooled(office, 4)

    def press(member: UUID) -> object:
        try:
            return acted.claim_next(office.organisation, by=member, now=LATER).facts[0].lead
        except Refused as refused:
            return refused.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as threads:
        found = list(threads.map(press, [*office.reps, *office.reps]))
    assert sorted(map(str, found)) == sorted([*map(str, leads), "nothing_to_claim", "nothing_to_claim"])
    assert None not in owners(office).values()


def test_what_was_claimed_from_a_pool_goes_back_to_it(office: Office) -> None:
    from firstreply.journey import acted

    (lead,) = pooled(office, 1)
    ann, ben = office.reps[:2]
    made = acted.claim_next(office.organisation, by=ann, now=LATER).made
    assert made is not None
    acted.release(office.organisation, lead, made, by=ann, now=LATER)
    assert owners(office) == {lead: None}
    assert acted.claim_next(office.organisation, by=ben, now=LATER).facts[0].lead == lead


def test_what_was_claimed_from_an_offer_is_offered_to_the_next(office: Office) -> None:
    from firstreply.journey import acted
    from firstreply.store.queries import inbox
    from firstreply.store.tenancy import acting

    seats = [{"member": str(one)} for one in office.reps]
    pool = {"id": "p", "mode": "claim", "offer_seconds": 600, "seats": seats}
    claimed_by_turns(office, pool)
    lead, _ = asks(office, 1)
    with acting(office.organisation):
        offers = {one: inbox.claimable(one, LATER) for one in office.reps}
    (ann,) = [one for one, offer in offers.items() if offer is not None]
    deed = acted.claim_next(office.organisation, by=ann, now=LATER)
    assert deed.made is not None
    assert owners(office) == {lead: ann}
    acted.release(office.organisation, lead, deed.made, by=ann, now=LATER, but=(ann,))
    with acting(office.organisation):
        again = [one for one in office.reps if inbox.claimable(one, LATER) is not None]
    assert owners(office) == {lead: None}
    assert len(again) == 1
    assert again != [ann]


def claimed_by_turns(office: Office, value: dict[str, object]) -> None:
    """Whoever asks is offered to one after another."""
    from firstreply.store.ids import new_id
    from firstreply.store.models import Pool
    from firstreply.store.tenancy import acting

    pool = new_id()
    with acting(office.organisation):
        Pool.objects.create(
            id=pool, organisation_id=office.organisation, name="P", value={**value, "id": str(pool)}
        )
    office.publish("routing", {"version": 1, "rules": [], "fallback": [str(pool)]})


def test_snoozing_is_refused_for_the_past_and_for_more_than_a_year(office: Office) -> None:
    from firstreply.journey import acted

    lead, _ = asks(office, 1)
    ann = office.reps[0]
    for until, code in ((NOW, "snooze_past"), (NOW + timedelta(days=400), "snooze_far")):
        with pytest.raises(Refused) as refused:
            acted.snooze(office.organisation, [lead], until, by=ann, now=NOW)
        assert refused.value.code == code


def test_snoozing_again_counts_from_then_and_waking_ends_it(office: Office) -> None:
    from firstreply.journey import acted

    lead, _ = asks(office, 1)
    who = owners(office)[lead]
    for hours in (1, 2):
        acted.snooze(office.organisation, [lead], NOW + timedelta(hours=hours), by=who, now=NOW)
    assert office.rows("Snooze", "lead_id", "until") == [(lead, NOW + timedelta(hours=2))]
    assert acted.wake(office.organisation, [lead], by=who) == 1
    assert office.rows("Snooze", "lead_id") == []
