"""The copy follows the database: nothing is missed and nothing stands twice, whatever order things are committed in."""

import threading
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

import psycopg
import pytest

from firstreply.insights.live.file import Mirror, State, opened
from firstreply.insights.live.fresh import look
from firstreply.store.queries.mirror import Mark, snapshot
from tests.insights.live.conftest import Looking, Office
from tests.journey.clockwork import passes
from tests.journey.conftest import NOW, office_of
from tests.journey.life import Life, furnished
from tests.postgres import Database

pytestmark = pytest.mark.postgres

TOLD = """SELECT id::text, outcome, floor(extract(epoch FROM started_at))::bigint,
    floor(extract(epoch FROM ended_at))::bigint, first AND NOT truncated, lead_id::text FROM wait ORDER BY id"""


def held(mirror: Mirror) -> list[tuple[Any, ...]]:
    """The waits that a copy holds."""
    ends = "CASE outcome WHEN 0 THEN 'open' WHEN 1 THEN 'answered' WHEN 2 THEN 'dismissed' ELSE 'voided' END"
    with mirror.reading() as cursor:
        return cursor.execute(
            f"SELECT id::VARCHAR, {ends}, start, stop, first, lead::VARCHAR FROM wait ORDER BY id"
        ).fetchall()


def there(database: Database, organisation: UUID) -> list[tuple[Any, ...]]:
    """The waits that stand in the database."""
    with psycopg.connect(database.app) as connection:
        connection.execute("SELECT set_config('firstreply.organisation', %s, false)", [str(organisation)])
        return connection.execute(TOLD.encode()).fetchall()


def rows_of(mirror: Mirror, table: str) -> int:
    with mirror.reading() as cursor:
        return int(cursor.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0])


def test_a_copy_that_follows_is_one_that_is_made_anew(
    database: Database, office: Office, mirrors: Looking
) -> None:
    life = Life(furnished(office), Random(5))
    for _ in range(6):
        life.live(40)
        mirror = mirrors(office.organisation)
        assert held(mirror) == there(database, office.organisation)
    followed = everything(mirror)
    mirror.mark = None
    assert everything(mirrors(office.organisation)) == followed
    assert len(followed) > 20


def everything(mirror: Mirror) -> list[tuple[Any, ...]]:
    """Waits with the texts that their numbers stand for."""
    kinds = {
        "author": "person",
        "owner": "person",
        "holder": "person",
        "person": "person",
        "lead_owner": "person",
    }
    kinds |= {
        "team": "team",
        "lead_team": "team",
        "version": "version",
        "calendar": "calendar",
        "channel": "channel",
    }
    kinds |= {
        "mailbox": "mailbox",
        "domain": "domain",
        "source": "source",
        "product": "product",
        "country": "country",
    }
    named = ", ".join(
        f"(SELECT name FROM code WHERE kind = '{kind}' AND code.code = wait.{column}) AS {column}"
        for column, kind in kinds.items()
    )
    rest = ", ".join((*kinds, "segment", "campaign", "language"))
    with mirror.reading() as cursor:
        return cursor.execute(f"SELECT * EXCLUDE ({rest}), {named} FROM wait ORDER BY id").fetchall()


def test_what_commits_late_is_not_missed(database: Database, office: Office, mirrors: Looking) -> None:
    """Numbers of transactions are not handed out in the order of their commits."""
    office.submit({"name": "Ann", "email": "ann@a.example"}, {"name": "Bob", "email": "bob@b.example"})
    office.arrived()
    first = mirrors(office.organisation)
    waits = [row[0] for row in there(database, office.organisation)]
    with psycopg.connect(database.app) as early, psycopg.connect(database.app) as late:
        for connection in (early, late):
            connection.execute(
                "SELECT set_config('firstreply.organisation', %s, true)", [str(office.organisation)]
            )
        early.execute(
            "UPDATE wait SET outcome = 'voided', ended_at = started_at + interval '1 hour' WHERE id = %s",
            [waits[0]],
        )
        late.execute(
            "UPDATE wait SET outcome = 'dismissed', ended_at = started_at + interval '1 hour' WHERE id = %s",
            [waits[1]],
        )
        late.commit()
        mirrors(office.organisation)
        assert [row[1] for row in held(first)] == ["open", "dismissed"]
        early.commit()
    assert held(mirrors(office.organisation)) == there(database, office.organisation)
    assert [row[1] for row in held(first)] == ["voided", "dismissed"]


