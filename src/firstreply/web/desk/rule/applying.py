"""Applying: a change of a promise, of hours or of a pool is put in force, from its own page or after its replay."""

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

from firstreply.core.refusal import Refused
from firstreply.journey import rehearse
from firstreply.journey.organise import hours, pools, promises, rules
from firstreply.journey.organise.decided import By
from firstreply.journey.rehearse import Proposal
from firstreply.store.queries import rule_pages
from firstreply.store.queries import rules as ruled
from firstreply.web.desk.frame.undo import ticket
from firstreply.web.desk.rule import undoing
from firstreply.web.desk.rule.seen import roles_of
from firstreply.web.desk.visit import Visit

#: Where each kind of change has its page.
PLACES = {"promise": "promises", "hours": "hours", "pool": "pools"}


class Applied(NamedTuple):
    """Where it is seen, and the ticket that takes it back; "" where nothing was changed or nothing takes it back."""

    path: str
    undo: str


def apply(who: Visit, change: Proposal, revision: int) -> Applied:
    """Put it in force, inside a transaction. `revision` is of what it changes, as it was seen.

    Refuses `changed_meanwhile`, and as the step does.
    """
    by = who.decides(roles_of(change.kind))
    if change.kind not in PLACES:
        assert change.about is not None  # `rehearse.begin` was told which draft it is
        before = undoing.in_force(change.kind)
        rules.publish(change.about, by, revision=revision)
        return Applied(f"/rules/{change.kind}", undoing.published(who, before, change.about))
    own, undo = _APPLY[change.kind](who, change, revision, by)
    return Applied(f"/rules/{PLACES[change.kind]}/{own}", undo)


def replay(who: Visit, change: Proposal, revision: int) -> str:
    """Keep it and have it replayed; where that is seen."""
    return f"/rules/replays/{rehearse.begin(change, who.decides(roles_of(change.kind)), revision=revision)}"


_Done = tuple[UUID, str]


def _promise(who: Visit, change: Proposal, revision: int, by: By) -> _Done:
    name, terms = _named(change.value)
    if change.about is None:
        made = promises.add_sla(name, terms, by)
        return made, ticket(who, undoing.PROMISED_FIRST, sla=made)
    before = [row.id for row in rule_pages.promises()]
    own = promises.change_sla(change.about, terms, by, number=revision, name=name)
    after = [row.id for row in rule_pages.promises()]
    moved = [own if one == change.about else one for one in before] != after
    if own != change.about:
        return own, ticket(
            who, undoing.PROMISED, before=change.about, after=own, order=before if moved else []
        )
    return own, ticket(who, undoing.ORDERED, before=before, after=after) if moved else ""


def _hours(who: Visit, change: Proposal, revision: int, by: By) -> _Done:
    name, _ = _named(change.value)
    if change.about is None:
        return hours.add_calendar(name, change.value, by), ""
    before = ruled.calendar(change.about)
    own = hours.change_calendar(change.about, by, name=name, value=change.value, number=revision)
    after = ruled.calendar(own)
    if before is None or after is None or (before.number, before.name) == (after.number, after.name):
        return own, ""
    undo = ticket(
        who, undoing.HOURS, calendar=own, before=before.version_id, after=after.number, called=before.name
    )
    return own, undo


def _pool(who: Visit, change: Proposal, revision: int, by: By) -> _Done:
    name, value = _named(change.value)
    value = {key: one for key, one in value.items() if key not in ("id", "team")}
    if change.about is None:
        made = pools.add_pool(name, _team(change.value), value, by)
        return made, undoing.pooled(who, 0, ruled.pool(made))
    changes = {"name": name, "team_id": _team(change.value), "value": value}
    before = ruled.pool(change.about)
    own = pools.change_pool(change.about, changes, by, revision=revision)
    return own, undoing.pooled(who, 0 if before is None else before.revision, ruled.pool(own))


_APPLY = {"promise": _promise, "hours": _hours, "pool": _pool}


def _named(value: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The name, and the rest. Refuses `rule_name_missing`."""
    name = str(value.get("name", "")).strip()
    if not name:
        raise Refused("rule_name_missing")
    return name, {key: one for key, one in value.items() if key != "name"}


def _team(value: Mapping[str, Any]) -> UUID | None:
    given = value.get("team")
    return UUID(str(given)) if given else None
