"""Forms: their definition checked, what to put on a page of one's own, and documents that they give out."""

from typing import Annotated, Any, Final
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from ninja import Path, Query, Router, Status

from firstreply.api.asking import MARKETING, Asked, decides, found, now
from firstreply.api.auth import needs
from firstreply.api.problem import Problem
from firstreply.api.schemas_forms import (
    UPLOAD,
    DocumentList,
    DocumentNamed,
    DocumentOut,
    FormNew,
    FormOut,
    SnippetOut,
    SnippetWanted,
)
from firstreply.channels.form import reading
from firstreply.channels.form.guard import TRAP
from firstreply.channels.form.snippet import Said, snippets
from firstreply.core.access import Scope
from firstreply.insights import form as texts
from firstreply.insights import words
from firstreply.journey import handout
from firstreply.store.queries import handouts, rules
from firstreply.store.tenancy import acting

router = Router(tags=["Forms"])
_given: Final[Any] = settings  # their names are made when they are loaded: no type checker knows them
Source = Annotated[UUID, Path(description="A source of kind `form`.")]


@router.post("/forms/check", response=FormOut, auth=needs(Scope.READ), summary="Check a form's definition")
def check(request: Asked, new: FormNew) -> Any:
    """Says what a definition asks for, or everything that is wrong with it, by path. Keeps nothing."""
    form = reading.read(new.form)
    return {
        "revision": form.revision,
        "languages": form.languages,
        "fields": [one.name for one in form.fields],
        "consents": [one.purpose for one in form.consents],
        "frames": form.hosts,
    }


@router.get(
    "/forms/{form}/snippet",
    response=SnippetOut,
    auth=needs(Scope.READ),
    summary="Read what puts a form on a page",
)
def snippet(request: Asked, form: Source, wanted: Query[SnippetWanted]) -> Any:
    """The form's address, and HTML to copy: a frame, or a form that works by itself. 409 while nothing is defined."""
    with acting(request.auth.organisation):
        row = _form(form)
    if not row.settings.get("form"):
        raise Problem(409, "form_not_defined")
    defined = reading.read(row.settings["form"])
    lang = wanted.lang if wanted.lang in defined.languages else defined.languages[0]
    spoken = words.use(lang)
    said = Said(*(spoken.say(one) for one in (texts.SEND, texts.NEWS, texts.TRAP)))
    address = f"{_given.FIRSTREPLY_ADDRESS}/f/{form}"
    made = snippets(defined, address, lang, said, trap=str(row.settings.get("honeypot") or TRAP))
    return {"address": address, "lang": lang, "frame": made.frame, "html": made.html}


@router.get(
    "/forms/{form}/documents",
    response=DocumentList,
    auth=needs(Scope.READ),
    summary="List a form's documents",
)
def documents(request: Asked, form: Source) -> Any:
    """Documents that the form can give out, the newest first."""
    with acting(request.auth.organisation):
        _form(form)
        return {"items": handouts.handouts(form)}


@router.post(
    "/forms/{form}/documents",
    response={201: DocumentOut},
    auth=needs(Scope.ADMIN),
    summary="Keep a document for a form",
    openapi_extra=UPLOAD,
)
def keep(request: Asked, form: Source, named: Query[DocumentNamed]) -> Any:
    """The octets as they are, up to 10 MB. Name its id in the definition: `"download": {"file": id}`."""
    at = now()
    with acting(request.auth.organisation):
        _form(form)
        decides(request, at, roles=MARKETING)
    octets = _octets(request)
    with acting(request.auth.organisation):
        _form(form)
        own = handout.keep(form, named.name, octets, decides(request, at, roles=MARKETING))
        return Status(201, handouts.handout(form, own))


@router.delete(
    "/forms/{form}/documents/{document}",
    response={204: None},
    auth=needs(Scope.ADMIN),
    summary="Let a document go",
)
def forget(request: Asked, form: Source, document: UUID) -> Any:
    """Links to it lead nowhere from now on."""
    at = now()
    with acting(request.auth.organisation):
        _form(form)
        decides(request, at, roles=MARKETING)
        handout.forget(form, document)
    return Status(204, None)


def _form(source: UUID) -> Any:
    row = rules.source(source)
    found(row if row is not None and row.kind == "form" else None, "form", source)
    return row


def _octets(request: HttpRequest) -> bytes:
    """What was sent, read up to its limit and no further. Raises Problem 411, 413."""
    length = request.META.get("CONTENT_LENGTH") or ""
    if not length.isdecimal():
        raise Problem(411, "length_missing")
    if int(length) > handout.MOST_OCTETS:
        raise Problem(413, "document_too_large", limit=handout.MOST_OCTETS)
    return bytes(request.read(handout.MOST_OCTETS + 1))
