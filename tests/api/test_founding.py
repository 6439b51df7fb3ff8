"""A new organisation can receive its first lead the moment it is there."""

import pytest

from tests.api.conftest import Office

pytestmark = pytest.mark.postgres


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
    assert [(one["name"], one["seconds"], one["warn_at"]) for one in slas] == [
        ("First answer", 3600, [50, 80])
    ]
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
