"""Doing: what is done to a template by a button."""

from uuid import UUID

from django.http import HttpResponse

from firstreply.core.refusal import Refused
from firstreply.journey.organise import templates as keeping
from firstreply.store.tenancy import acting
from firstreply.web.desk.frame.undo import ticket
from firstreply.web.desk.page import acted, go, posted, show, status_of, told
from firstreply.web.desk.template.editor import whole
from firstreply.web.desk.template.finding import by, find
from firstreply.web.desk.visit import Visit


@posted
def change(who: Visit, template: UUID) -> HttpResponse:
    """Another name, shortcut, purpose or channel."""
    given = who.request.POST
    language, revision = given.get("language", ""), given.get("revision", "")
    changes = {name: given[name] for name in ("name", "shortcut", "purpose", "channel") if name in given}
    try:
        with acting(who.organisation):
            find(who, template)
            seen = int(revision) if revision.isdecimal() and len(revision) < 10 else None
            keeping.change(template, changes, by(who), revision=seen)
    except Refused as refused:
        with acting(who.organisation):
            facts = whole(who, find(who, template), language=language, said=told(who.words, refused))
        return show(who, "template/edit.html.j2", status=status_of(refused), **facts)
    return go(f"/templates/{template}?language={language}", "saved")


@posted
def discard(who: Visit, template: UUID) -> HttpResponse:
    """Throw the draft of a language away; undone it is written again."""
    language = who.request.POST.get("language", "")
    with acting(who.organisation):
        draft = find(who, template).drafts.get(language)
        keeping.discard(template, language, by(who))
    undo = ""
    if draft is not None:
        undo = ticket(
            who,
            "write-template",
            template=template,
            language=language,
            subject=draft.subject,
            body=draft.body,
        )
    return acted(who, to=f"/templates/{template}?language={language}", done="template-discarded", undo=undo)


@posted
def withdraw(who: Visit, template: UUID) -> HttpResponse:
    """Let it say nothing in a language any more."""
    language = who.request.POST.get("language", "")
    with acting(who.organisation):
        find(who, template)
        was = keeping.withdraw(template, language, by(who))
    undo = ticket(who, "roll-back-template", version=was)
    return acted(who, to=f"/templates/{template}?language={language}", done="template-withdrawn", undo=undo)


@posted
def retire(who: Visit, template: UUID) -> HttpResponse:
    """Offer it no more."""
    with acting(who.organisation):
        find(who, template)
        keeping.retire(template, by(who))
    return acted(
        who, to="/templates", done="template-retired", undo=ticket(who, "restore-template", template=template)
    )


@posted
def restore(who: Visit, template: UUID) -> HttpResponse:
    """Offer it again."""
    with acting(who.organisation):
        find(who, template)
        keeping.restore(template, by(who))
    undo = ticket(who, "retire-template", template=template)
    return acted(who, to=f"/templates/{template}", done="template-restored", undo=undo)
