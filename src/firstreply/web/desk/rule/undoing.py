"""Undoing: what was put in force is taken back by putting in force again what was there before."""

from collections.abc import Sequence
from uuid import UUID

from firstreply.core.permission import DECIDING, RULING
from firstreply.core.refusal import Refused
from firstreply.journey.organise import hours, organisation, pools, promises, rules
from firstreply.store.queries import pool_past, rule_pages
from firstreply.store.queries import rules as ruled
from firstreply.store.queries.rule_pages import VersionShown
from firstreply.store.queries.rules import PoolShown
from firstreply.web.desk.frame.undo import register, ticket
from firstreply.web.desk.rule.seen import roles_of
from firstreply.web.desk.visit import Visit

PUBLISHED = "published-rules"
DISCARDED = "discarded-draft"
ORDERED = "ordered-promises"
PROMISED = "promised"
PROMISED_FIRST = "promised-first"
HOURS = "hours"
POOLED = "pooled"
SETTINGS = "settings-of-rules"


def registered() -> None:
    """Let what was put in force be undone."""
    register(PUBLISHED, _roll_back)
    register(DISCARDED, _draft)
    register(ORDERED, _order)
    register(PROMISED, _promise)
    register(PROMISED_FIRST, _retire)
    register(HOURS, _hours)
    register(POOLED, _pool)
    register(SETTINGS, _settings)


def in_force(kind: str) -> VersionShown | None:
    """The version of that kind that is in force."""
    return rule_pages.current().get(kind, {}).get("published")


def published(who: Visit, before: VersionShown | None, after: UUID) -> str:
    """The ticket for what came into force instead of `before`; "" where nothing was."""
    return "" if before is None else ticket(who, PUBLISHED, definition=before.id, after=after)


def pooled(who: Visit, before: int, after: PoolShown | None) -> str:
    """The ticket for what made `after` of revision `before` of a pool, 0 where it is new; "" where nothing changed."""
    if after is None or after.revision == before:
        return ""
    return ticket(who, POOLED, pool=after.id, before=before, after=after.revision)


def _roll_back(who: Visit, definition: str, after: str) -> None:
    """What was in force before comes back, unless something else was published since."""
    row = rule_pages.version(UUID(definition))
    now = None if row is None else rule_pages.current().get(row.kind, {}).get("published")
    if row is None or now is None or str(now.id) != after:
        raise Refused("undo_over")
    rules.roll_back(row.id, who.decides(roles_of(row.kind)))


def _draft(who: Visit, definition: str) -> None:
    """What was discarded is a draft again, unless there is another one since."""
    row = rule_pages.version(UUID(definition))
    if row is None or "draft" in rule_pages.current().get(row.kind, {}):
        raise Refused("undo_over")
    rules.draft(row.kind, row.value, who.decides(roles_of(row.kind)))


def _order(who: Visit, before: list[str], after: list[str]) -> None:
    """The order before, unless it was changed since."""
    if [str(one.id) for one in rule_pages.promises()] != after:
        raise Refused("undo_over")
    promises.order_slas([UUID(one) for one in before], who.decides(RULING))


def _promise(who: Visit, before: str, after: str, order: Sequence[str] = ()) -> None:
    """What was in force before is again, in that `order` if any; `after` came instead, "" where nothing did."""
    row = ruled.sla(UUID(before))
    newest = None if row is None else rule_pages.promises_before(row)[0]
    if newest is None or str(newest.id) != (after or before) or (newest.retired_at is None) != bool(after):
        raise Refused("undo_over")
    by = who.decides(RULING)
    own = promises.roll_back_sla(UUID(before), by)
    if order:
        promises.order_slas([own if one == before else UUID(one) for one in order], by)


def _retire(who: Visit, sla: str) -> None:
    """What was promised for the first time, or again, is promised no more, unless it was changed since."""
    row = ruled.sla(UUID(sla))
    if row is None or row.retired_at is not None:
        raise Refused("undo_over")
    promises.retire_sla(row.id, who.decides(RULING))


def _hours(who: Visit, calendar: str, before: str, after: int, called: str | None = None) -> None:
    """The version before and what it was called, unless there is another since."""
    row, version = ruled.calendar(UUID(calendar)), ruled.calendar_version(UUID(calendar), UUID(before))
    if row is None or version is None or row.number != after:
        raise Refused("undo_over")
    hours.change_calendar(row.id, who.decides(RULING), name=called, value=version.value, number=after)


def _pool(who: Visit, pool: str, before: int, after: int) -> None:
    """As it was before, unless it was changed since; a new one is given no leads."""
    by, row = who.decides(DECIDING), ruled.pool(UUID(pool))
    if row is None or row.revision != after:
        raise Refused("undo_over")
    was = next((one for one in pool_past.pool_versions(row) if one.number == before), None)
    if was is None or was.retired:
        pools.retire_pool(row.id, by)
    else:
        pools.bring_back_pool(row.id, by)
        pools.change_pool(row.id, {"name": was.name, "team_id": was.team_id, "value": was.value}, by)


def _settings(who: Visit, change: str) -> None:
    """As they were before that change, unless they were changed since."""
    organisation.take_back_settings(UUID(change), who.decides(DECIDING))
