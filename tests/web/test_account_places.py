"""Who works for several organisations sits down where they did last."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.api.conftest import Office
from tests.postgres import Database
from tests.web.test_account import Browser, with_password

pytestmark = pytest.mark.postgres


@pytest.fixture
def two(database: Database) -> tuple[Any, Office, Office]:
    """The account of somebody of two organisations, and these."""
    from firstreply.store.models import Member

    first, second = Office("First"), Office("Second")
    user = with_password(first)
    with second.acting():
        Member.objects.filter(pk=second.founded.member).update(user=user, name="Olga Elsewhere")
    return user, first, second


def sitting(user: Any) -> tuple[Browser, Callable[[], str]]:
    """Somebody signed in just now, and where they sit."""
    browser = Browser()
    browser.sign_in(user.email)
    return (
        browser,
        lambda: "Second" if "Olga Elsewhere" in browser.get("/channels").content.decode() else "First",
    )


def test_what_was_chosen_last_is_chosen_at_the_next_sign_in(two: tuple[Any, Office, Office]) -> None:
    user, first, second = two
    browser, where = sitting(user)
    assert where() == "First"
    browser.get("/organisations")
    browser.post("/organisations", organisation=str(second.id))
    assert where() == "Second"
    assert sitting(user)[1]() == "Second"
    browser.get("/organisations")
    browser.post("/organisations", organisation=str(first.id))
    assert sitting(user)[1]() == "First"


def test_who_left_there_sits_down_elsewhere(two: tuple[Any, Office, Office]) -> None:
    from django.utils.timezone import now

    from firstreply.store.models import Member

    user, _, second = two
    browser, _ = sitting(user)
    browser.get("/organisations")
    browser.post("/organisations", organisation=str(second.id))
    with second.acting():
        Member.objects.filter(user=user).update(left_at=now())
    assert sitting(user)[1]() == "First"


def test_where_they_may_not_sit_is_not_remembered(two: tuple[Any, Office, Office]) -> None:
    from firstreply.store.models import User

    user, *_ = two
    stranger = Office("Stranger")
    browser, where = sitting(user)
    browser.get("/organisations")
    assert browser.post("/organisations", organisation=str(stranger.id)).status_code == 404
    assert User.objects.get(pk=user.pk).chosen_id is None
    assert where() == "First"
