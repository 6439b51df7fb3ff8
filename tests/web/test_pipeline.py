"""The board, the list, search, views and files of them, as somebody at a desk uses them."""

import csv
import io
import json
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest

from tests.api.conftest import Office
from tests.postgres import Database
from tests.statements import counted
from tests.web.desk import Desk, said

pytestmark = pytest.mark.postgres


@pytest.fixture
def office(database: Database) -> Office:
    from firstreply.journey import access

    access.forget()
    return Office()


def brought(office: Office, number: int = 1, **more: Any) -> list[UUID]:
    """Leads that asked, whose words were read."""
    from firstreply.journey.flow import arrived
    from firstreply.journey.tidy import tidy
    from firstreply.store.models import Lead

    for n in range(number):
        body = {"name": f"Lead {n}", "email": f"lead{n}@there.example", **more}
        assert office.ask("POST", "/inquiries", body).status_code == 202
    while arrived(office.id, now=office.now):
        pass
    while tidy(office.id):
        pass
    with office.acting():
        return list(Lead.objects.order_by("id").values_list("id", flat=True))


def moved(desk: Desk, lead: UUID, stage: str, **more: Any) -> Any:
    return desk.post("/pipeline/move", lead=str(lead), stage=stage, **more)


def stage_of(office: Office, lead: UUID) -> str:
    from firstreply.store.models import Lead

    with office.acting():
        return str(Lead.objects.get(pk=lead).stage)


def test_board_shows_each_lead_in_its_stage_with_what_it_is_worth(office: Office) -> None:
    brought(office, 2, deal_size="1500", currency="EUR", company="Acme")
    page = said(Desk(office).get("/pipeline"))
    assert "Open 2 2 leads 3,000 EUR" in page
    assert "Lead 0" in page
    assert "Acme" in page
    assert "No next step" in page


def test_a_lead_is_moved_without_script_and_back_again(office: Office) -> None:
    (lead,) = brought(office)
    desk = Desk(office)
    answer = moved(desk, lead, "contacted")
    assert answer.status_code == 303
    assert stage_of(office, lead) == "contacted"
    ticket = re.search(r"undo=([^&]+)", answer["Location"])
    assert ticket
    from urllib.parse import unquote

    assert desk.post("/undo", ticket=unquote(ticket[1]), to="/pipeline").status_code == 303
    assert stage_of(office, lead) == "open"


def test_stage_that_asks_why_is_not_entered_without_a_reason(office: Office) -> None:
    (lead,) = brought(office)
    desk = Desk(office)
    answer = moved(desk, lead, "unqualified")
    assert answer.status_code == 422
    assert "asks for a reason" in said(answer)
    assert stage_of(office, lead) == "open"
    assert moved(desk, lead, "unqualified", reason="no_need: has one").status_code == 303
    assert stage_of(office, lead) == "unqualified"


def test_a_part_of_the_page_is_asked_for_the_reason_by_an_event(office: Office) -> None:
    (lead,) = brought(office)
    desk = Desk(office)
    body = {"proof": desk.proof, "lead": str(lead), "stage": "inactive"}
    answer = desk.client.post("/pipeline/move", body, headers={"HX-Request": "true"})
    told = json.loads(answer["HX-Trigger"])["fr:reason"]
    assert (told["lead"], told["stage"], answer["HX-Reswap"]) == (str(lead), "inactive", "none")
    assert told["reasons"][0] == ["no_answer", "No answer"]
    body["reason"] = "no_answer"
    answer = desk.client.post("/pipeline/move", body, headers={"HX-Request": "true"})
    assert "fr:toast" in json.loads(answer["HX-Trigger"])
    assert 'data-stage="inactive"' in answer.content.decode()
    assert "<html" not in answer.content.decode()


