"""Message templates: what a team writes again and again. What messengers have approved is in `templates`."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Path, Query, Router, Status

from firstreply.api import pages
from firstreply.api.asking import Asked, found, now, viewer
from firstreply.api.auth import needs
from firstreply.api.pages import Paging
from firstreply.api.problem import Problem
from firstreply.api.schemas_templates import (
    TextDraft,
    TextLook,
    TextProblems,
    TextRender,
    TextRendered,
    TextsInstalled,
    TextTemplateChange,
    TextTemplateNew,
    TextTemplateOut,
    TextTemplatePage,
    TextVersionOut,
    TextVersionPage,
    TextVersionsWanted,
)
from firstreply.api.schemas_values import Language
from firstreply.api.versions import GUARDED, seen, tagged
from firstreply.core.access import Scope
from firstreply.core.template import Chosen, choose, lint
from firstreply.core.template import render as rendered
from firstreply.insights import put_in, words
from firstreply.insights.language import wanted as spoken
from firstreply.journey.organise import By
from firstreply.journey.organise import templates as keeping
from firstreply.store.queries import leads, organisation, templates
from firstreply.store.queries.put_in import known
from firstreply.store.queries.templates import TemplateShown
from firstreply.store.tenancy import acting

router = Router(tags=["Templates"])
_Spoken = Annotated[Language, Path()]
_ONE = "/templates/{template}"
_DRAFT = "/templates/{template}/drafts/{language}"


@router.get("/templates", response=TextTemplatePage, auth=needs(Scope.READ), summary="Find templates")
def find(request: Asked, response: HttpResponse, wanted: Query[Paging]) -> Any:
    """The team's and the caller's own, retired ones too, with what is in force and drafted."""
    after = pages.after(wanted, templates.NEWEST)
    with acting(request.auth.organisation):
        page = templates.page(request.auth.member, after, wanted.limit)
    return pages.told(request, response, page, templates.NEWEST)


@router.post("/templates", response={201: TextTemplateOut}, auth=needs(Scope.WRITE), summary="Add a template")
def add(request: Asked, response: HttpResponse, new: TextTemplateNew) -> Any:
    """A name for it; then its drafts are written and published. The team's are for managers, marketers and admins."""
    by = _by(request)
    with acting(request.auth.organisation):
        made = keeping.add(
            new.name, by, own=new.own, shortcut=new.shortcut, purpose=new.purpose, channel=new.channel
        )
        return Status(201, _shown(request, response, made))


@router.post(
    "/templates/standard",
    response=TextsInstalled,
    auth=needs(Scope.WRITE),
    summary="Complete the standard set",
)
def standard(request: Asked) -> Any:
    """Those of the set that the team never had, in three languages. What was edited or retired stays as it is."""
    by = _by(request)
    with acting(request.auth.organisation):
        return {"added": keeping.install(organisation.shown().language, by)}


@router.post("/templates/lint", response=TextProblems, auth=needs(Scope.READ), summary="Look at a text")
def look(request: Asked, given: TextLook) -> Any:
    """What is wrong with a text, or may be, with its place; nothing is kept."""
    said = words.use(spoken(request.headers.get("Accept-Language", "")))
    problems = lint(
        given.text,
        subject=given.subject,
        language=given.language or "",
        channel=given.channel,
        wants_subject=given.channel == "email",
    )
    return {
        "problems": [{**one._asdict(), "said": said.for_refusal(one.code, one.facts)} for one in problems]
    }


@router.get(_ONE, response=TextTemplateOut, auth=needs(Scope.READ), summary="Read a template")
def read(request: Asked, response: HttpResponse, template: UUID) -> Any:
    """One template with what it says in each language."""
    with acting(request.auth.organisation):
        return _shown(request, response, template)


@router.patch(
    _ONE,
    response=TextTemplateOut,
    auth=needs(Scope.WRITE),
    summary="Change a template",
    openapi_extra=GUARDED,
)
def change(request: Asked, response: HttpResponse, template: UUID, changes: TextTemplateChange) -> Any:
    """Fields that are sent get new values. What it says stands in its drafts."""
    by = _by(request)
    with acting(request.auth.organisation):
        _shown(request, response, template)
        keeping.change(template, changes.given(), by, revision=seen(request))
        return _shown(request, response, template)


@router.delete(
    _ONE, response={204: None}, auth=needs(Scope.WRITE), summary="Retire a template", openapi_extra=GUARDED
)
def retire(request: Asked, response: HttpResponse, template: UUID) -> Any:
    """It is offered no more; its history stays."""
    by = _by(request)
    with acting(request.auth.organisation):
        _shown(request, response, template)
        keeping.retire(template, by, revision=seen(request))
    return Status(204, None)


