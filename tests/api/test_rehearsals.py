"""Programs ask what would happen, and what a change of rules would have done."""

from typing import Any

import pytest

from tests.api.conftest import Office
from tests.api.tenants import sums
from tests.postgres import Database

pytestmark = pytest.mark.postgres


def test_what_would_happen_is_told_with_every_reason(office: Office, database: Database) -> None:
    office.get("/rules")
    before = sums(database)
    told: Any = office.ask("POST", "/simulate", {"persona": {"name": "Lea", "budget": "12000"}}).json()
    assert (told["known"], told["how"], told["assignment"]["owner"]) == (
        False,
        "routed",
        str(office.founded.member),
    )
    assert told["promises"][0]["fits"] is True
    assert told["due_at"] == told["hours"][-1][1]
    assert [one["kind"] for one in told["moments"]][:2] == ["warning", "warning"]
    after = sums(database)
    assert {name for name in after if after[name] != before[name]} <= {"token"}


def test_a_rep_learns_of_nobody_they_may_not_see(office: Office) -> None:
    from datetime import UTC, datetime

    from firstreply.journey import flow

    office.ask("POST", "/inquiries", {"name": "Lea", "email": "lea@example.org", "need": "An offer"})
    flow.arrived(office.id, now=datetime.now(UTC))
    _, token = office.member("rep")
    asked = {"persona": {"emails": ["lea@example.org"]}}
    assert office.ask("POST", "/simulate", asked).json()["known"] is True
    assert office.ask("POST", "/simulate", asked, token=token).json()["known"] is False


def test_a_change_is_replayed_read_and_stopped(office: Office) -> None:
    made = office.ask("POST", "/replays", {"kind": "promise", "value": {"name": "Soon", "seconds": 60}})
    assert (made.status_code, made.json()["state"]) == (201, "done")
    own = made.json()["id"]
    assert office.get(f"/replays/{own}").json()["result"]["waits"] == 0
    assert office.ask("DELETE", f"/replays/{own}").status_code == 204
    unknown = {"kind": "promise", "value": {"seconds": 60}, "about": own}
    assert office.ask("POST", "/replays", unknown).json()["code"] == "reference_unknown"
    _, token = office.member("rep")
    assert office.get(f"/replays/{own}", token=token).status_code == 403
