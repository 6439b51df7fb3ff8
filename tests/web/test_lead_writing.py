"""Writing to a lead: what is begun is kept, what is sent waits ten seconds, and two who write know of each other."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from firstreply.channels import registry
from firstreply.channels.answer import Sent
from firstreply.channels.base import Channel
from tests.api.conftest import Office, office
from tests.journey.test_beside import asks
from tests.web.desk import Desk, said
from tests.web.test_lead_page import desk, part, refuses, row, undone

__all__ = ["desk", "office"]
pytestmark = pytest.mark.postgres


@pytest.fixture
def account(office: Office) -> Iterator[UUID]:
    """An account of a channel that carries letters by pigeon."""
    from firstreply.store.models import Source

    channel = Channel(
        kind="pigeon", send=lambda outgoing, setup: Sent(id=str(outgoing.id)), reaches=("email",)
    )
    registry.channels()["pigeon"] = channel
    with office.acting():
        own = Source.objects.create(organisation_id=office.id, kind="pigeon", name="Loft").pk
    yield own
    del registry.channels()["pigeon"]


def colleague(office: Office, role: str = "admin", name: str = "Rita Rep") -> Desk:
    """Another of ours at another desk."""
    _, token = office.member(role, name)
    return Desk(office, token)


def test_an_answer_waits_ten_seconds_and_undo_brings_its_text_back(
    office: Office, desk: Desk, account: UUID
) -> None:
    from firstreply.store.models import Delivery

    lead = asks(office)
    before = datetime.now(UTC)
    answer = part(desk, f"/leads/{lead}/write", source=account, text="We have 200.")
    sent = row(office, "Outgoing", lead_id=lead)
    assert (answer.status_code, sent.body, sent.recipient, sent.state) == (
        200, "We have 200.", "lena@example.org", "queued",
    )  # fmt: skip
    with office.acting():
        waits = Delivery.objects.get(key=f"reply:{sent.pk}").not_before - before
    assert timedelta(seconds=9) < waits < timedelta(seconds=12)
    assert "We have 200." in said(desk.get(f"/leads/{lead}"))
    undone(desk, answer)
    assert row(office, "Outgoing", lead_id=lead).state == "cancelled"
    page = desk.get(f"/leads/{lead}").content.decode()
    assert ">\nWe have 200.</textarea>" in page


def test_what_cannot_be_sent_stays_in_the_composer(office: Office, desk: Desk, account: UUID) -> None:
    lead = asks(office)
    answer = part(desk, f"/leads/{lead}/write", source=UUID(int=3), text="We have 200.")
    assert answer.status_code == 422
    assert ">\nWe have 200.</textarea>" in answer.content.decode()
    assert row(office, "Outgoing", lead_id=lead) is None


def test_a_draft_survives_signing_out_and_is_gone_once_it_is_sent(
    office: Office, desk: Desk, account: UUID
) -> None:
    lead = asks(office)
    kept = part(desk, f"/leads/{lead}/draft", text="We ha", subject="Chairs", source=account, revision=0)
    assert json.loads(kept.content) == {"revision": 1}
    desk.post("/sign-out")
    again = Desk(office)
    page = again.get(f"/leads/{lead}").content.decode()
    assert ">\nWe ha</textarea>" in page
    assert 'value="Chairs"' in page
    part(again, f"/leads/{lead}/write", source=account, text="We have 200.")
    assert row(office, "Draft", lead_id=lead) is None


def test_a_draft_of_another_window_is_shown_and_not_written_over(
    office: Office, desk: Desk, account: UUID
) -> None:
    lead = asks(office)
    path = f"/leads/{lead}/draft"
    part(desk, path, text="One window", revision=0)
    part(desk, path, text="One window, and more", revision=1)
    other = part(desk, path, text="The other window", revision=1)
    assert (other.status_code, json.loads(other.content)) == (
        409, {"revision": 2, "text": "One window, and more", "subject": ""},
    )  # fmt: skip
    assert row(office, "Draft", lead_id=lead).body == "One window, and more"


def test_an_empty_draft_is_thrown_away(office: Office, desk: Desk, account: UUID) -> None:
    lead = asks(office)
    part(desk, f"/leads/{lead}/draft", text="We", revision=0)
    assert json.loads(part(desk, f"/leads/{lead}/draft", text=" ", revision=1).content) == {"revision": 0}
    assert row(office, "Draft", lead_id=lead) is None


def test_two_who_look_know_of_each_other_and_of_who_writes(office: Office, desk: Desk) -> None:
    lead = asks(office)
    rita = colleague(office)
    path = f"/leads/{lead}/looking"
    part(desk, path, writing="no")
    assert "Olga Owner is looking at this too" in said_part(part(rita, path, writing="no"))
    assert "Rita Rep is looking at this too" in said_part(part(desk, path, writing="yes"))
    assert "Olga Owner is writing an answer" in said_part(part(rita, path, writing="no"))
    part(desk, path, gone="yes")
    assert "Olga" not in said_part(part(rita, path, writing="no"))


def test_who_is_not_heard_of_for_forty_seconds_has_gone(office: Office, desk: Desk) -> None:
    from firstreply.journey import drafting

    lead, me = asks(office), office.founded.member
    rita = colleague(office)
    drafting.look(office.id, lead, me, writing=True, now=datetime.now(UTC) - timedelta(seconds=41))
    assert "Olga" not in said_part(part(rita, f"/leads/{lead}/looking", writing="no"))


def test_screens_are_told_only_of_what_is_new_about_who_looks(office: Office, desk: Desk) -> None:
    from firstreply.store.models import LiveEvent

    lead = asks(office)
    for writing in ("no", "no", "yes", "yes", "no"):
        part(desk, f"/leads/{lead}/looking", writing=writing)
    with office.acting():
        assert LiveEvent.objects.filter(kind="looking", lead_id=lead).count() == 3


def test_who_answers_after_somebody_else_has_answered_is_told_first(
    office: Office, desk: Desk, account: UUID
) -> None:
    lead = asks(office)
    rita = colleague(office)
    began = datetime.now(UTC).isoformat()
    assert (
        part(rita, f"/leads/{lead}/write", source=account, text="Yes, 200.", since=began).status_code == 200
    )
    told = part(desk, f"/leads/{lead}/write", source=account, text="We have 200.", since=began)
    text = told.content.decode()
    assert told.status_code == 409
    assert "Rita Rep has answered since you began to write" in text
    assert ">\nWe have 200.</textarea>" in text
    sure = part(desk, f"/leads/{lead}/write", source=account, text="We have 200.", since=began, warned="yes")
    assert sure.status_code == 200


def test_a_message_that_did_not_arrive_says_why_and_can_be_written_again(
    office: Office, desk: Desk, account: UUID
) -> None:
    from firstreply.store.models import Outgoing

    lead = asks(office)
    part(desk, f"/leads/{lead}/write", source=account, text="We have 200.")
    own = row(office, "Outgoing", lead_id=lead).pk
    with office.acting():
        Outgoing.objects.filter(pk=own).update(state="hard_bounced", reason="550 no such user")
    text = said(desk.get(f"/leads/{lead}"))
    assert "Not delivered: there is no such address" in text
    assert "550 no such user" in text
    again = desk.get(f"/leads/{lead}?again={own}&reply=1").content.decode()
    assert ">\nWe have 200.</textarea>" in again


def test_whatsapp_says_that_its_window_is_closed(office: Office, desk: Desk) -> None:
    from firstreply.store.models import Source

    lead = asks(office, phone="+4930123456")
    with office.acting():
        Source.objects.create(organisation_id=office.id, kind="whatsapp", name="Sales number")
    assert "only approved templates may be sent" in desk.get(f"/leads/{lead}").content.decode()


def test_a_viewer_sees_no_composer_and_no_button_that_acts(office: Office, account: UUID) -> None:
    lead = asks(office)
    viewer = colleague(office, "viewer", "Vera Viewer")
    page = viewer.get(f"/leads/{lead}").content.decode()
    assert "<textarea" not in page
    assert "/dismiss" not in page
    assert "You may read this lead" in page
    assert "does not allow this" in refuses(part(viewer, f"/leads/{lead}/note", text="x"), 403)
    assert part(viewer, f"/leads/{lead}/write", source=account, text="x").status_code == 403
    assert row(office, "Outgoing", lead_id=lead) is None


def test_a_lead_of_another_team_is_not_found(office: Office) -> None:
    lead = asks(office)
    rep = colleague(office, "rep", "Otto Other")
    assert rep.get(f"/leads/{lead}").status_code == 404
    for path in ("note", "call", "write", "looking", "draft", "steps", "files", "field", "stage"):
        answer = part(
            rep, f"/leads/{lead}/{path}", text="x", title="x", writing="no", field="name", value="x"
        )
        assert answer.status_code == 404, path


def said_part(answer: Any) -> str:
    import re

    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_a_text_with_fields_that_nobody_filled_in_is_held_once_and_kept(
    office: Office, desk: Desk, account: UUID
) -> None:
    lead = asks(office)
    typed = {"source": account, "text": "Dear {first_name}, it is {not_a_field}."}
    held = part(desk, f"/leads/{lead}/write", **typed)
    page = held.content.decode()
    assert (held.status_code, row(office, "Outgoing", lead_id=lead)) == (422, None)
    assert "Not filled in: \u2066{first_name}\u2069." in page
    assert ">\nDear {first_name}, it is {not_a_field}.</textarea>" in page
    assert 'name="gaps" value="first_name"' in page
    assert "Send all the same" in page
    more = part(desk, f"/leads/{lead}/write", **{**typed, "text": "For {company}"}, gaps="first_name")
    assert "\u2066{company}\u2069" in more.content.decode()
    part(desk, f"/leads/{lead}/write", **typed, gaps="first_name")
    assert row(office, "Outgoing", lead_id=lead).body == "Dear {first_name}, it is {not_a_field}."


def test_a_text_without_such_fields_is_sent_at_once(office: Office, desk: Desk, account: UUID) -> None:
    lead = asks(office)
    answer = part(desk, f"/leads/{lead}/write", source=account, text="{{first_name}} is written so. {x")
    assert (answer.status_code, row(office, "Outgoing", lead_id=lead).body) == (
        200, "{{first_name}} is written so. {x",
    )  # fmt: skip
