"""Handed: a list as a file: to whom it may be given, who took which, and no cell of it a formula."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from firstreply.core.member import Role
from firstreply.core.permission import MARKETING
from firstreply.core.refusal import Refused
from firstreply.insights.csv_line import line
from firstreply.journey import audit
from firstreply.store.tenancy import acting
from firstreply.web.desk.visit import Visit

EXPORTING: Final = MARKETING | {Role.MANAGER}


def handed(
    who: Visit, what: str, query: str, columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[object]]
) -> HttpResponseBase:
    """CSV in UTF-8; with `excel` so that spreadsheets open it as they are. Refuses `export_not_allowed`.

    `columns`: the key of each and what it is called; `rows` are asked for as they are sent. It is noted who took what.
    """
    if who.caller.role not in EXPORTING:
        raise Refused("export_not_allowed")
    with acting(who.organisation):
        data = {"what": what, "query": query, "columns": [key for key, _ in columns]}
        audit.note("exported", now=who.now, member=who.caller.member, came=who.came, data=data)
    lines = _lines([said for _, said in columns], rows, "\ufeff" if who.request.GET.get("excel") else "")
    return csv_file(lines, f"{what}-{who.now.astimezone(UTC):%Y-%m-%d}.csv")


def csv_file(lines: Iterable[str], name: str) -> StreamingHttpResponse:
    """Lines as a file of that name, sent as they are made and kept by nobody."""
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "no-store"
    return response


def instant(at: datetime | None) -> str:
    """A moment as files have it."""
    return "" if at is None else at.isoformat(timespec="seconds").replace("+00:00", "Z")


def _lines(head: Sequence[str], rows: Iterable[Sequence[object]], begin: str) -> Iterator[str]:
    yield begin + line(head)
    for row in rows:
        yield line(row)
