"""Automatic answers: to people and to the person in a form, never to machines, and not again within days."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from firstreply.core.refusal import Refused
from tests.channels.email_send.made import mailbox as shown
from tests.journey.conftest import Office

pytestmark = pytest.mark.postgres
NOW = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)


def box(office: Office) -> UUID:
    from firstreply.core.member import Role
    from firstreply.journey.organise.decided import By
    from firstreply.journey.organise.sources import add_source
    from firstreply.store.tenancy import acting

    settings = {"address": "sales@firm.example", **dict(shown(25).settings)}
    with acting(office.organisation):
        return add_source("Sales", "email", {}, settings, By(office.owner, Role.OWNER, NOW)).id


def writes(office: Office, lines: str = "", sender: str = "ana@client.example") -> UUID:
    """Somebody writes a mail with these headers; their lead."""
    from dataclasses import replace

    raw = (
        f"From: Ana <{sender}>\nTo: sales@firm.example\nDate: Tue, 3 Mar 2026 09:00:00 +0000\n"
        f"Message-ID: <of-{sender}>\nSubject: 200 chairs\n{lines}\nHello, have you any?\n"
    ).encode()
    office.bring([replace(office.incoming({}, NOW, "", kind="message"), raw=raw)])
    assert office.arrived(now=NOW) == 1
    return UUID(str(office.rows("Lead", "id")[-1]))


def answered(office: Office, lead: UUID, source: UUID, *, at: datetime = NOW, days: int | None = None) -> str:
    """Have a machine answer; the reason why it may not, or nothing."""
    from firstreply.journey import reply
    from firstreply.store.models import Lead
    from firstreply.store.tenancy import acting

    said = reply.Reply(text="We are closed.", source=source, automatic=True, apart_days=days)
    with acting(office.organisation):
        try:
            reply.queue(Lead.objects.get(pk=lead), said, by=None, now=at)
        except Refused as refused:
            assert (refused.code, set(refused.facts)) == ("no_automatic_answer", {"why"})  # noqa: PT017
            return str(refused.facts["why"])
    return ""


def test_person_is_answered_once_in_a_week(office: Office) -> None:
    source = box(office)
    lead = writes(office)
    real = datetime.now(UTC)
    assert answered(office, lead, source, at=real) == ""
    assert answered(office, lead, source, at=real + timedelta(days=6)) == "answered_lately"
    assert answered(office, lead, source, at=real + timedelta(days=8)) == ""
    assert office.rows("Outgoing", "automatic") == [True, True]


def test_account_says_how_long_and_whoever_asks_may_say_otherwise(office: Office) -> None:
    source = box(office)
    settings = {"address": "sales@firm.example", "smtp_host": "m.example", "days_between": 2}
    office.change("Source", {"id": source}, settings=settings)
    lead = writes(office)
    real = datetime.now(UTC)
    assert answered(office, lead, source, at=real) == ""
    assert answered(office, lead, source, at=real + timedelta(days=1)) == "answered_lately"
    assert answered(office, lead, source, at=real + timedelta(days=1), days=0) == ""
    assert answered(office, lead, source, at=real + timedelta(days=3.1)) == ""


def test_answer_that_was_never_sent_does_not_count(office: Office) -> None:
    source = box(office)
    lead = writes(office)
    assert answered(office, lead, source) == ""
    office.change("Outgoing", {"lead_id": lead}, state="failed")
    assert answered(office, lead, source) == ""


def test_list_and_whoever_asks_for_silence_get_none(office: Office) -> None:
    source = box(office)
    lead = writes(office, "List-Id: <chairs.client.example>\n")
    assert answered(office, lead, source) == "list"
    lead = writes(office, "X-Auto-Response-Suppress: All\n", "bob@client.example")
    assert answered(office, lead, source) == "machine"
    assert office.rows("Outgoing", "id") == []


def test_person_in_a_form_is_answered_and_nobody_behind_a_robots_address(office: Office) -> None:
    source = box(office)
    office.submit(
        {"name": "Ana", "emails": ["ana@client.example"]}, {"name": "X", "emails": ["noreply@x.example"]}
    )
    assert office.arrived() == 2
    leads = dict(office.rows("Lead", "name", "id"))
    assert (answered(office, leads["Ana"], source), answered(office, leads["X"], source)) == ("", "robot")
