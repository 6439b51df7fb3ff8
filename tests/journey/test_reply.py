"""Replies: what one of ours writes goes out once, ends the wait when it is taken, and not when it is lost."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from firstreply.channels import registry
from firstreply.channels.answer import Answer, Rejected, Sent, TryAgain
from firstreply.channels.base import Channel, Outgoing, Setup
from firstreply.core.capture.brought import Brought, Said, Told
from firstreply.core.passage import Passage
from firstreply.core.refusal import Refused
from tests.journey.conftest import Office
from tests.journey.office import couriers, wait_until

pytestmark = pytest.mark.postgres
#: What is sent is sent now: by the couriers' own clock, which is later than all of this.
NOW = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
SOON = NOW + timedelta(minutes=5)


@dataclass
class Pigeon:
    """The other side of a channel that carries messages by pigeon; `answers` are what it says, one each."""

    answers: list[Answer] = field(default_factory=list)
    sent: list[Outgoing] = field(default_factory=list)

    def send(self, outgoing: Outgoing, setup: Setup) -> Answer:
        self.sent.append(outgoing)
        return self.answers.pop(0) if self.answers else Sent(id=f"p-{outgoing.id}")

    def read(self, payload: Any, setup: Setup, at: Any) -> Brought:
        if "report" in payload:
            return Told(id=payload["report"], passage=Passage(payload["state"]), at=at, reason="no_roost")
        return Said(message={"direction": "in", "channel": "pigeon", **payload})


@pytest.fixture
def pigeon() -> Iterator[Pigeon]:
    other = Pigeon()
    registry.channels()["pigeon"] = Channel(
        kind="pigeon", read=other.read, send=other.send, reaches=("phone",)
    )
    yield other
    del registry.channels()["pigeon"]


@pytest.fixture
def account(office: Office, pigeon: Pigeon) -> UUID:
    from firstreply.core.member import Role
    from firstreply.journey.organise.decided import By
    from firstreply.journey.organise.sources import add_source
    from firstreply.store.tenancy import acting

    with acting(office.organisation):
        return add_source("Loft", "pigeon", {}, {}, By(None, Role.OWNER, NOW)).id


def comes(office: Office, account: UUID, payload: Any, key: str, at: Any = NOW) -> None:
    from dataclasses import replace

    one = replace(office.incoming(payload, at, key, kind="piece"), source=account)
    office.bring([one])
    assert office.arrived(now=at) == 1


def asks(office: Office, account: UUID) -> UUID:
    """Somebody writes; their lead."""
    comes(
        office, account, {"party": "+4930123456", "name": "Sara", "text": "200 chairs?", "id": "in-1"}, "in-1"
    )
    (lead,) = office.rows("Lead", "id")
    assert isinstance(lead, UUID)
    return lead


def writes(office: Office, lead: UUID, text: str = "We have them.", **said: Any) -> UUID:
    from firstreply.journey import written
    from firstreply.journey.reply import Reply

    by = office.rows("Lead", "owner_id", id=lead)[0]
    return written.write(office.organisation, lead, Reply(text=text, **said), by=by, now=SOON)


def outcome(office: Office) -> list[str]:
    return office.rows("Wait", "outcome")


def goes_out(office: Office, state: str) -> None:
    with couriers():
        wait_until(lambda: office.rows("Outgoing", "state") == [state])


def test_answer_ends_the_wait_when_the_other_side_has_taken_it(
    office: Office, account: UUID, pigeon: Pigeon
) -> None:
    lead = asks(office, account)
    own = writes(office, lead)
    assert outcome(office) == ["open"]
    goes_out(office, "accepted")
    assert office.arrived(now=datetime.now(UTC)) == 1
    assert outcome(office) == ["answered"]
    (sent,) = pigeon.sent
    assert (sent.to, sent.name, sent.answers) == ("+4930123456", "Sara", ("in-1",))
    assert office.rows("Message", "external_id", kind="OUTBOUND_HUMAN") == [f"p-{own}"]
    author = office.rows("Message", "author_id", kind="OUTBOUND_HUMAN")
    assert author == office.rows("Lead", "owner_id")


def test_refused_answer_leaves_the_wait_open_and_its_author_knows(
    office: Office, account: UUID, pigeon: Pigeon
) -> None:
    lead = asks(office, account)
    pigeon.answers = [Rejected(reason="no_such_roost")]
    writes(office, lead)
    goes_out(office, "failed")
    assert outcome(office) == ["open"]
    assert office.rows("Outgoing", "reason") == ["no_such_roost"]
    assert office.rows("LiveEvent", "kind", kind="alert.undelivered") == ["alert.undelivered"]
    assert office.rows("Arrival", "state") == ["done"]


def test_answer_that_was_not_taken_now_is_tried_again_under_its_id(
    office: Office, account: UUID, pigeon: Pigeon
) -> None:
    lead = asks(office, account)
    pigeon.answers = [TryAgain(reason="storm", after=0.0)]
    own = writes(office, lead)
    with couriers():
        wait_until(lambda: len(pigeon.sent) == 2, 20)
        wait_until(lambda: office.rows("Outgoing", "state") == ["accepted"])
    assert [one.id for one in pigeon.sent] == [own, own]
    assert [one.attempt for one in pigeon.sent] == [1, 2]


@pytest.mark.parametrize("state", ["hard_bounced", "failed"])
def test_answer_that_came_back_is_none(office: Office, account: UUID, pigeon: Pigeon, state: str) -> None:
    lead = asks(office, account)
    own = writes(office, lead)
    goes_out(office, "accepted")
    office.arrived(now=datetime.now(UTC))
    assert outcome(office) == ["answered"]
    comes(office, account, {"report": f"p-{own}", "state": state}, "r-1", SOON)
    assert outcome(office) == ["open"]
    assert office.rows("Outgoing", "state", "reason") == [(state, "no_roost")]
    assert office.rows("LiveEvent", "kind", kind="alert.undelivered") == ["alert.undelivered"]


def test_report_that_comes_before_the_message_it_is_about_is_not_lost(
    office: Office, account: UUID, pigeon: Pigeon
) -> None:
    lead = asks(office, account)
    own = writes(office, lead)
    comes(office, account, {"report": f"p-{own}", "state": "hard_bounced"}, "r-1", SOON)
    assert office.rows("Outgoing", "state") == ["queued"]
    goes_out(office, "hard_bounced")
    office.arrived(now=datetime.now(UTC))
    assert outcome(office) == ["open"]


def test_reports_in_any_order_come_to_the_furthest(office: Office, account: UUID, pigeon: Pigeon) -> None:
    lead = asks(office, account)
    own = writes(office, lead)
    goes_out(office, "accepted")
    office.arrived(now=SOON)
    for n, state in enumerate(("read", "delivered", "accepted", "read")):
        comes(office, account, {"report": f"p-{own}", "state": state}, f"r-{n}", SOON)
        assert office.rows("Outgoing", "state") == ["read"]
    assert outcome(office) == ["answered"]


def test_account_that_was_switched_off_sends_nothing_and_the_author_knows(
    office: Office, account: UUID, pigeon: Pigeon
) -> None:
    lead = asks(office, account)
    writes(office, lead)
    office.change("Source", {"id": account}, disabled_at=NOW)
    goes_out(office, "failed")
    assert (pigeon.sent, office.rows("Outgoing", "reason")) == ([], ["account_disabled"])
    assert office.rows("LiveEvent", "kind", kind="alert.undelivered") == ["alert.undelivered"]


def test_answer_can_be_taken_back_until_it_is_sent(office: Office, account: UUID, pigeon: Pigeon) -> None:
    from firstreply.journey import written

    lead = asks(office, account)
    own = writes(office, lead, not_before=SOON + timedelta(days=3650))
    written.take_back(office.organisation, own, by=None, now=SOON)
    assert office.rows("Outgoing", "state") == ["cancelled"]
    assert office.rows("Delivery", "state", channel="reply") == ["dropped"]
    with pytest.raises(Refused, match="reply_on_its_way"):
        written.take_back(office.organisation, own, by=None, now=SOON)
    assert pigeon.sent == []


def test_lead_without_an_address_or_an_account_is_refused(office: Office, pigeon: Pigeon) -> None:
    office.submit({"name": "Omid", "emails": ["omid@there.example"], "need": "Chairs"})
    office.arrived()
    (lead,) = office.rows("Lead", "id")
    with pytest.raises(Refused, match="account_missing"):
        writes(office, lead)


def test_lead_that_the_account_cannot_reach_is_refused(office: Office, account: UUID) -> None:
    office.submit({"name": "Omid", "emails": ["omid@there.example"], "need": "Chairs"})
    office.arrived()
    (lead,) = office.rows("Lead", "id")
    with pytest.raises(Refused, match="address_missing"):
        writes(office, lead)
    with pytest.raises(Refused, match="text_missing"):
        writes(office, lead, text=" ")
    with pytest.raises(Refused, match="account_unfit"):
        writes(office, lead, source=office.source)


def test_projections_agree_with_what_happened_after_a_lost_answer(
    office: Office, account: UUID, pigeon: Pigeon
) -> None:
    from firstreply.journey.rebuild import check

    lead = asks(office, account)
    own = writes(office, lead)
    goes_out(office, "accepted")
    office.arrived(now=SOON)
    comes(office, account, {"report": f"p-{own}", "state": "failed"}, "r-1", SOON)
    assert check(office.organisation).total == 0


def test_answer_that_may_have_been_taken_before_says_so_once_it_was(
    office: Office, account: UUID, pigeon: Pigeon
) -> None:
    lead = asks(office, account)
    pigeon.answers = [TryAgain(reason="maybe_taken: the pigeon did not come back", after=0.0)]
    writes(office, lead)
    with couriers():
        wait_until(lambda: office.rows("Outgoing", "state") == ["accepted"])
    assert office.rows("Delivery", "error", channel="reply") == ["maybe_repeated"]


def test_an_answer_that_cannot_be_written_down_is_not_sent_for_ever_and_holds_up_no_other(
    office: Office, account: UUID, pigeon: Pigeon
) -> None:
    lead = asks(office, account)
    writes(office, lead)
    pigeon.answers = [Sent(id="p-\0")]
    with couriers():
        wait_until(lambda: office.rows("Outgoing", "state", "reason") == [("failed", "defect: DataError")])
        writes(office, lead, "Once more: we have them.")
        wait_until(lambda: sorted(office.rows("Outgoing", "state")) == ["accepted", "failed"])
    assert [one.text for one in pigeon.sent] == ["We have them.", "Once more: we have them."]
