"""Promises: who hears from us how soon, by whose hours, and what happens when it is late."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse

from firstreply.core.lead.number import read_number
from firstreply.core.qualify import from_dict
from firstreply.core.refusal import Refused
from firstreply.core.respond.ladder import DEFAULT, Ladder
from firstreply.insights.sentences import Sentences
from firstreply.store.queries import rule_pages, rules
from firstreply.store.queries.rules import SlaShown
from firstreply.store.tenancy import acting
from firstreply.web.desk.page import signed_in
from firstreply.web.desk.rule import asking, condition
from firstreply.web.desk.rule.forming import Formed, formed
from firstreply.web.desk.rule.seen import Seen, seen
from firstreply.web.desk.rule.tree import Tree, several, text
from firstreply.web.desk.visit import Visit

UNITS: Final = {"minutes": 60, "hours": 3600, "days": 86_400}


@signed_in
def new(who: Visit) -> HttpResponse:
    """A promise to begin with: an hour, in the hours of whoever answers."""
    with acting(who.organisation):
        found, others = seen(who), rule_pages.promises()
    facts = asking.facts(found, None, others, _value)
    return formed(who, _form(None), facts, tree={
        "name": "", "covers": "first", "amount": "1", "unit": "hours", "warn": "50, 80",
        "position": facts["asked_after"][-1][0],
        "calendar": "", "condition": condition.empty(), "steps": _steps(DEFAULT),
    })  # fmt: skip


@signed_in
def page(who: Visit, sla: UUID) -> HttpResponse:
    """One promise, to be changed; and how it was before."""
    with acting(who.organisation):
        row = rules.sla(sla)
        if row is None:
            raise Refused("not_found", what="sla", id=str(sla))
        found = seen(who)
        before = rule_pages.promises_before(row)
        others = rule_pages.promises()
    older = [None if old is None else old._asdict() for old in (*before[1:], None)]
    history = [
        (new, found.differences("promise", old, new._asdict()))
        for new, old in zip(before, older, strict=True)
    ]
    facts = {"history": history, "row": row, **asking.facts(found, row, others, _value)}
    return formed(who, _form(row), facts, tree=_tree(row, found.speak))


def _form(row: SlaShown | None) -> Formed:
    return Formed(
        kind="promise",
        template="rule/promise.html.j2",
        about=None if row is None else row.id,
        revision=0 if row is None else row.number,
        value=_value,
        made={**condition.MADE, "step": _step_to_begin_with},
        editable=row is None or row.retired_at is None,
    )  # fmt: skip


def _step_to_begin_with() -> Tree:
    return {"when": "due", "amount": "", "unit": "minutes", "deed": "tell_manager"}


def _tree(row: SlaShown, speak: Sentences) -> Tree:
    rule = None if row.condition is None else from_dict(row.condition)
    amount, unit = _span(row.seconds)
    digits = speak.words.digits
    ladder = Ladder.from_dict(row.ladder) if row.ladder else DEFAULT
    return {
        "name": row.name, "covers": row.covers, "amount": digits(amount), "unit": unit,
        "warn": ", ".join(digits(str(one)) for one in row.warn_at), "position": str(row.position),
        "calendar": "" if row.calendar_id is None else str(row.calendar_id),
        "condition": condition.tree_of(rule, speak), "steps": _steps(ladder, digits),
    }  # fmt: skip


def _steps(ladder: Ladder, digits: Any = str) -> list[Tree]:
    found = []
    for one in ladder.steps:
        amount, unit = ("", "minutes") if one.after is None else _span(one.after)
        when = "share" if one.percent is not None else "after" if one.after else "due"
        share = "" if one.percent is None else digits(str(one.percent))
        only = {"untouched": "on"} if one.only_if == "untouched" else {}
        found.append(
            {"when": when, "share": share, "amount": digits(amount), "unit": unit, "deed": one.action.value}
            | only
        )
    return found


def _span(seconds: int) -> tuple[str, str]:
    """The widest unit in which it is whole; else minutes with decimals."""
    unit = next(
        (name for name in ("days", "hours", "minutes") if seconds % UNITS[name] == 0 and seconds), "minutes"
    )
    return f"{seconds / UNITS[unit]:.10g}", unit


def _value(tree: Tree, speak: Sentences, found: Seen) -> Mapping[str, Any]:
    rule = condition.rule_of(tree.get("condition", {}), speak)
    return {
        "name": text(tree, "name"), "covers": text(tree, "covers"), "seconds": _seconds(tree),
        "warn_at": _shares(text(tree, "warn")),
        **({"position": _number(text(tree, "position"))} if text(tree, "position") else {}),
        "calendar_id": text(tree, "calendar") or None, "condition": None if rule["rule"] == {"all": []} else rule,
        "ladder": {"steps": [_step(one) for one in several(tree, "steps")]},
    }  # fmt: skip


def _step(tree: Any) -> dict[str, Any]:
    when = text(tree, "when")
    return {
        "percent": _number(text(tree, "share")) if when == "share" else None,
        "after": None if when == "share" else 0 if when == "due" else _seconds(tree),
        "action": text(tree, "deed"), "only_if": "untouched" if text(tree, "untouched") else "always",
    }  # fmt: skip


def _seconds(tree: Any) -> int:
    amount = read_number(text(tree, "amount"))
    if amount is None or amount <= 0:
        raise Refused("length_unreadable", given=text(tree, "amount"))
    return round(amount * UNITS.get(text(tree, "unit"), 60))


def _number(given: str) -> int:
    found = read_number(given)
    if found is None or found != int(found) or not 0 <= found <= 10_000:
        raise Refused("number_unreadable", given=given)
    return int(found)


def _shares(given: str) -> list[int]:
    parts = [one.strip().rstrip("%٪") for one in given.replace("،", ",").split(",")]
    return sorted({_number(one) for one in parts if one})
