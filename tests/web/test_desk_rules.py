"""Rules on their pages: read, tried, drafted, put in force, taken back; by whoever may, and by nobody else."""

import re
from typing import Any
from urllib.parse import unquote
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.api.conftest import Office
from tests.api.tenants import sums
from tests.postgres import Database
from tests.web.desk import Desk, alerts, said

pytestmark = pytest.mark.postgres
BIG = {
    "t.rules.0.id": "big", "t.rules.0.to": "capturer", "t.rules.0.condition.join": "all",
    "t.rules.0.condition.parts.0.field": "budget", "t.rules.0.condition.parts.0.op": ">=",
    "t.rules.0.condition.parts.0.value": "۱۰٬۰۰۰",
}  # fmt: skip
PAGES = (
    "/rules", "/rules/settings", "/rules/hours", "/rules/promises", "/rules/pools", "/rules/routing", "/rules/score",
    "/rules/qualification",
)  # fmt: skip


@pytest.fixture
def office(database: Database) -> Office:
    from firstreply.api import auth

    auth.forget()
    return Office()


def _version(at: Desk, kind: str) -> str:
    found = re.search(r"/rules/versions/([0-9a-f-]+)/publish", at.get(f"/rules/{kind}").content.decode())
    assert found is not None
    return found[1]


def _state(office: Office, kind: str = "routing") -> list[Any]:
    from firstreply.store.models import Definition

    with office.acting():
        return list(Definition.objects.filter(kind=kind).order_by("number").values_list("number", "state"))


def test_a_rule_is_drafted_tried_published_and_taken_back(office: Office) -> None:
    at = Desk(office)
    before = _state(office)
    drafted = at.post("/rules/routing/edit", act="save", seen=":0", **BIG)
    assert (drafted.status_code, drafted["Location"]) == (303, "/rules/routing?done=drafted")
    assert _state(office) == [*before, (before[-1][0] + 1, "draft")]
    assert "If the budget is at least 10,000, the lead goes to whoever took it down." in said(
        at.get("/rules/routing")
    )
    own = _version(at, "routing")
    replayed = at.post(f"/rules/versions/{own}/replay")
    assert "Nobody asked in the last 30 days" in said(at.get(replayed["Location"]))
    published = at.post(f"/rules/versions/{own}/publish", revision="1")
    assert published.status_code == 303
    assert _state(office)[-2:] == [(before[-1][0], "retired"), (before[-1][0] + 1, "published")]
    assert _undone(at, published) == 303
    assert _state(office)[-1] == (before[-1][0] + 2, "published")
    assert "at least 10,000" not in said(at.get("/rules")).split("Versions before")[0]


def _undone(at: Desk, answer: Any) -> int:
    ticket = re.search(r"undo=([^&]+)", answer["Location"])
    assert ticket is not None
    return int(at.post("/undo", ticket=unquote(ticket[1]), to="/rules").status_code)


def _rules(office: Office) -> Any:
    from firstreply.store.models import Definition

    with office.acting():
        return Definition.objects.get(kind="routing", state="published").value["rules"]


def test_what_was_put_in_force_after_a_replay_is_taken_back(office: Office) -> None:
    at, before = Desk(office), _rules(office)
    at.post("/rules/routing/edit", act="save", seen=":0", **BIG)
    replay = at.post(f"/rules/versions/{_version(at, 'routing')}/replay")["Location"]
    assert 'href="/rules/routing/edit"' in at.get(replay).content.decode()
    published = at.post(f"{replay}/publish")
    assert [one["id"] for one in _rules(office)] == ["big"]
    assert (_undone(at, published), _rules(office)) == (303, before)


def test_a_draft_that_was_discarded_and_a_version_that_came_back_are_undone(office: Office) -> None:
    at, before = Desk(office), _rules(office)
    at.post("/rules/routing/edit", act="save", seen=":0", **BIG)
    gone = at.post(f"/rules/versions/{_version(at, 'routing')}/discard")
    assert _state(office)[-1][1] == "retired"
    assert (_undone(at, gone), _state(office)[-1][1]) == (303, "draft")
    at.post(f"/rules/versions/{_version(at, 'routing')}/publish", revision="1")
    older = re.findall(r"/rules/versions/([0-9a-f-]+)/back", at.get("/rules/routing").content.decode())
    back = at.post(f"/rules/versions/{older[-1]}/back")
    assert _rules(office) == before
    assert (_undone(at, back), [one["id"] for one in _rules(office)]) == (303, ["big"])