@pytest.mark.parametrize(
    "path", ["/pipeline", "/leads", "/leads?order=rotting", "/search?q=lead", "/pipeline?tag=a"]
)
def test_as_many_questions_for_three_leads_as_for_one(office: Office, path: str) -> None:
    brought(office, 1, tags=["a"])
    desk = Desk(office)
    desk.get(path)
    with counted() as one:
        desk.get(path)
    brought(office, 3, tags=["a"])
    with counted() as three:
        desk.get(path)
    assert len(three) == len(one)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("owner=none", ["Lead 0"]),
        ("product=Solar", ["Lead 1"]),
        ("tag=HOT", ["Lead 0", "Lead 2"]),
        ("q=lead1@", ["Lead 1"]),
        ("points=1000000", ["Lead 0", "Lead 1", "Lead 2"]),
        ("points=99999", []),
        ("stage=qualified", ["Lead 2"]),
        ("tag=hot&stage=qualified", ["Lead 2"]),
        ("owner=nonsense&points=x", ["Lead 0", "Lead 1", "Lead 2"]),
    ],
)
def test_list_is_narrowed_to_what_its_address_says(office: Office, query: str, names: list[str]) -> None:
    from firstreply.journey import acted

    brought(office, 1, tags=["hot"])
    leads = brought(office, 3)
    acted.change_lead(office.id, leads[1], {"product": "solar"}, by=None, now=office.now)
    acted.change_lead(office.id, leads[2], {"tags": ["Hot"]}, by=None, now=office.now)
    acted.move_stage(office.id, leads[2], "qualified", by=None, now=office.now)
    from firstreply.journey.tidy import tidy

    while tidy(office.id):
        pass
    from firstreply.store.models import Lead

    with office.acting():
        Lead.objects.filter(pk=leads[0]).update(owner=None)
    page = Desk(office).get(f"/leads?{query}").content.decode()
    assert sorted(set(re.findall(r"Lead \d", page))) == names


def test_more_cards_come_in_the_same_order_without_one_twice(office: Office) -> None:
    leads = brought(office, 33)
    desk = Desk(office)
    board = desk.get("/pipeline").content.decode()
    first = re.findall(r'id="lead-([0-9a-f-]+)"', board)
    more = re.search(r'href="(/pipeline/more\?[^"]+)"', board)
    assert more
    rest = re.findall(r'id="lead-([0-9a-f-]+)"', desk.get(more[1].replace("&amp;", "&")).content.decode())
    assert (len(first), len(rest)) == (20, 13)
    assert {UUID(one) for one in first + rest} == set(leads)


def test_rep_sees_and_finds_their_own_and_their_teams_only(office: Office) -> None:
    from firstreply.store.models import Lead

    mine, _, theirs = brought(office, 3)
    rep, token = office.member("rep")
    with office.acting():
        Lead.objects.update(owner=None, team=None)
        Lead.objects.filter(pk=mine).update(owner=rep)
    desk = Desk(office, token=token)
    for path in ("/pipeline", "/leads", "/search?q=lead", "/leads?q=lead", "/leads?order=rotting"):
        assert set(re.findall(r"Lead \d", desk.get(path).content.decode())) == {"Lead 0"}
    assert "Open 1 1 lead" in said(desk.get("/pipeline"))
    assert moved(desk, theirs, "contacted").status_code == 404


def test_view_is_saved_renamed_opened_by_default_deleted_and_brought_back(office: Office) -> None:
    from urllib.parse import unquote

    from firstreply.store.models import View

    brought(office)
    desk = Desk(office)
    desk.get("/leads?q=lead")
    assert desk.post("/views", page="leads", query="q=lead", name="Mine", to="/leads").status_code == 303
    with office.acting():
        view = View.objects.get()
    assert 'aria-current="page"><bdi>Mine' in desk.get("/leads?q=lead").content.decode()
    desk.post(f"/views/{view.pk}", name="Ours", shared="on", opens="on", to="/leads")
    assert desk.get("/leads")["Location"] == "/leads?q=lead"
    assert desk.get("/leads?all=1").status_code == 200
    other = Desk(office, token=office.member("rep")[1])
    assert other.get("/pipeline")["Location"] == "/pipeline?q=lead"
    assert other.post(f"/views/{view.pk}", name="Theirs").status_code == 403
    gone = desk.post(f"/views/{view.pk}/drop", to="/leads?all=1")
    with office.acting():
        assert View.objects.count() == 0
    ticket = re.search(r"undo=([^&]+)", gone["Location"])
    assert ticket
    desk.post("/undo", ticket=unquote(ticket[1]), to="/leads")
    with office.acting():
        assert View.objects.values_list("pk", "name", "shared", "opens").get() == (
            view.pk,
            "Ours",
            True,
            True,
        )


