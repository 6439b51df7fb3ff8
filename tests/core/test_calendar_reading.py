"""What a calendar's dict may say, and what is refused."""

from datetime import date, time
from typing import Any

import pytest

from firstreply.core.calendar import Calendar
from firstreply.core.refusal import Refused


def versions(**version: object) -> dict[str, object]:
    return {"zone": "UTC", "versions": [version]}


def test_dates_and_times_may_be_values_as_a_toml_file_gives_them() -> None:
    typed = {
        "from": date(2026, 1, 1),
        "week": {"mon": [[time(9), time(17)]]},
        "holidays": [date(2026, 1, 5)],
        "exceptions": {date(2026, 1, 6): [["9:00", "10:00"]]},
    }
    text = {
        "from": "2026-01-01",
        "week": {"mon": [["09:00", "17:00"]]},
        "holidays": ["2026-01-05"],
        "exceptions": {"2026-01-06": [["09:00", "10:00"]]},
    }
    assert Calendar.from_dict(versions(**typed)) == Calendar.from_dict(versions(**text))


def test_a_window_until_midnight_may_be_written_with_either_zero() -> None:
    to_24 = Calendar.from_dict(versions(week={"mon": [["18:00", "24:00"]]}))
    to_0 = Calendar.from_dict(versions(week={"mon": [["18:00", "00:00"]]}))
    assert to_24 == to_0


REFUSED: list[tuple[Any, str, dict[str, object]]] = [
    ("9 to 5", "calendar_not_a_table", {"place": "calendar", "value": "9 to 5"}),
    ({"hours": {}}, "calendar_key_unknown", {"place": "calendar", "key": "hours"}),
    ({"zone": "Europe/Atlantis"}, "calendar_zone_unknown", {"zone": "Europe/Atlantis"}),
    ({"zone": "../../etc/passwd"}, "calendar_zone_unknown", {"zone": "../../etc/passwd"}),
    ({"zone": 3}, "calendar_zone_unknown", {"zone": 3}),
    ({"versions": "always"}, "calendar_not_a_table", {"place": "versions", "value": "always"}),
    ({"versions": ["always"]}, "calendar_not_a_table", {"place": "versions", "value": "always"}),
    (versions(weeks={}), "calendar_key_unknown", {"place": "versions", "key": "weeks"}),
    (versions(week=[1]), "calendar_not_a_table", {"place": "week", "value": [1]}),
    (versions(week={"monday": []}), "calendar_day_unknown", {"day": "monday"}),
    (versions(week={"mon": "9-17"}), "calendar_window_malformed", {"day": "mon", "window": "9-17"}),
    (versions(week={"mon": [["09:00"]]}), "calendar_window_malformed", {"day": "mon", "window": ["09:00"]}),
    (
        versions(week={"mon": [["09:60", "17:00"]]}),
        "calendar_window_malformed",
        {"day": "mon", "window": ["09:60", "17:00"]},
    ),
    (
        versions(week={"mon": [["24:00", "06:00"]]}),
        "calendar_window_malformed",
        {"day": "mon", "window": ["24:00", "06:00"]},
    ),
    (
        versions(week={"tue": [["09:00", "25:00"]]}),
        "calendar_window_malformed",
        {"day": "tue", "window": ["09:00", "25:00"]},
    ),
    (versions(week={"tue": [[9, 17]]}), "calendar_window_malformed", {"day": "tue", "window": [9, 17]}),
    (
        versions(week={"sat": [["09:00", "09:00"]]}),
        "calendar_window_empty",
        {"day": "sat", "window": ["09:00", "09:00"]},
    ),
    (
        versions(exceptions={"2026-02-03": [["9", "17"]]}),
        "calendar_window_malformed",
        {"day": "2026-02-03", "window": ["9", "17"]},
    ),
    (
        versions(exceptions=["2026-02-03"]),
        "calendar_not_a_table",
        {"place": "exceptions", "value": ["2026-02-03"]},
    ),
    (versions(holidays="2026-02-03"), "calendar_not_a_table", {"place": "holidays", "value": "2026-02-03"}),
    (
        versions(holidays=["2026-02-30"]),
        "calendar_date_malformed",
        {"place": "holidays", "value": "2026-02-30"},
    ),
    (versions(**{"from": 2026}), "calendar_date_malformed", {"place": "from", "value": 2026}),
    (
        {"versions": [{"from": "2026-01-01"}, {"from": "2026-01-01"}]},
        "calendar_version_repeated",
        {"day": "2026-01-01"},
    ),
]


@pytest.mark.parametrize(("raw", "code", "facts"), REFUSED)
def test_what_is_malformed_is_refused_with_its_place(raw: Any, code: str, facts: dict[str, object]) -> None:
    with pytest.raises(Refused) as refused:
        Calendar.from_dict(raw)
    assert (refused.value.code, refused.value.facts) == (code, facts)
