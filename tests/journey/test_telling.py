"""Who is told, by which ways, how often, and when."""

import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test.utils import override_settings

from firstreply.core.member import Role
from firstreply.core.respond.alert import AlertKind, Change
from tests.journey.office import NOW, alert, hook, office, rows, subscribe, tell
from tests.postgres import Database

pytestmark = pytest.mark.postgres

MAIL = {"FIRSTREPLY_SMTP_URL": "smtp://127.0.0.1:1"}


def events(own: Any) -> list[tuple[Any, ...]]:
    from firstreply.store.models import LiveEvent
    from firstreply.store.tenancy import acting

    with acting(own):
        columns = ("kind", "member_id", "owner_id", "team_id", "payload")
        return list(LiveEvent.objects.order_by("id").values_list(*columns))


def test_alert_is_on_the_screen_of_each_member_once(database: Database) -> None:
    own = office(ana={}, omid={})
    ana, omid = own.members["ana"], own.members["omid"]
    tell(own.id, alert(ana, omid, ana))
    tell(own.id, alert(ana, omid), alert(ana, key="another"))
    facts = {"name": "Omid", "urgent": False}
    assert events(own.id) == [
        ("alert.breach", ana, None, None, facts),
        ("alert.breach", omid, None, None, facts),
        ("alert.breach", ana, None, None, facts),
    ]
    told = rows(own.id, "channel", "state", "attempts")
    assert told == [("in_app", "sent", 1)] * 3


