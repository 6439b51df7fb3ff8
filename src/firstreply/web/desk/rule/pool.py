"""Pools: who takes turns, by which method, and what becomes of a turn that somebody misses."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse

from firstreply.core.lead.number import read_number
from firstreply.core.permission import DECIDING
from firstreply.core.refusal import Refused
from firstreply.core.route import Pool
from firstreply.insights.sentences import Sentences
from firstreply.insights.sentences.routing import for_pool
from firstreply.journey.organise import pools
from firstreply.store.queries import rules
from firstreply.store.queries.rules import PoolShown
from firstreply.store.tenancy import acting
from firstreply.web.desk.page import go, posted, show, signed_in
from firstreply.web.desk.rule.forming import Formed, formed
from firstreply.web.desk.rule.seen import Seen, may, seen
from firstreply.web.desk.rule.tree import Tree, several, text
from firstreply.web.desk.visit import Visit

#: Fields of a pool that hold one number, with what they are when nothing is said.
_NUMBERS = {"most_credit": 5, "offer_seconds": 120, "most_offers": 3}
_FLAGS = ("ask_hours", "ask_online", "ask_language")


@signed_in
def listing(who: Visit) -> HttpResponse:
    """Pools in use."""
    with acting(who.organisation):
        found = seen(who)
    shown = [
        (row, found.speak.pool(str(row.id)), for_pool(found.speak, found.turns[str(row.id)]))
        for row in found.pools
    ]
    return show(who, "rule/pools.html.j2", rows=shown, may=may(who))


@signed_in
def new(who: Visit) -> HttpResponse:
    """A pool of nobody yet."""
    return formed(who, _form(None), {"row": None}, tree={"name": "", **_tree(Pool(id="new", seats=()), str)})


@signed_in
def page(who: Visit, pool: UUID) -> HttpResponse:
    """One pool, to be changed. Whose turn it is stays."""
    with acting(who.organisation):
        row = rules.pool(pool)
    if row is None:
        raise Refused("not_found", what="pool", id=str(pool))
    turns = Pool.from_dict({**row.value, "id": str(row.id)})
    return formed(who, _form(row), {"row": row}, tree={"name": row.name, **_tree(turns, who.words.digits)})


@posted
def retire(who: Visit, pool: UUID) -> HttpResponse:
    """It is given no more leads. Refused while rules in force name it."""
    with acting(who.organisation):
        if rules.pool(pool) is None:
            raise Refused("not_found", what="pool", id=str(pool))
        pools.retire_pool(pool, who.decides(DECIDING))
    return go("/rules/pools", "retired")


def _form(row: PoolShown | None) -> Formed:
    return Formed(
        kind="pool",
        template="rule/pool.html.j2",
        about=None if row is None else row.id,
        revision=0 if row is None else row.revision,
        value=_value,
        made={"seat": lambda: {"member": "", "weight": "1"}, "call": lambda: {"member": ""}},
        editable=row is None or row.retired_at is None,
    )


def _tree(pool: Pool, digits: Any) -> Tree:
    told = pool.to_dict()
    return {
        "mode": told["mode"], "team": told["team"] or "", "absence": told["absence"],
        "when_closed": told["when_closed"],
        "seats": [
            {
                "member": one.member, "weight": digits(str(one.weight)),
                "since": "" if one.since is None else str(one.since),
            }
            for one in pool.seats
        ],
        "on_call": [{"member": one} for one in pool.on_call],
        "open": _shown(pool.capacity.open, digits), "per_day": _shown(pool.capacity.per_day, digits),
        "new_days": digits(str(pool.newcomers.days)), "new_per_day": _shown(pool.newcomers.per_day, digits),
        **{name: digits(str(told[name])) for name in _NUMBERS},
        **{name: "on" for name in _FLAGS if told[name]},
    }  # fmt: skip


def _shown(value: int | None, digits: Any) -> str:
    return "" if value is None else str(digits(str(value)))


def _value(tree: Tree, speak: Sentences, found: Seen) -> Mapping[str, Any]:
    capacity = {"open": _number(tree, "open"), "per_day": _number(tree, "per_day")}
    return {
        "name": text(tree, "name"), "team": text(tree, "team") or None, "mode": text(tree, "mode") or "round_robin",
        "absence": text(tree, "absence") or "skip", "when_closed": text(tree, "when_closed") or "next_to_open",
        "seats": [_seat(one) for one in several(tree, "seats") if text(one, "member")],
        "on_call": list(dict.fromkeys(text(one, "member") for one in several(tree, "on_call") if text(one, "member"))),
        "capacity": {name: one for name, one in capacity.items() if one is not None},
        "newcomers": {"days": _number(tree, "new_days") or 0, "per_day": _number(tree, "new_per_day")},
        **{name: _number(tree, name, usual) for name, usual in _NUMBERS.items()},
        **{name: bool(text(tree, name)) for name in _FLAGS},
    }  # fmt: skip


def _seat(tree: Any) -> dict[str, Any]:
    since = text(tree, "since")
    return {
        "member": text(tree, "member"), "weight": _number(tree, "weight", 1),
        "since": int(since) if since.isascii() and since.isdigit() else None,
    }  # fmt: skip


def _number(tree: Any, name: str, otherwise: int | None = None) -> int | None:
    given = text(tree, name)
    if not given:
        return otherwise
    found = read_number(given)
    if found is None or found != int(found):
        raise Refused("number_unreadable", given=given)
    return int(found)