def test_a_discarded_draft_does_not_come_back_beside_another(office: Office) -> None:
    at = Desk(office)
    at.post("/rules/routing/edit", act="save", seen=":0", **BIG)
    gone = at.post(f"/rules/versions/{_version(at, 'routing')}/discard")
    at.post("/rules/routing/edit", act="save", seen=":0", **BIG)
    before = _state(office)
    assert (_undone(at, gone), _state(office)) == (422, before)


def test_two_who_edit_see_each_other_and_lose_nothing(office: Office) -> None:
    one, other = Desk(office), Desk(office)
    one.post("/rules/routing/edit", act="save", seen=":0", **BIG)
    own = _version(one, "routing")
    mine = {**BIG, "t.rules.0.condition.parts.0.value": "5"}
    theirs = other.post("/rules/routing/edit", act="save", seen=f"{own}:1", **mine)
    assert theirs["Location"] == "/rules/routing?done=drafted"
    late = one.post(
        "/rules/routing/edit", act="save", seen=f"{own}:1", **{**mine, "t.rules.0.to": "previous_owner"}
    )
    assert (late.status_code, len(alerts(late))) == (409, 1)
    assert "Olga Owner changed the draft meanwhile" in said(late)
    assert 'value="previous_owner" selected' in late.content.decode()
    assert f'name="seen" value="{own}:2"' in late.content.decode()
    unseen = other.post("/rules/routing/edit", act="save", seen=":0", **mine)
    assert unseen.status_code == 409


def test_buttons_change_the_form_and_nothing_else(office: Office, database: Database) -> None:
    at = Desk(office)
    before = sums(database)
    added = at.post("/rules/routing/edit", act="add:rules:rule", seen=":0", **BIG)
    group = at.post("/rules/routing/edit", act="add:rules.0.condition.parts:group", seen=":0", **BIG)
    gone = at.post("/rules/routing/edit", act="remove:rules.0", seen=":0", **BIG)
    assert [len(re.findall("data-row", one.content.decode())) for one in (added, group, gone)] == [2, 1, 0]
    assert group.content.decode().count('class="group"') == 1
    assert sums(database) == before


def test_what_cannot_be_read_is_said_and_kept(office: Office) -> None:
    at = Desk(office)
    wrong = {**BIG, "t.rules.0.condition.parts.0.value": "plenty"}
    answer = at.post("/rules/routing/edit", act="save", seen=":0", **wrong)
    assert (answer.status_code, len(alerts(answer))) == (422, 1)
    assert 'value="plenty"' in answer.content.decode()
    assert "The value at “Rule 1: the budget” must be: a number." in alerts(answer)[0]


def test_an_answer_that_sent_nothing_well_says_so(office: Office) -> None:
    at, part = Desk(office), {"HX-Request": "true"}
    wrong = {**BIG, "t.rules.0.condition.parts.0.value": "plenty"}
    answers = [
        at.client.post(path, {"proof": at.proof, **given}, headers=part)
        for path, given in (
            ("/rules/routing/edit", {"act": "add:rules:rule", **BIG}),
            ("/rules/routing/edit", {"act": "save", "seen": ":0", **wrong}),
            ("/rules/pools/new", {"act": "add:seats:seat"}),
            ("/rules/pools/new", {"act": "save", "t.name": ""}),
            ("/rules/try", {"act": "find", "q": "Ann"}),
            ("/rules/routing/edit", {"act": "save", "seen": ":0", **BIG}),
        )
    ]
    assert [(one.status_code, one.get("X-Unsent", "")) for one in answers] == [
        (200, "1"), (422, "1"), (200, "1"), (422, "1"), (200, "1"), (200, ""),
    ]  # fmt: skip


