"""The page of one lead: what was said, what is known, what comes next."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.api.conftest import Office, office
from tests.journey.test_beside import asks
from tests.web.desk import Desk, said

__all__ = ["office"]
pytestmark = pytest.mark.postgres


ASKS = {"HX-Request": "true"}


@pytest.fixture
def desk(office: Office) -> Desk:
    return Desk(office)


def part(desk: Desk, path: str, **fields: Any) -> Any:
    """A form that a part of the page sends."""
    return desk.client.post(path, {"proof": desk.proof, **fields}, headers=ASKS)


def undone(desk: Desk, answer: Any) -> Any:
    """The toast's way back is taken."""
    import json

    ticket = json.loads(answer["HX-Trigger"])["fr:toast"]["undo"]
    assert ticket
    back = part(desk, "/undo", ticket=ticket)
    assert back.status_code == 200, back.content
    return back


def row(office: Office, model: str, **where: Any) -> Any:
    from firstreply.store import models

    with office.acting():
        return getattr(models, model).objects.filter(**where).order_by("-id").first()


def refuses(answer: Any, status: int) -> str:
    """What a part of the page is told by a toast."""
    import json

    assert answer.status_code == status, answer.content.decode()[:500]
    told = json.loads(answer["HX-Trigger"])["fr:toast"]
    assert told["kind"] == "refused"
    return str(told["said"])


def test_the_page_shows_who_they_are_and_what_they_asked(office: Office, desk: Desk) -> None:
    lead = asks(office, company="Seats Ltd", phone="+4930123456")
    page = desk.get(f"/leads/{lead}")
    text = said(page)
    assert page.status_code == 200
    for known in (
        "Lena Lead",
        "Seats Ltd",
        "lena@example.org",
        "+4930123456",
        "200 chairs",
        "Asked for the first time",
    ):
        assert known in text


def test_a_lead_that_is_not_there_is_not_found(desk: Desk) -> None:
    assert desk.get(f"/leads/{UUID(int=7)}").status_code == 404


def test_the_number_of_queries_depends_on_nothing(office: Office, desk: Desk) -> None:
    from firstreply.journey import acted
    from tests.statements import counted

    lead, now = asks(office), datetime.now(UTC)
    desk.get(f"/leads/{lead}")
    counts = []
    for n in (1, 3):
        for number in range(n):
            acted.note(office.id, lead, f"Note {number}", by=office.founded.member, now=now)
            acted.plan(office.id, lead, f"Step {number}", by=office.founded.member, now=now)
            acted.lay(office.id, lead, f"{number}.txt", "text/plain", b"x", by=office.founded.member, now=now)
        with counted() as told:
            assert desk.get(f"/leads/{lead}").status_code == 200
        counts.append(len(told))
    assert counts[0] == counts[1]


def test_a_note_is_written_and_taken_back(office: Office, desk: Desk) -> None:
    lead = asks(office)
    answer = part(desk, f"/leads/{lead}/note", text="Knows our CEO")
    assert answer.status_code == 200
    assert "Knows our CEO" in said(desk.get(f"/leads/{lead}?show=notes"))
    undone(desk, answer)
    page = desk.get(f"/leads/{lead}?show=notes").content.decode()
    assert "undone" in page[page.index("Knows our CEO") - 900 :]


def test_a_note_of_nothing_is_refused_and_said(office: Office, desk: Desk) -> None:
    lead = asks(office)
    assert "empty" in refuses(part(desk, f"/leads/{lead}/note", text=" "), 422)


def test_what_is_no_inquiry_is_set_aside_for_a_reason_in_words_and_undo_brings_it_back(
    office: Office, desk: Desk
) -> None:
    lead = asks(office)
    wait = row(office, "Wait", lead_id=lead)
    page = desk.get(f"/leads/{lead}").content.decode()
    assert f'/waits/{wait.pk}/void"' in page
    assert '<button name="reason" value="duplicate">Duplicate</button>' in page
    answer = part(desk, f"/leads/{lead}/waits/{wait.pk}/void", reason="duplicate")
    assert row(office, "Wait", lead_id=lead).outcome == "voided"
    assert "Set aside as no inquiry Duplicate" in said(desk.get(f"/leads/{lead}"))
    undone(desk, answer)
    assert row(office, "Wait", lead_id=lead).outcome == "open"


