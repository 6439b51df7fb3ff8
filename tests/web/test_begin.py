"""The first ten minutes: a test lead by the whole way, and sample data in and out again without a trace."""

from datetime import UTC, datetime

import pytest

from tests.api.conftest import Office
from tests.postgres import Database
from tests.web.desk import Desk, said

pytestmark = pytest.mark.postgres


@pytest.fixture
def office(database: Database) -> Office:
    return Office()


@pytest.fixture
def desk(office: Office) -> Desk:
    return Desk(office)


def test_a_test_lead_goes_the_whole_way_and_its_answer_is_seen(desk: Desk, office: Office) -> None:
    from firstreply.journey import acted, flow
    from firstreply.store.models import Wait

    sent = desk.post("/begin/test")
    assert "On its way" in said(desk.get(sent.url))
    flow.arrived(office.id, now=datetime.now(UTC))
    assert "somebody waits" in said(desk.get(sent.url))
    with office.acting():
        wait = Wait.objects.get()
    acted.talked(office.id, wait.pk, by=desk.member, now=datetime.now(UTC), text="Hello", channel="phone")
    assert "Answered after" in said(desk.get(sent.url))


def test_who_answers_leads_sends_one_to_themselves(office: Office) -> None:
    from firstreply.journey import flow
    from firstreply.store.models import Lead

    members = {role: office.member(role, f"{role.title()} One")[0] for role in ("rep", "manager")}
    office.member("rep", "Rita Rep")
    for member in members.values():
        at = Desk(office, member=member)
        assert "Send a test lead" in said(at.get("/begin"))
        sent = at.post("/begin/test")
        flow.arrived(office.id, now=datetime.now(UTC))
        assert "somebody waits" in said(at.get(sent.url))
    with office.acting():
        assert set(Lead.objects.values_list("owner_id", flat=True)) == set(members.values())


def test_nothing_but_a_test_goes_past_the_rules_to_who_took_it_down(office: Office) -> None:
    from firstreply.journey import flow
    from firstreply.store.models import Assignment

    rita, _ = office.member("rep")
    for name, tags in (("Ann", ["fair"]), ("Ben", ["test"])):
        asked = {"name": name, "email": f"{name}@example.net", "tags": tags, "capturer": str(rita)}
        assert office.ask("POST", "/inquiries", asked).status_code == 202
        flow.arrived(office.id, now=datetime.now(UTC))
    with office.acting():
        reasons = Assignment.objects.order_by("id").values_list("reasons", flat=True)
        assert [one["why"] == "capturer" for one in reasons] == [False, True]


def test_who_only_looks_sends_none(office: Office) -> None:
    at = Desk(office, member=office.member("viewer")[0])
    assert "Send a test lead</button>" not in at.get("/begin").content.decode()
    assert at.post("/begin/test").status_code == 403


def test_a_test_lead_of_another_says_no_more_than_that_it_is_there(desk: Desk, office: Office) -> None:
    from firstreply.journey import flow

    sent = desk.post("/begin/test")
    flow.arrived(office.id, now=datetime.now(UTC))
    rita = Desk(office, member=office.member("rep")[0])
    told = rita.get(sent.url).content.decode()
    assert "somebody whose leads you do not see" in told
    assert ("somebody waits" in told, "every 2s" in told) == (False, False)


def test_only_those_who_joined_and_may_answer_are_counted(desk: Desk, office: Office) -> None:
    joined = {
        role: office.member(role, f"{role.title()} One")[0]
        for role in ("rep", "manager", "viewer", "marketer")
    }
    for member in joined.values():
        Desk(office, member=member)
    office.member("rep", "Not Yet")
    assert "3 people answer." in said(desk.get("/begin"))


def test_sample_data_comes_once_is_marked_and_tells_nobody_outside(desk: Desk, office: Office) -> None:
    from firstreply.store.models import Delivery, Lead, Wait

    answer = desk.post("/begin/sample")
    assert answer.status_code == 303, said(answer)
    with office.acting():
        leads = Lead.objects.filter(withdrawn_at=None)
        tags = {tuple(one.persona["tags"]) for one in leads}
        outcomes = sorted(Wait.objects.values_list("outcome", flat=True).distinct())
        waiting = Delivery.objects.filter(state="pending").count()
        assert (leads.count(), tags, outcomes, waiting) == (40, {("sample",)}, ["answered", "open"], 0)
        authors = set(Wait.objects.filter(outcome="answered").values_list("author_id", flat=True))
        languages = set(leads.values_list("language", flat=True))
    assert (languages, authors) == ({"en", "ar", "fa"}, {desk.member})
    assert desk.post("/begin/sample").status_code == 422


def test_sample_leads_belong_to_who_answered_and_open_ones_go_by_the_rules(
    desk: Desk, office: Office
) -> None:
    from firstreply.store.models import Assignment, Lead, Load, Wait

    desk.post("/begin/sample")
    with office.acting():
        answered = Wait.objects.filter(outcome="answered")
        owners = set(answered.values_list("lead__owner_id", "owner_id", "first_owner_id"))
        opened = Wait.objects.filter(outcome="open")
        kinds = set(Assignment.objects.filter(wait__in=opened.values("pk")).values_list("kind", flat=True))
        nobodys = Lead.objects.filter(withdrawn_at=None, owner=None).count()
        count = Load.objects.get(member_id=desk.member).day_count
    assert (owners, nobodys) == ({(desk.member, desk.member, desk.member)}, 0)
    assert (kinds, count) == ({"routed"}, 6)


def test_sample_data_goes_without_a_trace_and_may_come_again(desk: Desk, office: Office) -> None:
    from firstreply.store.models import Lead, Wait

    desk.post("/begin/sample")
    assert desk.post("/begin/sample/remove").status_code == 303
    with office.acting():
        assert (Lead.objects.filter(withdrawn_at=None).count(), Wait.objects.count()) == (0, 0)
    assert "Add sample data" in said(desk.get("/begin"))
    assert desk.post("/begin/sample").status_code == 303


def test_a_rep_brings_no_sample_data(desk: Desk, office: Office) -> None:
    member, _ = office.member("rep")
    assert Desk(office, member=member).post("/begin/sample").status_code == 403


def test_rebuilding_brings_back_what_sample_data_left(desk: Desk, office: Office) -> None:
    from firstreply.journey import rebuild

    desk.post("/begin/sample")
    assert rebuild.check(office.id).total == 0