def test_file_holds_exactly_what_is_shown_and_no_formula(office: Office) -> None:
    from firstreply.store.models import AuditEntry

    brought(office, 2, company="=HYPERLINK(1)", deal_size="1200.5", currency="EUR")
    desk = Desk(office)
    client: Any = desk.client
    answer = client.get("/leads/export.csv?cols=name,company,value,currency,created&excel=1&order=points")
    text = b"".join(answer.streaming_content).decode()
    assert text[0] == "\ufeff"
    rows = list(csv.reader(io.StringIO(text[1:])))
    assert rows[0] == ["Name", "Company", "Deal value", "Currency", "First seen"]
    assert sorted(row[:4] for row in rows[1:]) == [
        ["Lead 0", "'=HYPERLINK(1)", "1200.5", "EUR"],
        ["Lead 1", "'=HYPERLINK(1)", "1200.5", "EUR"],
    ]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", row[4]) for row in rows[1:])
    with office.acting():
        entry = AuditEntry.objects.get(kind="exported")
    assert entry.data["columns"] == ["name", "company", "value", "currency", "created"]


def test_the_board_as_a_file_goes_stage_by_stage_whatever_the_order_of_the_list_is(office: Office) -> None:
    first, *_ = brought(office, 3)
    desk = Desk(office)
    moved(desk, first, "contacted")
    page = desk.get("/pipeline?q=Lead").content.decode()
    assert 'href="/leads/export.csv?of=pipeline&amp;q=Lead"' in page
    client: Any = desk.client
    answer = client.get("/leads/export.csv?of=pipeline&q=Lead&stage=contacted&order=points&cols=stage,name")
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert [row[0] for row in rows] == ["Stage", "Open", "Open", "Contacted"]
    assert rows[-1][1] in page


def test_what_a_search_finds_is_taken_out_as_it_is_shown(office: Office) -> None:
    from firstreply.journey import tidy

    brought(office, 2, company="+49 GmbH")
    tidy.tidy(office.id)
    desk = Desk(office)
    client: Any = desk.client
    assert 'href="/search/export.csv?q=Lead%201"' in desk.get("/search?q=Lead 1").content.decode()
    answer = client.get("/search/export.csv?q=Lead 1")
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert [row[:2] for row in rows] == [["Name", "Company"], ["Lead 1", "'+49 GmbH"]]


@pytest.mark.parametrize(
    ("role", "status"), [("rep", 403), ("viewer", 403), ("manager", 200), ("marketer", 200)]
)
def test_lists_are_taken_out_by_those_who_may(office: Office, role: str, status: int) -> None:
    brought(office)
    desk = Desk(office, token=office.member(role)[1])
    assert desk.client.get("/leads/export.csv").status_code == status


def test_stages_are_renamed_ordered_added_and_retired_with_their_leads(office: Office) -> None:
    (lead,) = brought(office)
    desk = Desk(office)
    moved(desk, lead, "contacted")
    page = desk.get("/pipeline/stages").content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert seen
    form: dict[str, Any] = {"seen": seen[1], "act": "save", "row": [str(n) for n in range(9)]}
    keys = re.findall(r'name="key-\d+" value="(\w+)"', page)
    for n, key in enumerate([*keys, "new"]):
        form |= {
            f"key-{n}": key,
            f"name-{n}": {"customer": "Won!", "new": "Trial run"}.get(key, key),
            f"kind-{n}": {
                "nurture": "nurture",
                "customer": "won",
                "inactive": "lost",
                "unqualified": "lost",
            }.get(key, "open"),
        }
    form["gone-1"] = "on"
    answer = desk.client.post("/pipeline/stages", {"proof": desk.proof, **form})
    assert answer.status_code == 422
    assert "still in “contacted”" in said(answer)
    answer = desk.client.post(
        "/pipeline/stages", {"proof": desk.proof, **form, "moved-contacted": "trial-run"}
    )
    assert answer.status_code == 303, said(answer)
    assert stage_of(office, lead) == "trial-run"
    board = said(desk.get("/pipeline"))
    assert "Won!" in board
    assert "Trial run 1 1 lead" in board
    answer = desk.client.post("/pipeline/stages", {"proof": desk.proof, **form})
    assert answer.status_code == 409


