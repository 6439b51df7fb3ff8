"""Addresses of chats hold secrets: nobody sees them but their owner, and no record keeps them."""

from typing import Any

import pytest

from tests.api.conftest import Office

pytestmark = pytest.mark.postgres

SECRET = "tgram://123456789:abcdefg_hijklmnop/12315544"
ROOM = "ntfy://room-of-rita"


@pytest.fixture
def rita(office: Office) -> tuple[str, str]:
    """A member with two addresses: where she is, and her token."""
    member, token = office.member("rep")
    given = {"alerts": {"email": False, "apprise": [SECRET, ROOM]}}
    assert office.ask("PATCH", f"/members/{member}", given, token=token, match="*").status_code == 200
    return f"/members/{member}", token


def alerts(answer: Any) -> tuple[dict[str, Any], int]:
    told = answer.json()
    return told["alerts"], told["chat_addresses"]


def test_addresses_are_shown_in_full_to_their_owner_alone(office: Office, rita: tuple[str, str]) -> None:
    path, token = rita
    ways = {"email": False, "push": True, "language": None}
    assert alerts(office.get(path, token=token)) == (ways | {"apprise": [SECRET, ROOM]}, 2)
    assert office.get("/me", token=token).json()["member"]["alerts"]["apprise"] == [SECRET, ROOM]
    assert alerts(office.get(path)) == (ways | {"apprise": None}, 2)
    seen = [
        office.get("/members"),
        office.get("/me"),
        office.ask("PUT", f"{path}/presence", {"presence": "busy"}),
    ]
    assert [SECRET in one.content.decode() for one in seen] == [False, False, False]


def test_addresses_stay_when_somebody_else_changes_the_rest(office: Office, rita: tuple[str, str]) -> None:
    path, token = rita
    shown = office.get(path).json()["alerts"]
    changed = office.ask("PATCH", path, {"alerts": shown | {"email": True}}, match="*")
    assert alerts(changed)[0]["email"] is True
    assert alerts(office.get(path, token=token))[0]["apprise"] == [SECRET, ROOM]
    emptied = office.ask("PATCH", path, {"alerts": {"apprise": []}}, token=token, match="*")
    assert alerts(emptied) == ({"email": True, "push": True, "language": None, "apprise": []}, 0)


@pytest.mark.parametrize(
    "address", ["syslog://localhost", "gibberish", "https://example.com/room", "nosuch://x"]
)
def test_address_that_nobody_delivers_to_is_refused_by_its_place_and_not_repeated(
    office: Office, rita: tuple[str, str], address: str
) -> None:
    path, token = rita
    given = {"alerts": {"apprise": [ROOM, f"{address}-s3cret"]}}
    answer = office.ask("PATCH", path, given, token=token, match="*")
    assert answer.status_code == 422
    assert [(one["field"], one["code"]) for one in answer.json()["errors"]] == [
        ("alerts.apprise[1]", "alert_address_unknown")
    ]
    assert "s3cret" not in answer.content.decode()


def test_facts_say_how_many_addresses_there_are_and_never_which(
    office: Office, rita: tuple[str, str]
) -> None:
    from firstreply.store.models import Fact

    with office.acting():
        data = list(Fact.objects.values_list("data", flat=True))
    changes = [
        one["after"]["alerts"] for one in data if one.get("what") == "member" and "alerts" in one["after"]
    ]
    assert changes[-1] == {"email": False, "apprise": 2}
    assert [one for one in data if SECRET in str(one) or ROOM in str(one)] == []