def test_a_promise_is_made_changed_and_retired(office: Office) -> None:
    from firstreply.store.models import Sla

    at = Desk(office)
    terms = {
        "t.name": "Fast", "t.covers": "first", "t.amount": "۱٫۵", "t.unit": "hours", "t.warn": "50، 80",
        "t.steps.0.when": "after", "t.steps.0.amount": "30", "t.steps.0.unit": "minutes", "t.steps.0.deed": "reroute",
        "t.steps.0.untouched": "on",
    }  # fmt: skip
    made = at.post("/rules/promises/new", act="save", **terms)
    place = made["Location"].partition("?")[0]
    page = said(at.get(place))
    assert "hears from us within 1 hour 30 minutes" in page
    assert (
        "30 minutes after it was due, the lead moves on to the next person, unless the owner has begun."
        in page
    )
    changed = at.post(place, act="save", revision="1", **{**terms, "t.amount": "2"})
    assert changed.status_code == 303
    late = at.post(place, act="save", revision="1", **{**terms, "t.amount": "3"})
    assert (late.status_code, alerts(late) != []) == (422, True)
    assert at.post(f"{changed['Location'].partition('?')[0]}/retire").status_code == 303
    with office.acting():
        rows = list(Sla.objects.filter(name="Fast").order_by("number").values_list("seconds", "warn_at"))
        assert rows == [(5400, [50, 80]), (7200, [50, 80])]
        assert not Sla.objects.filter(name="Fast", retired_at=None).exists()


def test_hours_are_changed_from_a_day_on_and_the_past_stays(office: Office) -> None:
    from firstreply.store.models import Calendar, CalendarVersion

    at = Desk(office)
    with office.acting():
        own = Calendar.objects.get().pk
    week = {"t.name": "Gulf", "t.zone": "Asia/Dubai", "t.from": "2030-01-01"}
    week |= {
        "t.week.sun.windows.0.start": "9",
        "t.week.sun.windows.0.end": "۱۷:۳۰",
        "t.holidays.0.day": "2030-02-01",
    }
    offered = at.post(f"/rules/hours/{own}", act="holidays", **{**week, "t.country": "AE", "t.year": "2030"})
    assert "National Day" in said(offered)
    assert at.post(f"/rules/hours/{own}", act="save", revision="1", **week).status_code == 303
    with office.acting():
        value = CalendarVersion.objects.order_by("-number").values_list("value", flat=True)[0]
    assert value["zone"] == "Asia/Dubai"
    assert value["versions"][1] == {
        "from": "2030-01-01", "week": {"sun": [["09:00", "17:30"]]}, "holidays": ["2030-02-01"],
    }  # fmt: skip
    assert len(value["versions"]) == 2


def test_a_change_of_hours_is_replayed_before_it_is_in_force(office: Office) -> None:
    from firstreply.store.models import Calendar

    at = Desk(office)
    week = {
        "t.name": "New",
        "t.zone": "Asia/Tehran",
        "t.week.sat.windows.0.start": "9",
        "t.week.sat.windows.0.end": "12",
    }
    replay = at.post("/rules/hours/new", act="replay", **week)["Location"]
    with office.acting():
        assert Calendar.objects.count() == 1
    assert at.post(f"{replay}/publish").status_code == 303
    with office.acting():
        assert Calendar.objects.filter(name="New").count() == 1


def test_a_pool_takes_its_people_and_its_turns(office: Office) -> None:
    from firstreply.store.models import Pool

    at = Desk(office)
    seat = {"t.seats.0.member": str(office.founded.member), "t.seats.0.weight": "۳"}
    made = at.post("/rules/pools/new", act="save", **{"t.name": "North", "t.mode": "weighted", **seat})
    assert made.status_code == 303
    assert "(weight 3): in turn by weight." in said(at.get("/rules/pools"))
    with office.acting():
        assert Pool.objects.get(name="North").value["seats"][0]["weight"] == 3


def test_settings_of_rules_are_kept(office: Office) -> None:
    from firstreply.store.models import Organisation

    at = Desk(office)
    at.get("/rules/settings")
    sent = at.post(
        "/rules/settings", incomplete="nurture", idle_days="۴۵", shared_points="info@big.example\n030 901820"
    )
    assert sent.status_code == 303
    with office.acting():
        kept = Organisation.objects.get().settings
    assert (kept["incomplete"], kept["idle_days"]) == ("nurture", 45)
    assert kept["shared_points"] == [["email", "info@big.example"], ["phone", "+4930901820"]]