def test_threads_that_write_while_it_is_looked_lose_nothing(
    database: Database, office: Office, mirrors: Looking
) -> None:
    office.submit(*({"name": f"P {n}", "email": f"p{n}@a.example"} for n in range(40)))
    office.arrived()
    mirrors(office.organisation)
    waits = [row[0] for row in there(database, office.organisation)]
    assert len(waits) == 40

    def write(seed: int) -> None:
        chance = Random(seed)
        with psycopg.connect(database.app) as connection:
            for _ in range(30):
                connection.execute(
                    "SELECT set_config('firstreply.organisation', %s, true)", [str(office.organisation)]
                )
                for own in sorted(chance.sample(waits, 3)):
                    ended = NOW + timedelta(seconds=chance.randrange(9000))
                    connection.execute(
                        "UPDATE wait SET outcome = 'answered', ended_at = %s, revision = revision + 1 WHERE id = %s",
                        [ended, own],
                    )
                connection.rollback() if chance.random() < 0.2 else connection.commit()

    writers = [threading.Thread(target=write, args=(seed,)) for seed in range(4)]
    for one in writers:
        one.start()
    while any(one.is_alive() for one in writers):
        mirrors(office.organisation)
    assert held(mirrors(office.organisation)) == there(database, office.organisation)


def test_what_is_deleted_and_what_comes_again_under_its_id(
    database: Database, office: Office, mirrors: Looking
) -> None:
    office.submit({"name": "Ann", "email": "ann@a.example"}, {"name": "Bob", "email": "bob@b.example"})
    office.arrived()
    mirror = mirrors(office.organisation)
    own = there(database, office.organisation)[0][0]
    act = as_app(database, office.organisation)
    act("CREATE TEMP TABLE kept AS SELECT * FROM wait", f"DELETE FROM wait WHERE id = '{own}'")
    assert held(mirrors(office.organisation)) == there(database, office.organisation)
    assert rows_of(mirror, "wait") == 1
    act("DELETE FROM message", "DELETE FROM wait")
    mirrors(office.organisation)
    assert (rows_of(mirror, "wait"), rows_of(mirror, "message")) == (0, 0)


def as_app(database: Database, organisation: UUID) -> Callable[..., None]:
    def act(*statements: str) -> None:
        with psycopg.connect(database.app) as connection:
            connection.execute("SELECT set_config('firstreply.organisation', %s, true)", [str(organisation)])
            for one in statements:
                connection.execute(one.encode())

    return act


def test_a_lead_that_changes_takes_its_waits_along(office: Office, mirrors: Looking) -> None:
    office.submit(
        {"name": "Ann", "email": "ann@a.example", "product": "Pump", "tags": ["vip", "vip", "fair"]}
    )
    office.arrived()
    mirror = mirrors(office.organisation)
    question = (
        "SELECT (SELECT name FROM code WHERE kind = 'product' AND code.code = wait.product), out,"
        " (SELECT count(*) FROM tag WHERE tag.lead = wait.lead) FROM wait"
    )
    with mirror.reading() as cursor:
        assert cursor.execute(question).fetchall() == [("Pump", False, 2)]
    office.change("Lead", {}, persona={"name": "Ann", "product": "Valve"}, withdrawn_at=NOW)
    mirrors(office.organisation)
    with mirror.reading() as cursor:
        assert cursor.execute(question).fetchall() == [("Valve", True, 0)]


def test_a_database_from_elsewhere_or_from_before_is_read_anew(
    database: Database, office: Office, mirrors: Looking
) -> None:
    office.submit({"name": "Ann", "email": "ann@a.example"})
    office.arrived()
    mirror = mirrors(office.organisation)
    assert mirror.mark is not None
    with snapshot(database.app, office.organisation) as rows:
        assert look(mirror, rows) is not None  # goes on
    known = mirror.mark
    for other in (known._replace(place="another/1"), known._replace(high=known.high + 10**9)):
        mirror.mark = other
        with snapshot(database.app, office.organisation) as rows:
            assert look(mirror, rows) is None  # anew
        assert held(mirror) == there(database, office.organisation)


def test_numbers_from_before_a_restore_do_not_come_again_and_again(
    database: Database, office: Office, mirrors: Looking
) -> None:
    """What was restored bears the numbers of where it came from, far ahead of those that are given here."""
    office.submit(*({"name": f"P {n}", "email": f"p{n}@a.example"} for n in range(5)))
    office.arrived()
    with psycopg.connect(database.admin) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("UPDATE wait SET changed = 1000000000000")
    mirror = mirrors(office.organisation)
    assert rows_of(mirror, "wait") == 5
    with snapshot(database.app, office.organisation) as rows:
        assert b"".join(rows.rows("wait", mirror.mark)) == b""


