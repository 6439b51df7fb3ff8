"""My leads, as a browser without a screen and without script sees it; and what each action and its undo do."""

import re
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest

from tests.api.conftest import Office
from tests.postgres import Database
from tests.web.desk import Desk, said

pytestmark = pytest.mark.postgres
PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def office(database: Database) -> Office:
    from firstreply.journey import access

    access.forget()
    return Office()


def asks(office: Office, name: str = "Sara Ahmadi", **more: Any) -> UUID:
    """Somebody asks through the door; their lead. Whoever is there gets it."""
    from firstreply.journey.flow import arrived
    from firstreply.store.models import Lead

    email = f"{name.split()[0].lower()}{len(name)}@customer.example"
    answer = office.ask("POST", "/inquiries", {"name": name, "email": email, "need": "An offer", **more})
    assert answer.status_code in (200, 201, 202), answer.content
    arrived(office.id, limit=50, now=office.now + timedelta(seconds=1))
    with office.acting():
        return Lead.objects.get(name=name).pk


def wait_of(office: Office, lead: UUID) -> Any:
    from firstreply.store.models import Wait

    with office.acting():
        return Wait.objects.get(lead_id=lead)


def owner_of(office: Office, lead: UUID) -> UUID | None:
    from firstreply.store.models import Lead

    with office.acting():
        found: UUID | None = Lead.objects.values_list("owner_id", flat=True).get(pk=lead)
        return found


def item(office: Office, lead: UUID) -> str:
    return f"{lead}.{wait_of(office, lead).pk}"


def names(answer: Any) -> list[str]:
    """Who stands in the list, in order."""
    found = re.findall(r'<a class="open"[^>]*><bdi>(.*?)</bdi>', answer.content.decode())
    return [str(one) for one in found]


def undo(at: Desk, answer: Any) -> Any:
    """Press the undo that the answer offers."""
    (ticket,) = parse_qs(urlsplit(answer["Location"]).query)["undo"]
    return at.post("/undo", ticket=ticket, to="/inbox")


def test_the_list_says_who_waits_why_and_what_they_wrote(office: Office) -> None:
    asks(office, "سارا احمدی", company="Chairs & Co", language="fa")
    page = Desk(office).get("/inbox")
    assert page.status_code == 200
    assert names(page) == ["سارا احمدی"]
    told = said(page)
    assert "Chairs &amp; Co" in told
    assert "An offer" in told
    assert "FA" in told
    assert re.search(r'<time class="clock \w+"', page.content.decode())


def test_an_empty_list_says_so_and_leads_on(office: Office) -> None:
    told = said(Desk(office).get("/inbox"))
    assert "Nothing waits for you" in told
    assert "Nobody has been answered yet today." in told


def test_snoozed_leads_leave_the_list_and_undo_brings_them_back(office: Office) -> None:
    lead = asks(office)
    at = Desk(office)
    form = at.get(f"/inbox/snooze?item={item(office, lead)}")
    assert "Tomorrow morning" in said(form)
    answer = at.post("/inbox/snooze", item=item(office, lead), until="hour", to="/inbox")
    assert answer.status_code == 303
    assert names(at.get("/inbox")) == []
    assert names(at.get("/inbox?split=snoozed")) == ["Sara Ahmadi"]
    assert undo(at, answer).status_code == 303
    assert names(at.get("/inbox")) == ["Sara Ahmadi"]


def test_what_was_shown_again_before_its_time_is_hidden_again_by_undo(office: Office) -> None:
    from firstreply.store.models import Snooze

    lead = asks(office)
    at = Desk(office)
    at.post("/inbox/snooze", item=item(office, lead), until="hour")
    with office.acting():
        until = Snooze.objects.get().until
    answer = at.post("/inbox/wake", item=item(office, lead))
    assert names(at.get("/inbox")) == ["Sara Ahmadi"]
    undo(at, answer)
    assert names(at.get("/inbox")) == []
    with office.acting():
        assert Snooze.objects.get().until == until


def test_a_day_and_a_time_of_ones_own_are_read_in_any_digits(office: Office) -> None:
    from firstreply.store.models import Snooze

    lead = asks(office)
    day = (
        (office.now + timedelta(days=2))
        .date()
        .isoformat()
        .translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    )
    Desk(office).post("/inbox/snooze", item=item(office, lead), day=day, time="۱۴:۳۰")
    with office.acting():
        until = Snooze.objects.get().until
    assert until.minute == 30
    assert until.date() == (office.now + timedelta(days=2)).date()


