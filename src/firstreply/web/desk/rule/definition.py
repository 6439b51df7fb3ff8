"""Definitions: routing, qualification and points: what is in force, the draft, what differs, and what was before."""

from typing import Any, Final, NamedTuple
from uuid import UUID

from django.http import HttpResponse

from firstreply.core.refusal import Refused
from firstreply.insights.reasons import mark
from firstreply.insights.sentences.written import Difference
from firstreply.journey import rehearse
from firstreply.journey.organise import rules
from firstreply.store.queries import rule_pages
from firstreply.store.queries.rule_pages import VersionShown
from firstreply.store.tenancy import acting
from firstreply.web.desk.done import DONE
from firstreply.web.desk.frame.undo import ticket
from firstreply.web.desk.page import acted, go, posted, show, signed_in
from firstreply.web.desk.rule import undoing
from firstreply.web.desk.rule.seen import KINDS, Seen, may, roles_of, seen
from firstreply.web.desk.visit import Visit

DONE.update(
    {
        "published": mark("In force from now on. Waits that began before keep what was promised to them."),
        "discarded": mark("The draft is gone. Nothing that is in force has changed."),
        "rolled-back": mark("What that version said is in force again, as a new version."),
        "drafted": mark("The draft is saved. Nothing is in force yet."),
    }
)
_SAYS: Final = {
    "routing": mark(
        "Asked from the top down for every new lead. The first rule that matches and finds somebody decides."
    ),
    "qualification": mark(
        "Only leads that may be qualified reach sales. Whoever is not is set aside with the reason."
    ),
    "score": mark(
        "Each lead has 0 to 100 points. Every point has its reason; what they did counts less with time."
    ),
}


class Before(NamedTuple):
    """An earlier version, and what the one after it changed."""

    version: VersionShown
    author: str
    differences: list[Difference]


@signed_in
def page(who: Visit, kind: str) -> HttpResponse:
    """What is in force, the draft beside it, and the versions before. Whoever may not change it reads it."""
    if kind not in KINDS:
        raise Refused("not_found", what="page", id=kind)
    with acting(who.organisation):
        found = seen(who)
        now = rule_pages.current().get(kind, {})
        before = rule_pages.history(kind)
    published, draft = now.get("published"), now.get("draft")
    return show(
        who, "rule/definition.html.j2",
        kind=kind, title=KINDS[kind][0], says=_SAYS[kind],
        published=published, lines=found.lines(kind, _value(published)), author=found.who(published),
        draft=draft, draft_author=found.who(draft), draft_lines=[] if draft is None else found.lines(kind, draft.value),
        differences=[] if draft is None else found.differences(kind, _value(published), draft.value),
        before=_history(found, kind, before), may=may(who, roles_of(kind)),
    )  # fmt: skip


def _value(version: VersionShown | None) -> Any:
    return None if version is None else version.value


def _history(found: Seen, kind: str, versions: list[VersionShown]) -> list[Before]:
    """Versions that were in force, newest first, each beside the one that was before it."""
    real = [one for one in versions if one.published_at is not None]
    older = [*real[1:], None] if real else []
    pairs = zip(real, older, strict=True)
    return [
        Before(one, found.who(one), found.differences(kind, _value(past), one.value)) for one, past in pairs
    ]


@posted
def publish(who: Visit, definition: UUID) -> HttpResponse:
    """A draft comes into force. Undone, what was in force before comes back."""
    with acting(who.organisation):
        row = _there(definition)
        before = undoing.in_force(row.kind)
        rules.publish(definition, who.decides(roles_of(row.kind)), revision=_revision(who))
    undo = undoing.published(who, before, definition)
    return acted(who, to=f"/rules/{row.kind}", done="published", undo=undo)


@posted
def discard(who: Visit, definition: UUID) -> HttpResponse:
    """Nobody wants the draft. Undone, it is there again."""
    with acting(who.organisation):
        row = _there(definition)
        rules.discard(definition, who.decides(roles_of(row.kind)))
    undo = ticket(who, undoing.DISCARDED, definition=definition)
    return acted(who, to=f"/rules/{row.kind}", done="discarded", undo=undo)


@posted
def back(who: Visit, definition: UUID) -> HttpResponse:
    """An earlier version comes into force again. Undone, what was in force before comes back."""
    with acting(who.organisation):
        row = _there(definition)
        before = undoing.in_force(row.kind)
        made = rules.roll_back(definition, who.decides(roles_of(row.kind)))
    undo = undoing.published(who, before, made)
    return acted(who, to=f"/rules/{row.kind}", done="rolled-back", undo=undo)


@posted
def replay(who: Visit, definition: UUID) -> HttpResponse:
    """What a version would have done in the last month."""
    with acting(who.organisation):
        row = _there(definition)
        by = who.decides(roles_of(row.kind))
        change = rehearse.Proposal(row.kind, row.value)
        made = rehearse.begin(change, by, definition=definition, revision=row.revision)
    return go(f"/rules/replays/{made}")


def _there(definition: UUID) -> VersionShown:
    row = rule_pages.version(definition)
    if row is None:
        raise Refused("not_found", what="definition", id=str(definition))
    return row


def _revision(who: Visit) -> int | None:
    given = who.request.POST.get("revision", "")
    return int(given) if given.isascii() and given.isdigit() else None
