"""Doctor, health and figures: what is wrong is found, and said with what to do."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from firstreply.site.doctor.database import database as examined
from firstreply.site.doctor.finding import Finding
from firstreply.site.doctor.machine import machine
from firstreply.site.metrics import GAUGES, Gauge
from firstreply.site.settings import Settings, load
from tests.postgres import Database, Server
from tests.site.installation import free_port

pytestmark = pytest.mark.postgres


def states(findings: "list[Finding]") -> dict[str, str]:
    """The worst state of each check."""
    worst: dict[str, str] = {}
    for one in findings:
        worst[one.check] = max(worst.get(one.check, "ok"), str(one.state), key=("ok", "warn", "fail").index)
    return worst


@pytest.fixture
def settings(database: Database, server: Server, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("FIRSTREPLY_PORT", str(free_port()))
    monkeypatch.setenv("FIRSTREPLY_LIVE_PORT", str(free_port()))
    return load()


def worker_seen(database: Database, ago: timedelta) -> None:
    with psycopg.connect(database.admin) as connection:
        connection.execute(
            "INSERT INTO heartbeat (process, kind, seen_at) VALUES ('one', 'worker', %s)",
            [datetime.now(UTC) - ago],
        )


def test_sound_installation_has_no_failing_finding(settings: Settings, database: Database) -> None:
    worker_seen(database, timedelta(seconds=1))
    found = states([*machine(settings), *examined(settings)])
    assert {name: state for name, state in found.items() if state == "fail"} == {}
    assert found["walls"] == found["tables"] == found["worker"] == "ok"


def test_table_without_a_wall_is_found(settings: Settings, database: Database) -> None:
    with psycopg.connect(database.owner, autocommit=True) as connection:
        connection.execute("CREATE TABLE bare (organisation_id uuid)")
        try:
            walls = [one for one in examined(settings) if one.check == "walls"]
        finally:
            connection.execute("DROP TABLE bare")
    assert [(str(one.state), "bare" in one.says, bool(one.hint)) for one in walls] == [("fail", True, True)]


def test_role_that_skips_the_walls_is_found(settings: Settings, database: Database) -> None:
    with psycopg.connect(database.admin, autocommit=True) as connection:
        connection.execute("ALTER ROLE firstreply_app BYPASSRLS")
        try:
            found = states(list(examined(settings)))
        finally:
            connection.execute("ALTER ROLE firstreply_app NOBYPASSRLS")
    assert found["roles"] == "fail"


def test_every_finding_that_is_not_well_has_a_hint(settings: Settings) -> None:
    found = [*machine(settings), *examined(settings)]
    assert [one for one in found if str(one.state) != "ok" and not one.hint] == []


def test_mail_server_that_does_not_answer_is_found(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIRSTREPLY_SMTP_URL", f"smtp://127.0.0.1:{free_port()}")
    assert states(list(machine(load())))["mail"] == "fail"


def test_key_that_others_may_read_is_found(server: Server, home: Path) -> None:
    settings = load()
    (home / "secret-key").chmod(0o644)
    try:
        assert states(list(machine(settings)))["keys"] == "warn"
    finally:
        (home / "secret-key").chmod(0o600)


def test_mail_without_a_sender_and_push_without_a_contact_are_found(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = states(list(machine(load())))
    monkeypatch.setenv("FIRSTREPLY_SMTP_URL", f"smtp://127.0.0.1:{free_port()}")
    without = states(list(machine(load())))
    monkeypatch.setenv("FIRSTREPLY_MAIL_FROM", "FirstReply <alerts@our.example>")
    sound = states(list(machine(load())))
    names = ("mail_from", "vapid_contact")
    assert [[found.get(name) for name in names] for found in (before, without, sound)] == [
        [None, "warn"],
        ["fail", "warn"],
        [None, None],
    ]


#: Of two organisations, as no application may see them together: a superuser without triggers and foreign keys.
BACKLOG = """
SET LOCAL session_replication_role = replica;
INSERT INTO arrival (id, organisation_id, source_id, external_id, kind, digest, received_at, state, reason, facts,
                     attempts)
SELECT gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), n::text, 'inquiry', '', now() - n * interval '20 s',
       CASE WHEN n < 3 THEN 'new' WHEN n < 6 THEN 'quarantined' ELSE 'done' END, '', '{}', 0
FROM generate_series(1, 9) n;
INSERT INTO moment (id, organisation_id, wait_id, kind, step, due_at, done_at, outcome)
SELECT gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), CASE WHEN n = 1 THEN 'warning' ELSE 'breach' END, '{}',
       now() + (n - 4) * interval '1 min', CASE WHEN n = 2 THEN now() END, '' FROM generate_series(1, 9) n;
