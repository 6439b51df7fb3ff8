"""Failed: the rows that could not be taken, back as a file with the reasons, to be mended and brought again."""

import csv
import io
from collections.abc import Iterator
from typing import Final
from uuid import UUID

from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from firstreply.core.refusal import Refused
from firstreply.store.queries import files
from firstreply.store.queries.files import FileShown
from firstreply.store.tenancy import acting
from firstreply.web.desk.page import signed_in
from firstreply.web.desk.visit import LISTS, Visit

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


@signed_in
def download(who: Visit, file: UUID) -> HttpResponseBase:
    """CSV as spreadsheets open it: the columns as they were, then the line and the reason."""
    who.decides(LISTS)
    with acting(who.organisation):
        row = files.one(file)
    if row is None:
        raise Refused("not_found", what="file", id=str(file))
    response = StreamingHttpResponse(_lines(who, row), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"failed-{row.name}.csv")
    response["Cache-Control"] = "no-store"
    return response


def _lines(who: Visit, row: FileShown) -> Iterator[str]:
    say = who.words.say
    columns = [str(one) for one in row.reading.get("columns", ())]
    yield "\ufeff" + _line([*columns, say("Line"), say("Why not")])
    for one in files.bad_rows(who.organisation, row.id):
        cells = [*map(str, one.cells), *[""] * (len(columns) - len(one.cells))]
        yield _line([*cells, str(one.row), who.words.for_refusal(one.reason, one.facts)])


def _line(cells: list[str]) -> str:
    """Nothing in it is a formula; `channels.file.row` takes the sign before it off again."""
    out = io.StringIO()
    csv.writer(out).writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells])
    return out.getvalue()
