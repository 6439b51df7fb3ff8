"""Weeks: working hours to begin with, by country. Every team changes them to its own."""

from typing import Any, Final

Week = dict[str, list[list[str]]]

_DAY: Final = [["09:00", "17:00"]]
_HALF: Final = [["09:00", "13:00"]]


def _week(days: str, half: str = "") -> Week:
    return dict.fromkeys(days.split(), _DAY) | dict.fromkeys(half.split(), _HALF)


#: By the names that people choose from.
PRESETS: Final[dict[str, Week]] = {
    "mon_fri": _week("mon tue wed thu fri"),
    "sun_thu": _week("sun mon tue wed thu"),
    "sat_wed": _week("sat sun mon tue wed"),
    "sat_wed_thu_half": _week("sat sun mon tue wed", half="thu"),
    "mon_thu_fri_half": _week("mon tue wed thu", half="fri"),
}

#: ISO 3166 alpha-2 -> preset, where it is not Monday to Friday.
_BY_REGION: Final = {
    "IR": "sat_wed_thu_half",
    "AF": "sat_wed_thu_half",
    "AE": "mon_thu_fri_half",
    **dict.fromkeys(
        ("SA", "EG", "KW", "QA", "BH", "OM", "IQ", "JO", "SY", "YE", "SD", "LY", "DZ", "PS", "IL", "BD", "MV"),
        "sun_thu",
    ),
}  # fmt: skip


def hours(region: str, zone: str, name: str = "", week: str = "") -> dict[str, Any]:
    """A calendar as core reads it: the week of that country (or the preset `week`) in that time zone, in force from the
    beginning.
    """
    preset = week if week in PRESETS else preset_of(region)
    return {"name": name, "zone": zone, "versions": [{"week": PRESETS[preset]}]}


def preset_of(region: str) -> str:
    """The usual week of a country, by its name in PRESETS."""
    return _BY_REGION.get(region.upper(), "mon_fri")
