"""Applying: a change of a promise, of hours or of a pool is put in force, from its own page or after its replay."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from firstreply.core.refusal import Refused
from firstreply.journey import rehearse
from firstreply.journey.organise import hours, pools, promises, rules
from firstreply.journey.organise.decided import By
from firstreply.journey.rehearse import Proposal
from firstreply.web.desk.rule.seen import roles_of
from firstreply.web.desk.visit import Visit

#: Where each kind of change has its page.
PLACES = {"promise": "promises", "hours": "hours", "pool": "pools"}


def apply(who: Visit, change: Proposal, revision: int) -> str:
    """Put it in force, inside a transaction; where it is seen then. `revision` is of what it changes, as it was seen.

    Refuses `changed_meanwhile`, and as the step does.
    """
    by = who.decides(roles_of(change.kind))
    if change.kind not in PLACES:
        assert change.about is not None  # `rehearse.begin` was told which draft it is
        rules.publish(change.about, by, revision=revision)
        return f"/rules/{change.kind}"
    own = _APPLY[change.kind](change, revision, by)
    return f"/rules/{PLACES[change.kind]}/{own}"


def replay(who: Visit, change: Proposal, revision: int) -> str:
    """Keep it and have it replayed; where that is seen."""
    return f"/rules/replays/{rehearse.begin(change, who.decides(roles_of(change.kind)), revision=revision)}"


def _promise(change: Proposal, revision: int, by: By) -> UUID:
    name, terms = _named(change.value)
    if change.about is None:
        return promises.add_sla(name, terms, by)
    return promises.change_sla(change.about, terms, by, number=revision, name=name)


def _hours(change: Proposal, revision: int, by: By) -> UUID:
    name, _ = _named(change.value)
    if change.about is None:
        return hours.add_calendar(name, change.value, by)
    return hours.change_calendar(change.about, by, name=name, value=change.value, number=revision)


def _pool(change: Proposal, revision: int, by: By) -> UUID:
    name, value = _named(change.value)
    value = {key: one for key, one in value.items() if key not in ("id", "team")}
    if change.about is None:
        return pools.add_pool(name, _team(change.value), value, by)
    changes = {"name": name, "team_id": _team(change.value), "value": value}
    return pools.change_pool(change.about, changes, by, revision=revision)


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