def test_who_may_not_set_aside_is_not_offered_it(office: Office) -> None:
    lead = asks(office)
    wait = row(office, "Wait", lead_id=lead)
    _, token = office.member("viewer")
    assert f"/waits/{wait.pk}/void" not in Desk(office, token).get(f"/leads/{lead}").content.decode()


def test_dismissing_stops_the_clock_and_undo_lets_it_go_on(office: Office, desk: Desk) -> None:
    lead = asks(office)
    wait = row(office, "Wait", lead_id=lead)
    answer = part(desk, f"/leads/{lead}/waits/{wait.pk}/dismiss")
    assert row(office, "Wait", lead_id=lead).outcome == "dismissed"
    undone(desk, answer)
    again = row(office, "Wait", lead_id=lead)
    assert (again.outcome, again.started_at) == ("open", wait.started_at)


def test_closing_can_be_taken_back(office: Office, desk: Desk) -> None:
    lead = asks(office)
    wait = row(office, "Wait", lead_id=lead)
    answer = part(desk, f"/leads/{lead}/waits/{wait.pk}/close")
    assert row(office, "Wait", lead_id=lead).outcome == "dismissed"
    undone(desk, answer)
    assert row(office, "Wait", lead_id=lead).outcome == "open"


def test_pausing_needs_a_reason_and_goes_on(office: Office, desk: Desk) -> None:
    lead = asks(office)
    wait = row(office, "Wait", lead_id=lead)
    path = f"/leads/{lead}/waits/{wait.pk}"
    refuses(part(desk, f"{path}/pause", reason=""), 422)
    answer = part(desk, f"{path}/pause", reason="They travel")
    assert "They travel" in answer.content.decode()
    assert row(office, "Wait", lead_id=lead).due_at is None
    undone(desk, answer)
    assert row(office, "Wait", lead_id=lead).due_at is not None
    part(desk, f"{path}/pause", reason="They travel")
    undone(desk, part(desk, f"{path}/resume"))
    assert row(office, "Wait", lead_id=lead).due_at is None


def test_a_call_that_reached_them_is_an_answer_and_can_be_unsaid(office: Office, desk: Desk) -> None:
    lead = asks(office, phone="+4930123456")
    answer = part(desk, f"/leads/{lead}/call", reached="yes", note="Wants 20 more")
    assert answer.status_code == 200
    assert row(office, "Wait", lead_id=lead).outcome == "answered"
    assert "Wants 20 more" in said(desk.get(f"/leads/{lead}"))
    undone(desk, answer)
    assert row(office, "Wait", lead_id=lead).outcome == "open"


def test_a_call_that_reached_nobody_ends_nothing(office: Office, desk: Desk) -> None:
    lead = asks(office, phone="+4930123456")
    part(desk, f"/leads/{lead}/call", reached="no")
    assert row(office, "Wait", lead_id=lead).outcome == "open"
    assert "Called, and reached nobody" in said(desk.get(f"/leads/{lead}"))


def test_a_meeting_is_an_answer(office: Office, desk: Desk) -> None:
    lead = asks(office)
    answer = part(desk, f"/leads/{lead}/meeting", channel="in_person", note="At the fair")
    assert row(office, "Wait", lead_id=lead).outcome == "answered"
    undone(desk, answer)
    assert row(office, "Wait", lead_id=lead).outcome == "open"


def test_a_next_step_is_planned_by_working_time_and_done(office: Office, desk: Desk) -> None:
    lead = asks(office)
    answer = part(desk, f"/leads/{lead}/steps", title="Send the offer", when="tomorrow")
    assert "Send the offer" in answer.content.decode()
    task = row(office, "Task", lead_id=lead)
    assert task.due_at > office.now
    undone(desk, answer)
    assert row(office, "Task", lead_id=lead).dropped_at is not None
    part(desk, f"/leads/{lead}/steps", title="Call back", when="day", on="2027-03-01", at="14:30")
    task = row(office, "Task", lead_id=lead)
    assert task.due_at == datetime(2027, 3, 1, 13, 30, tzinfo=UTC)  # Berlin
    done = part(desk, f"/leads/{lead}/steps/{task.pk}")
    assert row(office, "Task", pk=task.pk).done_at is not None
    undone(desk, done)
    assert row(office, "Task", pk=task.pk).done_at is None


