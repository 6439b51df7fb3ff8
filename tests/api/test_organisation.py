"""What an organisation sets for itself: who may, how it is kept, and that inquiries are read and given by it."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.api.conftest import Office

pytestmark = pytest.mark.postgres

PLAIN: dict[str, Any] = {
    "name": "Example",
    "zone": "Europe/Berlin",
    "region": "DE",
    "language": "en",
    "shared_points": [],
    "incomplete": "sales",
    "aside_pool": None,
    "idle_days": 30,
}


def _changed(office: Office, **changes: Any) -> Any:
    response = office.ask("PATCH", "/organisation", changes)
    assert response.status_code == 200, response.content
    return response.json()


def _code(office: Office, **changes: Any) -> Any:
    response = office.ask("PATCH", "/organisation", changes)
    fields = [one["field"] for one in response.json().get("errors", ())]
    return response.status_code, response.json()["code"], fields


def _asked(office: Office, **inquiry: str) -> None:
    from firstreply.journey import flow

    assert office.ask("POST", "/inquiries", inquiry).status_code == 202
    flow.arrived(office.id, now=office.now)


def test_a_new_organisation_is_as_it_was_founded(office: Office) -> None:
    assert office.get("/organisation").json() == {"id": str(office.id), **PLAIN}


def test_what_is_sent_is_changed_and_the_rest_stays(office: Office) -> None:
    pool = str(office.founded.pool)
    first = {"name": "Acme", "zone": "Asia/Tehran", "region": "IR", "language": "fa", "idle_days": 7}
    second = {"incomplete": "nurture", "aside_pool": pool}
    _changed(office, **first)
    assert _changed(office, **second) == {"id": str(office.id), **PLAIN, **first, **second}
    assert _changed(office, aside_pool=None)["aside_pool"] is None
    assert office.get("/me").json()["organisation"]["name"] == "Acme"


def test_shared_points_are_folded_as_those_of_leads_are_each_once(office: Office) -> None:
    given = [
        {"kind": "phone", "value": "030 / 901820"},
        {"kind": "email", "value": " Info@Example.ORG "},
        {"kind": "email", "value": "info@example.org"},
        {"kind": "messenger", "value": "Telegram:@AcmeSales"},
    ]
    assert _changed(office, shared_points=given)["shared_points"] == [
        {"kind": "email", "value": "info@example.org"},
        {"kind": "messenger", "value": "telegram:acmesales"},
        {"kind": "phone", "value": "+4930901820"},
    ]


def test_a_number_without_country_is_of_the_region_that_is_sent_with_it(office: Office) -> None:
    told = _changed(office, region="IR", shared_points=[{"kind": "phone", "value": "021 8888 7777"}])
    assert told["shared_points"] == [{"kind": "phone", "value": "+982188887777"}]


def test_two_people_at_a_shared_address_are_two_leads(office: Office) -> None:
    _changed(office, shared_points=[{"kind": "email", "value": "Info@Example.org"}])
    _asked(office, name="Lea Lead", email="info@example.org", need="An offer")
    _asked(office, name="Otto Other", email="info@example.org", need="A call")
    found = office.get("/leads").json()["items"]
    assert {one["name"] for one in found} == {"Lea Lead", "Otto Other"}


def test_what_cannot_be_is_refused_by_its_field_and_nothing_changes(office: Office) -> None:
    refused = [
        _code(office, name="Other", zone="Europe/Atlantis"),
        _code(office, name="Other", shared_points=[{"kind": "email", "value": "nobody"}]),
        _code(office, name="Other", shared_points=[{"kind": "phone", "value": "12"}]),
        _code(office, name="Other", shared_points=[{"kind": "messenger", "value": "page:acme"}]),
        _code(office, name="Other", aside_pool=str(uuid4())),
        _code(office, name="Other", idle_days=0),
        _code(office, name="Other", idle_days=366),
        _code(office, name="Other", language="de"),
        _code(office, name="Other", region="de"),
        _code(office, name="Other", settings={}),
    ]
    assert refused == [
        (422, "calendar_zone_unknown", ["zone"]),
        *[(422, "identity_malformed", ["shared_points[0]"])] * 3,
        (422, "reference_unknown", ["aside_pool"]),
        *[(422, "fields_invalid", [field]) for field in ("idle_days", "idle_days", "language", "region")],
        (422, "fields_invalid", ["settings"]),
    ]
    assert office.get("/organisation").json() == {"id": str(office.id), **PLAIN}


def test_a_pool_that_is_retired_or_theirs_is_none_to_set_aside_for(office: Office) -> None:
    spare = office.ask("POST", "/pools", {"name": "Spare"}).json()["id"]
    assert office.ask("DELETE", f"/pools/{spare}", match="*").status_code == 204
    theirs = Office("Theirs").founded.pool
    assert [_code(office, aside_pool=str(one))[:2] for one in (spare, theirs)] == [
        (422, "reference_unknown")
    ] * 2


def test_only_owners_and_admins_change_it_and_everyone_reads_it(office: Office) -> None:
    _, rep = office.member("rep", "Rita Rep")
    _, admin = office.member("admin", "Ada Admin")
    change = {"name": "Acme"}
    assert office.ask("PATCH", "/organisation", change, token=rep).status_code == 403
    assert office.ask("PATCH", "/organisation", change, token=admin).status_code == 200
    assert office.get("/organisation", token=rep).json()["name"] == "Acme"


def test_a_change_is_recorded_with_before_and_after_and_no_change_is_not(office: Office) -> None:
    from firstreply.store.models import Fact

    _changed(office, name="Acme", idle_days=7)
    _changed(office, name="Acme", idle_days=7)
    with office.acting():
        told = [one.data for one in Fact.objects.filter(kind="decided").order_by("id")]
    assert [one for one in told if one["what"] == "organisation"][1:] == [
        {
            "what": "organisation",
            "id": str(office.id),
            "before": {"name": "Example", "settings": {}},
            "after": {"name": "Acme", "settings": {"idle_days": 7}},
        }
    ]


def _heard(office: Office, days: int, direction: str) -> None:
    from firstreply.journey import flow

    at = office.now - timedelta(days=20 - days)
    told = {"channel": "whatsapp", "party": "+4915123456789", "text": "Hello", "at": at.isoformat()}
    assert office.ask("POST", "/messages", {**told, "direction": direction}).status_code == 202
    flow.arrived(office.id, now=at)


def _inquiries(office: Office) -> list[bool]:
    """Of each wait, the earliest first, whether it is a new inquiry."""
    from firstreply.store.models import Wait

    with office.acting():
        return list(Wait.objects.order_by("started_at").values_list("first", flat=True))


def _differences(office: Office) -> Any:
    from firstreply.journey.rebuild import check

    return check(office.id).shown


def _asked_answered_and_asked_again(office: Office) -> None:
    for days, direction in ((0, "in"), (1, "out"), (11, "in")):
        _heard(office, days, direction)


def test_after_the_idle_days_that_are_set_the_same_person_asks_anew(office: Office) -> None:
    _asked_answered_and_asked_again(office)
    other = Office("Other")
    _changed(other, idle_days=7)
    _asked_answered_and_asked_again(other)
    assert (_inquiries(office), _inquiries(other)) == ([True, False], [True, True])
    assert (_differences(office), _differences(other)) == ([], [])


def test_other_idle_days_count_for_what_is_read_from_then_on(office: Office) -> None:
    _asked_answered_and_asked_again(office)
    _changed(office, idle_days=7)
    before = _inquiries(office)
    assert [one.column for one in _differences(office)] == ["first"]
    _heard(office, 12, "out")
    assert (before, _inquiries(office), _differences(office)) == ([True, False], [True, True], [])


def test_what_somebody_does_is_read_by_the_idle_days_of_then(office: Office) -> None:
    from firstreply.journey import acted

    _asked_answered_and_asked_again(office)
    _changed(office, idle_days=7)
    (wait,) = office.get("/waits?state=open").json()["items"]
    acted.talked(office.id, wait["id"], by=office.founded.member, now=office.now, channel="phone")
    assert _inquiries(office) == [True, True]