@pytest.mark.parametrize("fields", [{"day": "32.13.2026"}, {"day": "2001-01-01"}, {"until": "never"}])
def test_a_time_that_makes_no_sense_snoozes_nothing_and_says_why(
    office: Office, fields: dict[str, str]
) -> None:
    from firstreply.store.models import Snooze

    lead = asks(office)
    answer = Desk(office).post("/inbox/snooze", item=item(office, lead), **fields)
    assert answer.status_code == 422
    with office.acting():
        assert Snooze.objects.count() == 0


def test_what_is_given_away_can_be_given_back(office: Office) -> None:
    lead = asks(office)
    rita, _ = office.member("rep")
    before = owner_of(office, lead)
    at = Desk(office)
    assert "Rita Rep" in said(at.get(f"/inbox/assign?item={item(office, lead)}"))
    answer = at.post("/inbox/assign", item=item(office, lead), member=str(rita))
    assert owner_of(office, lead) == rita
    undo(at, answer)
    assert owner_of(office, lead) == before


@pytest.mark.parametrize(
    ("path", "fields", "outcome"),
    [
        ("/inbox/spam", {}, "voided"),
        ("/inbox/close", {"because": "Not for us"}, "dismissed"),
        ("/inbox/call", {"reached": "yes"}, "answered"),
    ],
)
def test_what_ends_a_wait_can_be_undone(
    office: Office, path: str, fields: dict[str, str], outcome: str
) -> None:
    lead = asks(office)
    at = Desk(office)
    assert at.get(f"{path}?item={item(office, lead)}").status_code == 200
    answer = at.post(path, item=item(office, lead), **fields)
    assert wait_of(office, lead).outcome == outcome
    assert names(at.get("/inbox")) == []
    undo(at, answer)
    assert wait_of(office, lead).outcome == "open"
    assert names(at.get("/inbox")) == ["Sara Ahmadi"]


def test_a_call_that_reached_nobody_ends_nothing_and_can_be_taken_back(office: Office) -> None:
    lead = asks(office)
    at = Desk(office)
    answer = at.post("/inbox/call", item=item(office, lead), reached="no")
    assert wait_of(office, lead).outcome == "open"
    assert wait_of(office, lead).called_at is not None
    undo(at, answer)
    assert wait_of(office, lead).called_at is None


@pytest.mark.parametrize("reached", ["yes", "no"])
def test_what_is_typed_of_a_call_is_kept_whether_or_not_they_answered(office: Office, reached: str) -> None:
    lead = asks(office)
    at = Desk(office)
    answer = at.post("/inbox/call", item=item(office, lead), reached=reached, text="Left word with Ali")
    assert "Left word with Ali" in said(at.get(f"/leads/{lead}"))
    undo(at, answer)
    assert wait_of(office, lead).outcome == "open"


def test_closing_asks_why(office: Office) -> None:
    lead = asks(office)
    assert Desk(office).post("/inbox/close", item=item(office, lead)).status_code == 422
    assert wait_of(office, lead).outcome == "open"


def test_a_follow_up_is_done_and_undone(office: Office) -> None:
    from firstreply.journey import acted

    lead = asks(office)
    made = acted.plan(
        office.id, lead, "Send the price", by=office.founded.member, now=office.now, due_at=office.now
    ).made
    at = Desk(office)
    assert "Send the price" in said(at.get("/inbox?split=tasks"))
    answer = at.post("/inbox/done", task=str(made), item=f"{lead}.")
    assert "Send the price" not in said(at.get("/inbox?split=tasks"))
    undo(at, answer)
    assert "Send the price" in said(at.get("/inbox?split=tasks"))


def test_several_at_once_are_answered_for_one_by_one(office: Office) -> None:
    from firstreply.journey import acted

    leads = [asks(office, name) for name in ("Ann A", "Ben B", "Cem C")]
    acted.dismiss(
        office.id,
        wait_of(office, leads[1]).pk,
        by=office.founded.member,
        now=office.now + timedelta(seconds=2),
    )
    at = Desk(office)
    answer = at.post("/inbox/spam", item=[item(office, one) for one in leads])
    assert answer.status_code == 409
    assert "Ben B : This wait has ended already" in said(answer)
    assert [wait_of(office, one).outcome for one in leads] == ["voided", "dismissed", "voided"]


def test_a_part_of_the_page_gets_what_went_a_toast_and_what_failed(office: Office) -> None:
    import json

    lead = asks(office)
    at = Desk(office)
    answer = at.client.post("/inbox/spam", {"proof": at.proof, "item": item(office, lead)}, headers=PART)
    told = json.loads(answer["HX-Trigger"])
    counts = {"new": "0", "waiting": "0", "tasks": "0", "snoozed": "0"}
    assert told["inbox:did"] == {"items": [item(office, lead)], "stays": False, "counts": counts}
    assert told["fr:toast"]["said"] == "1 set aside as spam"
    assert told["fr:toast"]["undo"]
    assert "<main" not in answer.content.decode()


