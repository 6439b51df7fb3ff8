"""Working hours in words: days that are alike together, in the order of the reader's week."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from firstreply.core.calendar.version import Version
from firstreply.core.calendar.week import ALL_DAY, DAY, Window
from firstreply.insights.reasons import mark
from firstreply.insights.sentences.speaking import Sentences

PRESETS: Final[Mapping[str, str]] = {
    "mon_fri": mark("Monday to Friday"),
    "sun_thu": mark("Sunday to Thursday"),
    "sat_wed": mark("Saturday to Wednesday"),
    "sat_wed_thu_half": mark("Saturday to Wednesday, Thursday morning"),
    "mon_thu_fri_half": mark("Monday to Thursday, Friday morning"),
}


def for_week(speak: Sentences, version: Version) -> list[str]:
    """`Monday to Friday: 09:00 to 17:00`, one for each run of days that are alike; closed days last."""
    if version.never_closes:
        return [speak.say(mark("Always open, day and night."))]
    runs: list[list[int]] = []
    for day in speak.dates.week():
        if runs and version.week[runs[-1][-1]] == version.week[day]:
            runs[-1].append(day)
        else:
            runs.append([day])
    opened = [_run(speak, run, version.week[run[0]]) for run in runs if version.week[run[0]]]
    closed = [_days(speak, run) for run in runs if not version.week[run[0]]]
    if closed:
        opened.append(speak.say(mark("{days}: closed"), days=speak.both(closed)))
    return opened


def for_windows(speak: Sentences, windows: Sequence[Window]) -> str:
    """`09:00 to 13:00 and 14:00 to 18:00`."""
    if not windows:
        return speak.say(mark("closed"))
    return speak.both([_window(speak, one) for one in windows])


def holidays_ahead(version: Version, today: date) -> list[date]:
    """Holidays from today on."""
    return sorted(day for day in version.holidays if day >= today)


def _run(speak: Sentences, days: Sequence[int], windows: Sequence[Window]) -> str:
    return speak.say(mark("{days}: {hours}"), days=_days(speak, days), hours=for_windows(speak, windows))


def _days(speak: Sentences, days: Sequence[int]) -> str:
    first, last = speak.dates.weekday(days[0]), speak.dates.weekday(days[-1])
    if len(days) == 1:
        return first
    if len(days) == 7:
        return speak.say(mark("Every day"))
    return speak.say(mark("{first} to {last}"), first=first, last=last)


def _window(speak: Sentences, one: Window) -> str:
    if one == ALL_DAY:
        return speak.say(mark("all day"))
    text = mark("{start} to {end}") if one.closes <= DAY else mark("{start} to {end} on the next day")
    return speak.say(text, start=_clock(speak, one.opens), end=_clock(speak, one.closes))


def _clock(speak: Sentences, seconds: int) -> str:
    whole: Any = seconds if seconds <= DAY else seconds - DAY
    return speak.dates.clock(whole // 3600, whole // 60 % 60)
