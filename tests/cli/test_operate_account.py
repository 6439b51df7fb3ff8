"""What an operator does for who cannot sign in: a link, and lost factors."""

import json
from typing import Any
from urllib.parse import urlsplit

import pytest

from firstreply.core.refusal import Refused
from tests.api.conftest import Office
from tests.cli.test_operate import run
from tests.postgres import Database
from tests.web.test_account import PASSWORD, Browser, with_password

pytestmark = pytest.mark.postgres


@pytest.fixture
def account(database: Database) -> Any:
    from firstreply.cli.operate import account

    return account.app


def test_a_link_lets_a_member_join_and_later_sets_a_new_password(account: Any) -> None:
    Office()
    told = json.loads(run(account, "link", "owner@example.example", "--json"))
    browser = Browser()
    path = urlsplit(told["url"]).path
    browser.get(path)
    assert browser.post(path, how="new", name="Olga", password=PASSWORD).status_code == 302
    again = json.loads(run(account, "link", "OWNER@example.example", "--json"))
    assert [one["for"] for one in (told, again)] == ["joining", "password"]
    path = urlsplit(again["url"]).path
    browser.get(path)
    assert browser.post(path, password="entirely new words")["Location"] == "/sign-in?done=password-set"
    assert Browser().sign_in("owner@example.example", "entirely new words").status_code == 302


def test_who_lost_a_phone_comes_in_by_the_password_again(account: Any) -> None:
    from tests.web.test_account_factors import with_app

    user = with_password(Office())
    browser = Browser()
    browser.sign_in(user.email)
    with_app(browser)
    assert json.loads(run(account, "without-factors", user.email, "--json")) == {"removed": 1}
    assert browser.get("/channels").status_code == 303
    assert Browser().sign_in(user.email)["Location"] == "/"


@pytest.mark.parametrize("command", ["link", "without-factors"])
def test_nobody_of_that_address_is_refused(account: Any, command: str) -> None:
    Office()
    with pytest.raises(Refused) as refused:
        run(account, command, "nobody@example.net")
    assert refused.value.code in ("member_unknown", "account_unknown")