def test_a_question_is_asked_of_one_state(
    office: Office, mirrors: Looking, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.submit({"name": "Ann", "email": "ann@a.example"})
    office.arrived()
    mirror = mirrors(office.organisation)
    office.submit({"name": "Ben", "email": "ben@b.example"})
    office.arrived()
    office.change("Organisation", {}, zone="Asia/Kathmandu")
    known = Mirror._state
    looks = iter([mirrors])

    def late(self: Mirror) -> State | None:
        """What is known, and then somebody else brings it up to date."""
        found = known(self)
        for each in looks:
            each(office.organisation)
        return found

    monkeypatch.setattr(Mirror, "_state", late)
    with mirror.still() as there:
        assert there is not None
        state, cursor = there
        count = "SELECT count(*) FROM wait"
        assert cursor.execute(count).fetchall() == [(2,)]
        assert (state.standing.zone, state.mark) == ("Asia/Kathmandu", mirror.mark)
        assert state.kept is mirror.kept
        office.submit({"name": "Cem", "email": "cem@c.example"})
        office.arrived()
        assert rows_of(mirrors(office.organisation), "wait") == 3
        assert cursor.execute(count).fetchall() == [(2,)]
    assert state.kept is not mirror.kept


def test_what_is_set_anew_is_worked_out_anew(database: Database, office: Office, mirrors: Looking) -> None:
    office.submit({"name": "Ann", "email": "ann@a.example"})
    office.arrived()
    mirror = mirrors(office.organisation)
    before = mirror.settled
    office.change("Organisation", {}, zone="Asia/Kathmandu")
    mirrors(office.organisation)
    assert mirror.settled != before
    assert mirror.standing is not None
    assert mirror.standing.zone == "Asia/Kathmandu"


def test_a_file_that_is_deleted_is_made_again(database: Database, office: Office, mirrors: Looking) -> None:
    office.submit({"name": "Ann", "email": "ann@a.example"})
    office.arrived()
    first = mirrors(office.organisation)
    first.path.unlink()
    second = mirrors(office.organisation)
    assert second is not first
    assert second.path.exists()
    assert held(second) == there(database, office.organisation)


def test_a_torn_file_is_made_again(database: Database, office: Office, mirrors: Looking) -> None:
    office.submit({"name": "Ann", "email": "ann@a.example"})
    office.arrived()
    path = mirrors(office.organisation).path
    mirrors.close()
    path.write_bytes(b"torn" * 5000)
    assert held(mirrors(office.organisation)) == there(database, office.organisation)


def test_a_process_that_begins_again_goes_on_where_the_last_one_stopped(
    database: Database, office: Office, mirrors: Looking
) -> None:
    office.submit({"name": "Ann", "email": "ann@a.example"})
    office.arrived()
    mark = mirrors(office.organisation).mark
    mirrors.close()
    reopened = opened(mirrors.folder, office.organisation)
    assert reopened.mark == mark
    with snapshot(database.app, office.organisation) as rows:
        assert look(reopened, rows) is not None
    reopened.close()


def test_another_organisation_has_another_file_and_none_of_these_rows(
    database: Database, office: Office, mirrors: Looking
) -> None:
    other = office_of("Theirs").with_reps("Zoe")
    office.submit(*({"name": f"P {n}", "email": f"p{n}@a.example"} for n in range(3)))
    office.arrived()
    other.submit({"name": "Only", "email": "only@b.example"})
    other.arrived()
    ours, theirs = mirrors(office.organisation), mirrors(other.organisation)
    assert ours.path != theirs.path
    assert (rows_of(ours, "wait"), rows_of(theirs, "wait")) == (3, 1)
    assert (rows_of(ours, "lead"), rows_of(theirs, "lead")) == (3, 1)
    assert (rows_of(ours, "message"), rows_of(theirs, "message")) == (3, 1)
    assert held(theirs) == there(database, other.organisation)


def test_pauses_are_left_out_of_working_time(office: Office, mirrors: Looking) -> None:
    life = Life(furnished(office), Random(1))
    office.submit({"name": "Ann", "email": "ann@a.example"})
    office.arrived()
    (wait,) = office.rows("Wait", "id")
    life.now = NOW + timedelta(minutes=10)
    life.act("pause", wait, reason="agreed")
    mirror = mirrors(office.organisation)
    with mirror.reading() as cursor:
        assert cursor.execute("SELECT held_s FROM wait").fetchall() == [(600,)]
    life.now = NOW + timedelta(minutes=40)
    life.act("resume", wait)
    life.now = NOW + timedelta(minutes=50)
    life.act("talked", wait, channel="phone")
    passes(office, life.now)
    mirrors(office.organisation)
    with mirror.reading() as cursor:
        assert cursor.execute("SELECT wall, business, paused_s FROM wait").fetchall() == [(3000, 1200, 1800)]


def test_nothing_at_all_is_an_answer(mirrors: Looking, database: Database) -> None:
    empty = office_of("Empty")
    mirror = mirrors(empty.organisation)
    assert isinstance(mirror.mark, Mark)
    assert rows_of(mirror, "wait") == 0


@pytest.mark.parametrize(
    ("done", "total", "left"),
    [(0, 0, None), (0, 100, None), (1, 100, None), (25, 100, 90.0), (100, 100, 0.0)],
)
def test_the_first_fill_tells_how_long_it_will_take(
    mirrors: Looking, done: int, total: int, left: float | None
) -> None:
    mirror = opened(mirrors.folder, UUID(int=1))
    mirror.done, mirror.total, mirror.began = done, total, 70.0
    assert mirror.left_s(100.0) == left
    mirror.close()
