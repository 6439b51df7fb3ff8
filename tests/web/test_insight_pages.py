"""Insights on pages: filters in the address, every number opens, CSV, the wall, the badge, figures by mail."""

import csv
import io
import re
import time
from datetime import timedelta

import pytest
from django.test import override_settings

from tests.api.conftest import Office
from tests.postgres import Database
from tests.web.desk import Desk, said
from tests.web.test_people import undone

pytestmark = pytest.mark.postgres
MAIL = "smtp://mail.example.com"


@pytest.fixture
def office(database: Database) -> Office:
    return Office()


@pytest.fixture
def desk(office: Office) -> Desk:
    return Desk(office)


@pytest.fixture
def busy(office: Office, home: object) -> Office:
    """Twelve who asked two days ago: nine were answered by hand, three wait."""
    from firstreply.journey import flow

    for number in range(12):
        at = office.now - timedelta(days=2, minutes=number * 7)
        party = f"asks{number}@customer.example"
        asked = {"name": f"Asks {number}", "email": party, "need": "chairs", "occurred_at": at.isoformat()}
        assert office.ask("POST", "/inquiries", asked).status_code == 202
    flow.arrived(office.id, now=office.now)
    for number in range(9):
        said_ = {
            "direction": "out", "channel": "email", "party": f"asks{number}@customer.example", "text": "Yes.",
            "author": "owner@example.example", "id": f"answer{number}",
            "at": (office.now - timedelta(days=2, minutes=number * 7 - 5)).isoformat(),
        }  # fmt: skip
        assert office.ask("POST", "/messages", said_).status_code == 202
    flow.arrived(office.id, now=office.now)
    return office


@pytest.fixture
def seen(busy: Office) -> Desk:
    """A desk in an organisation whose numbers are prepared."""
    from firstreply.core.member import Role
    from firstreply.core.sight import Viewer
    from firstreply.insights.live import Asked, ask

    end = time.monotonic() + 60
    while ask(busy.id, Viewer(member=None, role=Role.OWNER), Asked(), "headline").preparing is not None:
        assert time.monotonic() < end
        time.sleep(0.1)
    return Desk(busy)


def test_the_page_shows_figures_and_each_opens_its_waits(seen: Desk) -> None:
    page = seen.get("/insights?period=7d&clock=wall").content.decode()
    assert "Median first response" in page
    links = {one.replace("&amp;", "&") for one in re.findall(r'href="(/insights/waits[^"]*)"', page)}
    assert len(links) > 5
    assert {seen.get(one).status_code for one in sorted(links)[:12]} == {200}


def test_what_is_open_opens_to_those_who_wait(seen: Desk) -> None:
    told = said(seen.get("/insights/waits?period=7d&end=open"))
    assert "3 waits behind the number" in told
    assert "Asks 11" in told


def test_filters_narrow_and_stay_in_the_address(seen: Desk) -> None:
    page = seen.get("/insights?period=all&product=none-such").content.decode()
    assert "Nobody asked in this period" in page
    assert "product=none-such" in page


def test_own_days_are_read_in_the_readers_calendar(seen: Desk) -> None:
    seen.post("/profile/looks", language="fa", theme="auto", keys="on")
    page = seen.get("/insights?since=1400/01/01&until=1400/01/02").content.decode()
    assert 'value="۱۴۰۰/۰۱/۰۱"' in page


@pytest.mark.parametrize("query", ["since=soon", "since=2026-02-01&until=2026-01-01"])
def test_days_that_are_none_are_said(seen: Desk, query: str) -> None:
    answer = seen.get(f"/insights?{query}")
    assert answer.status_code == 422


@pytest.mark.parametrize("query", ["person=x", "group=person&key=x", "period=never", "clock=sand"])
def test_what_makes_no_sense_in_an_address_breaks_nothing(seen: Desk, query: str) -> None:
    assert seen.get(f"/insights?{query}").status_code == 200
    assert seen.get(f"/insights/waits?{query}").status_code == 200


def test_tables_and_waits_come_as_csv(seen: Desk) -> None:
    answer = seen.client.get("/insights/waits.csv?period=7d")
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert len(rows) == 13
    table = seen.client.get("/insights/table.csv?period=7d&part=by_person")
    assert (table.status_code, table["Content-Type"]) == (200, "text/csv; charset=utf-8")
    assert seen.get("/insights/table.csv?part=secrets").status_code == 404


def test_the_wall_shows_no_names_unless_it_is_told_to(seen: Desk, busy: Office) -> None:
    def wall(**fields: str) -> str:
        made = seen.post("/insights/shown/new", kind="wall", name="Office", language="en", **fields)
        found = re.search(r"/wall/(fr_[\w-]+)", made.content.decode())
        assert found
        return found[0]

    from django.test import Client

    stranger, closed, open_ = Client(), wall(), wall(names="on")
    shown, named = stranger.get(closed).content.decode(), stranger.get(open_).content.decode()
    assert ("Asks" in shown, "Asks 1" in named) == (False, True)
    assert ("<bdi>API</bdi>" in shown, "<bdi>api</bdi>" in shown) == (True, False)


