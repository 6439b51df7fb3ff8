"""Dates of mail headers as epoch seconds."""

import re
from datetime import date

_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
# RFC 5322 section 4.3 and what mail programs write beside it; unknown names count as UTC, as the RFC says.
_ZONES = {
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
    "CET": 1, "CEST": 2, "MET": 1, "MEST": 2, "EET": 2, "EEST": 3, "BST": 1, "IST": 5.5, "JST": 9, "MSK": 3,
}  # fmt: skip
_SHAPE = re.compile(
    r"(\d{1,2})[ \t\-]+([A-Za-z]{3})[a-z]*[ \t,\-]+(\d{2,4})[ \t\r\n,]+(\d{1,2})[:.](\d\d)(?:[:.](\d\d))?"
    r"[ \t\r\n]*([+-]\d{4}|[A-Za-z]{1,5})?"
)
# asctime order: "Thu Nov  6 10:04:00 2025", written by old programs.
_ASCTIME = re.compile(
    r"([A-Za-z]{3})[ \t]+(\d{1,2})[ \t]+(\d{1,2}):(\d\d)(?::(\d\d))?(?:[ \t]+([A-Z]{3,4}))?[ \t]+(\d{4})"
    r"(?:[ \t]*([+-]\d{4}))?"
)
_FIRST_YEAR = 1971  #: of mail between machines; an earlier date is a program's mistake and tells nothing
_EPOCH_DAY = date(1970, 1, 1).toordinal()
_known: dict[str, int] = {}  #: "29 Apr 2019 " -> its midnight
_minutes = {
    f"{hour:02}:{minute:02}:": hour * 3600 + minute * 60 for hour in range(24) for minute in range(60)
}
_seconds = {f"{second:02}": second for second in range(60)}
_days: dict[tuple[str, str, str], int | None] = {}
_offsets: dict[str | None, int] = {None: 0, "+0000": 0, "-0000": 0}


def epoch(value: str, start: int = 0, end: int = 1 << 30) -> int | None:
    """The first date in `value[start:end]` as epoch seconds, UTC; None where there is none
    that exists and that mail can have.

    Two-digit years are read as RFC 5322 section 4.3 says; an impossible day, hour or minute is no date. A leap
    second counts as the second before it.
    """
    found = _SHAPE.search(value, start, end)
    if found is None:
        return _asctime(value, start, end)
    day, month, year, hour, minute, second, zone = found.groups()
    key = (day, month, year)
    at = _days[key] if key in _days else _day(key)
    if at is not None and len(_known) < 100_000 and value[found.end(3) : found.end(3) + 1] == " ":
        written = value[found.start() : found.end(3) + 1]
        _known[written] = at
        if len(day) == 1:
            _known[f" {written}"] = at  # asctime's habit of two spaces before a small day
    return _instant(at, int(hour), int(minute), int(second or 0), zone)


def stamp(value: str) -> int | None:
    """`epoch`, quicker for the form nearly all programs write: `Mon, 29 Apr 2019 08:47:02 +1000`."""
    cut = 17 if value[6:7] != " " else 16
    day = _known.get(value[5:cut])
    if day is not None:
        minute, second = _minutes.get(value[cut : cut + 6]), _seconds.get(value[cut + 6 : cut + 8])
        east = _offsets.get(value[cut + 9 : cut + 14])
        if minute is not None and second is not None and east is not None:
            return day + minute + second - east
    return epoch(value)


def _instant(day: int | None, hour: int, minute: int, second: int, zone: str | None) -> int | None:
    if day is None or hour > 23 or minute > 59 or second > 60:
        return None
    offset = _offsets[zone] if zone in _offsets else _offset(zone)
    return day + hour * 3600 + minute * 60 + min(second, 59) - offset


def _day(key: tuple[str, str, str]) -> int | None:
    """Midnight of a day as epoch seconds, remembered: an archive has few days and many messages."""
    day, month, year = int(key[0]), _MONTHS.get(key[1].lower()), int(key[2])
    if len(key[2]) == 2:
        year += 2000 if year < 50 else 1900
    elif len(key[2]) == 3:
        year += 1900
    try:
        at = (
            None
            if month is None or year < _FIRST_YEAR
            else (date(year, month, day).toordinal() - _EPOCH_DAY) * 86400
        )
    except ValueError:
        at = None
    if len(_days) < 100_000:
        _days[key] = at
    return at


def _offset(zone: str | None) -> int:
    """Seconds east of UTC."""
    if not zone:
        return 0
    if zone[0] in "+-":
        seconds = int(zone[1:3]) * 3600 + int(zone[3:5]) * 60
        seconds = -seconds if zone[0] == "-" else seconds
        seconds = seconds if abs(seconds) < 86400 else 0
    else:
        seconds = int(_ZONES.get(zone.upper(), 0) * 3600)
    if len(_offsets) < 10_000:
        _offsets[zone] = seconds
    return seconds


def _asctime(value: str, start: int, end: int) -> int | None:
    found = _ASCTIME.search(value, start, end)
    if found is None:
        return None
    month, day, hour, minute, second, name, year, zone = found.groups()
    return _instant(_day((day, month, year)), int(hour), int(minute), int(second or 0), zone or name)
