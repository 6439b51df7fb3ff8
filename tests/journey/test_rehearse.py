"""What rules would do is what they do; and rehearsing them changes nothing."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from tests.api.tenants import sums
from tests.journey.conftest import NOW, Office
from tests.postgres import Database

pytestmark = pytest.mark.postgres


def person(n: int, **more: object) -> dict[str, object]:
    return {"name": f"Person {n}", "email": f"p{n}@customer{n}.example", "need": f"Offer {n}", **more}


def _by(office: Office) -> Any:
    from firstreply.core.member import Role
    from firstreply.journey.organise import By

    return By(office.owner, Role.OWNER, NOW)


def _ruled(office: Office) -> None:
    """Rules of every kind in force: big budgets to the first rep, Germans to a pool, no students."""
    from firstreply.journey.organise import pools, promises, rules
    from firstreply.store.tenancy import acting

    by = _by(office)
    first, second, *_ = map(str, office.reps)
    budget = {"version": 1, "rule": {"field": "budget", "op": ">=", "value": 10000}}
    german = {"version": 1, "rule": {"field": "country", "op": "is", "value": "DE"}}
    student = {"version": 1, "rule": {"not": {"field": "tags", "op": "has", "value": "student"}}}
    office.change("Sla", {}, retired_at=NOW)
    with acting(office.organisation):
        pool = pools.add_pool("Gulf", None, {"seats": [first, second], "mode": "weighted"}, by)
        routing = {
            "rules": [
                {"id": "big", "order": 0, "condition": budget, "action": "member", "target": first},
                {"id": "german", "order": 1, "condition": german, "action": "pool", "target": str(pool)},
            ],
            "fallback": [],
        }
        score = {
            "fit": [{"reason": "ours", "points": 30, "rule": german}],
            "engagement": [{"kind": "inquired", "points": 5}],
        }
        for kind, value in [
            ("routing", routing),
            ("score", score),
            ("qualification", {"qualified": student, "questions": ["timeframe"]}),
        ]:
            rules.publish(rules.draft(kind, value, by), by)
        promises.add_sla("Big ones", {"seconds": 600, "condition": budget, "position": 0}, by)
        promises.add_sla("All", {"seconds": 7200, "position": 9}, by)


def _rehearsed(office: Office, persona: dict[str, Any], lead: UUID | None = None) -> Any:
    from firstreply.core.lead import Persona
    from firstreply.journey import rehearse
    from firstreply.store.tenancy import acting

    with acting(office.organisation):
        asked = rehearse.Asked(at=NOW, channel="form", lead=lead, persona=Persona.from_dict(persona))
        return rehearse.rehearse(asked, rehearse.in_force(NOW))


def _really(office: Office, persona: dict[str, Any]) -> dict[str, Any]:
    """What happened when they asked: the newest wait, its lead and assignment."""
    office.submit(persona)
    office.arrived()
    wait = max(office.rows("Wait", "id", "lead_id", "owner_id", "due_at"))
    ((points, qualified, stage),) = office.rows("Lead", "points", "qualified", "stage", id=wait[1])
    ((member, kind, reasons),) = office.rows("Assignment", "member_id", "kind", "reasons", wait_id=wait[0])
    moments = sorted(office.rows("Moment", "due_at", wait_id=wait[0]))
    return {
        "points": points, "qualified": qualified, "stage": stage, "owner": wait[2], "due_at": wait[3],
        "member": str(member), "how": kind, "moments": moments,
        "reasons": {name: reasons[name] for name in ("rule", "step", "why", "candidates", "skipped")},
    }  # fmt: skip


def _told(one: Any) -> dict[str, Any]:
    from datetime import UTC, datetime

    reasons = one.assignment.to_dict()
    return {
        "points": one.judged.lead.points, "qualified": one.judged.lead.qualified, "stage": one.judged.lead.stage,
        "owner": one.wait.owner, "due_at": None if one.promise is None else one.promise.due_at,
        "member": one.assignment.member, "how": one.how,
        "moments": [datetime.fromtimestamp(moment.at, UTC) for moment in one.moments],
        "reasons": {name: reasons[name] for name in ("rule", "step", "why", "candidates", "skipped")},
    }  # fmt: skip


PERSONAS = some.fixed_dictionaries(
    {
        "name": some.sampled_from(["Lea", "سارا"]),
        "email": some.integers(0, 3).map(lambda n: f"p{n}@customer{n}.example"),
    },
    optional={
        "budget": some.integers(1, 30_000),
        "country": some.sampled_from(["DE", "AE", "IR"]),
        "tags": some.lists(some.sampled_from(["student", "vip"]), max_size=2),
        "timeframe": some.just("soon"),
        "language": some.sampled_from(["de", "fa"]),
    },
)


@pytest.mark.slow
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(persona=PERSONAS)
def test_what_would_happen_is_what_happens(office: Office, persona: dict[str, Any]) -> None:
    if not office.rows("Definition", "id"):
        _ruled(office)
    told = {**persona, "need": str(len(office.rows("Wait", "id")))}
    would = _told(_rehearsed(office, told | {"emails": [told["email"]]}))
    assert would == _really(office, told)


def test_one_who_is_known_is_rehearsed_as_they_are(office: Office) -> None:
    _ruled(office)
    _really(office, person(1, country="DE"))
    (lead,) = office.rows("Lead", "id")
    would = _told(_rehearsed(office, {}, lead))
    really = _really(office, person(1, country="DE", need="Something else"))
    assert would == really
    assert really["how"] == "kept"


def test_each_rule_says_what_became_of_it(office: Office) -> None:
    _ruled(office)
    one = _rehearsed(office, {"name": "Lea", "country": "DE", "budget": 5})
    assert [(asked.rule.id, asked.fate) for asked in one.rules] == [("big", "no_match"), ("german", "chosen")]
    assert [reason.condition.field for reason in one.rules[0].reasons] == ["budget"]
    assert [asked.promise.name for asked in one.promises if asked.fits] == ["All"]
    assert one.hours[0][0] == one.promise.due.start


def test_rehearsing_writes_nothing(office: Office, database: Database) -> None:
    _ruled(office)
    _really(office, person(1, country="DE"))
    (lead,) = office.rows("Lead", "id")
    before = sums(database)
    _rehearsed(office, person(2, country="DE"))
    _rehearsed(office, person(1))
    _rehearsed(office, {}, lead)
    assert sums(database) == before


def test_a_team_without_any_pool_rehearses_without_making_one(office: Office, database: Database) -> None:
    before = sums(database)
    one = _rehearsed(office, person(1))
    assert (one.how, sums(database)) == ("routed", before)


def _asked_before(office: Office, days: int = 5) -> None:
    """Somebody of each kind asked on each of the last days."""
    for day in range(days, 0, -1):
        at = NOW - timedelta(days=day)
        office.submit(
            *(person(day * 10 + n, country="DE" if n % 2 else "AE", budget=n * 4000) for n in range(4)), at=at
        )
        office.arrived(now=at)


def _replayed(office: Office, change: Any) -> Any:
    from firstreply.journey import rehearse
    from firstreply.store.queries import rehearsal
    from firstreply.store.tenancy import acting

    with acting(office.organisation):
        own = rehearse.begin(change, _by(office))
        found = rehearsal.replay(own)
    assert found is not None
    assert found.state == "done"
    return found.result


@pytest.mark.parametrize("kind", ["routing", "qualification", "score"])
def test_a_change_that_changes_nothing_differs_nowhere(office: Office, kind: str) -> None:
    from firstreply.journey.rehearse import Proposal

    _ruled(office)
    _asked_before(office)
    (value,) = office.rows("Definition", "value", kind=kind, state="published")
    result = _replayed(office, Proposal(kind, value))
    assert (result["waits"], result["different"], result["differences"]) == (20, 0, [])
    assert result["people"] == [[name, was, before, before] for name, was, before, _ in result["people"]]


def test_the_same_promise_is_kept_as_it_really_was(office: Office) -> None:
    from firstreply.journey.rehearse import Proposal

    _ruled(office)
    _asked_before(office)
    (own,) = office.rows("Sla", "id", name="All", retired_at=None)
    terms = {"name": "All", "seconds": 7200, "position": 9}
    result = _replayed(office, Proposal("promise", terms, own))
    promises = result["promises"]
    assert (promises["before"], promises["after"], result["different"]) == (
        promises["happened"],
        promises["happened"],
        0,
    )


def test_a_stricter_promise_misses_more(office: Office) -> None:
    from firstreply.journey.rehearse import Proposal

    _ruled(office)
    _asked_before(office)
    first = _replayed(office, Proposal("promise", {"name": "Soon", "seconds": 60, "position": 0}))
    later = _replayed(office, Proposal("promise", {"name": "Late", "seconds": 86_400 * 90, "position": 0}))
    assert first["promises"]["after"] == {"missed": 20}
    assert later["promises"]["after"]["pending"] > 0


def test_who_would_have_got_what_by_another_rule(office: Office) -> None:
    from firstreply.journey.rehearse import Proposal

    _ruled(office)
    _asked_before(office)
    last = str(office.reps[-1])
    change = Proposal(
        "routing", {"rules": [{"id": "all", "action": "member", "target": last}], "fallback": []}
    )
    result = _replayed(office, change)
    after = {name: then for name, _, _, then in result["people"]}
    assert after[last] == 20 - sum(1 for one in office.rows("Assignment", "kind") if one == "aside")
    assert result["different"] > 0
    assert {one["after"]["member"] for one in result["differences"]} == {last}


def test_a_replay_writes_itself_and_nothing_else(office: Office, database: Database) -> None:
    from firstreply.journey.rehearse import Proposal

    _ruled(office)
    _asked_before(office, days=2)
    before = sums(database)
    _replayed(office, Proposal("promise", {"name": "Soon", "seconds": 60}))
    after = sums(database)
    assert {name for name in after if after[name] != before.get(name)} == {"replay"}


def test_a_long_one_is_done_by_a_worker_and_can_be_stopped(office: Office) -> None:
    from firstreply.journey import rehearse
    from firstreply.journey.rehearse import Proposal
    from firstreply.store.queries import rehearsal
    from firstreply.store.tenancy import acting

    _ruled(office)
    _asked_before(office, days=2)
    change = Proposal("promise", {"name": "Soon", "seconds": 60})
    with acting(office.organisation):
        done, stopped = (rehearse.begin(change, _by(office), at_once=3) for _ in range(2))
        rehearse.stop(stopped, NOW)
    for own in (done, stopped):
        assert rehearse.run(office.organisation, own, clock=lambda: NOW, stop=lambda: False) is True
    with acting(office.organisation):
        states = [getattr(rehearsal.replay(own), "state", "") for own in (done, stopped)]
        total = getattr(rehearsal.replay(done), "done", 0)
    assert (states, total) == (["done", "stopped"], 8)


def test_standings_in_bulk_are_those_of_one() -> None:
    from datetime import UTC, datetime

    from firstreply.core.calendar import Calendar
    from firstreply.core.sla import Target, promise
    from firstreply.journey.rehearse.standings import Timed, standings
    from firstreply.store.ids import new_id
    from firstreply.store.queries.rehearsal import Past

    week = {"mon": [["09:00", "17:00"]], "tue": [["09:00", "12:00"], ["13:00", "17:00"]]}
    calendar = Calendar.from_dict({"zone": "Asia/Tehran", "versions": [{"week": week}]})
    start = int(NOW.timestamp()) - 20 * 86_400
    past = Past(
        new_id(), new_id(), "form", datetime.fromtimestamp(start, UTC), None, "answered", True, False, "", None, None,
        None, None, None, None,
    )  # fmt: skip
    due = promise(Target(seconds=3 * 3600, calendar=calendar), start).due
    stops = [start, due - 1, due, due + 1, due + 86_400]
    timed = [
        Timed(past._replace(ended_at=datetime.fromtimestamp(stop, UTC)), past.id, 3 * 3600, calendar)
        for stop in stops
    ]
    assert standings(timed, NOW) == ["met", "met", "met", "missed", "missed"]