def test_same_alert_from_eight_transactions_at_once_is_told_once(database: Database) -> None:
    own = office(ana={})
    hook(own.id, "https://hooks.example/")
    ana = own.members["ana"]
    together = threading.Barrier(8)

    def one() -> None:
        from django.db import connection

        together.wait()
        tell(own.id, *(alert(ana, key=f"k{n}") for n in range(20)))
        connection.close()

    threads = [threading.Thread(target=one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(events(own.id)) == 20
    assert sorted(row[0] for row in rows(own.id, "channel")) == ["in_app"] * 20 + ["webhook"] * 20


@override_settings(**MAIL)
def test_each_way_that_a_member_wants_is_a_delivery_of_its_own(database: Database) -> None:
    own = office(
        ana={"alerts": {"apprise": ["tgram://secret/1", "ntfy://room"]}},
        omid={"alerts": {"email": False, "push": False}},
    )
    for browser in ("https://push.example/1", "https://push.example/2"):
        subscribe(own.id, own.members["ana"], browser)
    subscribe(own.id, own.members["omid"], "https://push.example/3")
    hook(own.id, "https://hooks.example/all")
    hook(own.id, "https://hooks.example/other", "assigned")
    tell(own.id, alert(*own.members.values()))
    found = sorted(rows(own.id, "channel", "state"))
    assert found == [
        ("apprise", "pending"), ("apprise", "pending"), ("email", "pending"), ("in_app", "sent"), ("in_app", "sent"),
        ("push", "pending"), ("push", "pending"), ("webhook", "pending"),
    ]  # fmt: skip
    assert "secret" not in str(rows(own.id, "key", "payload"))


def test_without_a_mail_server_no_letter_is_queued(database: Database) -> None:
    own = office(ana={})
    tell(own.id, alert(own.members["ana"]))
    assert [row[0] for row in rows(own.id, "channel")] == ["in_app"]


def test_who_left_is_not_told(database: Database) -> None:
    own = office(ana={"left_at": NOW}, omid={})
    tell(own.id, alert(*own.members.values()))
    assert rows(own.id, "member_id") == [(own.members["omid"],)]


QUIET = {"zone": "Asia/Tehran", "windows": [["22:00", "08:00"]]}


@override_settings(**MAIL)
@pytest.mark.parametrize(
    ("now", "urgent", "expected"),
    [
        (
            datetime(2026, 3, 1, 21, 0, tzinfo=UTC),
            False,
            datetime(2026, 3, 2, 4, 30, tzinfo=UTC),
        ),  # 00:30 there
        (datetime(2026, 3, 1, 21, 0, tzinfo=UTC), True, datetime(2026, 3, 1, 21, 0, tzinfo=UTC)),
        (datetime(2026, 3, 1, 19, 0, tzinfo=UTC), False, datetime(2026, 3, 2, 4, 30, tzinfo=UTC)),  # 22:30
        (datetime(2026, 3, 2, 4, 30, tzinfo=UTC), False, datetime(2026, 3, 2, 4, 30, tzinfo=UTC)),  # 08:00
        (datetime(2026, 3, 1, 18, 29, 59, tzinfo=UTC), False, datetime(2026, 3, 1, 18, 29, 59, tzinfo=UTC)),
    ],
)
def test_quiet_hours_hold_back_letters_and_not_the_screen(
    database: Database, now: datetime, urgent: bool, expected: datetime
) -> None:
    own = office(ana={"quiet": QUIET})
    tell(own.id, alert(own.members["ana"], urgent=urgent), now=now)
    found = dict(rows(own.id, "channel", "not_before"))
    assert found == {"email": expected, "in_app": now}


def test_quiet_hours_that_cannot_be_read_keep_nobody_from_being_told(database: Database) -> None:
    own = office(ana={"quiet": {"zone": "Nowhere/At_all", "windows": "x"}})
    with override_settings(**MAIL):
        tell(own.id, alert(own.members["ana"]), now=NOW)
    assert dict(rows(own.id, "channel", "not_before")) == {"email": NOW, "in_app": NOW}


@override_settings(**MAIL)
def test_statements_do_not_grow_with_alerts(database: Database, tmp_path: Path) -> None:
    from django.db import connection

    own = office(**{f"m{n}": {} for n in range(10)})
    hook(own.id, "https://hooks.example/")
    members = list(own.members.values())

    def statements(number: int) -> int:
        """What goes over the line, as libpq tells it."""
        connection.ensure_connection()
        with open(tmp_path / f"{number}", "w+", encoding="latin-1") as trace:
            connection.connection.pgconn.trace(trace.fileno())
            tell(own.id, *(alert(members[n % 10], key=f"{number}-{n}") for n in range(number)))
            connection.connection.pgconn.untrace()
            trace.seek(0)
            return sum(line.split("\t")[3:4] in (["Bind"], ["Query"]) for line in trace)

    one = statements(1)
    assert one == statements(500)
    assert 8 <= one <= 12
    assert len(rows(own.id, "id")) == 501 * 3


def test_screens_are_shown_what_changed_in_the_order_it_changed(database: Database) -> None:
    from firstreply.journey import telling
    from firstreply.store.ids import new_id
    from firstreply.store.tenancy import acting

    own = office(ana={"role": Role.MANAGER.value})
    team = new_id()
    changes = [
        Change(kind="assigned", owner=own.members["ana"], team=team, facts={"n": n}) for n in range(300)
    ]
    with acting(own.id):
        telling.tell([], now=datetime.now(UTC), changes=changes)
        telling.tell([], now=NOW)
    assert events(own.id) == [("assigned", None, own.members["ana"], team, {"n": n}) for n in range(300)]


def test_ids_ascend_in_the_order_of_commits(database: Database) -> None:
    """The one who begins to write first commits last: whoever reads in between must not pass over it."""
    from django.db import connection

    from firstreply.journey import telling
    from firstreply.store.models import LiveEvent
    from firstreply.store.tenancy import acting

    own = office(ana={})
    first_wrote, commit = threading.Event(), threading.Event()

    def first() -> None:
        with acting(own.id):
            telling.tell([], now=datetime.now(UTC), changes=[Change(kind="first")])
            first_wrote.set()
            commit.wait(10)
        connection.close()

    def second() -> None:
        first_wrote.wait(10)
        with acting(own.id):
            telling.tell([], now=datetime.now(UTC), changes=[Change(kind="second")])
        connection.close()

    threads = [threading.Thread(target=one) for one in (first, second)]
    for thread in threads:
        thread.start()
    first_wrote.wait(10)
    threads[1].join(0.3)  # it waits for the first one's commit
    with acting(own.id):
        seen_between = list(LiveEvent.objects.values_list("kind", flat=True))
    commit.set()
    for thread in threads:
        thread.join(10)
    with acting(own.id):
        order = list(LiveEvent.objects.order_by("id").values_list("kind", flat=True))
    assert (seen_between, order) == ([], ["first", "second"])


def test_nothing_of_another_organisation_is_told(database: Database) -> None:
    ours, theirs = office(ana={}), office(ben={})
    hook(theirs.id, "https://hooks.example/")
    tell(ours.id, alert(ours.members["ana"], theirs.members["ben"], kind=AlertKind.ASSIGNED))
    assert (len(rows(ours.id, "id")), rows(theirs.id, "id"), events(theirs.id)) == (1, [], [])


def test_events_are_forgotten_after_a_day_in_small_bites(database: Database) -> None:
    from firstreply.journey import telling
    from firstreply.store.models import LiveEvent
    from firstreply.store.tenancy import acting

    own, theirs = office(ana={}), office(ben={})
    with acting(own.id):
        telling.tell([], now=datetime.now(UTC), changes=[Change(kind="old") for _ in range(25)])
        LiveEvent.objects.update(at=NOW)
    assert (
        telling.forget(own.id, before=NOW + telling.KEPT, most=10) == 0
    )  # nothing newer: a place to resume after
    for one in (own, theirs):
        with acting(one.id):
            telling.tell([], now=datetime.now(UTC), changes=[Change(kind="new")])
    assert telling.forget(own.id, before=NOW + telling.KEPT, most=10) == 25
    assert [kind for kind, *_ in events(own.id) + events(theirs.id)] == ["new", "new"]
