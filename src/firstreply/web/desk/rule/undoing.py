"""Undoing: what was put in force is taken back by putting in force again what was there before."""

from uuid import UUID

from firstreply.core.permission import RULING
from firstreply.core.refusal import Refused
from firstreply.journey.organise import hours, promises, rules
from firstreply.store.queries import rule_pages
from firstreply.store.queries import rules as ruled
from firstreply.web.desk.frame.undo import register
from firstreply.web.desk.rule.seen import roles_of
from firstreply.web.desk.visit import Visit

PUBLISHED = "published-rules"
ORDERED = "ordered-promises"
PROMISED = "promised"
HOURS = "hours"


def registered() -> None:
    """Let what was put in force be undone."""
    register(PUBLISHED, _roll_back)
    register(ORDERED, _order)
    register(PROMISED, _promise)
    register(HOURS, _hours)


def _roll_back(who: Visit, definition: str, after: str) -> None:
    """What was in force before comes back, unless something else was published since."""
    row = rule_pages.version(UUID(definition))
    now = None if row is None else rule_pages.current().get(row.kind, {}).get("published")
    if row is None or now is None or str(now.id) != after:
        raise Refused("undo_over")
    rules.roll_back(row.id, who.decides(roles_of(row.kind)))


def _order(who: Visit, before: list[str], after: list[str]) -> None:
    """The order before, unless it was changed since."""
    if [str(one.id) for one in rule_pages.promises()] != after:
        raise Refused("undo_over")
    promises.order_slas([UUID(one) for one in before], who.decides(RULING))


def _promise(who: Visit, before: str, after: str) -> None:
    """What was in force before is again; `after` is what came instead, "" where nothing did."""
    row = ruled.sla(UUID(before))
    newest = None if row is None else rule_pages.promises_before(row)[0]
    if newest is None or str(newest.id) != (after or before) or (newest.retired_at is None) != bool(after):
        raise Refused("undo_over")
    promises.roll_back_sla(UUID(before), who.decides(RULING))


def _hours(who: Visit, calendar: str, before: str, after: int) -> None:
    """The version before, unless there is another since."""
    row, version = ruled.calendar(UUID(calendar)), ruled.calendar_version(UUID(calendar), UUID(before))
    if row is None or version is None or row.number != after:
        raise Refused("undo_over")
    hours.change_calendar(row.id, who.decides(RULING), value=version.value, number=after)
