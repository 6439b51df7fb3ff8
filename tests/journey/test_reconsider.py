"""An offer that somebody declined by mistake: open to them again, unless it has moved on."""

from datetime import timedelta
from uuid import UUID

import pytest

from tests.journey.clockwork import asks, managing, passes, promises
from tests.journey.conftest import NOW, Office, office
from tests.journey.test_act import owner, refused
from tests.journey.test_claim_next import claimed_by_turns, pooled

__all__ = ["office"]
pytestmark = pytest.mark.postgres
MINUTE = timedelta(minutes=1)


def offers(office: Office) -> dict[UUID, UUID]:
    """Who may claim something now: the offer, by member."""
    from firstreply.store.queries import inbox
    from firstreply.store.tenancy import acting

    with acting(office.organisation):
        found = {one: inbox.claimable(one, NOW + 2 * MINUTE) for one in office.reps}
    return {member: offer for member, offer in found.items() if offer is not None}


def by_turns(office: Office) -> tuple[UUID, UUID, UUID]:
    """Somebody asks, is offered to the first, who declines, and then to the next: the lead, the first, the decline."""
    from firstreply.journey import acted

    seats = [{"member": str(one)} for one in office.reps]
    claimed_by_turns(office, {"mode": "claim", "offer_seconds": 600, "seats": seats})
    lead, _ = asks(office, 1)
    ((ann, offer),) = offers(office).items()
    made = acted.decline_offer(office.organisation, offer, by=ann, now=NOW + MINUTE).made
    assert made is not None
    assert ann not in offers(office)
    return lead, ann, made


def test_it_is_theirs_to_claim_again_beside_who_was_asked_next(office: Office) -> None:
    from firstreply.journey import acted
    from firstreply.journey.rebuild import check

    lead, ann, made = by_turns(office)
    (ben,) = offers(office)
    offer = acted.reconsider(office.organisation, made, by=ann, now=NOW + MINUTE).made
    assert offers(office)[ann] == offer
    assert set(offers(office)) == {ann, ben}
    acted.claim(office.organisation, offers(office)[ann], by=ann, now=NOW + 2 * MINUTE)
    assert owner(office, lead) == ann
    assert offers(office) == {}
    assert check(office.organisation).total == 0


def test_it_may_be_declined_again(office: Office) -> None:
    from firstreply.journey import acted

    _, ann, made = by_turns(office)
    own = office.organisation
    offer = acted.reconsider(own, made, by=ann, now=NOW + MINUTE).made
    acted.decline_offer(own, offer, by=ann, now=NOW + 2 * MINUTE)
    assert ann not in offers(office)
    assert refused(acted.reconsider, own, made, by=ann, now=NOW + 2 * MINUTE) == "not_found"


def test_what_the_next_took_has_moved_on(office: Office) -> None:
    from firstreply.journey import acted

    lead, ann, made = by_turns(office)
    ((ben, offer),) = offers(office).items()
    acted.claim(office.organisation, offer, by=ben, now=NOW + MINUTE)
    assert refused(acted.reconsider, office.organisation, made, by=ann, now=NOW + MINUTE) == "offer_moved_on"
    assert owner(office, lead) == ben


def test_what_would_have_run_out_is_over_and_nobody_does_it_for_another(office: Office) -> None:
    from firstreply.journey import acted

    _, ann, made = by_turns(office)
    (ben,) = offers(office)
    assert refused(acted.reconsider, office.organisation, made, by=ben, now=NOW + MINUTE) == "not_found"
    late = NOW + 11 * MINUTE
    assert refused(acted.reconsider, office.organisation, made, by=ann, now=late) == "offer_over"


def test_what_is_in_a_pool_is_theirs_to_take_again(office: Office) -> None:
    from firstreply.journey import acted

    (lead,) = pooled(office, 1)
    ann = office.reps[0]
    made = acted.decline_offer(office.organisation, offers(office)[ann], by=ann, now=NOW + MINUTE).made
    assert ann not in offers(office)
    acted.reconsider(office.organisation, made, by=ann, now=NOW + MINUTE)
    acted.claim_next(office.organisation, by=ann, now=NOW + 2 * MINUTE)
    assert owner(office, lead) == ann


def test_cover_is_asked_for_again_until_its_time_is_over(office: Office) -> None:
    from firstreply.journey import acted

    managing(office)
    promises(office, seconds=36_000)
    lead, _ = asks(office)
    by, own = owner(office, lead), office.organisation
    offer = acted.ask_for_cover(own, lead, by=by, now=NOW).made
    (ben,) = office.rows("Assignment", "member_id", kind="offered")
    made = acted.decline_offer(own, offer, by=ben, now=NOW + MINUTE).made
    assert office.rows("Moment", "outcome", kind="offer") == ["declined"]
    acted.reconsider(own, made, by=ben, now=NOW + MINUTE)
    assert office.rows("Moment", "outcome", "done_at", kind="offer") == [("", None)]
    passes(office, NOW + 16 * MINUTE)
    assert (office.rows("Moment", "outcome", kind="offer"), owner(office, lead)) == (["run_out"], by)
