"""Welcome: the first owner makes the organisation by the setup key, once, whoever else tries."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.api.conftest import Office
from tests.web.desk import alerts, said
from tests.web.test_account import PASSWORD, Browser, kinds

pytestmark = pytest.mark.postgres
GIVEN = {
    "name": "Büro Nord", "owner": "Nora Nord", "email": "Nora@Nord.example", "password": PASSWORD,
    "zone": "Africa/Cairo", "region": "EG", "week": "", "language": "ar",
}  # fmt: skip


@pytest.fixture
def key(database: Any) -> str:
    """A setup key in the home folder."""
    from django.conf import settings

    path = Path(settings.FIRSTREPLY_SETUP_KEY_FILE)
    path.write_text("a-setup-key-of-43-characters-that-nobody-knows\n", "utf-8")
    yield path.read_text("utf-8").strip()  # type: ignore[misc]
    path.unlink(missing_ok=True)


def made() -> list[tuple[str, str, str, str]]:
    """Organisations, as they were made."""
    from firstreply.store.models import Organisation
    from firstreply.store.queries.organisations import every
    from firstreply.store.tenancy import acting

    found = []
    for one in every():
        with acting(one.id):
            found.append(Organisation.objects.values_list("name", "zone", "region", "language").get())
    return found


def test_what_is_there_at_first_is_called_in_the_language_of_the_organisation(key: str) -> None:
    from firstreply.store.models import Calendar, Pool, Sla, Team
    from firstreply.store.queries.organisations import every
    from firstreply.store.tenancy import acting

    browser = Browser()
    browser.get(f"/welcome?key={key}")
    assert browser.post("/welcome", key=key, **GIVEN).status_code == 302
    (own,) = every()
    with acting(own.id):
        called = {one.objects.values_list("name", flat=True).get() for one in (Calendar, Pool, Team)}
        promised = set(Sla.objects.values_list("name", flat=True))
    assert called == {"ساعات العمل", "الجميع", "الفريق"}
    assert promised == {"الرد الأول", "الرد التالي"}


def test_the_key_makes_an_organisation_and_its_owner_is_signed_in(key: str) -> None:
    from firstreply.store.models import CalendarVersion, Member, Token
    from firstreply.store.queries.organisations import every
    from firstreply.store.tenancy import acting

    browser = Browser()
    assert browser.get("/sign-in")["Location"] == "/welcome"
    assert 'name="owner"' not in browser.get("/welcome").content.decode()
    assert 'name="owner"' in browser.get(f"/welcome?key={key}").content.decode()
    assert browser.post("/welcome", key=key, **GIVEN).status_code == 302
    assert made() == [("Büro Nord", "Africa/Cairo", "EG", "ar")]
    assert "Nora Nord" in browser.get("/channels").content.decode()
    (own,) = every()
    with acting(own.id):
        assert Member.objects.values_list("email", "role").get() == ("nora@nord.example", "owner")
        assert Token.objects.count() == 0
        assert "sun" in CalendarVersion.objects.get().value["versions"][0]["week"]
    assert Browser().sign_in("nora@nord.example").status_code == 302
    assert browser.get("/welcome")["Location"] == "/sign-in"


def test_a_hundred_who_send_it_at_once_make_one_organisation(key: str) -> None:
    from django.db import connections

    from firstreply.store.models import User

    browsers = [Browser() for _ in range(100)]
    for number, one in enumerate(browsers):
        one.client.defaults["REMOTE_ADDR"] = f"10.0.0.{number}"
        one.get(f"/welcome?key={key}")

    def send(number: int) -> int:
        try:
            fields = {**GIVEN, "email": f"n{number}@nord.example"}
            return int(browsers[number].post("/welcome", key=key, **fields).status_code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(16) as pool:
        statuses = list(pool.map(send, range(100)))
    assert sorted(statuses) == [302] + [422] * 99
    assert (len(made()), User.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("owner", ""),
        ("email", "nobody"),
        ("password", "short"),
        ("zone", "Mars/Base"),
        ("name", "x" * 201),
    ],
)
def test_what_is_wrong_is_said_nothing_is_made_and_the_key_still_works(
    key: str, field: str, value: str
) -> None:
    from firstreply.store.models import User

    browser = Browser()
    browser.get(f"/welcome?key={key}")
    answer = browser.post("/welcome", key=key, **{**GIVEN, field: value})
    assert (answer.status_code, len(alerts(answer)) > 0) == (422, True)
    assert (made(), User.objects.count()) == ([], 0)
    page = answer.content.decode()
    assert 'value="Nora@Nord.example"' in page or field == "email"
    assert PASSWORD not in page
    assert browser.post("/welcome", key=key, **GIVEN).status_code == 302


def test_a_wrong_key_makes_nothing_and_is_not_shown(key: str) -> None:
    browser = Browser()
    answer = browser.get("/welcome?key=guessed")
    assert (answer.status_code, 'name="owner"' in answer.content.decode()) == (422, False)
    browser.get(f"/welcome?key={key}")
    assert browser.post("/welcome", key="guessed", **GIVEN).status_code == 422
    assert made() == []
    assert key not in said(browser.get("/welcome"))
    assert not re.search(key, browser.get("/").content.decode())


def test_twenty_guesses_make_the_next_wait(key: str) -> None:
    browser = Browser()
    browser.get(f"/welcome?key={key}")
    statuses = [browser.post("/welcome", key=f"guess {number}", **GIVEN).status_code for number in range(21)]
    assert statuses == [422] * 20 + [429]


def test_a_key_that_is_left_over_makes_no_second_organisation_on_its_own(key: str) -> None:
    Office()
    assert Browser().get(f"/welcome?key={key}")["Location"] == "/sign-in"


def test_the_audit_says_who_began(key: str) -> None:
    from firstreply.store.queries.organisations import every

    browser = Browser()
    browser.get(f"/welcome?key={key}")
    browser.post("/welcome", key=key, **GIVEN)
    office: Any = Office.__new__(Office)
    office.id = every()[0].id
    assert kinds(office) == ["account_linked", "signed_in"]