INSERT INTO delivery (id, organisation_id, key, channel, kind, payload, state, not_before, attempts, error)
SELECT gen_random_uuid(), gen_random_uuid(), n::text, 'email', 'assigned', '{}',
       CASE WHEN n < 3 THEN 'pending' ELSE 'failed' END, now() - n * interval '10 min', 1, ''
FROM generate_series(1, 9) n;
"""


def test_work_that_is_left_is_found_across_organisations(settings: Settings, database: Database) -> None:
    from firstreply.store.queries.backlog import Backlog, backlog

    empty = states(list(examined(settings)))
    with psycopg.connect(database.admin) as connection:
        connection.execute(BACKLOG.encode())
    found = backlog()
    assert found._replace(oldest_arrival_s=0) == Backlog(2, 0, 3, 0, 2, 2, 3)
    assert 40 <= found.oldest_arrival_s < 60
    checks = ("arrivals", "overdue", "quarantine", "deliveries")
    assert [empty.get(name) for name in checks] == ["ok", None, "ok", "ok"]
    assert [states(list(examined(settings)))[name] for name in checks] == ["warn"] * 4


def test_figures_say_what_is_left_to_do(database: Database) -> None:
    from django.test import Client

    with psycopg.connect(database.admin) as connection:
        connection.execute(BACKLOG.encode())
    page = Client().get("/metrics").content.decode()
    figures = dict(line.rsplit(" ", 1) for line in page.splitlines() if line.startswith("firstreply_"))
    assert 40 <= float(figures["firstreply_arrivals_oldest_seconds"]) < 60
    names = ("arrivals_waiting", 'deliveries{state="pending"}', 'deliveries{state="failed"}', "quarantined")
    assert [figures[f"firstreply_{name}"] for name in names] == ["2.0", "2.0", "3.0", "3.0"]
    assert (figures["firstreply_waits_open"], figures["firstreply_waits_overdue_untold"]) == ("0.0", "2.0")


def test_health_is_200_with_a_worker_and_503_without(database: Database) -> None:
    from django.test import Client

    worker_seen(database, timedelta(minutes=1))
    late = Client().get("/healthz")
    with psycopg.connect(database.admin) as connection:
        connection.execute("UPDATE heartbeat SET seen_at = clock_timestamp()")
    well = Client().get("/healthz")
    assert (late.status_code, json.loads(late.content)["parts"]["worker"]["ok"]) == (503, False)
    assert (well.status_code, json.loads(well.content)["status"]) == (200, "ok")


def test_figures_of_the_database_are_asked_at_each_scrape(database: Database) -> None:
    from django.test import Client

    asked = iter((3.0, 5.0))

    def waits() -> list[Gauge]:
        return [Gauge("firstreply_test_waits", "Open waits", next(asked), {"team": "a"})]

    GAUGES.append(waits)
    try:
        pages = [Client().get("/metrics").content.decode() for _ in range(2)]
    finally:
        GAUGES.remove(waits)
    assert [
        f'firstreply_test_waits{{team="a"}} {value}' in page
        for page, value in zip(pages, (3.0, 5.0), strict=True)
    ] == [
        True,
        True,
    ]
    assert "firstreply_requests_total" in pages[1]


def test_figures_are_for_this_machine_or_who_shows_the_token(database: Database) -> None:
    from django.test import Client, override_settings

    assert Client(REMOTE_ADDR="10.1.2.3").get("/metrics").status_code == 403
    with override_settings(FIRSTREPLY_METRICS_TOKEN="show"):
        answers = [
            Client(REMOTE_ADDR="10.1.2.3").get("/metrics", headers=headers).status_code
            for headers in ({"Authorization": "Bearer show"}, {"Authorization": "Bearer shown"}, {})
        ]
    assert answers == [200, 403, 403]


def test_request_id_is_kept_when_it_is_one_and_made_when_not(database: Database) -> None:
    from django.test import Client

    kept = Client().get("/", headers={"X-Request-ID": "abc-12345"})["X-Request-ID"]
    made = Client().get("/", headers={"X-Request-ID": "a b\nc" * 9})["X-Request-ID"]
    assert (kept, len(made)) == ("abc-12345", 32)


def test_live_stream_is_found_through_the_public_port(database: Database) -> None:
    from django.conf import settings
    from django.test import Client, override_settings

    answer = Client(HTTP_HOST="leads.example:8000").get("/live?organisation=1")
    assert (answer.status_code, answer["Location"]) == (
        307,
        f"http://leads.example:{settings.FIRSTREPLY_LIVE_PORT}/live?organisation=1",
    )
    with override_settings(FIRSTREPLY_LIVE_URL="https://stream.example"):
        assert Client().get("/live")["Location"] == "https://stream.example/live"