def test_claiming_the_next_goes_to_it_and_undo_releases_it(office: Office) -> None:
    from firstreply.journey import acted
    from firstreply.store.models import Pool

    lead = asks(office)
    rita, token = office.member("rep")
    with office.acting():
        value = {"id": "p", "mode": "claim", "seats": [{"member": str(rita)}]}
        pool = Pool.objects.create(organisation_id=office.id, name="Callers", value=value).pk
    acted.assign(office.id, lead, by=None, now=office.now + timedelta(seconds=2), pool=pool)
    at = Desk(office, token)
    assert "For whoever of the pool takes it first" in said(at.get("/inbox"))
    answer = at.post("/inbox/next")
    assert answer["Location"].startswith(f"/leads/{lead}?reply=1&next=1")
    assert owner_of(office, lead) == rita
    undo(at, answer)
    assert owner_of(office, lead) is None
    assert at.post(f"/inbox/offers/{_offer(office, lead)}/claim").status_code == 303
    assert at.post("/inbox/next").status_code == 422


def _offer(office: Office, lead: UUID) -> UUID:
    from firstreply.store.models import Assignment

    with office.acting():
        return Assignment.objects.filter(lead_id=lead, kind="given").latest("id").pk


def test_rows_that_are_asked_about_are_told_as_they_are_or_what_became_of_them(office: Office) -> None:
    ann, ben = asks(office, "Ann A"), asks(office, "Ben B")
    at = Desk(office)
    waits = {one: wait_of(office, one).pk for one in (ann, ben)}
    at.post("/inbox/spam", item=item(office, ben))
    query = "&".join(f"lead={lead}&wait={wait}" for lead, wait in waits.items())
    answer = at.get(f"/inbox/rows?{query}", **PART)
    assert names(answer) == ["Ann A"]
    over = re.findall(r'data-over="([^"]+)">([^<]+)<', answer.content.decode())
    assert over == [(str(waits[ben]), "Set aside as spam or a duplicate")]


def test_a_rep_sees_and_touches_only_what_is_in_sight(office: Office) -> None:
    lead = asks(office)
    _, token = office.member("rep")
    at = Desk(office, token)
    assert names(at.get("/inbox?whose=all")) == []
    for path in ("snooze", "assign", "close", "spam", "call"):
        assert at.get(f"/inbox/{path}?item={item(office, lead)}").status_code == 404
        assert (
            at.post(f"/inbox/{path}", item=item(office, lead), until="hour", because="x").status_code == 404
        )
    assert wait_of(office, lead).outcome == "open"


def test_another_organisations_rows_are_not_there(office: Office) -> None:
    lead = asks(office)
    other = Office("Other")
    at = Desk(other)
    for path in ("snooze", "assign", "close", "spam", "call", "wake", "done"):
        answer = at.post(f"/inbox/{path}", item=item(office, lead), task=str(lead), until="hour", because="x",
                         member=str(other.founded.member))  # fmt: skip
        assert answer.status_code == 404
    assert names(at.get(f"/inbox/rows?lead={lead}&wait={wait_of(office, lead).pk}", **PART)) == []
    assert wait_of(office, lead).outcome == "open"


def test_an_address_that_makes_no_sense_shows_the_usual_list(office: Office) -> None:
    asks(office)
    at = Desk(office)
    for query in ("split=x", "whose=x", "after=x", "after=-~9999999999999~x", "after=2026-01-01~1~x"):
        assert names(at.get(f"/inbox?{query}")) == ["Sara Ahmadi"]


def test_a_page_costs_the_same_queries_for_one_row_and_for_three(office: Office) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    at, costs = Desk(office), []
    asks(office, "Ann A")
    at.get("/inbox")
    for more in ((), ("Ben B", "Cem C")):
        for name in more:
            asks(office, name)
        with CaptureQueriesContext(connection) as seen:
            at.get("/inbox")
        costs.append(len(seen))
    assert costs[0] == costs[1]


def tabs(answer: Any) -> list[str]:
    """Saved views above the list, in order; none where there is no bar."""
    bar = re.search(r'<nav class="views".*?</ul>', answer.content.decode(), re.DOTALL)
    return [unescape(one) for one in re.findall(r'<a href="([^"]*)"', bar[0])] if bar else []