def test_a_step_on_a_day_of_the_jalali_calendar_in_persian_digits(office: Office, desk: Desk) -> None:
    lead = asks(office)
    desk.post("/looks", lang="fa", theme="auto", to="/channels")
    part(desk, f"/leads/{lead}/steps", title="تماس", when="day", on="۱۴۰۵/۱۲/۱۰", at="۹")
    assert row(office, "Task", lead_id=lead).due_at == datetime(2027, 3, 1, 8, 0, tzinfo=UTC)


def test_a_field_is_changed_and_put_back(office: Office, desk: Desk) -> None:
    lead = asks(office)
    answer = part(desk, f"/leads/{lead}/field", field="company", value="Seats Ltd", was="")
    assert row(office, "Lead", pk=lead).company == "Seats Ltd"
    undone(desk, answer)
    assert row(office, "Lead", pk=lead).company == ""


def test_an_amount_in_any_digits_and_a_day_are_read(office: Office, desk: Desk) -> None:
    lead = asks(office)
    part(desk, f"/leads/{lead}/field", field="budget", value="۱۲۵۰٫۵", was="")
    part(desk, f"/leads/{lead}/field", field="birthday", value="1990-05-17", was="")
    found = row(office, "Lead", pk=lead).persona
    assert (found["budget"], found["birthday"]) == ("1250.5", "1990-05-17")


def test_an_own_field_keeps_its_kind(office: Office, desk: Desk) -> None:
    lead = asks(office)
    path = f"/leads/{lead}/field"
    answer = part(desk, path, field="custom.", key="Company size", value="٢٠", was="", kind="number")
    assert row(office, "Lead", pk=lead).persona["custom"] == {"company_size": {"number": "20"}}
    undone(desk, answer)
    assert "custom" not in row(office, "Lead", pk=lead).persona


def test_what_another_wrote_meanwhile_is_shown_and_mine_is_kept(office: Office, desk: Desk) -> None:
    from firstreply.journey import acted

    lead = asks(office)
    acted.change_lead(office.id, lead, {"company": "Theirs"}, by=None, now=datetime.now(UTC))
    answer = part(desk, f"/leads/{lead}/field", field="company", value="Mine", was="")
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "It says now: Theirs" in text
    assert 'value="Mine"' in text
    assert row(office, "Lead", pk=lead).company == "Theirs"
    again = part(desk, f"/leads/{lead}/field", field="company", value="Mine", was="Theirs")
    assert again.status_code == 200
    assert row(office, "Lead", pk=lead).company == "Mine"


def test_a_field_that_cannot_be_read_keeps_what_was_typed(office: Office, desk: Desk) -> None:
    lead = asks(office)
    answer = part(
        desk, f"/leads/{lead}/field", field="emails", value="not an address", was="lena@example.org"
    )
    assert answer.status_code == 422
    assert "not an address" in answer.content.decode()


def test_a_lead_is_given_and_comes_back(office: Office, desk: Desk) -> None:
    rita, _ = office.member("rep")
    lead = asks(office)
    before = row(office, "Lead", pk=lead).owner_id
    page = desk.client.get(f"/leads/{lead}/give", headers=ASKS).content.decode()
    assert "Rita Rep" in page
    answer = part(desk, f"/leads/{lead}/give", to=rita, reason="Speaks their language")
    assert row(office, "Lead", pk=lead).owner_id == rita
    undone(desk, answer)
    assert row(office, "Lead", pk=lead).owner_id == before


def test_a_stage_is_moved_and_moved_back(office: Office, desk: Desk) -> None:
    lead = asks(office)
    answer = part(desk, f"/leads/{lead}/stage", stage="contacted")
    assert row(office, "Lead", pk=lead).stage == "contacted"
    undone(desk, answer)
    assert row(office, "Lead", pk=lead).stage == "open"


