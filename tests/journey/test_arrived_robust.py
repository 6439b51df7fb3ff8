"""One bad arrival stops nobody, nothing is half done, and two at once are as good as one after the other."""

import threading
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from tests.journey.conftest import NOW, Office
from tests.journey.test_arrived import person

pytestmark = pytest.mark.postgres


def statements(office: Office, folder: Path, size: int, first: int) -> int:
    """How many statements a batch of so many inquiries takes, as the database's own wire sees them."""
    from django.db import connection

    office.submit(*(person(first + n, phone=f"+49 30 90{first + n:04}") for n in range(size)))
    connection.ensure_connection()
    wire = connection.connection.pgconn
    trace = folder / f"{first}.trace"
    with trace.open("wb") as file:
        wire.trace(file.fileno())
        try:
            assert office.arrived() == size
        finally:
            wire.untrace()
    sent = [line.split("\t") for line in trace.read_text(errors="replace").splitlines()]
    return sum(line[1:2] == ["F"] and line[3:4] in (["Execute"], ["Query"]) for line in sent)


def test_a_batch_of_a_hundred_takes_as_many_statements_as_one_of_one(office: Office, tmp_path: Path) -> None:
    statements(office, tmp_path, 1, 1000)  # the pool of everyone is made with the first
    many = statements(office, tmp_path, 100, 2000)
    assert many == statements(office, tmp_path, 1, 3000)
    assert 10 < many < 80


def test_what_cannot_be_understood_is_put_aside_and_the_others_go_on(office: Office) -> None:
    office.submit(person(1), "just text", person(2), {"email": "no address"}, {}, person(3))
    assert office.arrived() == 6
    assert office.rows("Arrival", "state", "reason", "facts") == [
        ("done", "", {}),
        ("quarantined", "arrival_not_an_object", {}),
        ("done", "", {}),
        (
            "quarantined",
            "lead_fields_invalid",
            {"errors": [{"field": "email", "code": "not_an_email", "limit": 0}]},
        ),
        ("quarantined", "inquiry_empty", {}),
        ("done", "", {}),
    ]
    assert len(office.rows("Lead", "id")) == 3


def test_source_says_where_its_fields_stand(office: Office) -> None:
    office.change(
        "Source",
        {"id": office.source},
        mapping={
            "name": "$.lead.full_name",
            "email": "lead.fields[name=email].values[0]",
            "custom.size": "lead.fields[name=size].values[0]",
            "company": "lead.nothing.here",
        },
    )
    fields = [{"name": "email", "values": ["a@b.example"]}, {"name": "size", "values": ["XL"]}]
    office.submit({"lead": {"full_name": "Ada", "fields": fields}, "noise": 1})
    office.arrived()
    assert office.rows("Lead", "persona") == [
        {"name": "Ada", "emails": ["a@b.example"], "custom": {"size": "XL"}}
    ]