def test_what_the_list_shows_is_saved_as_a_view_and_may_open_first(office: Office) -> None:
    from firstreply.store.models import View

    asks(office)
    at = Desk(office)
    assert tabs(at.get("/inbox")) == []
    narrowed = "split=new&whose=all"
    assert "Save view" in said(at.get(f"/inbox?{narrowed}"))
    at.post("/views", page="inbox", query=narrowed, name="All the new", to=f"/inbox?{narrowed}")
    assert tabs(at.get("/inbox")) == ["/inbox", f"/inbox?{narrowed}"]
    with office.acting():
        view = View.objects.get(page="inbox").pk
    at.post(f"/views/{view}", name="All the new", opens="on", to="/inbox")
    assert at.get("/inbox")["Location"] == f"/inbox?{narrowed}"
    whole = at.get("/inbox?all=1")
    assert (whole.status_code, tabs(whole)) == (200, ["/inbox?all=1", f"/inbox?{narrowed}"])
    assert 'data-list-of="/inbox?all=1"' in whole.content.decode()
    assert names(at.get("/inbox", **PART)) == ["Sara Ahmadi"]


def narrowed_to(answer: Any) -> dict[str, str]:
    """Where the menu of channels and languages leads, by what each is called."""
    menu = re.search(r'<details class="narrow".*?</details>', answer.content.decode(), re.DOTALL)
    found = re.findall(r'<li><a href="([^"]*)"[^>]*>(.*?)</a>', menu[0], re.DOTALL) if menu else []
    return {re.sub("<.*?>", "", called): unescape(to) for to, called in found}


def test_the_list_is_narrowed_by_what_it_has_several_of(office: Office) -> None:
    asks(office, "Ann A", language="ar")
    at = Desk(office)
    assert narrowed_to(at.get("/inbox")) == {}
    asks(office, "Cem C", language="fa")
    languages = {"AR": "/inbox?language=ar", "FA": "/inbox?language=fa"}
    assert narrowed_to(at.get("/inbox")) == {"Any language": "/inbox", **languages}
    only = at.get("/inbox?language=fa")
    assert names(only) == ["Cem C"]
    assert narrowed_to(only) == {"Any language": "/inbox", **languages}
    assert "Save view" in said(only)


def test_a_channel_is_chosen_by_its_name_and_keeps_the_rest_of_the_address(office: Office) -> None:
    from firstreply.store.models import Wait

    ann, _ = asks(office, "Ann A"), asks(office, "Ben B")
    with office.acting():
        Wait.objects.filter(lead_id=ann).update(channel="whatsapp")
    to = narrowed_to(Desk(office).get("/inbox?split=new&whose=all"))
    assert to["WhatsApp"] == "/inbox?split=new&whose=all&channel=whatsapp"
    assert names(Desk(office).get(to["WhatsApp"])) == ["Ann A"]
    gone = narrowed_to(Desk(office).get("/inbox?channel=fax"))
    assert gone["fax"] == "/inbox?channel=fax"


def table(answer: Any) -> list[list[str]]:
    """The rows of a file, its head first."""
    import csv
    import io

    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode().lstrip("\ufeff"))))


def test_the_file_has_the_rows_of_the_tab_as_they_stand_there_and_no_formula(office: Office) -> None:
    from firstreply.store.models import Lead

    for name in ("Ann A", "Ben B", "Cem C"):
        asks(office, name)
    with office.acting():
        Lead.objects.filter(name="Ben B").update(name="=1+1")
        Lead.objects.filter(name="Cem C").update(language="fa")
    at = Desk(office)
    page = at.get("/inbox?split=new")
    assert '/inbox/export.csv?split=new" download' in page.content.decode()
    found = table(at.client.get("/inbox/export.csv?split=new&after=-~0~00000000-0000-0000-0000-000000000000"))
    assert found[0] == ["Name", "Company", "Due", "Text", "Why", "Channel", "Language", "Points", "Owner"]
    assert [row[0].lstrip("'") for row in found[1:]] == names(page)
    assert "'=1+1" in [row[0] for row in found[1:]]
    assert [row[0] for row in table(at.client.get("/inbox/export.csv?language=fa"))] == ["Name", "Cem C"]


def test_my_team_is_offered_to_those_who_have_one(office: Office) -> None:
    from firstreply.store.models import Membership

    at = Desk(office)
    assert "My team" in said(at.get("/inbox"))
    with office.acting():
        Membership.objects.filter(member_id=office.founded.member).update(until=office.now)
    alone = at.get("/inbox?whose=team")
    assert ["My team" in said(alone), "Everybody" in said(alone)] == [False, True]
    assert 'data-query=""' in alone.content.decode()
