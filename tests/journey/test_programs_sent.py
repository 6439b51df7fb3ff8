"""Programs are told of what one of ours writes, and of what does not reach its reader."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from tests.journey.conftest import Office
from tests.journey.office import hook
from tests.journey.test_reply import Pigeon, account, comes, goes_out, pigeon, writes

__all__ = ["account", "pigeon"]
pytestmark = pytest.mark.postgres


def test_an_answer_is_told_when_it_is_taken_and_when_it_comes_back(
    office: Office, account: UUID, pigeon: Pigeon
) -> None:
    now = datetime.now(UTC)
    hook(office.organisation, "http://hooks.example/", "message.*", "wait.*")  # http: refused, not sent
    comes(
        office,
        account,
        {"party": "+4930123456", "name": "Sara", "text": "200 chairs?", "id": "in-1"},
        "in-1",
        now,
    )
    (lead,) = office.rows("Lead", "id")
    own = writes(office, lead)
    goes_out(office, "accepted")
    office.arrived(now=datetime.now(UTC))
    comes(office, account, {"report": f"p-{own}", "state": "hard_bounced"}, "r-1", datetime.now(UTC))
    rows = office.rows("Delivery", "kind", "lead_id", "payload", channel="webhook")
    assert {kind for kind, _, _ in rows} == {
        "message.received", "wait.opened", "message.sent", "wait.answered", "message.bounced", "wait.reopened",
    }  # fmt: skip
    assert len(rows) == 6
    assert {found for _, found, _ in rows} == {lead}
    (bounced,) = [payload["data"] for kind, _, payload in rows if kind == "message.bounced"]
    assert (bounced["reply"], bounced["state"], bounced["reason"]) == (str(own), "hard_bounced", "no_roost")
    (sent,) = [payload["data"] for kind, _, payload in rows if kind == "message.sent"]
    assert (sent["class"], sent["author"]) == ("OUTBOUND_HUMAN", str(office.rows("Lead", "owner_id")[0]))
