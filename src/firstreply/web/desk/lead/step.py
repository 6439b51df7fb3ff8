"""Step: what comes next with a lead: planned with a time of work, done with one key."""

from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpResponse

from firstreply.core.calendar import Calendar
from firstreply.core.refusal import Refused
from firstreply.insights.day_input import read_day
from firstreply.insights.time_input import read_time
from firstreply.journey import acted
from firstreply.store.queries import lead_beside, routing
from firstreply.store.tenancy import acting
from firstreply.web.desk.frame import undo
from firstreply.web.desk.lead.finding import find, given, given_id, holds
from firstreply.web.desk.lead.page import answered
from firstreply.web.desk.lead.presets import PRESETS, due
from firstreply.web.desk.page import posted
from firstreply.web.desk.visit import Visit


@posted
def plan(who: Visit, lead: UUID) -> HttpResponse:
    """Say what comes next. Refuses `text_missing`, `date_unreadable`, `time_unreadable`,
    `reference_unknown`.
    """
    whose = given_id(who, "member") or who.caller.member
    with acting(who.organisation):
        find(who, lead)
        crew = routing.crew(who.now)
    found = crew.members.get(str(whose))
    calendar = found.calendar if found else Calendar.always()
    due = _due(who, calendar)
    made = acted.plan(
        who.organisation,
        lead,
        given(who, "title"),
        by=who.caller.member,
        now=who.now,
        due_at=due,
        member=whose,
    ).made
    return answered(who, lead, "lead-planned", undo.ticket(who, "unplan", task=made))


@posted
def finish(who: Visit, lead: UUID, task: UUID) -> HttpResponse:
    """It is done, or (`dropped`) not to be done."""
    with acting(who.organisation):
        row = lead_beside.task(task)
        holds(who, lead, row.lead_id if row else None, "task")
    dropped = given(who, "dropped") == "yes"
    acted.finish(who.organisation, task, by=who.caller.member, now=who.now, dropped=dropped)
    return answered(
        who,
        lead,
        "lead-task-dropped" if dropped else "lead-task-done",
        undo.ticket(who, "take-up", task=task),
    )


def unplan(who: Visit, task: str) -> None:
    """It is not to be done."""
    acted.finish(who.organisation, UUID(task), by=who.caller.member, now=who.now, dropped=True)


def take_up(who: Visit, task: str) -> None:
    """It is to be done after all."""
    acted.take_up(who.organisation, UUID(task), by=who.caller.member, now=who.now)


def _due(who: Visit, calendar: Calendar) -> datetime | None:
    preset = given(who, "when") or "open"
    if preset not in PRESETS:
        raise Refused("date_unreadable", given=preset)
    if preset != "day" and not (given(who, "on") and preset == "open"):
        return due(calendar, preset, who.now)
    on = read_day(given(who, "on"), who.looks.system)
    at = read_time(given(who, "at") or "09:00")
    return datetime.combine(on, at, ZoneInfo(who.zone)).astimezone(UTC)
