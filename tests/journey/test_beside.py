"""Next steps, files beside a lead, and what is taken back: all of it can be worked out again from facts."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from firstreply.core.refusal import Refused
from tests.api.conftest import Office, office

__all__ = ["office"]
pytestmark = pytest.mark.postgres


def asks(office: Office, **fields: Any) -> UUID:
    """Somebody asks by the API; their lead, with an open wait."""
    from firstreply.journey import flow
    from firstreply.store.models import Lead

    given = {"name": "Lena Lead", "email": "lena@example.org", "need": "200 chairs", **fields}
    assert office.ask("POST", "/inquiries", given).status_code == 202
    flow.arrived(office.id, now=datetime.now(UTC))
    with office.acting():
        return Lead.objects.order_by("-id").values_list("id", flat=True)[0]


def wait_of(office: Office, lead: UUID) -> Any:
    from firstreply.store.models import Wait

    with office.acting():
        return Wait.objects.get(lead_id=lead)


def kinds(office: Office, lead: UUID) -> list[str]:
    from firstreply.store.models import Fact

    with office.acting():
        return list(Fact.objects.filter(lead_id=lead).order_by("id").values_list("kind", flat=True))


def agrees(office: Office) -> int:
    """How many projections are not what the facts say."""
    from firstreply.journey.rebuild import check

    return check(office.id).total


def refused(act: Any, *args: Any, **kwargs: Any) -> str:
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    return caught.value.code


def test_a_next_step_is_planned_done_and_taken_up_again(office: Office) -> None:
    from firstreply.journey import acted
    from firstreply.store.queries import lead_beside

    lead, me, now = asks(office), office.founded.member, datetime.now(UTC)
    due = now + timedelta(hours=3)
    task = acted.plan(office.id, lead, " Send the  offer ", by=me, now=now, due_at=due).made
    assert task is not None
    with office.acting():
        (shown,) = lead_beside.tasks(lead)
    assert (shown.id, shown.title, shown.member_id, shown.due_at) == (task, "Send the offer", me, due)
    acted.finish(office.id, task, by=me, now=now)
    with office.acting():
        assert lead_beside.tasks(lead) == []
    assert refused(acted.finish, office.id, task, by=me, now=now) == "task_over"
    acted.take_up(office.id, task, by=me, now=now)
    with office.acting():
        assert [one.id for one in lead_beside.tasks(lead)] == [task]
    acted.finish(office.id, task, by=me, now=now, dropped=True)
    assert kinds(office, lead)[-4:] == ["planned", "done", "planned", "done"]
    assert agrees(office) == 0


def test_a_task_that_is_lost_is_worked_out_again(office: Office) -> None:
    from firstreply.journey import acted
    from firstreply.journey.rebuild import rebuild
    from firstreply.store.models import Task

    lead, now = asks(office), datetime.now(UTC)
    acted.plan(office.id, lead, "Call back", by=office.founded.member, now=now)
    with office.acting():
        before = Task.objects.values("lead_id", "member_id", "title", "due_at", "done_at", "dropped_at").get()
        Task.objects.all().delete()
    assert rebuild(office.id, now=now).count == {("task", ""): 1}
    with office.acting():
        after = Task.objects.values("lead_id", "member_id", "title", "due_at", "done_at", "dropped_at").get()
    assert after == before


def test_a_task_without_a_title_is_refused(office: Office) -> None:
    from firstreply.journey import acted

    lead = asks(office)
    assert refused(acted.plan, office.id, lead, " ", by=None, now=datetime.now(UTC)) == "text_missing"


def test_a_file_lies_beside_the_lead_until_it_is_taken_away(office: Office) -> None:
    from firstreply.journey import acted
    from firstreply.store.queries import lead_beside

    lead, me, now = asks(office), office.founded.member, datetime.now(UTC)
    name = "../plans/\u202efdp.exe"
    own = acted.lay(office.id, lead, name, "application/PDF; x=1", b"%PDF-1", by=me, now=now).made
    assert own is not None
    with office.acting():
        (shown,) = lead_beside.files(lead)
        kept = lead_beside.content(own)
    assert (shown.name, shown.content_type, shown.size) == ("fdp.exe", "application/pdf", 6)
    assert kept is not None
    assert kept.content == b"%PDF-1"
    assert agrees(office) == 0
    acted.take_away(office.id, own, by=me, now=now)
    with office.acting():
        assert (lead_beside.files(lead), lead_beside.content(own)) == ([], None)
    assert agrees(office) == 0
    acted.lay_again(office.id, own, by=me, now=now)
    with office.acting():
        assert [one.id for one in lead_beside.files(lead)] == [own]
    assert agrees(office) == 0


def test_a_file_that_is_too_large_or_empty_is_refused(office: Office) -> None:
    from firstreply.journey import acted
    from firstreply.journey.act.beside import LARGEST

    lead, now = asks(office), datetime.now(UTC)
    large = b"x" * (LARGEST + 1)
    assert refused(acted.lay, office.id, lead, "a", "", large, by=None, now=now) == "attachment_too_large"
    assert refused(acted.lay, office.id, lead, "a", "", b"", by=None, now=now) == "file_missing"


def test_a_meeting_is_an_answer_and_taking_it_back_opens_the_wait_again(office: Office) -> None:
    from firstreply.core.fact import FactKind
    from firstreply.journey import acted
    from firstreply.store.queries import lead_page

    lead, me = asks(office), office.founded.member
    started = wait_of(office, lead).started_at
    now = started + timedelta(seconds=5)
    acted.met(office.id, lead, by=me, now=now, channel="in_person", text="At the fair")
    ended = wait_of(office, lead)
    assert (ended.outcome, ended.ended_at, ended.author_id) == ("answered", now.replace(microsecond=0), me)
    with office.acting():
        said = lead_page.last_fact(lead, me, {FactKind.TALKED})
    assert said is not None
    acted.unsay(office.id, said, by=me, now=now)
    again = wait_of(office, lead)
    assert (again.outcome, again.ended_at, again.started_at) == ("open", None, started)
    assert agrees(office) == 0


def test_a_call_that_was_logged_by_mistake_is_taken_back(office: Office) -> None:
    from firstreply.core.fact import FactKind
    from firstreply.journey import acted
    from firstreply.journey.call.logged import Logged, logged
    from firstreply.store.queries import lead_page

    lead, me = asks(office, phone="+4930123456"), office.founded.member
    now = wait_of(office, lead).started_at + timedelta(seconds=5)
    logged(office.id, lead, Logged(inbound=False, reached=True, note="wants 20 more"), by=me, now=now)
    assert wait_of(office, lead).outcome == "answered"
    with office.acting():
        said = lead_page.last_fact(lead, me, {FactKind.TALKED, FactKind.CALLED})
    assert said is not None
    acted.unsay(office.id, said, by=me, now=now)
    assert wait_of(office, lead).outcome == "open"
    assert agrees(office) == 0


def test_a_note_is_taken_back_by_who_wrote_it_and_by_nobody_else(office: Office) -> None:
    from firstreply.core.fact import FactKind
    from firstreply.journey import acted
    from firstreply.store.queries import lead_page, lead_timeline

    team = (office.founded.team,) if office.founded.team else ()
    rita, _ = office.member("rep", teams=team)
    lead, now, me = asks(office), datetime.now(UTC), office.founded.member
    acted.note(office.id, lead, "Knows our CEO", by=me, now=now)
    with office.acting():
        said = lead_page.last_fact(lead, me, {FactKind.NOTED})
    assert said is not None
    assert refused(acted.unsay, office.id, said, by=rita, now=now) == "not_allowed"
    acted.unsay(office.id, said, by=me, now=now)
    with office.acting():
        (entry,) = lead_timeline.timeline(lead, "notes", None, 10).rows
    assert (entry.kind, entry.data["text"], entry.undone) == ("noted", "Knows our CEO", True)


def test_a_lead_that_was_given_away_comes_back_to_whose_it_was(office: Office) -> None:
    from firstreply.journey import acted
    from firstreply.store.models import Lead

    rita, _ = office.member("rep")
    sam, _ = office.member("rep", "Sam Second")
    lead, now, me = asks(office), datetime.now(UTC), office.founded.member
    with office.acting():
        was = Lead.objects.values_list("owner_id", flat=True).get(pk=lead)
    made = acted.assign(office.id, lead, by=me, now=now, to=rita).made
    assert made is not None
    assert refused(acted.give_back, office.id, lead, made, by=rita, now=now) == "not_allowed"
    acted.give_back(office.id, lead, made, by=me, now=now)
    with office.acting():
        assert Lead.objects.values_list("owner_id", flat=True).get(pk=lead) == was
    assert agrees(office) == 0
    first = acted.assign(office.id, lead, by=me, now=now, to=rita).made
    acted.assign(office.id, lead, by=me, now=now, to=sam)
    assert first is not None
    assert refused(acted.give_back, office.id, lead, first, by=me, now=now) == "assignment_passed"


def test_cover_that_was_asked_for_is_withdrawn(office: Office) -> None:
    from firstreply.journey import acted
    from firstreply.store.models import Moment

    team = (office.founded.team,) if office.founded.team else ()
    rita, _ = office.member("rep", teams=team)
    lead, me = asks(office), office.founded.member
    now = datetime(2027, 3, 1, 10, 0, tzinfo=UTC)  # a Monday, and everybody works
    offer = acted.ask_for_cover(office.id, lead, by=me, now=now).made
    assert offer is not None
    acted.withdraw_offer(office.id, offer, by=me, now=now)
    with office.acting():
        open_ones = Moment.objects.filter(kind="offer", done_at=None).count()
    assert open_ones == 0
    assert refused(acted.claim, office.id, offer, by=rita, now=now) == "offer_over"
    assert agrees(office) == 0


def test_leads_that_are_two_people_are_suggested_no_more(office: Office) -> None:
    from firstreply.core.member import Role
    from firstreply.core.sight import Viewer
    from firstreply.journey import acted
    from firstreply.store.models import Suggestion
    from firstreply.store.queries import lead_beside

    lead, other, now = asks(office), asks(office, email="l@example.net"), datetime.now(UTC)
    with office.acting():
        Suggestion.objects.all().delete()
        own = Suggestion.objects.create(
            organisation_id=office.id, lead_id=lead, other_id=other, reason="same_name"
        ).pk
    everybody = Viewer(member=None, role=Role.OWNER)
    acted.keep_apart(office.id, own, by=office.founded.member, now=now)
    with office.acting():
        assert lead_beside.twins(everybody, lead) == []
    acted.keep_apart(office.id, own, by=office.founded.member, now=now, apart=False)
    with office.acting():
        assert [one.lead for one in lead_beside.twins(everybody, lead)] == [other]


def twins_of(office: Office, lead: UUID) -> list[tuple[UUID, str]]:
    """Who may be the same person, and by what."""
    from firstreply.core.member import Role
    from firstreply.core.sight import Viewer
    from firstreply.store.queries import lead_beside

    with office.acting():
        found = lead_beside.twins(Viewer(member=None, role=Role.OWNER), lead)
    return [(one.lead, one.reason) for one in found]


def test_an_address_that_is_typed_is_compared_as_one_that_comes(office: Office) -> None:
    from firstreply.journey import acted

    lead, other, now = asks(office), asks(office, name="Magda", email="m@example.net"), datetime.now(UTC)
    assert twins_of(office, other) == []
    acted.change_lead(
        office.id, other, {"emails": ["m@example.net", "LENA@example.org"]}, by=office.founded.member, now=now
    )
    assert twins_of(office, other) == [(lead, "email:lena@example.org")]
    assert twins_of(office, lead) == [(other, "email:lena@example.org")]
    assert agrees(office) == 0


def test_a_telephone_number_and_a_name_that_are_typed_are_compared(office: Office) -> None:
    from firstreply.journey import acted

    me, now = office.founded.member, datetime.now(UTC)
    lead, other = asks(office, company="Seats Ltd"), asks(office, name="Magda", email="m@gmail.com")
    third = asks(office, name="Omid", email="o@gmail.com", phone="+4930901820")
    acted.change_lead(office.id, other, {"name": "Lead, Lena", "company": "SEATS LTD"}, by=me, now=now)
    assert [own for own, _ in twins_of(office, other)] == [lead]
    acted.change_lead(office.id, other, {"phones": ["030 901820"]}, by=me, now=now)
    assert sorted(own for own, _ in twins_of(office, other)) == sorted([lead, third])
    acted.change_lead(office.id, other, {"company": ""}, by=me, now=now)
    acted.change_lead(office.id, other, {"company": "Seats Ltd"}, by=me, now=now)
    assert agrees(office) == 0


def test_who_comes_later_is_like_what_was_typed(office: Office) -> None:
    from firstreply.journey import acted

    other = asks(office, name="Magda", email="m@gmail.com")
    acted.change_lead(
        office.id, other, {"company": "Seats Ltd"}, by=office.founded.member, now=datetime.now(UTC)
    )
    later = asks(office, name="Magda", email="magda@gmail.com", company="seats ltd")
    assert [own for own, _ in twins_of(office, later)] == [other]