@pytest.fixture
def poison(office: Office) -> str:
    """A name that the database refuses: one arrival that fails every time, whoever is with it."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE lead ADD CONSTRAINT poison CHECK (name <> 'Poison')")
    return "Poison"


@pytest.fixture
def without_poison() -> object:
    yield
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE lead DROP CONSTRAINT IF EXISTS poison")
    connections["owner"].close()


def test_poison_is_found_tried_thrice_and_put_aside_while_the_others_go_on(
    without_poison: object, office: Office, poison: str
) -> None:
    office.submit(*(person(n) for n in range(5)), {"name": poison, "email": "x@y.example"}, person(6))
    assert office.arrived() == 6
    assert Counter(office.rows("Arrival", "state")) == {"done": 6, "new": 1}
    office.submit(person(7))
    assert office.arrived() == 1
    assert office.arrived() == 1
    assert office.rows("Arrival", "reason", "facts", "attempts", state="quarantined") == [
        ("unexpected", {"error": "CheckViolation"}, 3)
    ]
    assert len(office.rows("Lead", "id")) == 7
    assert office.arrived() == 0


def test_what_is_killed_at_the_end_leaves_nothing_and_is_done_again(office: Office) -> None:
    from django.db import connections

    def tables() -> dict[str, int]:
        names = ("Lead", "Wait", "Message", "Conversation", "Fact", "Assignment", "Moment", "LiveEvent")
        return {name: len(office.rows(name, "pk")) for name in (*names, "Delivery", "ContactPoint", "Pool")}

    before = tables()
    office.submit(person(1), person(2))
    with connections["owner"].cursor() as cursor:  # the last thing of a batch is what screens are told
        cursor.execute("REVOKE INSERT ON live_event FROM firstreply_app")
    assert office.arrived() == 0
    assert tables() == before
    with connections["owner"].cursor() as cursor:
        cursor.execute("GRANT INSERT ON live_event TO firstreply_app")
    connections["owner"].close()
    assert office.arrived() == 2
    assert office.rows("Arrival", "state") == ["done", "done"]
    assert len(office.rows("Lead", "id")) == 2


def test_many_at_once_make_one_lead_a_person_and_share_out_evenly(office: Office) -> None:
    office.submit(*(person(n % 100, need=f"Question {n}") for n in range(400)))
    taken: list[int] = []

    def work() -> None:
        from django.db import connection

        while found := office.arrived(limit=25):
            taken.append(found)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sum(taken) == 400
    assert Counter(office.rows("Arrival", "state")) == {"done": 400}
    assert len(office.rows("Lead", "id")) == 100
    assert len(office.rows("Wait", "id")) == 400
    counts = sorted(Counter(office.rows("Lead", "owner_id")).values())
    assert counts == [33, 33, 34]
    loads = office.rows("Load", "open_waits", member_id__in=office.reps)
    assert sum(loads) == 400


QUALIFIED = {
    "qualified": {
        "version": 1,
        "rule": {"all": [{"field": "budget", "op": ">=", "value": "1000"}]},
    },
    "questions": ["budget"],
}


def test_unqualified_is_answered_by_somebody_else_and_owned_by_nobody(office: Office) -> None:
    office.publish("qualification", QUALIFIED)
    office.submit(person(1, budget=5000), person(2, budget=10), person(3))
    office.arrived()
    leads = {row[0]: row[1:] for row in office.rows("Lead", "name", "qualified", "stage", "owner_id")}
    assert leads["Person 1"][:2] == ("yes", "open")
    assert leads["Person 1"][2] in office.reps
    assert leads["Person 2"] == ("no", "unqualified", None)
    assert leads["Person 3"][:2] == ("incomplete", "open")
    assert leads["Person 3"][2] in office.reps
    (reasons,) = office.rows("Lead", "qualified_reasons", name="Person 2")
    assert reasons["reasons"][0]["field"] == "budget"
    (unqualified,) = office.rows("Lead", "id", name="Person 2")
    assert office.rows("Wait", "owner_id", "outcome", lead_id=unqualified) == [(office.owner, "open")]
    assert office.rows("Assignment", "kind", lead_id=unqualified) == ["aside"]


def test_unqualified_that_becomes_qualified_comes_back_to_sales(office: Office) -> None:
    office.publish("qualification", QUALIFIED)
    office.submit(person(1, budget=10))
    office.arrived()
    later = NOW + timedelta(hours=1)
    office.submit(person(1, budget=10_000), at=later)
    office.arrived(now=later)
    ((stage, owner),) = office.rows("Lead", "stage", "owner_id")
    assert (stage, owner in office.reps) == ("open", True)
    facts = office.rows("Fact", "data", kind="stage_moved")
    assert [(one["before"], one["after"]) for one in facts] == [
        ("open", "unqualified"),
        ("unqualified", "open"),
    ]


def test_points_and_their_reasons_are_worked_out_as_they_arrive(office: Office) -> None:
    condition = {"version": 1, "rule": {"all": [{"field": "country", "op": "is", "value": "DE"}]}}
    office.publish(
        "score",
        {
            "fit": [{"rule": condition, "points": 30, "reason": "home"}],
            "engagement": [{"kind": "inquired", "points": 10}],
        },
    )
    office.submit(person(1, country="DE"), person(2))
    office.arrived()
    office.submit(person(2, need="More"))
    office.arrived()
    assert office.rows("Lead", "name", "points", "point_reasons") == [
        ("Person 1", 40, [["fit", "home", 30], ["engagement", "inquired", 10]]),
        ("Person 2", 20, [["engagement", "inquired", 20]]),
    ]
    assert len(office.rows("Fact", "id", kind="scored")) == 3


def test_published_routing_sends_by_its_rules(office: Office) -> None:
    cem = office.reps[2]
    condition = {"version": 1, "rule": {"all": [{"field": "country", "op": "is", "value": "IR"}]}}
    (pool,) = office.rows("Pool", "id", name="Everyone")
    office.publish(
        "routing",
        {
            "rules": [{"id": "iran", "action": "member", "target": str(cem), "condition": condition}],
            "fallback": [str(pool)],
        },
    )
    office.submit(person(1, country="IR"), person(2, country="DE"))
    office.arrived()
    assert office.rows("Lead", "name", "owner_id") == [("Person 1", cem), ("Person 2", office.owner)]
    assert office.rows("Assignment", "reasons")[0]["rule"] == "iran"
