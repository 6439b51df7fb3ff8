"""What a page sends again under the same id is done once, unless it came to nothing the first time."""

from typing import Any

import pytest

from tests.api.conftest import Office
from tests.web.desk import Desk, account

pytestmark = pytest.mark.postgres


@pytest.fixture
def office(database: Any) -> Office:
    from firstreply.journey import access

    access.forget()
    return Office()


def names(office: Office) -> list[str]:
    from firstreply.store.models import Source

    with office.acting():
        return sorted(Source.objects.filter(kind="form").values_list("name", flat=True))


def send(at: Desk, name: str, sent: str, **others: str) -> Any:
    """Add a form by a part of a page, as htmx does."""
    headers = {"X-Sent": sent, "X-Proof": at.proof, "HX-Request": "true", **others}
    return at.client.post("/channels/new/form", {"name": name}, headers=headers)


def test_what_arrived_and_is_sent_again_is_done_once_and_says_so(office: Office) -> None:
    at = Desk(office)
    assert send(at, "Shop", "a1").status_code < 400
    again = send(at, "Shop", "a1")
    assert (again.status_code, "It had arrived the first time" in again["HX-Trigger"]) == (200, True)
    assert again["HX-Reswap"] == "none"
    assert names(office) == ["Shop"]


def test_what_has_another_id_or_none_is_another_thing(office: Office) -> None:
    at = Desk(office)
    given = {"One": "a1", "Two": "a2", "Three": "", "Four": ""}
    assert [send(at, name, one).status_code < 400 for name, one in given.items()] == [True] * 4
    assert names(office) == sorted(given)


def test_what_was_refused_may_be_mended_and_sent_again_under_its_id(office: Office) -> None:
    at = Desk(office)
    assert send(at, "", "a1").status_code == 422
    assert send(at, "Shop", "a1").status_code < 400
    assert names(office) == ["Shop"]


def test_the_id_of_one_account_is_nothing_to_another(office: Office) -> None:
    mine, theirs = Desk(office), Desk(office, member=office.member("admin")[0])
    assert send(mine, "Mine", "a1").status_code < 400
    assert send(theirs, "Theirs", "a1").status_code < 400
    assert names(office) == ["Mine", "Theirs"]


def test_what_was_broken_off_halfway_is_not_done_again_unasked(office: Office) -> None:
    from datetime import UTC, datetime

    from firstreply.journey import once

    at = Desk(office)
    with office.acting():
        assert once.first(f"{account(office, office.founded.member).pk}:a1", datetime.now(UTC))
    answer = send(at, "Shop", "a1")
    assert (answer.status_code, "once more by hand" in answer["HX-Trigger"]) == (409, True)
    assert names(office) == []
