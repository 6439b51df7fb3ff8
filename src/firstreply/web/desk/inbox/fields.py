"""Fields: what the small forms of the list say, read and held to what makes sense."""

from datetime import UTC, datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import QueryDict

from firstreply.core.refusal import Refused
from firstreply.core.respond.snooze import Until, until
from firstreply.insights.day_input import read_day
from firstreply.insights.time_input import read_time
from firstreply.store.queries import inbox_chosen
from firstreply.store.tenancy import acting
from firstreply.web.desk.inbox.chosen import Item
from firstreply.web.desk.inbox.outcome import Outcome
from firstreply.web.desk.visit import Visit

_MORNING: Final = "9:00"


def who_gets(form: QueryDict) -> tuple[UUID | None, UUID | None]:
    """The member or the pool that was named. Refuses `one_receiver` unless it is exactly one."""
    member, pool = _id(form.get("member", "")), _id(form.get("pool", ""))
    if (member is None) == (pool is None):
        raise Refused("one_receiver")
    return member, pool


def wait_of(item: Item) -> UUID:
    """The wait that a row showed. Refuses `nothing_waits` for one that shows none: there is nothing to end."""
    if item.wait is None:
        raise Refused("nothing_waits")
    return item.wait


def called_id(who: Visit, outcome: Outcome) -> list[UUID]:
    """The facts of calls that were just written down."""
    if who.caller.member is None:
        return []
    with acting(who.organisation):
        return inbox_chosen.said(who.caller.member, [one.lead for one in outcome.done])


def snoozed_until(who: Visit, form: QueryDict) -> datetime:
    """Until when: a choice by its name, or a day and a time. Refuses `date_unreadable` and `time_unreadable`."""
    choice = form.get("until", "")
    zone = ZoneInfo(who.zone)
    if choice in list(Until):
        with acting(who.organisation):
            hours = inbox_chosen.hours(who.caller.member, who.now)
        return until(Until(choice), who.now, hours, zone)
    day = read_day(form.get("day", ""), who.looks.system)
    return datetime.combine(day, read_time(form.get("time", "") or _MORNING), zone).astimezone(UTC)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
