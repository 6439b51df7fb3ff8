"""Failed: the rows that could not be taken, back as a file with the reasons, to be mended and brought again."""

from collections.abc import Iterator
from uuid import UUID

from django.http.response import HttpResponseBase

from firstreply.core.refusal import Refused
from firstreply.insights.csv_line import line
from firstreply.store.queries import files
from firstreply.store.queries.files import FileShown
from firstreply.store.tenancy import acting
from firstreply.web.desk.handed import csv_file
from firstreply.web.desk.page import signed_in
from firstreply.web.desk.visit import LISTS, Visit


@signed_in
def download(who: Visit, file: UUID) -> HttpResponseBase:
    """CSV as spreadsheets open it: the columns as they were, then the line and the reason.

    `channels.file.row` takes off again what keeps a cell from being a formula.
    """
    who.decides(LISTS)
    with acting(who.organisation):
        row = files.one(file)
    if row is None:
        raise Refused("not_found", what="file", id=str(file))
    return csv_file(_lines(who, row), f"failed-{row.name}.csv")


def _lines(who: Visit, row: FileShown) -> Iterator[str]:
    say = who.words.say
    columns = [str(one) for one in row.reading.get("columns", ())]
    yield "\ufeff" + line([*columns, say("Line"), say("Why not")])
    for one in files.bad_rows(who.organisation, row.id):
        cells = [*map(str, one.cells), *[""] * (len(columns) - len(one.cells))]
        yield line([*cells, str(one.row), who.words.for_refusal(one.reason, one.facts)])
