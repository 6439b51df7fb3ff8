"""Sources: where inquiries come from."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router, Status

from firstreply.api import pages
from firstreply.api.asking import MARKETING, Asked, decides, found, now
from firstreply.api.auth import needs
from firstreply.api.problem import Problem, language
from firstreply.api.schemas_sources import (
    ChannelOut,
    CheckedOut,
    SourceChange,
    SourceNew,
    SourceOut,
    SourcePage,
    SourcesWanted,
)
from firstreply.api.schemas_values import Secret
from firstreply.api.versions import GUARDED, seen, tagged
from firstreply.channels import registry
from firstreply.channels.base import Checked, Field, Setup
from firstreply.core.access import Scope
from firstreply.core.refusal import Refused
from firstreply.insights import words
from firstreply.journey import watch
from firstreply.journey.organise import sources
from firstreply.store.queries import accounts, rules
from firstreply.store.tenancy import acting

router = Router(tags=["Sources"])


@router.get("/sources", response=SourcePage, auth=needs(Scope.READ), summary="Find sources")
def find(request: Asked, response: HttpResponse, wanted: Query[SourcesWanted]) -> Any:
    """Sources in use, never with their secrets."""
    after = pages.after(wanted, rules.BY_ID)
    with acting(request.auth.organisation):
        page = rules.sources(wanted.disabled, after, wanted.limit)
    return pages.told(request, response, page, rules.BY_ID)


@router.post("/sources", response={201: Secret}, auth=needs(Scope.ADMIN), summary="Add a source")
def add(request: Asked, new: SourceNew) -> Any:
    """A source with a secret of our making, told this once: it signs what the source brings."""
    at = now()
    with acting(request.auth.organisation):
        by = decides(request, at, roles=MARKETING)
        made = sources.add_source(new.name, new.kind, new.mapping, new.settings, by, sealed=new.sealed)
        return Status(201, made)


@router.get("/sources/{source}", response=SourceOut, auth=needs(Scope.READ), summary="Read a source")
def read(request: Asked, response: HttpResponse, source: UUID) -> Any:
    """One source, without its secret."""
    with acting(request.auth.organisation):
        return _shown(response, source)


@router.patch(
    "/sources/{source}",
    response=SourceOut,
    auth=needs(Scope.ADMIN),
    summary="Change a source",
    openapi_extra=GUARDED,
)
def change(request: Asked, response: HttpResponse, source: UUID, changes: SourceChange) -> Any:
    """Fields that are sent get new values; `disabled` switches it off and on."""
    at = now()
    with acting(request.auth.organisation):
        _shown(response, source)
        by = decides(request, at, roles=MARKETING)
        sources.change_source(source, changes.given(), by, revision=seen(request))
        return _shown(response, source)


@router.post(
    "/sources/{source}/secret",
    response={201: Secret},
    auth=needs(Scope.ADMIN),
    summary="Renew a source's secret",
)
def renew(request: Asked, source: UUID) -> Any:
    """Another secret, told this once; the one before signs nothing any more."""
    at = now()
    with acting(request.auth.organisation):
        found(rules.source(source), "source", source)
        return Status(201, sources.renew_secret(source, decides(request, at, roles=MARKETING)))


@router.post(
    "/sources/{source}/check",
    response=CheckedOut,
    auth=needs(Scope.ADMIN),
    summary="Try whether an account works",
)
def check(request: Asked, source: UUID) -> Any:
    """Log in at the other side, now, and say how it went. Changes nothing here or there."""
    return _asked(request, source, "check")


@router.post(
    "/sources/{source}/connect",
    response=CheckedOut,
    auth=needs(Scope.ADMIN),
    summary="Tell the other side our address",
)
def connect(request: Asked, source: UUID) -> Any:
    """Where the other side lets a program say where to bring what comes: say so."""
    return _asked(request, source, "connect")


def _asked(request: Asked, source: UUID, what: str) -> Any:
    """Ask the other side, outside any transaction."""
    at = now()
    with acting(request.auth.organisation):
        decides(request, at, roles=MARKETING)
        account = accounts.setup(source)
        found(account, "source", source)
    assert account is not None  # `found` has said otherwise
    able = registry.channel(account.kind)
    ask = getattr(able, what) if able else None
    if ask is None:
        raise Problem(409, "channel_cannot", kind=account.kind, what=what)
    said = _answer(ask, account)
    if what == "check":
        watch.looked(request.auth.organisation, [watch.Looked(source=source, checked=said)], now=now())
    return {"ok": said.ok, "code": said.code, "says": _sentence(request, said), "facts": dict(said.facts)}


def _answer(ask: Callable[[Setup], Checked], account: Setup) -> Checked:
    try:
        return ask(account)
    except Refused as refused:
        return Checked(ok=False, code=refused.code, facts=refused.facts)


def _sentence(request: Asked, said: Checked) -> str:
    return words.use(language(request)).for_refusal(said.code, said.facts) if said.code else ""


@router.get("/channels", response=list[ChannelOut], auth=needs(Scope.READ), summary="Kinds of account")
def kinds(request: Asked) -> Any:
    """Every channel there is, with the settings that an account of it takes."""
    told = words.use(language(request))
    return [
        {
            "kind": one.kind,
            "takes": one.take is not None,
            "sends": one.send is not None,
            "checks": one.check is not None,
            "connects": one.connect is not None,
            "fields": [_field(each, told) for each in one.fields],
        }
        for one in sorted(registry.channels().values(), key=lambda one: one.kind)
    ]


def _field(one: Field, told: words.Words) -> dict[str, Any]:
    return {
        "name": one.name,
        "label": told.say(one.label),
        "kind": one.kind.value,
        "help": told.say(one.help) if one.help else "",
        "required": one.required,
        "choices": list(one.choices),
        "default": one.default,
    }


def _shown(response: HttpResponse, source: UUID) -> Any:
    row = rules.source(source)
    found(row, "source", source)
    assert row is not None  # `found` has said otherwise
    tagged(response, row.revision)
    return row
