"""Calls that people write down in one tap, and the list of all."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.api.conftest import Office
from tests.api.stocked import lead
from tests.statements import counted

pytestmark = pytest.mark.postgres

PHONE = "+4930901820"


def asks(office: Office, **more: Any) -> UUID:
    """Somebody asks; whose lead it is."""
    from datetime import UTC, datetime

    from firstreply.journey.flow import arrived

    given = {"name": "Lea", "email": "lea@there.example", "phone": PHONE, "need": "An offer", **more}
    assert office.ask("POST", "/inquiries", given).status_code == 202
    arrived(office.id, now=datetime.now(UTC))
    (one,) = office.get("/leads").json()["items"]
    return UUID(one["id"])


def waits(office: Office) -> list[tuple[str, str]]:
    return [(one["channel"], one["outcome"]) for one in office.get("/waits?order=started").json()["items"]]


def test_conversation_is_an_answer_and_stands_in_the_list(office: Office) -> None:
    own = asks(office)
    made = office.ask(
        "POST", f"/leads/{own}/calls", {"reached": True, "seconds": 95, "note": "Wants an offer."}
    )
    assert made.status_code == 201
    assert [outcome for _, outcome in waits(office)] == ["answered"]
    (listed,) = office.get(f"/calls?lead={own}").json()["items"]
    assert listed == made.json()
    assert {name: listed[name] for name in ("direction", "reached", "party", "seconds", "text", "lead")} == {
        "direction": "out",
        "reached": True,
        "party": PHONE,
        "seconds": 95,
        "text": "Wants an offer.",
        "lead": str(own),
    }


def test_call_in_vain_is_an_attempt(office: Office) -> None:
    own = asks(office)
    assert office.ask("POST", f"/leads/{own}/calls", {}).status_code == 201
    (one,) = office.get("/waits").json()["items"]
    assert one["outcome"] == "open"
    assert one["called_at"] is not None


def test_missed_call_that_one_of_ours_saw_is_owed_a_call(office: Office) -> None:
    own = asks(office)
    made = office.ask("POST", f"/leads/{own}/calls", {"direction": "in"})
    assert made.status_code == 201
    assert ("phone", "open") in waits(office)
    assert {one["lead"] for one in office.get("/waits").json()["items"]} == {str(own)}
    assert len(office.get("/leads").json()["items"]) == 1


def test_whom_nobody_can_call_back_is_owed_no_call(office: Office) -> None:
    own = lead(office)
    answer = office.ask("POST", f"/leads/{own}/calls", {"direction": "in"})
    assert (answer.status_code, answer.json()["code"]) == (422, "number_unknown")


def test_call_of_tomorrow_is_not_yet(office: Office) -> None:
    own = asks(office)
    tomorrow = (office.now + timedelta(days=1)).isoformat()
    answer = office.ask("POST", f"/leads/{own}/calls", {"at": tomorrow})
    assert answer.json()["code"] == "not_yet"
    assert office.get("/calls").json()["items"] == []


def test_list_is_asked_for_in_parts_with_one_number_of_statements(office: Office) -> None:
    own = lead(office, persona={"phones": [PHONE]})

    def log(minute: int) -> None:
        at = (office.now - timedelta(minutes=minute)).isoformat()
        assert office.ask("POST", f"/leads/{own}/calls", {"at": at}).status_code == 201

    log(1)
    office.get("/calls")
    with counted() as one:
        assert len(office.get("/calls").json()["items"]) == 1
    log(2)
    log(3)
    with counted() as three:
        assert len(office.get("/calls").json()["items"]) == 3
    assert len(three) == len(one)
    first = office.get("/calls?limit=2").json()
    rest = office.get(f"/calls?limit=2&cursor={first['next']}").json()
    assert [len(first["items"]), len(rest["items"]), rest["next"]] == [2, 1, None]
    assert office.get("/calls?direction=in").json()["items"] == []
    assert len(office.get("/calls?reached=false").json()["items"]) == 3


def test_rep_sees_calls_of_leads_they_may_see_and_their_own(office: Office) -> None:
    theirs = lead(office, persona={"phones": [PHONE]})
    rep, token = office.member("rep")
    own = lead(office, "Mine", persona={"phones": ["+4930901821"]}, owner_id=rep)
    office.ask("POST", f"/leads/{theirs}/calls", {})
    assert office.ask("POST", f"/leads/{theirs}/calls", {}, token=token).status_code == 404
    assert office.ask("POST", f"/leads/{own}/calls", {}, token=token).status_code == 201
    seen = office.get("/calls", token=token).json()["items"]
    assert [(one["lead"], one["member"]) for one in seen] == [(str(own), str(rep))]
    assert len(office.get("/calls").json()["items"]) == 2
