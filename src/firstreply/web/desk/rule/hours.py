"""Hours: calendars: the week, holidays, exceptions, and from when. A change is a new version; the past stays."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpResponse

from firstreply.channels.holidays import named_holidays
from firstreply.channels.phone import regions
from firstreply.core.calendar import Calendar
from firstreply.core.calendar.version import openings
from firstreply.core.calendar.week import DAYS, Window
from firstreply.core.lead.fold import ascii_digits
from firstreply.core.permission import RULING
from firstreply.core.refusal import Refused
from firstreply.insights.day_input import read_day, typed
from firstreply.insights.sentences import Sentences
from firstreply.insights.sentences.hours import PRESETS as CALLED
from firstreply.insights.sentences.hours import for_windows
from firstreply.insights.time_input import clock
from firstreply.journey.organise.hours import change_calendar
from firstreply.journey.organise.weeks import PRESETS, preset_of
from firstreply.store.queries import identity, rule_pages, rules
from firstreply.store.queries.rules import CalendarShown
from firstreply.store.tenancy import acting
from firstreply.web.desk.frame.undo import ticket
from firstreply.web.desk.page import acted, posted, show, signed_in
from firstreply.web.desk.rule import undoing
from firstreply.web.desk.rule.days import beside
from firstreply.web.desk.rule.forming import Formed, formed
from firstreply.web.desk.rule.seen import may, seen
from firstreply.web.desk.rule.tree import Tree, several, text
from firstreply.web.desk.sheet.writing import Writing
from firstreply.web.desk.visit import Visit

AHEAD: Final = 14  #: days of the preview
_ISO: Final = re.compile(r"[12]\d{3}-\d{2}-\d{2}")


@signed_in
def listing(who: Visit) -> HttpResponse:
    """Calendars with the hours in force."""
    with acting(who.organisation):
        found = seen(who)
        rows = rule_pages.calendars()
    shown = [(row, [one.text for one in found.lines("hours", row.value)][:6]) for row in rows]
    return show(who, "rule/calendars.html.j2", rows=shown, may=may(who, RULING))


@signed_in
def new(who: Visit) -> HttpResponse:
    """A calendar to begin with: the week of the organisation's country, in its time zone."""
    with acting(who.organisation):
        home = identity.home()
    week = PRESETS[preset_of(home.region)]
    value = {"zone": home.zone, "versions": [{"week": week}]}
    return formed(
        who, _form(None, who), _facts(who, None, home.region), tree=_tree(who, "", value, first=True)
    )


@signed_in
def page(who: Visit, calendar: UUID) -> HttpResponse:
    """One calendar, to be changed from a day on; and its versions."""
    with acting(who.organisation):
        row = rules.calendar(calendar)
        home = identity.home()
        before = [] if row is None else rules.calendar_versions(calendar, None, 20).rows
        found = seen(who)
    if row is None:
        raise Refused("not_found", what="calendar", id=str(calendar))
    older = [*before[1:], None] if before else []
    pairs = zip(before, older, strict=True)
    history = [
        (one, found.differences("hours", None if old is None else old.value, one.value)) for one, old in pairs
    ]
    facts = {**_facts(who, row, home.region), "history": history}
    return formed(who, _form(row, who), facts, tree=_tree(who, row.name, row.value, first=False))


@posted
def back(who: Visit, calendar: UUID) -> HttpResponse:
    """An earlier version of the hours comes into force again, as a new version."""
    with acting(who.organisation):
        row = rules.calendar(calendar)
        if row is None:
            raise Refused("not_found", what="calendar", id=str(calendar))
        version = rules.calendar_version(calendar, _id(who.request.POST.get("version", "")))
        if version is None:
            raise Refused("not_found", what="calendar_version", id=who.request.POST.get("version", ""))
        change_calendar(calendar, who.decides(RULING), value=version.value, number=row.number)
        after = rules.calendar(calendar)
    number = row.number if after is None else after.number
    undo = ""
    if number != row.number:
        undo = ticket(who, undoing.HOURS, calendar=calendar, before=row.version_id, after=number)
    return acted(who, to=f"/rules/hours/{calendar}", done="rolled-back", undo=undo)


def _id(given: str) -> UUID:
    try:
        return UUID(given)
    except ValueError:
        raise Refused("not_found", what="calendar_version", id=given) from None


def _facts(who: Visit, row: CalendarShown | None, region: str) -> dict[str, Any]:
    words = who.words
    return {
        "row": row, "presets": [(name, words.say(said)) for name, said in CALLED.items()], "region": region,
        "regions": regions(),
        "day_names": [(DAYS[n], seen_day) for n, seen_day in _week(who)],
        "ahead": lambda tree, speak: _ahead(who, row, tree, speak),
        "beside": lambda given: _beside(who, given), "day_of": lambda iso: _day_of(who, iso), "year_now": who.now.year,
    }  # fmt: skip


def _week(who: Visit) -> list[tuple[int, str]]:
    dates = Writing(who).dates
    return [(day, dates.weekday(day)) for day in dates.week()]


def _form(row: CalendarShown | None, who: Visit) -> Formed:
    return Formed(
        kind="hours",
        template="rule/hours.html.j2",
        about=None if row is None else row.id,
        revision=0 if row is None else row.number,
        value=lambda tree, speak, found: _value(row, tree, speak),
        made={
            "window": lambda: {"start": "09:00", "end": "17:00"},
            "holiday": lambda: {"day": ""},
            "exception": lambda: {"day": "", "windows": []},
        },
        acts=_acts,
    )