def test_a_revoked_wall_is_gone(seen: Desk) -> None:
    from django.test import Client

    from firstreply.store.models import SharedLink

    made = seen.post("/insights/shown/new", kind="wall", name="Office").content.decode()
    found = re.search(r"/wall/(fr_[\w-]+)", made)
    assert found
    with seen.office.acting():
        link = SharedLink.objects.get().pk
    assert Client().get(found[0]).status_code == 200
    assert seen.post(f"/insights/shown/{link}/revoke").status_code == 303
    assert Client().get(found[0]).status_code == 404


def test_the_badge_is_small_sets_no_cookie_and_says_how_fast(seen: Desk) -> None:
    from django.test import Client

    made = seen.post("/insights/shown/new", kind="badge", name="Site", language="en").content.decode()
    found = re.search(r"/badge/(fr_[\w-]+)\.svg", made)
    assert found
    answer = Client().get(found[0] + "?lang=fa")
    assert (answer.status_code, answer["Content-Type"], len(answer.cookies)) == (200, "image/svg+xml", 0)
    assert len(answer.content) < 2000
    assert "معمولاً" in answer.content.decode() or "سنجیده" in answer.content.decode()


@pytest.mark.parametrize("token", ["x", "fr_aaaaaaaaaa_" + "b" * 40])
def test_an_address_that_was_never_made_shows_nothing(database: Database, token: str) -> None:
    from django.test import Client

    assert Client().get(f"/wall/{token}").status_code == 404
    assert Client().get(f"/badge/{token}.svg").status_code == 404


def test_a_rep_shows_nothing_outside(busy: Office) -> None:
    member, _ = busy.member("rep")
    assert Desk(busy, member=member).post("/insights/shown/new", kind="wall", name="x").status_code == 403


def test_figures_by_mail_are_wished_for_sent_now_and_ended(seen: Desk) -> None:
    from firstreply.store.models import Delivery, Digest

    with override_settings(FIRSTREPLY_SMTP_URL=MAIL):
        added = seen.post("/insights/digests/new", every="week", at="٨", query="clock=wall")
        assert "The figures come by mail from now on." in said(seen.get(added.url))
        with seen.office.acting():
            digest = Digest.objects.get()
        assert seen.post(f"/insights/digests/{digest.pk}/test").status_code == 303
    with seen.office.acting():
        letter = Delivery.objects.get(kind="digest")
    told = letter.payload["facts"]
    assert told["title"] == "How fast you answered last week"
    assert told["lines"][0] == told["figures"]["period"]
    pairs = [f"{title}: {value}" for title, value in told["figures"].get("figures", [])]
    assert told["lines"][1 : 1 + len(pairs)] == pairs
    ended = seen.post(f"/insights/digests/{digest.pk}/end")
    assert "no figures by mail" in said(seen.get("/insights/digests"))
    undone(seen, ended)
    with seen.office.acting():
        again = Digest.objects.get()
    assert (again.pk, again.ended_at, again.next_at) == (digest.pk, None, digest.next_at)


def test_without_a_mail_server_no_letter_is_said_to_come(seen: Desk) -> None:
    from firstreply.store.models import Delivery, Digest

    with override_settings(FIRSTREPLY_SMTP_URL=""):
        added = seen.post("/insights/digests/new", every="week", at="08:00", query="")
        told = said(seen.get(added.url))
        with seen.office.acting():
            digest = Digest.objects.get()
        refused = seen.post(f"/insights/digests/{digest.pk}/test")
    assert ("as soon as a mail server is set up" in told, "from now on" in told) == (True, False)
    assert (refused.status_code, "No letter was sent: no mail server" in said(refused)) == (422, True)
    with seen.office.acting():
        assert Delivery.objects.filter(kind="digest").count() == 0


def test_who_switched_mail_off_is_told_that_no_letter_comes(seen: Desk) -> None:
    from firstreply.store.models import Digest, Member

    with override_settings(FIRSTREPLY_SMTP_URL=MAIL):
        seen.post("/insights/digests/new", every="week", at="08:00", query="")
        with seen.office.acting():
            Member.objects.filter(pk=seen.member).update(alerts={"email": False})
            digest = Digest.objects.get()
        refused = seen.post(f"/insights/digests/{digest.pk}/test")
    assert (refused.status_code, "e-mail is switched off" in said(refused)) == (422, True)


def test_a_digest_that_is_due_is_sent_once(seen: Desk) -> None:
    from firstreply.jobs import digests as job
    from firstreply.journey.organise import digests
    from firstreply.store.models import Delivery, Digest

    seen.post("/insights/digests/new", every="day", at="06:30", query="")
    with seen.office.acting():
        Digest.objects.update(next_at=seen.office.now - timedelta(minutes=1))
    (due,) = digests.due(seen.office.id, now=seen.office.now)
    first = job.send(seen.office.id, due, seen.office.now)
    second = job.send(seen.office.id, due, seen.office.now)
    with seen.office.acting():
        assert (first, second, Delivery.objects.filter(kind="digest").count()) == (True, False, 1)
        assert Digest.objects.get().next_at > seen.office.now


@pytest.mark.parametrize("fields", [{"every": "hour", "at": "08:00"}, {"every": "day", "at": "8 o'clock"}])
def test_a_digest_that_cannot_be_is_refused(seen: Desk, fields: dict[str, str]) -> None:
    assert seen.post("/insights/digests/new", query="", **fields).status_code == 422


def test_an_hour_that_no_day_has_is_refused_in_words(seen: Desk) -> None:
    answer = seen.get("/insights/waits?group=hour&key=99999")
    assert (answer.status_code, "_" in said(answer)) == (422, False)
