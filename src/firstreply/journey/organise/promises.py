"""Promises: SLAs. Waits keep the one that was applied to them; a change is a new number of the same promise.

Those in force are asked in the order of their places, which no two of them share; a change keeps its place.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db.models import Q

from firstreply.core.qualify import from_dict as read_rule
from firstreply.core.refusal import Refused
from firstreply.core.respond.ladder import Ladder
from firstreply.core.sla import Target
from firstreply.journey.effects import one_at_a_time
from firstreply.journey.organise.decided import By, changed, guarded, held, made, there
from firstreply.store.models import Calendar, Sla
from firstreply.store.tenancy import organisation

#: What a promise says; all else of the row is its place in the order of asking, and in history.
TERMS = ("seconds", "warn_at", "ladder", "condition", "covers", "calendar_id", "priority")
COVERS = ("", "first", "next")  #: both; while nobody of ours has answered; after that


def add_sla(name: str, terms: Mapping[str, Any], by: By) -> UUID:
    """A promise under a new name, asked after all others unless `position` says where.

    Refuses as `checked` does, and `name_taken`.
    """
    one_at_a_time()
    _free(name, None)
    values = checked(terms)
    values["position"] = _room(values.get("position"), None, by)
    return made(Sla(organisation_id=organisation(), name=name, number=1, **values), by).pk


def change_sla(
    sla_id: UUID, terms: Mapping[str, Any], by: By, *, number: int | None = None, name: str | None = None
) -> UUID:
    """A new number of the same promise, in force for waits that open from now on; the id of that number.

    It keeps its place unless `position` says another one; to move it alone makes no new number. Refuses as `add_sla`
    does, `not_found`, `changed_meanwhile`, and `sla_retired` for one that is no longer in force.
    """
    one_at_a_time()
    row = held(Sla, sla_id)
    if row.retired_at is not None:
        raise Refused("sla_retired", name=row.name)
    guarded(row.number, number)
    kept = {term: getattr(row, term) for term in TERMS}
    after = checked({**kept, **terms})
    place = after.pop("position", None)
    called = row.name if name is None else name
    if (called, after) != (row.name, kept):
        _free(called, row)
        changed(row, {"retired_at": by.at}, by)
        row = _next(row, called, row.number + 1, row.position, after, by)
    if place is not None and place != row.position:
        changed(row, {"position": _room(place, row, by)}, by)
    return row.pk


def roll_back_sla(sla_id: UUID, by: By) -> UUID:
    """Put what a former number said in force again, as a new number of the same promise and in its place; its id.

    Refuses as `change_sla` does, and `sla_in_force` for the number that is in force.
    """
    one_at_a_time()
    row = held(Sla, sla_id)
    if row.retired_at is None:
        raise Refused("sla_in_force", name=row.name)
    terms = {term: getattr(row, term) for term in TERMS}
    root = row.origin or row.pk
    numbers = Sla.objects.filter(Q(pk=root) | Q(origin=root)).order_by("-number")
    last = numbers[0]
    if last.retired_at is None:
        return change_sla(last.pk, terms, by, name=row.name)
    return _next(row, row.name, last.number + 1, _room(last.position, None, by), checked(terms), by).pk


def order_slas(ids: Sequence[UUID], by: By) -> None:
    """Ask promises in that order. Refuses `promises_changed` unless these are the ones in force."""
    one_at_a_time()
    rows = _in_force(None)
    known = {row.pk: row for row in rows}
    if len(ids) != len(rows) or set(ids) != known.keys():
        raise Refused("promises_changed")
    places = sorted(row.position for row in rows)
    if any(one == other for one, other in pairwise(places)):
        places = list(range(len(rows)))
    for own, place in zip(ids, places, strict=True):
        changed(known[own], {"position": place}, by)


def retire_sla(sla_id: UUID, by: By, *, number: int | None = None) -> None:
    """Applied to no further wait. Refuses `not_found`, `changed_meanwhile`."""
    sla = held(Sla, sla_id)
    guarded(sla.number, number)
    if sla.retired_at is None:
        changed(sla, {"retired_at": by.at}, by)


def checked(terms: Mapping[str, Any]) -> dict[str, Any]:
    """The terms of a promise, whole: what is not said is as usual; `position` only where it is said.

    Refuses as core does for a target, a rule and a ladder, and `reference_unknown` for a calendar.
    """
    values: dict[str, Any] = {
        "warn_at": [50, 80],
        "ladder": {},
        "condition": None,
        "calendar_id": None,
        "priority": "",
    }
    values |= {"covers": "", **terms}
    if values["covers"] not in COVERS:
        raise Refused("covers_unknown", covers=values["covers"], known=", ".join(filter(None, COVERS)))
    Target(seconds=values["seconds"], warn_at=tuple(values["warn_at"]))
    if values["condition"] is not None:
        read_rule(values["condition"])
    Ladder.from_dict(values["ladder"])
    there(Calendar, values["calendar_id"], "calendar")
    return values


def _next(row: Sla, name: str, number: int, position: int, terms: Mapping[str, Any], by: By) -> Sla:
    own = {"organisation_id": organisation(), "origin": row.origin or row.pk}
    return made(Sla(**own, name=name, number=number, position=position, **terms), by)


def _free(name: str, row: Sla | None) -> None:
    """Refuse `name_taken` for a name that another promise has, or had."""
    others = Sla.objects.filter(name=name)
    if row is not None:
        root = row.origin or row.pk
        others = others.exclude(pk=root).exclude(origin=root)
    if others.exists():
        raise Refused("name_taken", what="sla", name=name)


def _in_force(row: Sla | None) -> list[Sla]:
    """Others that are in force, in the order of asking, kept from others until the transaction ends."""
    rows = Sla.objects.filter(retired_at=None).order_by("position", "id").select_for_update(of=("self",))
    return [one for one in rows if row is None or one.pk != row.pk]


def _room(place: int | None, row: Sla | None, by: By) -> int:
    """That place, made free: what stands there moves one on, and so what is in its way. None: after all others."""
    others = _in_force(row)
    if place is None:
        return others[-1].position + 1 if others else 0
    free = place + 1
    for one in others:
        if one.position >= place:
            if one.position < free:
                changed(one, {"position": free}, by)
            free = one.position + 1
    return place