def _tree(who: Visit, name: str, value: Mapping[str, Any], *, first: bool) -> Tree:
    dates, digits = Writing(who).dates, who.words.digits
    calendar = Calendar.from_dict(value)
    version = calendar.versions[-1]
    today = who.now.astimezone(calendar.zone).date()
    return {
        "name": name, "zone": calendar.zone.key, "from": "" if first else typed(today, dates),
        "week": {DAYS[n]: {"windows": [_window(one, digits) for one in version.week[n]]} for n in range(7)},
        "holidays": [{"day": typed(day, dates)} for day in sorted(version.holidays)],
        "exceptions": [
            {"day": typed(day, dates), "windows": [_window(one, digits) for one in windows]}
            for day, windows in version.exceptions
        ],
    }  # fmt: skip


def _window(one: Window, digits: Any) -> Tree:
    return {"start": digits(_clock(one.opens)), "end": digits(_clock(one.closes))}


def _clock(seconds: int) -> str:
    seconds = seconds if seconds <= 86_400 else seconds - 86_400
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}"


def _acts(tree: Tree, act: str, who: Visit) -> bool:
    """A week to begin with, or the holidays of a country and year to choose from."""
    deed, _, name = act.partition(":")
    if deed == "preset" and name in PRESETS:
        week = PRESETS[name]
        tree["week"] = {
            day: {"windows": [{"start": a, "end": b} for a, b in week.get(day, ())]} for day in DAYS
        }
        return True
    if deed == "holidays":
        tree["offered"] = [_offer(day, called) for day, called in _public(tree, who)]
        return True
    return False


def _public(tree: Tree, who: Visit) -> list[tuple[date, str]]:
    year = ascii_digits(text(tree, "year")) or str(who.now.year)
    if not year.isdigit() or not 1900 <= int(year) <= 2199:
        raise Refused("date_unreadable", given=year)
    return list(named_holidays(text(tree, "country").upper(), int(year), language=who.words.lang))


def _offer(day: date, called: str) -> Tree:
    return {"iso": day.isoformat(), "called": called, "on": "on"}


def _value(row: CalendarShown | None, tree: Tree, speak: Sentences) -> Mapping[str, Any]:
    system = speak.dates.system
    start = text(tree, "from")
    week = tree.get("week", {})
    version: dict[str, Any] = {
        "week": {day: found for day in DAYS if (found := _windows(week.get(day, {})))},
        "holidays": _holidays(tree, system),
        "exceptions": {
            read_day(text(one, "day"), system).isoformat(): _windows(one)
            for one in several(tree, "exceptions") if text(one, "day")
        },
    }  # fmt: skip
    version = {name: value for name, value in version.items() if value or name == "week"}
    told = {"name": text(tree, "name"), "zone": text(tree, "zone")}
    if row is None or not start:
        return {**told, "versions": [version]}
    first = read_day(start, system)
    kept = [
        one
        for one in row.value.get("versions", [])
        if date.fromisoformat(one.get("from", "0001-01-01")) < first
    ]
    return {**told, "versions": [*kept, {"from": first.isoformat(), **version}]}


def _holidays(tree: Tree, system: str) -> list[str]:
    own = [read_day(text(one, "day"), system) for one in several(tree, "holidays") if text(one, "day")]
    ticked = [date.fromisoformat(text(one, "iso")) for one in several(tree, "offered") if text(one, "on")]
    return [day.isoformat() for day in sorted({*own, *ticked})]


def _windows(tree: Any) -> list[list[str]]:
    found = []
    for one in several(tree, "windows"):
        start, end = clock(text(one, "start")), clock(text(one, "end"))
        if start or end:
            found.append(["00:00", "24:00"] if start == end == "00:00" else [start, end])
    return found


def _read(who: Visit, given: str) -> date:
    """A day as typed, or in ISO 8601 as the library has it."""
    return date.fromisoformat(given) if _ISO.fullmatch(given) else read_day(given, who.looks.system)


def _beside(who: Visit, given: str) -> str:
    """The same day in the other calendars; "" where it cannot be read."""
    try:
        return beside(who, _read(who, given))
    except (Refused, ValueError):
        return ""


def _day_of(who: Visit, iso: str) -> str:
    try:
        return Writing(who).dates.long(date.fromisoformat(iso))
    except ValueError:
        return "–"


def _ahead(
    who: Visit, row: CalendarShown | None, tree: Tree, speak: Sentences
) -> list[tuple[date, str, str]]:
    """The next two weeks as they would be: day, weekday, hours; none while something is wrong."""
    try:
        calendar = Calendar.from_dict(_value(row, tree, speak))
    except Refused:
        return []
    first = who.now.astimezone(ZoneInfo(calendar.zone.key)).date()
    days = [first + timedelta(days=n) for n in range(AHEAD)]
    windows: dict[date, list[Window]] = {}
    for day, window in openings(calendar.versions, days[0], days[-1]):
        windows.setdefault(day, []).append(window)
    return [
        (day, speak.dates.weekday(day.weekday()), for_windows(speak, windows.get(day, []))) for day in days
    ]