def test_files_are_laid_beside_and_come_back_as_downloads_only(office: Office, desk: Desk) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    lead = asks(office)
    evil = SimpleUploadedFile("a\u202egpj.html", b"<script>alert(1)</script>", "text/html")
    answer = part(desk, f"/leads/{lead}/files", file=evil)
    own = row(office, "Attachment", lead_id=lead)
    assert own.name == "agpj.html"
    got = desk.client.get(f"/leads/{lead}/files/{own.pk}")
    assert got.content == b"<script>alert(1)</script>"
    assert got["Content-Type"] == "application/octet-stream"
    assert got["Content-Disposition"].startswith("attachment;")
    assert (got["X-Content-Type-Options"], got["Content-Security-Policy"]) == (
        "nosniff",
        "default-src 'none'; sandbox",
    )
    undone(desk, answer)
    assert desk.client.get(f"/leads/{lead}/files/{own.pk}").status_code == 404


def test_any_lead_in_sight_can_be_chosen_to_be_compared_and_merged_with(office: Office, desk: Desk) -> None:
    from firstreply.journey import tidy

    one = asks(office)
    other = asks(office, name="Magda Muster", email="m@example.net")
    tidy.tidy(office.id)
    assert f'href="/leads/{one}/like"' in desk.get(f"/leads/{one}").content.decode()
    first = desk.get(f"/leads/{one}/like")
    assert "Nobody else is found." in said(first)
    found = desk.get(f"/leads/{one}/like?q=m@example.net").content.decode()
    assert f'href="/leads/{one}/like/{other}"' in found
    assert f"/like/{one}" not in found
    assert "Make them one" in said(desk.get(f"/leads/{one}/like/{other}"))


def test_nobody_finds_leads_out_of_their_sight_to_merge_with(office: Office) -> None:
    from firstreply.store.models import Lead

    one, other = asks(office), asks(office, name="Lena Lead", email="l@example.net")
    rita, token = office.member("rep")
    with office.acting():
        Lead.objects.filter(pk=one).update(owner_id=rita)
        Lead.objects.filter(pk=other).update(team_id=None)
    page = Desk(office, token).get(f"/leads/{one}/like")
    assert (page.status_code, str(other) in page.content.decode()) == (200, False)


def test_a_merged_lead_leads_to_what_it_went_into_and_comes_apart_again(office: Office, desk: Desk) -> None:
    one, other = asks(office), asks(office, name="Lena L.", email="l@example.net")
    page = said(desk.get(f"/leads/{one}/like/{other}"))
    assert "lena@example.org" in page
    assert "l@example.net" in page
    merged = part(desk, f"/leads/{one}/like/{other}/merge")
    assert merged.status_code in (200, 303)
    gone = desk.client.get(f"/leads/{other}")
    assert (gone.status_code, gone["Location"].partition("?")[0]) == (303, f"/leads/{one}")
    assert "was merged into this" in said(desk.get(f"/leads/{one}"))
    answer = part(desk, f"/leads/{one}/unmerge", lead=other)
    assert row(office, "Lead", pk=other).merged_into_id is None
    undone(desk, answer)
    assert row(office, "Lead", pk=other).merged_into_id == one


def test_two_that_are_not_the_same_stay_two(office: Office, desk: Desk) -> None:
    from firstreply.store.models import Suggestion

    one, other = asks(office), asks(office, name="Lena L.", email="l@example.net")
    with office.acting():
        Suggestion.objects.all().delete()
        own = Suggestion.objects.create(
            organisation_id=office.id, lead_id=one, other_id=other, reason="name"
        ).pk
    assert "Not the same" in said(desk.get(f"/leads/{one}"))
    answer = part(desk, f"/leads/{one}/apart/{own}")
    assert "Not the same" not in answer.content.decode()
    undone(desk, answer)
    assert row(office, "Suggestion", pk=own).state == "open"


def test_why_this_number_shows_the_hours_and_the_messages(office: Office, desk: Desk) -> None:
    lead = asks(office)
    wait = row(office, "Wait", lead_id=lead)
    text = said(desk.get(f"/leads/{lead}/waits/{wait.pk}/why"))
    assert "Working hours" in text
    assert "Messages" in text


