"""Calendars, holidays, dates and spans: what is not understood about time."""

from typing import Final

from firstreply.insights.reasons.marking import mark

REFUSALS: Final[dict[str, str]] = {
    "unknown_calendar_system": mark("There is no calendar system “{system}”. Choose one of: {known}."),
    "holidays_country_unknown": mark(
        "No holidays are known for the country “{country}”. Use a code such as DE."
    ),
    "holidays_subdivision_unknown": mark("“{subdivision}” is no known part of the country “{country}”."),
    "holidays_category_unknown": mark("The country “{country}” has no holidays of the kind {categories}."),
    "calendar_not_a_table": mark("The calendar is not understood at “{place}”: found {value}."),
    "calendar_key_unknown": mark("The calendar has an unknown entry “{key}” in “{place}”."),
    "calendar_day_unknown": mark("The calendar names a day “{day}”. Use mon, tue, wed, thu, fri, sat, sun."),
    "calendar_date_malformed": mark("“{value}” in “{place}” is no date. Write it as 2026-01-31."),
    "calendar_window_malformed": mark(
        "The hours {window} on “{day}” are not understood. Write them as 09:00, 17:00."
    ),
    "calendar_window_empty": mark("The hours {window} on “{day}” are empty: they end when they begin."),
    "calendar_version_repeated": mark("Two versions of the calendar begin on {day}. Keep one."),
    "calendar_zone_unknown": mark("There is no time zone “{zone}”. Use a name such as Europe/Berlin."),
    "datetime_naive": mark("The time {at} names no time zone. Give it one, such as +03:00."),
    "instants_not_whole": mark("The times must be whole seconds; {dtype} was given."),
    "span_negative": mark("A span of working time cannot be negative; {seconds} seconds were given."),
    "never_due": mark("The calendar “{calendar}” never opens. Give it working hours."),
    "beyond_horizon": mark("The time lies too far in the future to be computed."),
    "calendar_without_zone": mark(
        "The calendar “{name}” names no time zone. Add one, such as Europe/Berlin."
    ),
    "calendar_unknown": mark(
        "“{given}” is no calendar. Write the name of one in the team file, a JSON file, or sun-thu "
        "09:00-17:00 Africa/Cairo."
    ),
    "date_unreadable": mark("“{given}” is no date. Write it as 2026-01-31."),
    "time_unreadable": mark("“{given}” is no time of day. Write it like 09:30."),
    "span_unreadable": mark("“{given}” is no span of time. Write it as 30m, 4h or 2d."),
}
