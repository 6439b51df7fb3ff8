"""Undoing: what was put in force is taken back by putting in force again what was there before."""

from uuid import UUID

from firstreply.core.refusal import Refused
from firstreply.journey.organise import rules
from firstreply.store.queries import rule_pages
from firstreply.web.desk.frame.undo import register
from firstreply.web.desk.rule.seen import roles_of
from firstreply.web.desk.visit import Visit

PUBLISHED = "published-rules"


def registered() -> None:
    """Let what was published be undone."""
    register(PUBLISHED, _roll_back)


def _roll_back(who: Visit, definition: str, after: str) -> None:
    """What was in force before comes back, unless something else was published since."""
    row = rule_pages.version(UUID(definition))
    now = None if row is None else rule_pages.current().get(row.kind, {}).get("published")
    if row is None or now is None or str(now.id) != after:
        raise Refused("undo_over")
    rules.roll_back(row.id, who.decides(roles_of(row.kind)))