def test_why_this_number_shows_the_hours_of_whose_it_is_where_nothing_was_promised(
    office: Office, desk: Desk
) -> None:
    from firstreply.store.models import Calendar, Wait

    lead = asks(office)
    with office.acting():
        Calendar.objects.update(name="Our hours")
        Wait.objects.update(sla=None, calendar_version=None, due_at=None)
    text = said(desk.get(f"/leads/{lead}/waits/{row(office, 'Wait', lead_id=lead).pk}/why"))
    assert ("nothing by a certain time" in text, "Our hours" in text) == (True, True)
    assert "day and night" not in text


def test_earlier_entries_are_asked_for_page_by_page_and_none_is_lost(office: Office, desk: Desk) -> None:
    import re

    from firstreply.journey import acted

    lead, now = asks(office), datetime.now(UTC)
    for number in range(95):
        acted.note(office.id, lead, f"Note number {number:03d}", by=office.founded.member, now=now)
    found: list[str] = []
    path = f"/leads/{lead}?show=notes"
    for _ in range(5):
        page = desk.client.get(path).content.decode()
        found = re.findall(r"Note number (\d{3})", page) + found
        more = re.search(r'class="button" href="([^"]+before=[^"]+)"', page)
        if more is None:
            break
        path = more[1].replace("&amp;", "&")
    assert sorted(found) == [f"{number:03d}" for number in range(95)]


def test_a_lead_that_one_has_snoozed_says_so_to_them_alone_and_wakes(office: Office, desk: Desk) -> None:
    lead = asks(office)
    _, token = office.member("admin", "Rita Rep")
    rita = Desk(office, token)
    offered = desk.client.get(f"/leads/{lead}/snooze", headers=ASKS)
    assert "Next working day" in offered.content.decode() or "Tomorrow morning" in offered.content.decode()
    hidden = part(desk, f"/leads/{lead}/snooze", until="week")
    assert (hidden.status_code, "Snoozed until" in hidden.content.decode()) == (200, True)
    assert [("Snoozed until" in said(one.get(f"/leads/{lead}"))) for one in (desk, rita)] == [True, False]
    undone(desk, hidden)
    assert "Snoozed until" not in said(desk.get(f"/leads/{lead}"))
    part(desk, f"/leads/{lead}/snooze", until="week")
    asleep = row(office, "Snooze", lead_id=lead).until
    woken = part(desk, f"/leads/{lead}/wake")
    assert (row(office, "Snooze", lead_id=lead), "Snoozed until" in woken.content.decode()) == (None, False)
    undone(desk, woken)
    assert row(office, "Snooze", lead_id=lead).until == asleep


def test_a_snooze_that_is_changed_goes_back_to_what_it_was(office: Office, desk: Desk) -> None:
    lead = asks(office)
    part(desk, f"/leads/{lead}/snooze", until="week")
    before = row(office, "Snooze", lead_id=lead).until
    changed = part(desk, f"/leads/{lead}/snooze", until="hour")
    assert row(office, "Snooze", lead_id=lead).until < before
    undone(desk, changed)
    assert row(office, "Snooze", lead_id=lead).until == before


def test_a_lead_that_has_written_again_is_not_snoozed_any_more(office: Office, desk: Desk) -> None:
    from firstreply.store.models import Lead

    lead = asks(office)
    part(desk, f"/leads/{lead}/snooze", until="week")
    with office.acting():
        Lead.objects.filter(pk=lead).update(
            last_in_at=row(office, "Snooze", lead_id=lead).at + timedelta(seconds=1)
        )
    assert "Snoozed until" not in said(desk.get(f"/leads/{lead}"))


def test_a_lead_tells_of_stages_by_the_names_that_the_team_gave_them(office: Office, desk: Desk) -> None:
    from firstreply.store.models import Stage

    lead = asks(office)
    with office.acting():
        for place, (key, name) in enumerate((("open", "Fresh"), ("contacted", "Rung up"), ("won", ""))):
            Stage.objects.create(organisation_id=office.id, key=key, name=name, position=place, kind="open")
    assert part(desk, f"/leads/{lead}/stage", stage="contacted").status_code == 200
    assert "Stage: Fresh → Rung up" in said(desk.get(f"/leads/{lead}"))
    with office.acting():
        Stage.objects.filter(key="contacted").update(retired_at=datetime.now(UTC))
    page = said(desk.get(f"/leads/{lead}"))
    assert ("Stage: Fresh → Rung up" in page, "Rung up" in page.partition("Next step")[0]) == (True, True)
