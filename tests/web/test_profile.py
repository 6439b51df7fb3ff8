"""Profile: how pages look to somebody, how alerts reach them, whether they are there: their own, and nobody else's."""

import re

import pytest

from tests.api.conftest import Office
from tests.postgres import Database
from tests.web.desk import Desk, said
from tests.web.test_people import undone

pytestmark = pytest.mark.postgres


@pytest.fixture
def office(database: Database) -> Office:
    return Office()


@pytest.fixture
def desk(office: Office) -> Desk:
    return Desk(office)


@pytest.mark.parametrize(
    ("chosen", "shown"),
    [
        ({"language": "fa", "digits": "", "calendar": ""}, "۱۴"),
        ({"language": "fa", "digits": "latin", "calendar": "gregorian"}, "20"),
        ({"language": "ar", "digits": "arabic", "calendar": "hijri"}, "١٤"),
        ({"language": "en", "digits": "persian", "calendar": "jalali"}, "۱۴"),
    ],
)
def test_language_digits_and_calendar_are_ones_own(desk: Desk, chosen: dict[str, str], shown: str) -> None:
    assert desk.post("/profile/looks", theme="dark", density="dense", keys="on", **chosen).status_code == 303
    page = desk.get("/profile").content.decode()
    assert f'lang="{chosen["language"]}"' in page
    assert 'data-theme="dark"' in page
    assert shown in said(desk.get("/profile"))


def test_single_keys_can_be_switched_off(desk: Desk) -> None:
    desk.post("/profile/looks", language="en", theme="auto", density="calm")
    assert 'data-keys="off"' in desk.get("/profile").content.decode()


def test_a_look_that_is_none_changes_nothing(desk: Desk) -> None:
    desk.post("/profile/looks", language="tlh", digits="roman", calendar="maya", theme="pink", keys="on")
    page = desk.get("/profile").content.decode()
    assert '<html lang="en"' in page


def test_alerts_and_quiet_hours_are_kept(desk: Desk) -> None:
    from firstreply.store.models import Member

    fields = {"quiet_from": "22:00", "quiet_until": "07:00", "quiet_days": "sat", "languages": "ar"}
    answer = desk.post("/profile/alerts", name="Me", email="on", apprise="", **fields)
    assert answer.status_code == 303, said(answer)
    with desk.office.acting():
        row = Member.objects.get(pk=desk.member)
    assert row.alerts == {"email": True, "push": False, "apprise": []}
    assert row.quiet == {"zone": "Europe/Berlin", "windows": [["22:00", "07:00"]], "days": ["sat"]}
    assert row.languages == ["ar"]


def test_quiet_hours_are_read_in_any_digits_and_shown_in_the_readers(desk: Desk) -> None:
    from firstreply.store.models import Member

    desk.post("/looks", lang="fa", theme="auto", to="/channels")
    assert desk.post("/profile/alerts", name="Me", quiet_from="۲۲.۳۰", quiet_until="۷").status_code == 303
    with desk.office.acting():
        assert Member.objects.get(pk=desk.member).quiet["windows"] == [["22:30", "07:00"]]
    page = desk.get("/profile").content.decode()
    assert re.findall(r'name="quiet_\w+" value="([^"]+:[^"]+)"', page) == ["۲۲:۳۰", "۰۷:۰۰"]


@pytest.mark.parametrize(("begin", "end"), [("late", "7"), ("22:00", "")])
def test_quiet_hours_that_cannot_be_read_are_refused_and_stay_typed(desk: Desk, begin: str, end: str) -> None:
    answer = desk.post("/profile/alerts", name="Me", quiet_from=begin, quiet_until=end)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert re.findall(r'name="quiet_(?:from|until)" value="([^"]*)"', page) == [begin, end]


def test_an_address_that_no_service_has_is_refused_and_what_was_typed_stays(desk: Desk) -> None:
    answer = desk.post("/profile/alerts", name="Me", apprise="nothing://x", email="on")
    assert answer.status_code == 422
    assert "nothing://x" in answer.content.decode()


