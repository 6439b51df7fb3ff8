"""Asking: in which order promises are asked: listed, moved, and told where one would be asked in vain."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.http import HttpResponse

from firstreply.core.permission import RULING
from firstreply.core.refusal import Refused
from firstreply.core.respond.in_vain import Standing, in_vain
from firstreply.insights.reasons import mark
from firstreply.insights.sentences import Sentences
from firstreply.insights.sentences.speaking import isolated
from firstreply.journey.organise import promises
from firstreply.store.queries import rule_pages, rules
from firstreply.store.queries.rules import SlaShown
from firstreply.store.tenancy import acting
from firstreply.web.desk.done import DONE
from firstreply.web.desk.frame.undo import ticket
from firstreply.web.desk.page import acted, posted, show, signed_in
from firstreply.web.desk.rule import undoing
from firstreply.web.desk.rule.seen import Seen, may, seen
from firstreply.web.desk.rule.tree import Tree
from firstreply.web.desk.visit import Visit

DONE["promise-moved"] = mark("The order is changed, for waits that begin from now on.")
_NEVER = mark(
    "This promise can never apply: {names} comes first and always fits. Move it up, or narrow what stands before it."
)
_NEVER_BOTH = mark(
    "This promise can never apply: {names} come first, and one of them always fits. Move it up, or narrow what stands"
    " before it."
)
_Value = Callable[[Tree, Sentences, Seen], Mapping[str, Any]]


class Row(NamedTuple):
    """A promise as it is listed; `never` says why it cannot apply, where it cannot."""

    promise: SlaShown
    lines: list[str]
    never: str


@signed_in
def listing(who: Visit) -> HttpResponse:
    """Promises in force, in the order in which they are asked; and those of which none is in force any more."""
    return show(who, "rule/promises.html.j2", fragment="asked", **_listed(who))


def _listed(who: Visit) -> dict[str, Any]:
    with acting(who.organisation):
        found = seen(who)
        rows, gone = rule_pages.promises(), rule_pages.promises_gone()
    why = _why(found.speak, rows)
    shown = [
        Row(row, [one.text for one in found.lines("promise", row._asdict())], why[n])
        for n, row in enumerate(rows)
    ]
    return {"rows": shown, "gone": gone, "may": may(who, RULING)}


@posted
def move(who: Visit, sla: UUID) -> HttpResponse:
    """One place up or down; at the end it stays. Undone, the order before comes back."""
    with acting(who.organisation):
        before = [row.id for row in rule_pages.promises()]
        if sla not in before:
            raise Refused("not_found", what="sla", id=str(sla))
        after = _moved(before, sla, who.request.POST.get("way", ""))
        promises.order_slas(after, who.decides(RULING))
    undo = "" if after == before else ticket(who, undoing.ORDERED, before=before, after=after)
    return acted(
        who, to="/rules/promises", done="promise-moved", undo=undo, template="rule/promises.html.j2",
        fragment="asked", **_listed(who),
    )  # fmt: skip


def _moved(ids: Sequence[UUID], own: UUID, way: str) -> list[UUID]:
    found = list(ids)
    n = found.index(own)
    to = n + {"up": -1, "down": 1}.get(way, 0)
    if 0 <= to < len(found):
        found[n], found[to] = found[to], found[n]
    return found


@posted
def retire(who: Visit, sla: UUID) -> HttpResponse:
    """No further wait is promised that. Undone, it is in force again, in its place."""
    with acting(who.organisation):
        _there(sla)
        promises.retire_sla(sla, who.decides(RULING))
    undo = ticket(who, undoing.PROMISED, before=sla, after="")
    return acted(who, to="/rules/promises", done="retired", undo=undo)


@posted
def back(who: Visit, sla: UUID) -> HttpResponse:
    """What a former number said comes into force again, as a new number."""
    with acting(who.organisation):
        row = _there(sla)
        newest = rule_pages.promises_before(row)[0]
        made = promises.roll_back_sla(sla, who.decides(RULING))
    undo = ticket(who, undoing.PROMISED, before=newest.id, after=made)
    if newest.retired_at:
        undo = ticket(who, undoing.PROMISED_FIRST, sla=made)
    return acted(who, to=f"/rules/promises/{made}", done="rolled-back", undo=undo)


def _there(sla: UUID) -> SlaShown:
    row = rules.sla(sla)
    if row is None:
        raise Refused("not_found", what="sla", id=str(sla))
    return row


def facts(found: Seen, row: SlaShown | None, rows: Sequence[SlaShown], value: _Value) -> dict[str, Any]:
    """What the form asks about its place: `asked_after`, and `never(tree)`, why it would be asked in vain."""
    others = [one for one in rows if row is None or one.id != row.id]
    return {
        "asked_after": _places(found.speak, row, others),
        "never": lambda tree: _in_vain(found, others, tree, value),
    }


def _places(speak: Sentences, row: SlaShown | None, others: Sequence[SlaShown]) -> list[tuple[str, str]]:
    """(position, in words): before all others, and after each of them; where it is now as it is."""
    places = [(0, speak.say(mark("before all others")))]
    places += [(one.position + 1, speak.say(mark("after {name}"), name=isolated(one.name))) for one in others]
    if row is not None and row.retired_at is None:
        n = sum(one.position < row.position for one in others)
        places[n] = (row.position, places[n][1])
    return [(str(place), says) for place, says in places]


def _in_vain(found: Seen, others: Sequence[SlaShown], tree: Tree, value: _Value) -> str:
    try:
        given = value(tree, found.speak, found)
    except Refused:
        return ""
    place = given.get("position", len(others) and others[-1].position + 1)
    earlier = [one for one in others if one.position < place]
    asked = [*map(_standing, earlier), Standing(given["covers"], given["condition"])]
    return _said(found.speak, [earlier[n].name for n in in_vain(asked)[-1]])


def _why(speak: Sentences, rows: Sequence[SlaShown]) -> list[str]:
    """Why each of them can never apply; "" where it may."""
    found = in_vain([_standing(one) for one in rows])
    return [_said(speak, [rows[n].name for n in before]) for before in found]


def _said(speak: Sentences, names: list[str]) -> str:
    if not names:
        return ""
    return speak.say(
        _NEVER if len(names) == 1 else _NEVER_BOTH, names=speak.both([isolated(one) for one in names])
    )


def _standing(row: SlaShown) -> Standing:
    return Standing(row.covers, row.condition)
