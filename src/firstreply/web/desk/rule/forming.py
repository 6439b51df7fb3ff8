"""Forming: pages of promises, hours and pools: one form whose buttons change it, replay it, or put it in force.

Nothing of it is stored before: what the form holds is the draft.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse

from firstreply.core.refusal import Refused
from firstreply.insights.reasons import mark
from firstreply.insights.sentences import Sentences
from firstreply.journey.rehearse import Proposal
from firstreply.store.tenancy import acting
from firstreply.web.desk.done import DONE
from firstreply.web.desk.page import asks_for_part, go, show, status_of, told, told_at
from firstreply.web.desk.rule import condition
from firstreply.web.desk.rule.applying import Applied, apply, replay
from firstreply.web.desk.rule.choices import choices
from firstreply.web.desk.rule.seen import Seen, may, roles_of, seen
from firstreply.web.desk.rule.tree import Tree, acted_on, soft, tree_of
from firstreply.web.desk.sent import unsent
from firstreply.web.desk.visit import Visit

DONE.update(
    {
        "in-force": mark("In force from now on."),
        "retired": mark("Taken out of force. What was promised or given by it stays as it is."),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Formed:
    """How a thing is edited. `about` says which one (None: a new one), `revision` as it is now."""

    kind: str
    template: str
    about: UUID | None
    revision: int
    value: Callable[[Tree, Sentences, Seen], Mapping[str, Any]]
    made: Mapping[str, Callable[[], Any]]
    acts: Callable[[Tree, str, Visit], bool] | None = None  #: what buttons of its own do
    editable: bool = True


def formed(who: Visit, form: Formed, facts: Mapping[str, Any], *, tree: Tree) -> HttpResponse:
    """The page, as it is or as it was filled in; `tree` is what it begins with."""
    with acting(who.organisation):
        found = seen(who)
    given = who.request.POST
    if who.request.method != "POST":
        return _shown(who, form, found, tree, facts)
    filled = tree_of((name, value) for name, value in given.items() if isinstance(value, str))
    act = given.get("act", "look")
    if act in ("save", "replay"):
        who.decides(roles_of(form.kind))
    try:
        if act not in ("save", "replay"):
            own = form.acts is not None and form.acts(filled, act, who)
            if not own:
                acted_on(filled, act, form.made)
            return _shown(who, form, found, condition.fitting(filled), facts)
        change = Proposal(form.kind, form.value(filled, found.speak, found), form.about)
        revision = _revision(given.get("revision", ""), form.revision)
        with acting(who.organisation):
            done = (
                apply(who, change, revision) if act == "save" else Applied(replay(who, change, revision), "")
            )
    except Refused as refused:
        if refused.code in ("not_allowed", "token_lacks_scope"):
            raise
        return _shown(who, form, found, filled, facts, refused)
    return on(who, done.path if act == "replay" else told_at(done.path, "in-force", done.undo))


def _revision(given: str, otherwise: int) -> int:
    return int(given) if given.isascii() and given.isdigit() else otherwise


def on(who: Visit, path: str) -> HttpResponse:
    """Go on to another page, also from a form that shows its answer in place."""
    if not asks_for_part(who.request):
        return go(path)
    response = HttpResponse(status=200)
    response["HX-Redirect"] = path
    return response


def _shown(
    who: Visit,
    form: Formed,
    found: Seen,
    tree: Tree,
    facts: Mapping[str, Any],
    refused: Refused | None = None,
) -> HttpResponse:
    speak = found.speak
    said = "" if refused is None else told(who.words, refused)
    status = 200 if refused is None else status_of(refused)
    old = who.request.POST.get("revision") if refused is None or refused.code != "changed_meanwhile" else None
    shown = show(
        who, form.template, fragment="editor", status=status, tree=soft(tree), said=said, form=form,
        revision=old or form.revision,
        may=may(who, roles_of(form.kind)) and form.editable, rules_it=may(who, roles_of(form.kind)),
        fields=condition.fields(speak), speak=speak,
        operators=lambda field: condition.operators(speak, field), wanted=condition.wanted,
        reads=lambda one: condition.sentence(one, speak), lines=_lines(form, found, tree), **choices(found, tree),
        **{"history": (), "row": None, **facts},
    )  # fmt: skip
    return unsent(shown)


def _lines(form: Formed, found: Seen, tree: Tree) -> list[str]:
    """What the form says in sentences; what is wrong with it where it says nothing yet."""
    try:
        value = form.value(tree, found.speak, found)
    except Refused as refused:
        return [found.speak.words.for_refusal(refused.code, refused.facts)]
    return [one.text for one in found.lines(form.kind, value)]
