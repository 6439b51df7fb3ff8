"""Editor: a draft as nested fields. Buttons add, remove and move; only saving writes. Two who edit see each other."""

from typing import Any, Final, NamedTuple
from uuid import UUID

from django.http import HttpResponse

from firstreply.core.refusal import Refused
from firstreply.core.route import Action
from firstreply.insights.sentences.written import Difference, Line
from firstreply.journey.organise import rules
from firstreply.store.queries import rule_pages
from firstreply.store.queries.rule_pages import VersionShown
from firstreply.store.tenancy import acting
from firstreply.web.desk.page import show, signed_in, status_of, told
from firstreply.web.desk.rule import condition
from firstreply.web.desk.rule.choices import choices
from firstreply.web.desk.rule.forming import on
from firstreply.web.desk.rule.forms import FORMS, Value
from firstreply.web.desk.rule.seen import KINDS, Seen, roles_of, seen
from firstreply.web.desk.rule.tree import Tree, acted_on, soft, tree_of
from firstreply.web.desk.sent import unsent
from firstreply.web.desk.visit import Visit

_DRAFT: Final = "draft"


class Theirs(NamedTuple):
    """What somebody else saved meanwhile, and how mine differs from it."""

    author: str
    lines: list[Line]
    differences: list[Difference]


@signed_in
def page(who: Visit, kind: str) -> HttpResponse:
    """The draft, or what is in force to begin one from. Looking changes nothing."""
    if kind not in KINDS:
        raise Refused("not_found", what="page", id=kind)
    by = who.decides(roles_of(kind))
    with acting(who.organisation):
        found = seen(who)
        now = rule_pages.current().get(kind, {})
    draft, given = now.get(_DRAFT), who.request.POST
    if who.request.method != "POST":
        begin = draft or now.get("published")
        tree = FORMS[kind].tree(None if begin is None else begin.value, found.speak)
        return _shown(who, kind, found, tree, draft)
    tree = tree_of((name, value) for name, value in given.items() if isinstance(value, str))
    act = given.get("act", "look")
    if act != "save":
        acted_on(tree, act, FORMS[kind].made)
        return _shown(who, kind, found, condition.fitting(tree), draft, opened=_seen_of(who))
    try:
        value = FORMS[kind].value(tree, found.speak)
        _save(who, kind, value, by, draft)
    except Refused as refused:
        theirs = _theirs(found, kind, tree, draft) if refused.code == "changed_meanwhile" else None
        return _shown(
            who,
            kind,
            found,
            tree,
            draft,
            said=told(who.words, refused),
            status=status_of(refused),
            theirs=theirs,
        )
    return on(who, f"/rules/{kind}?done=drafted")


def _save(who: Visit, kind: str, value: Value, by: Any, draft: VersionShown | None) -> None:
    """Refuses `changed_meanwhile` when there is a draft that this form does not know, or not as it is now."""
    own, revision = _seen_of(who)
    with acting(who.organisation):
        if draft is None:
            rules.draft(kind, value, by)
        elif own != str(draft.id):
            raise Refused("changed_meanwhile", found=draft.revision, expected=revision)
        else:
            rules.redraft(UUID(own), value, by, revision=revision)


def _seen_of(who: Visit) -> tuple[str, int]:
    """The draft that the form shows, and in which revision."""
    own, _, revision = who.request.POST.get("seen", "").partition(":")
    return own, int(revision) if revision.isascii() and revision.isdigit() else 0


def _theirs(found: Seen, kind: str, tree: Tree, draft: VersionShown | None) -> Theirs | None:
    if draft is None:
        return None
    theirs, mine = found.lines(kind, draft.value), FORMS[kind].value(tree, found.speak)
    return Theirs(
        found.who(draft), theirs, found.differences(kind, draft.value, {**mine, "version": draft.number})
    )


def _shown(
    who: Visit, kind: str, found: Seen, tree: Tree, draft: VersionShown | None, *, said: str = "", status: int = 200,
    theirs: Theirs | None = None, opened: tuple[str, int] | None = None,
) -> HttpResponse:  # fmt: skip
    now = ("" if draft is None else str(draft.id), 0 if draft is None else draft.revision)
    own, revision = now if theirs is not None or opened is None else opened
    speak = found.speak
    shown = show(
        who, "rule/editor.html.j2", fragment="editor", status=status,
        kind=kind, title=KINDS[kind][0], tree=soft(tree), said=said, theirs=theirs, seen=f"{own}:{revision}",
        fields=condition.fields(speak), operators=lambda field: condition.operators(speak, field),
        wanted=condition.wanted, reads=lambda one: condition.sentence(one, speak), actions=Action,
        **choices(found, tree),
    )  # fmt: skip
    return unsent(shown)
