"""Every projection is what facts and messages come to; where it is not, that is found and put right."""

import json
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from firstreply.channels.email.archive import Archive
from firstreply.channels.email.source import open_sources
from firstreply.core.team import from_dict
from tests.journey.conftest import Office
from tests.journey.life import Life, furnished
from tests.journey.test_archive_equals_live import arrivals, bring, found_organisation, split
from tests.postgres import Database

pytestmark = pytest.mark.postgres

STEPS = 200


def differences(office: Office) -> list[Any]:
    from firstreply.journey.rebuild import check

    return check(office.organisation).shown


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_whatever_happens_the_projections_are_what_the_facts_say(office: Office, seed: int) -> None:
    life = Life(furnished(office), random.Random(seed))
    for _ in range(STEPS // 20):
        life.live(20)
        assert differences(office) == []
    assert len(life.did) >= 20


@pytest.fixture
def lived(office: Office) -> Office:
    """An office with some past."""
    Life(furnished(office), random.Random(4)).live(60)
    return office


def columns() -> Iterator[tuple[str, str, str]]:
    """Table, key and column of everything that is worked out anew."""
    from firstreply.journey.rebuild.leads import CONTACT, LEAD
    from firstreply.journey.rebuild.shares import LOAD, POOL
    from firstreply.journey.rebuild.waits import CONVERSATION, WAIT

    for table in (LEAD, CONTACT, WAIT, CONVERSATION, LOAD, POOL):
        for column in table.columns:
            yield table.name, table.key, column


#: Something else than what stands there, whatever it is.
OTHER = {
    "text": "{0} || 'x'",
    "jsonb": """jsonb_build_object('tampered', true)""",
    "integer": "coalesce({0}, 0) + 1",
    "numeric": "coalesce({0}, 0) + 1",
    "boolean": "NOT {0}",
    "date": "coalesce({0}, '2020-01-01'::date) + 1",
    "timestamp with time zone": "coalesce({0}, '2020-01-01'::timestamptz) + interval '1 hour'",
}
#: Another row that is there: the database refuses what refers to nothing.
REFERS = {
    ("lead", "owner_id"): "member",
    ("lead", "team_id"): "team",
    ("lead", "merged_into_id"): "lead",
}
STATE = """{"version": 1, "given": 999, "places": {}}"""


def tampered(admin: Any, table: str, key: str, column: str) -> Any:
    """Change that column of one row behind everybody's back; the row's key."""
    kind = admin.execute(
        "SELECT format_type(atttypid, NULL) FROM pg_attribute WHERE attrelid = %s::regclass AND attname = %s",
        [table, column],
    ).fetchone()[0]
    name = sql.Identifier(column)
    if table == "pool":
        new: sql.Composable = sql.Literal(STATE)
    elif kind == "uuid":
        other = REFERS.get((table, column))
        new = sql.SQL("gen_random_uuid()")
        if other:
            new = sql.SQL(
                "(SELECT o.id FROM {} o WHERE o.id IS DISTINCT FROM t.{} ORDER BY 1 LIMIT 1)"
            ).format(sql.Identifier(other), name)
    else:
        new = sql.SQL(OTHER[kind.partition("(")[0]]).format(name)  # type: ignore[arg-type]
    change = sql.SQL(
        "UPDATE {table} t SET {name} = {new} WHERE {key} = (SELECT {key} FROM {table} ORDER BY 1 LIMIT 1)"
        " RETURNING {key}"
    ).format(table=sql.Identifier(table), name=name, new=new, key=sql.Identifier(key))
    return admin.execute(change).fetchone()[0]


def test_every_column_that_is_tampered_with_is_found_and_put_right(database: Database, lived: Office) -> None:
    from firstreply.journey.rebuild import rebuild

    assert differences(lived) == []
    with psycopg.connect(database.admin, autocommit=True) as admin:
        expected = {
            (table, str(tampered(admin, table, key, column)), column) for table, key, column in columns()
        }
    found = differences(lived)
    assert expected - {(one.table, one.id, one.column) for one in found} == set()
    assert rebuild(lived.organisation, now=Life(lived, random.Random(0)).now).total >= len(expected)
    assert differences(lived) == []


@pytest.mark.parametrize("table", ["wait", "contact_point", "engagement", "conversation", "member_load"])
def test_rows_that_were_lost_come_back(database: Database, lived: Office, table: str) -> None:
    from firstreply.journey.rebuild import rebuild

    with psycopg.connect(database.admin, autocommit=True) as admin:
        assert admin.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table))).rowcount > 3
    found = Counter(one.table for one in differences(lived))
    assert found[table] > 0
    rebuild(lived.organisation, now=Life(lived, random.Random(0)).now)
    assert differences(lived) == []