def edited(desk: Desk, **changes: Any) -> Any:
    """The form of stages as it is, saved with something else in it."""
    page = desk.get("/pipeline/stages").content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert seen
    keys = dict(re.findall(r'name="key-(\d+)" value="([\w-]+)"', page))
    kinds = {"nurture": "nurture", "customer": "won", "inactive": "lost", "unqualified": "lost"}
    form: dict[str, Any] = {"seen": seen[1], "act": "save", "row": list(keys)}
    for n, key in keys.items():
        form |= {f"key-{n}": key, f"name-{n}": key, f"kind-{n}": kinds.get(key, "open")}
    return desk.client.post("/pipeline/stages", {"proof": desk.proof, **form, **changes})


def test_stages_that_were_changed_are_what_they_were_by_undo_unless_changed_since(office: Office) -> None:
    from firstreply.store.queries.stages import stages

    desk = Desk(office)
    with office.acting():
        before = stages()
    answer = edited(desk, **{"name-1": "First call", "gone-4": "on"})
    ticket = parse_qs(urlsplit(answer["Location"]).query)["undo"][0]
    with office.acting():
        assert stages() != before
    assert desk.post("/undo", ticket=ticket, to="/pipeline/stages").status_code == 303
    with office.acting():
        assert stages() == before
    ticket = parse_qs(urlsplit(edited(desk, **{"name-1": "Second"})["Location"]).query)["undo"][0]
    edited(desk, **{"name-1": "Third"})
    assert desk.post("/undo", ticket=ticket, to="/pipeline/stages").status_code == 409


def test_leads_that_moved_with_a_stage_that_went_leave_no_way_back_that_forgets_them(office: Office) -> None:
    (lead,) = brought(office)
    desk = Desk(office)
    moved(desk, lead, "contacted")
    answer = edited(desk, **{"gone-1": "on", "moved-contacted": "open"})
    assert answer.status_code == 303, said(answer)
    assert "undo" not in parse_qs(urlsplit(answer["Location"]).query)


def test_of_two_who_edit_a_view_the_second_is_told(office: Office) -> None:
    from firstreply.store.models import View

    desk = Desk(office)
    desk.post("/views", page="leads", query="owner=none", name="Free", to="/leads?owner=none")
    with office.acting():
        view = View.objects.get().pk
    seen = re.search(r'name="revision" value="(\d+)"', desk.get("/leads?owner=none").content.decode())
    assert seen
    assert desk.post(f"/views/{view}", name="One", revision=seen[1], to="/leads").status_code == 303
    assert desk.post(f"/views/{view}", name="Two", revision=seen[1], to="/leads").status_code == 409
    with office.acting():
        assert View.objects.get().name == "One"


def test_a_stage_that_is_retired_keeps_its_name_wherever_a_lead_still_is_in_it(office: Office) -> None:
    from firstreply.store.models import Stage

    (lead,) = brought(office)
    desk = Desk(office)
    moved(desk, lead, "contacted")
    with office.acting():
        Stage.objects.create(
            organisation_id=office.id,
            key="contacted",
            name="First call",
            kind="open",
            position=1,
            retired_at=office.now,
        )
        Stage.objects.create(organisation_id=office.id, key="open", name="", kind="open", position=0)
    pages = [said(desk.get("/pipeline")), said(desk.get("/leads?all=1"))]
    pages.append(b"".join(desk.client.get("/leads/export.csv")).decode())
    assert [("First call" in one, "contacted" in one.lower()) for one in pages] == [(True, False)] * 3
