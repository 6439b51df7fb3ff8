"""Bring: the rows of a file become people, batch by batch in its order; whoever is cut off goes on where it was.

A batch is one transaction: its rows on disk as arrivals, the journey they take, and how far the file got. So a killed
worker loses and doubles nothing, and whoever waits for the organisation comes in between.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice
from uuid import UUID

from firstreply.channels.file.reading import Record
from firstreply.channels.file.table import records
from firstreply.core.refusal import Refused
from firstreply.journey.failing import away
from firstreply.journey.file import batch
from firstreply.journey.file.batch import Work
from firstreply.journey.file.preview import plan_of
from firstreply.store.models import File
from firstreply.store.models.file import FileState
from firstreply.store.queries import files
from firstreply.store.tenancy import acting


def bring(
    organisation: UUID,
    file: UUID,
    *,
    clock: Callable[[], datetime],
    stop: Callable[[], bool] = lambda: False,
    told: Callable[[int, int | None], None] = lambda row, rows: None,
) -> bool:
    """Bring the rows of a file that are not on disk yet; whether there is nothing more to do.

    False when `stop` said so, between two batches. `told` hears the row it is at and how many there are. What cannot
    be read any more fails the file with the reason. Raises OperationalError when the database is away: begin again.
    """
    with acting(organisation):
        row = files.one(file)
        if row is None or row.state != FileState.RUNNING:
            return True
        octets = files.octets(organisation, file)
    try:
        with acting(organisation):
            how = plan_of(file, octets, now=clock())
        work = Work(organisation=organisation, file=file, how=how, row=row.row)
        rows = row.rows or _count(work, stop)
        rest = (one for one in records(octets, how.reading) if one.number > work.row)
        for some in _batches(rest, work):
            if stop():
                return False
            if not batch.bring(work, some, clock()):
                return True
            told(work.row, rows)
    except Refused as refused:
        _over(organisation, file, FileState.FAILED, clock(), reason=refused.code)
        return True
    except Exception as error:
        if not away(error):
            _over(organisation, file, FileState.FAILED, clock(), reason="unexpected")
        raise
    _over(organisation, file, FileState.DONE, clock())
    return True


def _count(work: Work, stop: Callable[[], bool]) -> int | None:
    """How many rows there are: read through once, which costs a hundredth of bringing them."""
    last = 0
    for one in records(files.octets(work.organisation, work.file), work.how.reading):
        last = one.number
        if last % 10_000 == 0 and stop():
            return None
    with acting(work.organisation):
        File.objects.filter(pk=work.file).update(rows=last)
    return last


def _batches(rest: Iterator[Record], work: Work) -> Iterator[list[Record]]:
    while some := list(islice(rest, work.size)):
        yield some


def _over(organisation: UUID, file: UUID, state: FileState, now: datetime, *, reason: str = "") -> None:
    with acting(organisation):
        row = File.objects.select_for_update().get(pk=file)
        if row.state == FileState.RUNNING:
            batch.end(file, state, now, reason=reason)