@router.post(
    "/templates/{template}/restore",
    response=TextTemplateOut,
    auth=needs(Scope.WRITE),
    summary="Restore a template",
)
def restore(request: Asked, response: HttpResponse, template: UUID) -> Any:
    """A retired one is offered again."""
    by = _by(request)
    with acting(request.auth.organisation):
        _shown(request, response, template)
        keeping.restore(template, by)
        return _shown(request, response, template)


@router.put(
    _DRAFT, response=TextVersionOut, auth=needs(Scope.WRITE), summary="Draft a text", openapi_extra=GUARDED
)
def draft(request: Asked, response: HttpResponse, template: UUID, language: _Spoken, given: TextDraft) -> Any:
    """What it shall say in a language; offered to nobody until it is published."""
    by = _by(request)
    with acting(request.auth.organisation):
        _shown(request, response, template)
        made = keeping.write(template, language, given.subject, given.text, by, revision=seen(request))
        _shown(request, response, template)
        return templates.version(request.auth.member, made)


@router.delete(_DRAFT, response={204: None}, auth=needs(Scope.WRITE), summary="Throw a draft away")
def discard(request: Asked, response: HttpResponse, template: UUID, language: _Spoken) -> Any:
    """Nobody wants it; its number stays taken."""
    by = _by(request)
    with acting(request.auth.organisation):
        _shown(request, response, template)
        keeping.discard(template, language, by)
    return Status(204, None)


@router.post(f"{_DRAFT}/publish", response=TextVersionOut, auth=needs(Scope.WRITE), summary="Publish a draft")
def publish(request: Asked, response: HttpResponse, template: UUID, language: _Spoken) -> Any:
    """It comes into force; what was before it retires. What is gravely wrong is refused."""
    by = _by(request)
    with acting(request.auth.organisation):
        _shown(request, response, template)
        return templates.version(request.auth.member, keeping.publish(template, language, by))


@router.delete(
    "/templates/{template}/published/{language}",
    response={204: None},
    auth=needs(Scope.WRITE),
    summary="Take a language out",
)
def withdraw(request: Asked, response: HttpResponse, template: UUID, language: _Spoken) -> Any:
    """It says nothing in that language any more."""
    by = _by(request)
    with acting(request.auth.organisation):
        _shown(request, response, template)
        keeping.withdraw(template, language, by)
    return Status(204, None)


@router.get(
    "/templates/{template}/versions", response=TextVersionPage, auth=needs(Scope.READ), summary="What it said"
)
def versions(
    request: Asked, response: HttpResponse, template: UUID, wanted: Query[TextVersionsWanted]
) -> Any:
    """Versions of one language or all, newest first."""
    after = pages.after(wanted, templates.NEWEST)
    with acting(request.auth.organisation):
        _shown(request, response, template)
        page = templates.history(template, wanted.language, after, wanted.limit)
    return pages.told(request, response, page, templates.NEWEST)


@router.post(
    "/template-versions/{version}/roll-back",
    response=TextVersionOut,
    auth=needs(Scope.WRITE),
    summary="Roll a template back",
)
def roll_back(request: Asked, version: UUID) -> Any:
    """What a retired version said comes into force again, as a new version."""
    by = _by(request)
    with acting(request.auth.organisation):
        found(templates.version(request.auth.member, version), "template_version", version)
        return templates.version(request.auth.member, keeping.roll_back(version, by))


@router.post(
    "/templates/{template}/render",
    response=TextRendered,
    auth=needs(Scope.READ),
    summary="Fill a template in",
)
def render(request: Asked, response: HttpResponse, template: UUID, given: TextRender) -> Any:
    """What is in force, with what is known of a lead put in; nothing is sent."""
    at, caller = now(), request.auth
    with acting(caller.organisation):
        row = _shown(request, response, template)
        if given.lead is not None:
            found(leads.one(viewer(request, at), given.lead), "lead", given.lead)
        told = known(given.lead, caller.member, at)
    chosen = choose(row.published, lead=told.language, organisation=told.organisation_language)
    if given.language:
        chosen = Chosen(given.language, "asked") if given.language in row.published else None
    if chosen is None:
        raise Problem(409, "template_not_published", language=given.language or "–")
    said = row.published[chosen.language]
    values = put_in.values(told, chosen.language, given.channel or row.channel, at)
    out = rendered(said.body, values, chosen.language, subject=said.subject)
    return {**out._asdict(), "version": said.id, "language": chosen.language, "why": chosen.why}


def _by(request: Asked) -> By:
    """As whom; the step says whether they may."""
    return By(request.auth.member, request.auth.role, now())


def _shown(request: Asked, response: HttpResponse, template: UUID) -> TemplateShown:
    row = templates.one(request.auth.member, template)
    found(row, "template", template)
    assert row is not None  # `found` has said otherwise
    tagged(response, row.revision)
    return row