def test_what_would_happen_is_shown_and_nothing_written(office: Office, database: Database) -> None:
    at = Desk(office)
    before = sums(database)
    answer = at.post(
        "/rules/try", act="try", **{"p.name": "Lea", "p.country": "Germany", "p.budget": "۲۰٬۰۰۰"}
    )
    assert "Because it is their turn" in said(answer) or "A new lead." in said(answer)
    assert "What is promised" in said(answer)
    assert sums(database) == before


@pytest.mark.parametrize(
    ("role", "edits", "tries", "made"),
    [("viewer", 0, 0, 403), ("rep", 0, 0, 403), ("manager", 3, 1, 303), ("marketer", 2, 1, 403)],
)
def test_who_may_not_change_rules_reads_them(
    office: Office, role: str, edits: int, tries: int, made: int
) -> None:
    _, token = office.member(role)
    at = Desk(office, token)
    assert {at.get(path).status_code for path in PAGES} == {200}
    kinds = ("routing", "score", "qualification")
    assert [at.get(f"/rules/{kind}/edit").status_code for kind in kinds].count(200) == edits
    assert [at.get("/rules/try").status_code].count(200) == tries
    sent = at.post("/rules/promises/new", act="save", **{"t.name": "x", "t.amount": "1", "t.unit": "hours"})
    assert sent.status_code == made


def test_lists_ask_as_often_for_three_as_for_one(office: Office) -> None:
    from firstreply.core.member import Role
    from firstreply.journey.organise import By, pools, promises

    at = Desk(office)

    def asked(path: str) -> int:
        with CaptureQueriesContext(connection) as found:
            at.get(path)
        return len(found)

    paths = ("/rules", "/rules/promises", "/rules/pools")
    asked("/rules")
    one = [asked(path) for path in paths]
    with office.acting():
        by = By(office.founded.member, Role.OWNER, office.now)
        for n in range(3):
            promises.add_sla(f"More {n}", {"seconds": 60}, by)
            pools.add_pool(f"More {n}", None, {"seats": []}, by)
    assert [asked(path) for path in paths] == one


@pytest.mark.parametrize("language", ["ar", "fa"])
def test_pages_speak_the_readers_language(office: Office, language: str) -> None:
    from firstreply.store.models import Member

    with office.acting():
        Member.objects.filter(pk=office.founded.member).update(looks={"language": language})
    at = Desk(office)
    at.post("/rules/routing/edit", act="save", seen=":0", **BIG)
    page = at.get("/rules/routing").content.decode()
    assert f'lang="{language}"' in page
    assert {"ar": "الميزانية ١٠٬٠٠٠ أو أكثر", "fa": "بودجه دست کم ۱۰٬۰۰۰ است"}[language] in page


def _ids(office: Office) -> dict[str, UUID]:
    """One of each thing that addresses of rules name."""
    from firstreply.core.member import Role
    from firstreply.journey import rehearse
    from firstreply.journey.organise import By, rules
    from firstreply.store.models import Calendar, Pool, Sla

    by = By(office.founded.member, Role.OWNER, office.now)
    with office.acting():
        return {
            "calendar": Calendar.objects.all()[0].pk, "sla": Sla.objects.all()[0].pk, "pool": Pool.objects.all()[0].pk,
            "definition": rules.draft("routing", {"rules": [], "fallback": []}, by),
            "replay": rehearse.begin(rehearse.Proposal("promise", {"name": "x", "seconds": 60}), by),
        }  # fmt: skip


def test_another_organisations_rules_are_not_found_and_stay(database: Database) -> None:
    from firstreply.api import auth

    auth.forget()
    own, theirs = Office("Own"), Office("Theirs")
    ids, at = _ids(theirs), Desk(own)
    before = sums(database)
    from firstreply.web.desk.rule.urls import urlpatterns

    named = [str(one.pattern) for one in urlpatterns if "<uuid:" in str(one.pattern)]
    assert len(named) >= 12
    for pattern in named:
        path = "/" + re.sub(r"<uuid:(\w+)>", lambda found: str(ids[found[1]]), pattern)
        answers = {at.get(path).status_code, at.post(path, act="save", revision="1").status_code}
        assert answers <= {404, 405}, (path, answers)
    assert sums(database) == before