def test_a_wait_that_nobody_asked_goes(database: Database, lived: Office) -> None:
    from firstreply.journey.rebuild import rebuild

    with psycopg.connect(database.admin, autocommit=True) as admin:
        copied = "id, created_at, opened_by_id"
        names = [
            str(row[0])
            for row in admin.execute(
                "SELECT attname FROM pg_attribute WHERE attrelid = 'wait'::regclass AND attnum > 0 AND NOT attisdropped"
            )
            if row[0] not in copied
        ]
        listed = sql.SQL(", ").join(map(sql.Identifier, names))
        making = (
            "INSERT INTO wait (id, opened_by_id, {0})"
            " SELECT gen_random_uuid(), gen_random_uuid(), {0} FROM wait LIMIT 1"
        )
        admin.execute(sql.SQL(making).format(listed))
    assert {(one.table, one.column, one.rebuilt) for one in differences(lived)} >= {("wait", "", None)}
    rebuild(lived.organisation, now=Life(lived, random.Random(0)).now)
    assert differences(lived) == []


def test_putting_right_is_recorded_and_doing_nothing_is_not(database: Database, lived: Office) -> None:
    from firstreply.journey.rebuild import rebuild

    now = Life(lived, random.Random(0)).now
    rebuild(lived.organisation, now=now)
    assert lived.rows("Fact", "data", kind="decided", data__what="rebuild") == []
    lived.change("Lead", {}, stage="won")
    leads = len(lived.rows("Lead", "id"))
    revisions = sum(lived.rows("Lead", "revision"))
    rebuild(lived.organisation, now=now)
    (told,) = lived.rows("Fact", "data", kind="decided", data__what="rebuild")
    assert told["after"] == {"lead.stage": leads}
    assert sum(lived.rows("Lead", "revision")) == revisions + leads


def test_checking_writes_nothing(lived: Office) -> None:
    lived.change("Lead", {}, stage="won")
    assert differences(lived) != []
    assert set(lived.rows("Lead", "stage")) == {"won"}


def test_another_organisation_is_neither_looked_at_nor_touched(lived: Office) -> None:
    from firstreply.journey.rebuild import check, rebuild
    from tests.journey.conftest import office_of

    other = office_of("Theirs").with_reps("Dan")
    other.submit({"name": "Jane", "email": "p1@customer.example"})
    other.arrived()
    other.change("Lead", {}, stage="won")
    assert rebuild(lived.organisation, now=Life(lived, random.Random(0)).now).total == 0
    assert [(one.table, one.column) for one in check(other.organisation).shown] == [("lead", "stage")]


def test_imported_archive_is_what_its_messages_say(database: Database, tmp_path: Path) -> None:
    from firstreply.channels.email.sample.archive import write
    from firstreply.journey.rebuild import check

    folder = tmp_path / "sample"
    write(folder)
    team = from_dict(json.loads((folder / "team.json").read_text()))
    files = [str(folder / "inbox.mbox"), str(folder / "sent.mbox")]
    archive = Archive(mailboxes=open_sources(files, scratch=tmp_path))
    list(archive.read())
    whole = arrivals(archive)
    random.Random(5).shuffle(whole)
    organisation = found_organisation(team)
    bring(organisation, split(whole, 40))
    found = check(organisation)
    assert found.rows["wait"] > 20
    assert [one for one in found.shown if one.column not in PROMISED] == []


#: `bring` of that test stops before the promises and the contacts, which are other steps'.
PROMISED = ("owner_id", "first_owner_id", "last_out_at")