def test_ticks_and_quiet_hours_come_back_with_what_was_refused(desk: Desk) -> None:
    fields = {
        "quiet_from": "22:15",
        "quiet_until": "06:45",
        "quiet_days": ["sat", "sun"],
        "languages": ["fa"],
    }
    page = desk.post("/profile/alerts", name="Me", apprise="nothing://x", **fields).content.decode()
    ticked = re.findall(r'name="(\w+)" value="(\w+)" checked', page[page.index('action="/profile/alerts"') :])
    assert ticked == [("languages", "fa"), ("quiet_days", "sat"), ("quiet_days", "sun")]
    assert [one for one in ('value="22:15"', 'value="06:45"', 'value="Me"') if one not in page] == []


def test_why_they_are_away_comes_back_with_a_day_that_is_none(desk: Desk) -> None:
    page = desk.post("/profile/leaves", since="soon", until="", reason="Eid").content.decode()
    assert 'value="Eid"' in page


def test_a_test_alert_says_by_which_ways(desk: Desk) -> None:
    assert "shown in the application" in said(desk.post("/profile/test"))


def test_away_for_some_days_by_the_jalali_calendar_and_back(desk: Desk) -> None:
    from firstreply.store.models import Leave

    desk.post("/profile/looks", language="fa", theme="auto", keys="on")
    answer = desk.post("/profile/leaves", since="۱۴۱۰/۰۱/۰۱", until="1410/01/03", reason="عید")
    assert answer.status_code == 303, said(answer)
    with desk.office.acting():
        row = Leave.objects.get(member_id=desk.member)
    assert (row.ends_at - row.starts_at).days == 3
    assert desk.post(f"/profile/leaves/{row.pk}/end").status_code == 303
    with desk.office.acting():
        assert not Leave.objects.filter(pk=row.pk).exists()


def test_days_off_are_taken_back_and_given_back_by_undoing(desk: Desk) -> None:
    from firstreply.store.models import Leave

    def days() -> list[tuple[str, str]]:
        with desk.office.acting():
            return [(f"{one.starts_at:%F}", one.reason) for one in Leave.objects.all()]

    taken = desk.post("/profile/leaves", since="2031-03-03", until="2031-03-05", reason="Eid")
    before = days()
    undone(desk, taken)
    assert (len(before), days()) == (1, [])
    desk.post("/profile/leaves", since="2031-03-03", until="2031-03-05", reason="Eid")
    with desk.office.acting():
        leave = Leave.objects.get().pk
    ended = desk.post(f"/profile/leaves/{leave}/end")
    assert days() == []
    undone(desk, ended)
    assert days() == before


def test_a_day_that_is_none_is_said_and_kept(desk: Desk) -> None:
    answer = desk.post("/profile/leaves", since="soon", until="")
    assert (answer.status_code, 'value="soon"' in answer.content.decode()) == (422, True)


def test_busy_is_said_to_routing(desk: Desk) -> None:
    from firstreply.store.models import Member

    assert desk.post("/profile/presence", presence="busy").status_code == 303
    with desk.office.acting():
        assert Member.objects.get(pk=desk.member).presence == "busy"


def test_a_browser_lets_itself_be_woken_and_no_longer(desk: Desk) -> None:
    from firstreply.store.queries import members

    told = '{"endpoint": "https://push.example/abc", "keys": {"p256dh": "%s", "auth": "%s"}}' % (  # noqa: UP031
        "BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM",
        "tBHItJI5svbpez7KI4CCXg",
    )
    answer = desk.post("/profile/push", subscription=told)
    assert answer.status_code == 303, said(answer)
    with desk.office.acting():
        (row,) = members.push_subscriptions(desk.member)
    assert desk.post(f"/profile/push/{row.id}/end").status_code == 303
    with desk.office.acting():
        assert members.push_subscriptions(desk.member) == []


def test_what_wakes_up_lies_at_the_root(desk: Desk) -> None:
    answer = desk.get("/wake.js")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/javascript; charset=utf-8")
