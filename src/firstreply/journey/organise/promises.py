"""Promises: SLAs. Waits keep the one that was applied to them; a change is a new number of the same name."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from firstreply.core.qualify import from_dict as read_rule
from firstreply.core.refusal import Refused
from firstreply.core.respond.ladder import Ladder
from firstreply.core.sla import Target
from firstreply.journey.effects import one_at_a_time
from firstreply.journey.organise.decided import By, changed, guarded, held, made, there
from firstreply.store.models import Calendar, Sla
from firstreply.store.tenancy import organisation

#: What a promise says; all else of the row is its place in history.
TERMS = ("seconds", "warn_at", "ladder", "condition", "covers", "calendar_id", "priority", "position")
COVERS = ("", "first", "next")  #: both; while nobody of ours has answered; after that


def add_sla(name: str, terms: Mapping[str, Any], by: By) -> UUID:
    """A promise under a new name. Refuses as `checked` does, and `name_taken`."""
    one_at_a_time()
    if Sla.objects.filter(name=name).exists():
        raise Refused("name_taken", what="sla", name=name)
    return made(Sla(organisation_id=organisation(), name=name, number=1, **checked(terms)), by).pk


def change_sla(sla_id: UUID, terms: Mapping[str, Any], by: By, *, number: int | None = None) -> UUID:
    """A new number of the same promise, in force for waits that open from now on; the id of that number.

    Refuses as `add_sla` does, `not_found`, `changed_meanwhile`, and `sla_retired` for one that is no longer in force.
    """
    one_at_a_time()
    before = held(Sla, sla_id)
    if before.retired_at is not None:
        raise Refused("sla_retired", name=before.name)
    guarded(before.number, number)
    kept = {term: getattr(before, term) for term in TERMS}
    after = checked({**kept, **terms})
    if after == kept:
        return before.pk
    changed(before, {"retired_at": by.at}, by)
    following = Sla(organisation_id=organisation(), name=before.name, number=before.number + 1, **after)
    return made(following, by).pk


def retire_sla(sla_id: UUID, by: By, *, number: int | None = None) -> None:
    """Applied to no further wait. Refuses `not_found`, `changed_meanwhile`."""
    sla = held(Sla, sla_id)
    guarded(sla.number, number)
    if sla.retired_at is None:
        changed(sla, {"retired_at": by.at}, by)


def checked(terms: Mapping[str, Any]) -> dict[str, Any]:
    """The terms of a promise, whole: what is not said is as usual.

    Refuses as core does for a target, a rule and a ladder, and `reference_unknown` for a calendar.
    """
    values: dict[str, Any] = {
        "warn_at": [50, 80],
        "ladder": {},
        "condition": None,
        "calendar_id": None,
        "priority": "",
    }
    values |= {"position": 0, "covers": "", **terms}
    if values["covers"] not in COVERS:
        raise Refused("covers_unknown", covers=values["covers"], known=", ".join(filter(None, COVERS)))
    Target(seconds=values["seconds"], warn_at=tuple(values["warn_at"]))
    if values["condition"] is not None:
        read_rule(values["condition"])
    Ladder.from_dict(values["ladder"])
    there(Calendar, values["calendar_id"], "calendar")
    return values
