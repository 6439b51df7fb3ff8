"""Teams, calendars and spans as people write them."""

import json
from pathlib import Path
from typing import Any

import pytest

from firstreply.cli import options
from firstreply.core.refusal import Refused

WEEK = {"mon": [["09:00", "17:00"]]}
OFFICE = {"zone": "UTC", "versions": [{"from": "2020-01-01", "week": WEEK}]}


def written(folder: Path, content: Any) -> str:
    path = folder / "team.json"
    path.write_text(json.dumps(content))
    return str(path)


@pytest.mark.parametrize(
    ("content", "at"),
    [
        ([], "team.json"),
        ({"persons": []}, "team.json"),
        ({"calendars": []}, "calendars"),
        ({"domains": ["a.example"], "calendar": 5}, "calendar"),
        ({"domains": ["a.example"], "sla": 5}, "sla"),
        ({"domains": ["a.example"], "sla": {"first_response": 60}}, "sla"),
        ({"people": [{"name": "A"}]}, "people[0].addresses"),
    ],
)
def test_a_team_file_that_is_wrong_says_where(tmp_path: Path, content: Any, at: str) -> None:
    with pytest.raises(Refused) as refused:
        options.given([written(tmp_path, content)], [], None)
    assert refused.value.code == "team_file_malformed"
    assert str(refused.value.facts["at"]).endswith(at)


def test_a_file_with_hours_alone_leaves_the_team_to_be_guessed(tmp_path: Path) -> None:
    file = written(
        tmp_path, {"calendars": {"office": OFFICE}, "calendar": "office", "lists": ["l@x.example"]}
    )
    given = options.given([file], ["M@x.example"], None)
    assert given.team is None
    assert given.lists == {"l@x.example", "m@x.example"}
    assert given.calendar is not None
    assert given.calendar.zone.key == "UTC"


def test_people_keep_their_own_hours(tmp_path: Path) -> None:
    people = [
        {"name": "A", "addresses": ["a@x.example"], "calendar": "office"},
        {"name": "B", "addresses": ["b@x.example"]},
    ]
    given = options.given([written(tmp_path, {"people": people, "calendars": {"office": OFFICE}})], [], None)
    assert list(given.calendar_of) == ["A"]
    assert given.calendar is None


@pytest.mark.parametrize("named", ["nobody", "two words.example", "@", "a/b@"])
def test_what_is_neither_file_nor_domain_nor_address_is_refused(named: str) -> None:
    with pytest.raises(Refused) as refused:
        options.given([named], [], None)
    assert refused.value.code in ("team_not_understood", "file_not_found")


def test_a_list_is_an_address() -> None:
    with pytest.raises(Refused) as refused:
        options.given([], ["sales"], None)
    assert refused.value.code == "team_not_understood"


@pytest.mark.parametrize(
    ("days", "opening_days"),
    [
        ("mon-fri", "mon tue wed thu fri"),
        ("Sat-Wed", "mon tue wed sat sun"),
        ("sunday-thursday", "mon tue wed thu sun"),
        ("mon,wed,fri", "mon wed fri"),
        ("fri", "fri"),
    ],
)
def test_days_go_round_the_end_of_the_week(days: str, opening_days: str) -> None:
    calendar = options.given([], [], f"{days} 9-17 UTC").calendar
    assert calendar is not None
    monday = 1_772_409_600 + 10 * 3600  # 2026-03-02, a Monday, at ten
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    opened = [
        name
        for day, name in enumerate(names)
        if calendar.seconds_between(monday + day * 86400, monday + day * 86400 + 60) == 60
    ]
    assert opened == opening_days.split()


def test_hours_may_be_split_and_go_over_midnight() -> None:
    calendar = options.given([], [], "mon-sun 09:00-13:00,14:30-18:00 Asia/Tehran").calendar
    night = options.given([], [], "mon-sun 22:00-06:00 UTC").calendar
    assert calendar is not None
    assert night is not None
    week = (1_772_409_600, 1_772_409_600 + 7 * 86400)
    assert calendar.seconds_between(*week) == 7 * 7.5 * 3600
    assert night.seconds_between(*week) == 7 * 8 * 3600


@pytest.mark.parametrize("text", ["", "h", "-4h", "4 weeks", "4h30m", "1e3"])
def test_no_span(text: str) -> None:
    with pytest.raises(Refused) as refused:
        options.seconds(text)
    assert refused.value.code == "span_unreadable"


def test_spans_may_have_a_point_and_a_blank() -> None:
    assert [options.seconds(text) for text in ("1.5h", " 4 h ", "45s", "2D")] == [5400, 14400, 45, 172800]
