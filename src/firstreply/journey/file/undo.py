"""Undo: a whole file is taken back: whom it made goes, what it said goes, and what somebody dealt with since stays.

A batch of leads is one transaction. A lead that is taken back already is not taken back again, so whoever is cut off
begins anew and comes to the same.
"""

import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Final
from uuid import UUID

from firstreply.core.refusal import Refused
from firstreply.journey import effects
from firstreply.journey.file.restore import restore
from firstreply.journey.file.withdraw import withdraw
from firstreply.journey.later import Job, later
from firstreply.store.models import File
from firstreply.store.models.file import FileState
from firstreply.store.queries import files
from firstreply.store.tenancy import acting

_FEWEST, _MOST = 250, 2000  #: arrivals of a batch
_LONGEST: Final = 0.4  #: seconds, as for bringing
_UNDONE: Final = "undone"
_MAY: Final = frozenset({FileState.DONE, FileState.CANCELLED, FileState.FAILED, FileState.UNDOING})


def ask(file: UUID, *, now: datetime, here: bool = False) -> None:
    """Have a file taken back by a worker (`here`: by the caller). In the caller's transaction.

    Refuses `not_found`, `file_running`, `file_over`.
    """
    row = File.objects.select_for_update().filter(pk=file).first()
    if row is None:
        raise Refused("not_found", what="file", id=str(file))
    if row.state == FileState.RUNNING:
        raise Refused("file_running", name=row.name)
    if row.state not in _MAY or row.began_at is None:
        raise Refused("file_over", state=row.state)
    if row.state != FileState.UNDOING:
        File.objects.filter(pk=file).update(state=FileState.UNDOING.value, stop_asked=False, ended_at=None)
    if not here:
        later(Job.UNDO_FILE, organisation=str(row.organisation_id), file=str(file))


def undo(
    organisation: UUID,
    file: UUID,
    *,
    clock: Callable[[], datetime],
    stop: Callable[[], bool] = lambda: False,
    told: Callable[[int], None] = lambda rows: None,
) -> bool:
    """Take back all that a file's rows did; whether there is nothing more to do, as `bring.bring` does."""
    with acting(organisation):
        row = files.one(file)
    if row is None or row.state != FileState.UNDOING:
        return True
    after: UUID | None = None
    size, done = _FEWEST, 0
    while True:
        if stop():
            return False
        began = time.monotonic()
        with acting(organisation):
            effects.one_at_a_time()
            if File.objects.values_list("state", flat=True).get(pk=file) != FileState.UNDOING:
                return True
            leads, after = files.leads_after(row.source_id, after, size)
            if after is None:
                _over(file, row.source_id, clock())
                return True
            _add(file, _batch(leads, row.source_id, file, clock()))
        done += size
        told(done)
        size = min(_MOST, max(_FEWEST, int(size * _LONGEST / max(time.monotonic() - began, 0.001))))


def _batch(leads: list[UUID], source: UUID, file: UUID, now: datetime) -> Counter[str]:
    found = files.made_by(leads, source)
    why = files.touched(found.made, source) if found.made else {}
    gone = [lead for lead in found.made if lead not in why]
    withdraw(gone, file=file, now=now)
    # Of those that stay only what the file said of leads that were there before it is taken back.
    restored = restore(found.others, source=source, file=file, now=now)
    return Counter(withdrawn=len(gone), restored=restored, kept=len(why))


def _add(file: UUID, counts: Counter[str]) -> None:
    row = File.objects.select_for_update().get(pk=file)
    before = Counter(row.counts.get(_UNDONE, {}))
    before.update({name: n for name, n in counts.items() if name != "kept"})
    File.objects.filter(pk=file).update(counts={**row.counts, _UNDONE: dict(before)})


def _over(file: UUID, source: UUID, now: datetime) -> None:
    row = File.objects.select_for_update().get(pk=file)
    told = {"withdrawn": 0, "restored": 0} | row.counts.get(_UNDONE, {}) | {"kept": files.stayed(source)}
    File.objects.filter(pk=file).update(
        state=FileState.UNDONE.value, ended_at=now, counts={**row.counts, _UNDONE: told}
    )
