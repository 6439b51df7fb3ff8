"""Files: lists of people, brought in one go, looked at before and taken back after."""

from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import Query, Router, Status

from firstreply.api import pages
from firstreply.api.api import read_body
from firstreply.api.asking import MARKETING, Asked, decides, found, now
from firstreply.api.auth import needs
from firstreply.api.files_told import told, told_failed, told_preview
from firstreply.api.pages import Paging
from firstreply.api.problem import language
from firstreply.api.schemas_files import (
    ChoicesIn,
    FileNew,
    FileOut,
    FilePage,
    KeptPage,
    PartsOut,
    PartWanted,
    PreviewOut,
)
from firstreply.core.access import Scope
from firstreply.core.member import Role
from firstreply.journey.file import begin, keep, preview, undo
from firstreply.journey.organise import By
from firstreply.store.queries import files
from firstreply.store.queries.paging import After, Page
from firstreply.store.tenancy import acting

router = Router(tags=["Files"])
_OCTETS: Final[dict[str, Any]] = {
    "requestBody": {
        "required": False,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.get("/files", response=FilePage, auth=needs(Scope.ADMIN), summary="Find files")
def find(request: Asked, response: HttpResponse, paging: Query[Paging]) -> Any:
    """Files that were brought, the newest first."""
    after = pages.after(paging, files.NEWEST)
    with acting(request.auth.organisation):
        _may(request)
        page = files.page(after, paging.limit)
    answer = pages.told(request, response, page, files.NEWEST)
    return {**answer, "items": [told(row, now(), language(request)) for row in page.rows]}


@router.post(
    "/files", response={201: FileOut}, auth=needs(Scope.ADMIN), summary="Bring a file", openapi_extra=_OCTETS
)
def add(request: Asked, new: Query[FileNew]) -> Any:
    """The octets as they are. Of a file that is larger than one request may be, say `size` and put the parts."""
    octets = _sent(request)
    with acting(request.auth.organisation):
        by = _may(request)
        own = keep.add(new.name, octets, member=by.member, now=by.at, size=new.size)
        return Status(201, _shown(request, own))


@router.put(
    "/files/{file}/parts",
    response=PartsOut,
    auth=needs(Scope.ADMIN),
    summary="Put a part of a file",
    openapi_extra=_OCTETS,
)
def put(request: Asked, file: UUID, part: Query[PartWanted]) -> Any:
    """In any order, and again after a line broke: the same number replaces what was there."""
    octets = _sent(request)
    with acting(request.auth.organisation):
        _may(request)
        keep.put(file, part.number, octets)
        parts, size = files.held(file)
        return {"parts": parts, "octets": size}


@router.get("/files/{file}", response=FileOut, auth=needs(Scope.ADMIN), summary="How far a file got")
def read(request: Asked, file: UUID) -> Any:
    """Its state, what its rows came to, and how long it will take."""
    with acting(request.auth.organisation):
        _may(request)
        return _shown(request, file)


@router.get(
    "/files/{file}/preview", response=PreviewOut, auth=needs(Scope.ADMIN), summary="See a file as it would be"
)
def see(request: Asked, file: UUID) -> Any:
    """How it is read, which column is which field, its first rows as people, and what the first thousand would do."""
    return _previewed(request, file, {})


@router.post(
    "/files/{file}/preview",
    response=PreviewOut,
    auth=needs(Scope.ADMIN),
    summary="See a file as it would be, read otherwise",
)
def see_with(request: Asked, file: UUID, choices: ChoicesIn) -> Any:
    """The same with another reading, mapping or options; nothing is kept."""
    return _previewed(request, file, choices.chosen())


@router.post(
    "/files/{file}/trial",
    response={202: FileOut},
    auth=needs(Scope.ADMIN),
    summary="Have all of a file tried",
)
def try_out(request: Asked, file: UUID, choices: ChoicesIn) -> Any:
    """What bringing would do to every row stands in `trial` of the file once a worker has looked. Writes no lead."""
    with acting(request.auth.organisation):
        by = _may(request)
        begin.try_out(file, now=by.at, **choices.chosen())
        return Status(202, _shown(request, file))


@router.post(
    "/files/{file}/begin", response={202: FileOut}, auth=needs(Scope.ADMIN), summary="Begin to bring a file"
)
def start(request: Asked, file: UUID, choices: ChoicesIn) -> Any:
    """A worker takes its rows, in their order. One that is under way already goes on."""
    with acting(request.auth.organisation):
        by = _may(request)
        begin.begin(file, now=by.at, **choices.chosen())
        return Status(202, _shown(request, file))


@router.post(
    "/files/{file}/cancel", response={202: FileOut}, auth=needs(Scope.ADMIN), summary="Stop bringing a file"
)
def cancel(request: Asked, file: UUID) -> Any:
    """Within a second; what was brought stays, and can be taken back."""
    with acting(request.auth.organisation):
        by = _may(request)
        begin.cancel(file, now=by.at)
        return Status(202, _shown(request, file))


@router.post(
    "/files/{file}/undo", response={202: FileOut}, auth=needs(Scope.ADMIN), summary="Take a file back"
)
def take_back(request: Asked, file: UUID) -> Any:
    """Leads that it made go, what it changed of others is as it was; what somebody dealt with since stays."""
    with acting(request.auth.organisation):
        by = _may(request)
        undo.ask(file, now=by.at)
        return Status(202, _shown(request, file))


@router.get("/files/{file}/failed", auth=needs(Scope.ADMIN), summary="Rows that could not be taken")
def failed(request: Asked, file: UUID) -> StreamingHttpResponse:
    """The rows as they were, as CSV, with their number and the reason: to be mended and brought as another file."""
    organisation = request.auth.organisation
    with acting(organisation):
        _may(request)
        row = files.one(file)
        found(row, "file", file)
        assert row is not None  # `found` has said otherwise
    lines: Iterator[str] = told_failed(row, files.bad_rows(organisation, file), language(request))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="failed-{file}.csv"'
    return response


@router.get("/files/{file}/kept", response=KeptPage, auth=needs(Scope.ADMIN), summary="Leads that stayed")
def kept(request: Asked, response: HttpResponse, file: UUID, paging: Query[Paging]) -> Any:
    """Of a file that was taken back: whom somebody had dealt with, and how."""
    after = pages.after(paging, files.BY_LEAD, "kept")
    with acting(request.auth.organisation):
        _may(request)
        row = files.one(file)
        found(row, "file", file)
        assert row is not None  # `found` has said otherwise
        rows = (
            files.kept(row.source_id, after and after.id, paging.limit + 1) if row.state == "undone" else []
        )
    last = After(None, rows[paging.limit - 1].lead) if len(rows) > paging.limit else None
    return pages.told(request, response, Page(rows[: paging.limit], last), files.BY_LEAD, "kept")


def _may(request: Asked) -> By:
    return decides(request, now(), roles=MARKETING | {Role.MANAGER})


def _sent(request: HttpRequest) -> bytes:
    return read_body(request)


def _shown(request: Asked, file: UUID) -> dict[str, Any]:
    row = files.one(file)
    found(row, "file", file)
    assert row is not None  # `found` has said otherwise
    return told(row, now(), language(request))


def _previewed(request: Asked, file: UUID, chosen: dict[str, Any]) -> dict[str, Any]:
    organisation = request.auth.organisation
    with acting(organisation):
        _may(request)
        seen = preview.preview(file, files.octets(organisation, file), now=now(), **chosen)
    return told_preview(seen, language(request))
