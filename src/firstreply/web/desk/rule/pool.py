"""Pools: who takes turns, by which method, and what becomes of a turn that somebody misses."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse

from firstreply.core.lead.number import read_number
from firstreply.core.permission import DECIDING
from firstreply.core.refusal import Refused
from firstreply.core.route import Pool
from firstreply.insights.reasons import mark
from firstreply.insights.sentences import Sentences
from firstreply.insights.sentences.routing import for_pool
from firstreply.insights.sentences.speaking import isolated
from firstreply.insights.sentences.written import Difference, Line, differences
from firstreply.journey.organise import pools
from firstreply.store.queries import pool_past, rules
from firstreply.store.queries.pool_past import PoolVersion
from firstreply.store.queries.rules import PoolShown
from firstreply.store.tenancy import acting
from firstreply.web.desk.done import DONE
from firstreply.web.desk.page import acted, posted, show, signed_in
from firstreply.web.desk.rule import undoing
from firstreply.web.desk.rule.forming import Formed, formed
from firstreply.web.desk.rule.seen import Seen, may, seen
from firstreply.web.desk.rule.tree import Tree, several, text
from firstreply.web.desk.visit import Visit

DONE["pool-back"] = mark("The pool is given leads again.")
#: Fields of a pool that hold one number, with what they are when nothing is said.
_NUMBERS = {"most_credit": 5, "offer_seconds": 120, "most_offers": 3}
_FLAGS = ("ask_hours", "ask_online", "ask_language")


@signed_in
def listing(who: Visit) -> HttpResponse:
    """Pools in use; and those that are given no more leads."""
    with acting(who.organisation):
        found = seen(who)
        gone = pool_past.pools_gone()
    shown = [
        (row, found.speak.pool(str(row.id)), for_pool(found.speak, found.turns[str(row.id)]))
        for row in found.pools
    ]
    return show(who, "rule/pools.html.j2", rows=shown, gone=gone, may=may(who))


@signed_in
def new(who: Visit) -> HttpResponse:
    """A pool of nobody yet."""
    facts = {"row": None, "past": ()}
    return formed(who, _form(None), facts, tree={"name": "", **_tree(Pool(id="new", seats=()), str)})


@signed_in
def page(who: Visit, pool: UUID) -> HttpResponse:
    """One pool, to be changed, and what it was before. Whose turn it is stays."""
    with acting(who.organisation):
        row = _there(pool)
        found = seen(who)
        past = pool_past.pool_versions(row)
    turns = Pool.from_dict({**row.value, "id": str(row.id)})
    facts = {"row": row, "past": _past(found, past)}
    return formed(who, _form(row), facts, tree={"name": row.name, **_tree(turns, who.words.digits)})


@posted
def retire(who: Visit, pool: UUID) -> HttpResponse:
    """It is given no more leads. Refused while rules in force name it. Undone, it is given some again."""
    with acting(who.organisation):
        row = _there(pool)
        pools.retire_pool(pool, who.decides(DECIDING))
        undo = undoing.pooled(who, row.revision, rules.pool(pool))
    return acted(who, to="/rules/pools", done="retired", undo=undo)


@posted
def back(who: Visit, pool: UUID) -> HttpResponse:
    """It is given leads again, as it was, or as it was after the change of that `number`."""
    given = who.request.POST.get("number", "")
    with acting(who.organisation):
        row, by = _there(pool), who.decides(DECIDING)
        pools.bring_back_pool(pool, by)
        if given:
            was = next((one for one in pool_past.pool_versions(row) if str(one.number) == given), None)
            if was is None:
                raise Refused("not_found", what="pool_version", id=given)
            pools.change_pool(pool, {"name": was.name, "team_id": was.team_id, "value": was.value}, by)
        undo = undoing.pooled(who, row.revision, rules.pool(pool))
    return acted(who, to=f"/rules/pools/{pool}", done="rolled-back" if given else "pool-back", undo=undo)


def _there(pool: UUID) -> PoolShown:
    row = rules.pool(pool)
    if row is None:
        raise Refused("not_found", what="pool", id=str(pool))
    return row


def _past(found: Seen, versions: list[PoolVersion]) -> list[tuple[PoolVersion, str, list[Difference]]]:
    """What it was, newest first: whose change it was, and what that changed."""
    told = [_lines(found, one) for one in versions]
    older = [*told[1:], told[-1] if versions and versions[-1].number > 1 else []]
    return [
        (one, found.called.members.get(str(one.author_id), ""), differences(was, now))
        for one, now, was in zip(versions, told, older, strict=True)
    ]


def _lines(found: Seen, version: PoolVersion) -> list[Line]:
    speak = found.speak
    name = speak.say(mark("{what}: {how}"), what=speak.say(mark("Name")), how=isolated(version.name))
    gone = [Line("gone", speak.say(mark("It is given no more leads.")))] if version.retired else []
    return [Line("name", name), *found.lines("pool", version.value), *gone]


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
