"""The inbox and the numbers, as programs read them: the rows and the order of the page, and nobody else's."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.api.conftest import Office, office
from tests.journey.test_beside import asks

__all__ = ["office"]
pytestmark = pytest.mark.postgres


def leads(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [one["lead"] for one in answer.json()["items"]]


def three(office: Office) -> list[str]:
    return [str(asks(office, name=one, email=f"{one}@example.org")) for one in ("ann", "ben", "cem")]


def test_the_inbox_comes_in_pages_in_the_order_of_the_page(office: Office) -> None:
    from tests.web.desk import Desk
    from tests.web.test_inbox import names

    three(office)
    whole = office.get("/inbox?whose=all").json()
    assert [one["name"] for one in whole["items"]] == names(Desk(office).get("/inbox?whose=all"))
    found, cursor = [], ""
    for _ in range(3):
        page = office.get(f"/inbox?whose=all&limit=1{cursor}")
        found += leads(page)
        cursor = f"&cursor={page.json()['next']}"
    assert (found, page.json()["next"], whole["next"]) == (
        [one["lead"] for one in whole["items"]],
        None,
        None,
    )


def test_a_cursor_is_of_its_own_list_only(office: Office) -> None:
    three(office)
    cursor = office.get("/inbox?whose=all&limit=1").json()["next"]
    for other in (f"split=new&whose=all&cursor={cursor}", "cursor=abc", "split=nonsense", "limit=0"):
        assert office.get(f"/inbox?{other}").status_code == 422


def test_a_lead_is_snoozed_by_one_person_and_shown_again(office: Office) -> None:
    lead = str(asks(office))
    until = (office.now + timedelta(days=1)).isoformat()
    snoozed = office.ask("POST", f"/leads/{lead}/snooze", {"until": until})
    assert (snoozed.status_code, snoozed.json()["lead"]) == (200, lead)
    assert [leads(office.get(f"/inbox?whose=mine&split={one}")) for one in ("waiting", "snoozed")] == [
        [],
        [lead],
    ]
    assert office.ask("DELETE", f"/leads/{lead}/snooze").status_code == 204
    assert leads(office.get("/inbox?whose=mine&split=snoozed")) == []


def test_a_snooze_of_nothing_or_of_the_past_is_refused(office: Office) -> None:
    lead = asks(office)
    until = (office.now + timedelta(days=1)).isoformat()
    past = (office.now - timedelta(days=1)).isoformat()
    answers = [
        office.ask("POST", f"/leads/{UUID(int=3)}/snooze", {"until": until}),
        office.ask("DELETE", f"/leads/{UUID(int=3)}/snooze"),
        office.ask("POST", f"/leads/{lead}/snooze", {"until": past}),
        office.ask("POST", f"/leads/{lead}/snooze", {"until": "2030-01-01T10:00:00"}),
    ]
    assert [one.status_code for one in answers] == [404, 404, 422, 422]


def test_the_numbers_come_by_name_for_what_is_asked(office: Office) -> None:
    three(office)
    answer = office.get("/insights?period=all&part=headline&part=by_channel")
    assert answer.status_code == 200, answer.content
    told = answer.json()
    assert (sorted(told["parts"]), told["parts"]["headline"]["inquiries"]) == (["by_channel", "headline"], 3)
    none = office.get(f"/insights?period=all&person={UUID(int=9)}").json()
    assert none["parts"]["headline"]["inquiries"] == 0
    assert office.get("/insights?part=secrets").status_code == 422


def test_every_part_that_can_be_named_is_one() -> None:
    from typing import get_args

    from firstreply.api.insights import Name, Period
    from firstreply.insights.live.parts import PARTS
    from firstreply.insights.live.stretches import NAMES

    assert set(get_args(Name)) <= set(PARTS)
    assert get_args(Period) == NAMES
