"""A lead that nobody touches moves on, again and again, before the promise breaks; one in work stays (R4)."""

from datetime import timedelta
from uuid import UUID

import pytest

from tests.journey.clockwork import asks, passes, promises, told
from tests.journey.conftest import NOW, Office

pytestmark = pytest.mark.postgres

MINUTE = timedelta(minutes=1)
LADDER = {"steps": [{"percent": 50, "action": "reroute", "only_if": "untouched"}]}


def owner(office: Office) -> UUID:
    (found,) = office.rows("Wait", "owner_id")
    return UUID(str(found))


def test_untouched_lead_moves_to_somebody_else_who_is_told(office: Office) -> None:
    promises(office, seconds=1200, warn_at=[], ladder=LADDER)
    lead, wait = asks(office)
    before = owner(office)
    assert passes(office, NOW + 10 * MINUTE) == 1
    after = owner(office)
    assert after in set(office.reps) - {before}
    assert office.rows("Lead", "owner_id") == [after]
    assert office.rows("Assignment", "kind", "member_id") == [("routed", before), ("rerouted", after)]
    ((data, at),) = office.rows("Fact", "data", "at", kind="moved_on", wait_id=wait)
    assert (data["before"], data["after"], at) == (str(before), str(after), NOW + 10 * MINUTE)
    assert set(told(office, lead_id=lead)) == {
        ("assigned", before),
        ("assigned", after),
        ("taken_away", before),
    }
    loads = dict(office.rows("Load", "member_id", "open_waits"))
    assert (loads[before], loads[after]) == (0, 1)


def test_it_moves_on_again_and_never_back(office: Office) -> None:
    promises(office, seconds=1200, warn_at=[], ladder=LADDER)
    asks(office)
    hands = [owner(office)]
    moved_at = []
    for minute in range(1, 20):
        if passes(office, NOW + minute * MINUTE):
            hands.append(owner(office))
            moved_at.append(minute)
    # Half of the time, half of what is left, and half of that.
    assert moved_at[:3] == [10, 15, 18]
    assert set(hands[:3]) == set(office.reps)
    assert hands[3] == office.owner  # nobody else is left: never nobody


def test_lead_in_work_stays(office: Office) -> None:
    from firstreply.journey import acted

    promises(office, seconds=1200, warn_at=[], ladder=LADDER)
    lead, _ = asks(office)
    before = owner(office)
    acted.note(office.organisation, lead, "Reading their site", by=before, now=NOW + MINUTE)
    passes(office, NOW + 10 * MINUTE)
    assert owner(office) == before
    assert office.rows("Moment", "outcome", kind="reroute") == ["touched"]


def test_what_a_colleague_wrote_down_is_no_work_of_the_owner(office: Office) -> None:
    from firstreply.journey import acted

    promises(office, seconds=1200, warn_at=[], ladder=LADDER)
    lead, _ = asks(office)
    before = owner(office)
    acted.note(office.organisation, lead, "Whose is this?", by=office.owner, now=NOW + MINUTE)
    passes(office, NOW + 10 * MINUTE)
    assert owner(office) != before


def test_answered_lead_goes_nowhere(office: Office) -> None:
    from firstreply.journey import acted

    promises(office, seconds=1200, warn_at=[], ladder=LADDER)
    _, wait = asks(office)
    before = owner(office)
    acted.talked(office.organisation, wait, by=before, now=NOW + MINUTE, channel="whatsapp")
    assert passes(office, NOW + 10 * MINUTE) == 0
    assert owner(office) == before


def test_whoever_is_given_it_by_a_person_gets_their_time_first(office: Office) -> None:
    from firstreply.journey import acted

    promises(office, seconds=1200, warn_at=[], ladder=LADDER)
    lead, _ = asks(office)
    other = next(one for one in office.reps if one != owner(office))
    acted.assign(office.organisation, lead, to=other, by=office.owner, now=NOW + 8 * MINUTE)
    assert passes(office, NOW + 13 * MINUTE) == 0
    assert passes(office, NOW + 14 * MINUTE) == 1
    assert owner(office) not in (other, None)


def test_offer_that_runs_out_goes_to_the_next(office: Office) -> None:
    from firstreply.store.ids import new_id

    pool = new_id()
    seats = [str(one) for one in office.reps]
    _pool(
        office,
        pool,
        {"id": str(pool), "seats": seats, "mode": "claim", "offer_seconds": 60, "most_offers": 2},
    )
    office.publish("routing", {"version": 1, "rules": [], "fallback": [str(pool)]})
    promises(office, seconds=1200, warn_at=[], ladder={"steps": []} | {"steps": LADDER["steps"][:0]})
    asks(office)
    offered = office.rows("Assignment", "kind", "member_id")
    assert [kind for kind, _ in offered] == ["offered"]
    assert passes(office, NOW + MINUTE) >= 1
    passes(office, NOW + 2 * MINUTE)
    kinds = office.rows("Assignment", "kind", "member_id")
    assert [kind for kind, _ in kinds][:2] == ["offered", "offered"]
    assert len({member for _, member in kinds}) == len(kinds)
    assert kinds[-1][0] in ("routed", "rerouted", "offered")


def _pool(office: Office, pool: UUID, value: dict[str, object]) -> None:
    from firstreply.store.models import Pool
    from firstreply.store.tenancy import acting

    with acting(office.organisation):
        Pool.objects.create(id=pool, organisation_id=office.organisation, name="claim", value=value)
