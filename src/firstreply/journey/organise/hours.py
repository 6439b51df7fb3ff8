"""Hours: calendars and their versions. What was in force once stays as it was; a change is a new version."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from firstreply.core.calendar import Calendar as Hours
from firstreply.core.refusal import Refused
from firstreply.journey.effects import one_at_a_time
from firstreply.journey.organise.decided import By, changed, guarded, held, made
from firstreply.store.models import Calendar, CalendarVersion
from firstreply.store.tenancy import organisation


def add_calendar(name: str, value: Mapping[str, Any], by: By) -> UUID:
    """A calendar with its first version. Refuses as `Calendar.from_dict` does, `never_due`, `name_taken`."""
    _readable(value)
    calendar = made(Calendar(organisation_id=organisation(), name=name), by)
    _version(calendar.pk, 1, value, by)
    return calendar.pk


def change_calendar(
    calendar_id: UUID,
    by: By,
    *,
    name: str | None = None,
    value: Mapping[str, Any] | None = None,
    number: int | None = None,
) -> UUID:
    """Rename, or put other hours in force from now on: waits that began keep the version of then.

    `number` is the version that the caller has seen. Refuses as `add_calendar` does, `not_found`,
    `changed_meanwhile`.
    """
    one_at_a_time()
    calendar = held(Calendar, calendar_id)
    last = CalendarVersion.objects.filter(calendar=calendar).order_by("-number").first()
    newest = last.number if last else 0
    guarded(newest, number)
    if name is not None:
        changed(calendar, {"name": name}, by)
    if value is not None and (last is None or last.value != value):
        _readable(value)
        _version(calendar.pk, newest + 1, value, by)
    return calendar.pk


def _version(calendar_id: UUID, number: int, value: Mapping[str, Any], by: By) -> None:
    made(
        CalendarVersion(
            organisation_id=organisation(), calendar_id=calendar_id, number=number, value=dict(value)
        ),
        by,
    )


def _readable(value: Mapping[str, Any]) -> None:
    problems = Hours.from_dict(value).problems()
    if problems:
        raise Refused(problems[0].code, **problems[0].facts)
