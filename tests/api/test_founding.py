"""A new organisation can receive its first lead the moment it is there."""

from datetime import UTC, datetime

import pytest

from tests.api.conftest import Office

pytestmark = pytest.mark.postgres

BEFORE = "2026-03-02T09:00:00+00:00"  #: a Monday


def test_founding_gives_owner_team_hours_promise_pool_and_routing(office: Office) -> None:
    me = office.get("/me").json()
    assert (me["role"], me["member"]["email"], me["organisation"]["zone"]) == (
        "owner", "owner@example.example", "Europe/Berlin",
    )  # fmt: skip
    pools = office.get("/pools").json()["items"]
    assert [pool["name"] for pool in pools] == ["Everyone"]
    assert [seat["member"] for seat in pools[0]["value"]["seats"]] == [str(office.founded.member)]
    routing = office.get("/rules?kind=routing&state=published").json()["items"]
    assert [one["value"]["fallback"] for one in routing] == [[pools[0]["id"]]]
    slas = office.get("/slas").json()["items"]
    assert [(one["name"], one["covers"], one["seconds"], one["warn_at"]) for one in slas] == [
        ("First answer", "first", 3600, [50, 80]),
        ("Next answer", "next", 4 * 3600, [50, 80]),
    ]
    manager = {"percent": None, "after": 0, "action": "tell_manager", "only_if": "always"}
    assert [one["ladder"] for one in slas] == [{"steps": [manager]}] * 2
    assert [one["name"] for one in office.get("/sources").json()["items"]] == ["API"]
    assert me["member"]["teams"] == [office.get("/teams").json()["items"][0]["id"]]


@pytest.mark.parametrize(
    ("region", "days"),
    [
        ("IR", ["mon", "sat", "sun", "thu", "tue", "wed"]),
        ("SA", ["mon", "sun", "thu", "tue", "wed"]),
        ("DE", ["fri", "mon", "thu", "tue", "wed"]),
    ],
)
def test_working_week_follows_the_country(region: str, days: list[str]) -> None:
    from firstreply.core.calendar import Calendar
    from firstreply.journey.organise.weeks import hours

    value = hours(region, "Asia/Tehran")
    assert sorted(value["versions"][0]["week"]) == days
    assert Calendar.from_dict(value).problems() == ()


def test_secrets_are_told_once_and_never_recorded(office: Office) -> None:
    from firstreply.store.models import Fact

    made = office.ask("POST", "/sources", {"name": "Fair", "kind": "webhook"})
    secret = made.json()["secret"]
    assert (made.status_code, secret[:6]) == (201, "whsec_")
    renewed = office.ask("POST", f"/sources/{made.json()['id']}/secret").json()["secret"]
    shown = office.get(f"/sources/{made.json()['id']}").content.decode()
    with office.acting():
        facts = [str(one) for one in Fact.objects.values_list("data", flat=True)]
    assert [text in "".join([shown, *facts]) for text in (secret, renewed)] == [False, False]


def test_until_we_answered_only_the_first_promise_counts_and_then_the_next(office: Office) -> None:
    """Case 10 of the clock, with the promises that everyone begins with."""
    from firstreply.journey import flow

    def hears(**message: str) -> None:
        told = {"channel": "whatsapp", "party": "+4915123456789", "text": "Hello?"} | message
        assert office.ask("POST", "/messages", told).status_code == 202
        flow.arrived(office.id, now=datetime.now(UTC))

    hears(direction="in", at=BEFORE)
    hears(direction="in", at=BEFORE.replace("09:00", "09:10"))
    hears(direction="out", at=BEFORE.replace("09:00", "09:20"), author="owner@example.example")
    hears(direction="in", at=BEFORE.replace("09:00", "09:30"))
    waits = office.get("/waits?order=started").json()["items"]
    assert [(one["started_at"], one["due_at"]) for one in waits] == [
        (BEFORE.replace("09:00", "09:30"), BEFORE.replace("09:00", "13:30")),
        (BEFORE, BEFORE.replace("09:00", "10:00")),
    ]
