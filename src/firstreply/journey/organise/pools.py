"""Pools: who takes turns, and how. Whose turn it is stays with routing (`state`)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from firstreply.core.member import Role
from firstreply.core.refusal import Refused
from firstreply.core.route import Pool as Turns
from firstreply.journey.effects import one_at_a_time
from firstreply.journey.organise.answering import may_answer
from firstreply.journey.organise.decided import By, changed, held, made, there
from firstreply.store.ids import new_id
from firstreply.store.models import Definition, DefinitionKind, Member, Pool, Team
from firstreply.store.tenancy import organisation


def add_pool(name: str, team: UUID | None, value: Mapping[str, Any], by: By) -> UUID:
    """A pool. `value` is as core's Pool reads it, without `id` and `team`, which are the row's.

    Refuses as `Pool.from_dict` does, `name_taken`, `reference_unknown`, `routing_viewers`.
    """
    there(Team, team, "team")
    pool_id = new_id()
    whole = _checked(pool_id, team, value)
    return made(Pool(id=pool_id, organisation_id=organisation(), name=name, team_id=team, value=whole), by).pk


def change_pool(pool_id: UUID, changes: Mapping[str, Any], by: By, *, revision: int | None = None) -> UUID:
    """Change `name`, `team_id` or parts of `value`. Refuses as `add_pool` does, `not_found`, `changed_meanwhile`."""
    one_at_a_time()
    pool = held(Pool, pool_id, revision)
    team = changes.get("team_id", pool.team_id)
    there(Team, team, "team")
    whole = _checked(pool.pk, team, {**pool.value, **changes.get("value", {})})
    return changed(pool, {**changes, "value": whole}, by).pk


def retire_pool(pool_id: UUID, by: By, *, revision: int | None = None) -> None:
    """Give it no more leads. Refuses `not_found`, `changed_meanwhile`, `pool_in_use` while routing names it."""
    one_at_a_time()
    pool = held(Pool, pool_id, revision)
    routing = Definition.objects.filter(kind=DefinitionKind.ROUTING.value, state="published").first()
    if routing is not None and str(pool_id) in _named(routing.value):
        raise Refused("pool_in_use", name=pool.name)
    if pool.retired_at is None:
        changed(pool, {"retired_at": by.at}, by)


def bring_back_pool(pool_id: UUID, by: By, *, revision: int | None = None) -> None:
    """Give it leads again, among those of its people who may still answer. Refuses `not_found`, `changed_meanwhile`."""
    one_at_a_time()
    pool = held(Pool, pool_id, revision)
    if pool.retired_at is None:
        return
    answering = Member.objects.filter(left_at=None).exclude(role=Role.VIEWER.value)
    here = {str(pk) for pk in answering.values_list("pk", flat=True)}
    seats = [one for one in pool.value["seats"] if one["member"] in here]
    on_call = [one for one in pool.value["on_call"] if one in here]
    changed(pool, {"retired_at": None, "value": {**pool.value, "seats": seats, "on_call": on_call}}, by)


def seat(member: UUID, teams: Iterable[UUID], since: datetime, by: By) -> None:
    """Let somebody take turns in the pools of their teams, from now on."""
    place = {"member": str(member), "weight": 1, "since": int(since.timestamp())}
    for pool in Pool.objects.filter(team_id__in=list(teams), retired_at=None).select_for_update():
        seats = pool.value["seats"]
        if str(member) not in {one["member"] for one in seats}:
            changed(pool, {"value": {**pool.value, "seats": [*seats, place]}}, by)


def unseat(member: UUID, teams: Iterable[UUID] | None, by: By) -> None:
    """Take somebody out of the pools of those teams, or out of all."""
    pools = Pool.objects.filter(retired_at=None).select_for_update()
    if teams is not None:
        pools = pools.filter(team_id__in=list(teams))
    for pool in pools:
        seats = [one for one in pool.value["seats"] if one["member"] != str(member)]
        on_call = [one for one in pool.value["on_call"] if one != str(member)]
        changed(pool, {"value": {**pool.value, "seats": seats, "on_call": on_call}}, by)


def _checked(pool_id: UUID, team: UUID | None, value: Mapping[str, Any]) -> dict[str, Any]:
    given = {**value, "id": str(pool_id), "team": None if team is None else str(team)}
    whole = Turns.from_dict(given, "").to_dict()
    named = {one["member"] for one in whole["seats"]} | set(whole["on_call"])
    known = {str(pk) for pk in Member.objects.filter(left_at=None).values_list("pk", flat=True)}
    for member in sorted(named - known):
        raise Refused("routing_member_unknown", at="seats", member=member)
    may_answer(named)
    return whole


def _named(ruleset: Mapping[str, Any]) -> set[str]:
    rules = ruleset.get("rules", [])
    return {
        *ruleset.get("fallback", []),
        *(rule.get(key) for rule in rules for key in ("target", "otherwise")),
    }
