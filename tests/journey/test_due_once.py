"""What is due happens once, in a number of statements that does not grow, whoever is at it and whatever fails."""

import threading
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from tests.journey.clockwork import managing, passes, promises, told
from tests.journey.conftest import NOW, Office
from tests.journey.office import wait_until

pytestmark = pytest.mark.postgres

MINUTE = timedelta(minutes=1)


def many(office: Office, number: int, at: datetime = NOW, who: str = "p") -> None:
    """So many who ask at once, each of whom we promise an answer in ten minutes."""
    office.submit(
        *({"name": f"P {n}", "email": f"{who}{n}@c{n}.example", "need": "?"} for n in range(number)), at=at
    )
    while office.arrived(now=at):
        pass


@pytest.mark.slow
def test_eight_workers_fire_a_thousand_moments_once_each(office: Office) -> None:
    from django.db import connection

    from firstreply.journey import acted

    promises(office, seconds=600, warn_at=[])
    many(office, 1000)
    done: list[int] = []

    def work() -> None:
        try:
            while found := acted.overdue(office.organisation, now=NOW + 11 * MINUTE, limit=20):
                done.append(found)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert (sum(done), max(done)) == (1000, 20)
    assert Counter(office.rows("Fact", "wait_id", kind="missed")).most_common(1)[0][1] == 1
    assert len(office.rows("Fact", "id", kind="missed")) == 1000
    breaches = Counter(office.rows("Delivery", "wait_id", "member_id", kind="breach", channel="in_app"))
    assert (len({wait for wait, _ in breaches}), set(breaches.values())) == (1000, {1})


def test_statements_do_not_grow_with_what_is_due(office: Office) -> None:
    from firstreply.journey import acted
    from tests.statements import counted

    managing(office)
    promises(office, seconds=600)
    figures = []
    for number, at in ((1, NOW), (100, NOW + 12 * MINUTE)):
        many(office, number, at=at, who=f"of{number}-")
        with counted() as statements:
            assert acted.overdue(office.organisation, now=at + 11 * MINUTE, limit=1000) == 3 * number
        figures.append(len(statements))
    assert figures[0] == figures[1]


def test_promises_take_as_many_statements_for_one_as_for_a_hundred(office: Office) -> None:
    from firstreply.journey.due import promise
    from firstreply.store.queries import talk
    from firstreply.store.tenancy import acting
    from tests.statements import counted

    promises(office, seconds=600, condition={"version": 1, "rule": {"field": "has_email", "op": "is_true"}})
    many(office, 101)
    figures = []
    with acting(office.organisation):
        waits = talk.waits(set(office.rows("Wait", "conversation_id")))
        for some in (waits[:1], waits[1:]):
            with counted() as statements:
                promise(some, now=NOW)
            figures.append(len(statements))
    assert figures[0] == figures[1]
    assert figures[0] <= 6


def test_what_is_killed_midway_is_done_again_from_the_start(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from firstreply.journey import acted, effects

    class Killed(BaseException):
        """As if the process ended."""

    def killed(*_: object, **__: object) -> None:
        raise Killed

    promises(office, seconds=600, warn_at=[])
    many(office, 20)
    with monkeypatch.context() as patch:
        patch.setattr(effects, "in_order_of_commits", killed)
        with pytest.raises(Killed):
            acted.overdue(office.organisation, now=NOW + 11 * MINUTE)
    assert office.rows("Fact", "id", kind="missed") == []
    assert set(office.rows("Moment", "done_at", kind="breach")) == {None}
    assert told(office, kind="breach") == []
    assert passes(office, NOW + 11 * MINUTE) == 20
    assert len(office.rows("Fact", "id", kind="missed")) == 20


def test_loop_alerts_when_it_is_due_and_stops_when_told(office: Office) -> None:
    from firstreply.jobs import due

    promises(office, seconds=2, warn_at=[])
    stop = threading.Event()
    loops = [threading.Thread(target=due.run, args=(stop,)) for _ in range(2)]
    for loop in loops:
        loop.start()
    try:
        many(office, 5, at=datetime.now(UTC).replace(microsecond=0))
        wait_until(lambda: len(office.rows("Fact", "id", kind="missed")) == 5)
    finally:
        stop.set()
        for loop in loops:
            loop.join(10)
    assert not any(loop.is_alive() for loop in loops)
    late = [
        (recorded - due_at).total_seconds()
        for recorded, due_at in office.rows("Fact", "recorded_at", "at", kind="missed")
    ]
    assert (min(late) >= 0, max(late) < 2) == (True, True)


def test_loop_outlives_the_loss_of_its_connections(office: Office, database: object) -> None:
    import psycopg

    from firstreply.jobs import due
    from tests.postgres import Database

    assert isinstance(database, Database)
    promises(office, seconds=600, warn_at=[])
    stop = threading.Event()
    loop = threading.Thread(target=due.run, args=(stop,))
    loop.start()
    try:
        with psycopg.connect(database.admin, autocommit=True) as admin:
            listening = (
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
                " AND application_name = 'firstreply due'"
            )
            wait_until(lambda: admin.execute(listening).fetchall())
            # Both of the loop's: the one that listens, and the one that asks.
            cut_off = (
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                " AND (application_name = 'firstreply due' OR query ~ '(next_due|organisations_due)\\(')"
            )
            wait_until(lambda: admin.execute(cut_off).fetchone() == (2,))
        many(office, 1, at=datetime.now(UTC) - 11 * MINUTE)
        wait_until(lambda: len(office.rows("Fact", "id", kind="missed")) == 1)
    finally:
        stop.set()
        loop.join(10)
    assert not loop.is_alive()
