"""Batch: some rows of a file in one transaction: on disk, through the journey, and counted."""

import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

import orjson
import structlog

from firstreply.channels.file.reading import Record
from firstreply.core.refusal import Refused
from firstreply.journey import door, effects, flow
from firstreply.journey.capture import Came, Listed, People
from firstreply.journey.capture.listing import FILE, written
from firstreply.journey.failing import away
from firstreply.journey.file import isolated
from firstreply.journey.file.planned import Planned
from firstreply.journey.file.rows import BadRow, Understood, understood
from firstreply.journey.file.trial import CREATED, REPEATED, UPDATED
from firstreply.store import bulk
from firstreply.store.ids import new_id
from firstreply.store.models import Arrival, ArrivalKind, File, Part
from firstreply.store.models import BadRow as BadRowOf
from firstreply.store.models.file import FileState
from firstreply.store.tenancy import acting

_FEWEST, _MOST = 250, 1000  #: rows of a batch
#: Seconds that a batch may hold the organisation: this is what an inquiry that comes meanwhile waits.
_LONGEST: Final = 0.4
_log = structlog.get_logger("firstreply.file")


@dataclass(slots=True)
class Work:
    """A file while it is brought."""

    organisation: UUID
    file: UUID
    how: Planned
    row: int  #: all up to here are on disk
    size: int = _FEWEST


def bring(work: Work, batch: Sequence[Record], now: datetime) -> bool:
    """One batch; whether there is more to be done by us."""
    found = understood(batch, work.how)
    began = time.monotonic()
    try:
        went_on = _together(work, found, now)
    except Exception as error:
        if away(error) or isinstance(error, Refused):
            raise
        _log.warning("batch apart", file=str(work.file), row=work.row, exc_info=error)
        went_on = _apart(work, found, now)
    taken = max(time.monotonic() - began, 0.001)
    work.size = min(_MOST, max(_FEWEST, int(len(batch) * _LONGEST / taken)))
    return went_on


def _together(work: Work, found: Understood, now: datetime) -> bool:
    with acting(work.organisation):
        effects.one_at_a_time()
        if not _ours(work, now):
            return False
        asked = _arrivals(found, work, now)
        people = flow.listed(asked, now=now) if asked else None
        _bad(work.file, found.bad)
        _advance(work, found, _outcomes(asked, people))
    work.row = found.last
    return True


def _apart(work: Work, found: Understood, now: datetime) -> bool:
    """Something in a batch fails that nobody foresaw: its rows go on disk, and are tried one by one from there."""
    with acting(work.organisation):
        effects.one_at_a_time()
        if not _ours(work, now):
            return False
        asked = _arrivals(found, work, now)
        _bad(work.file, found.bad)
        _advance(work, found, Counter())
    work.row = found.last
    numbers = {came.id: one.number for (came, _), one in zip(asked, found.good, strict=True)}
    outcomes, failed = isolated.tried(work.organisation, numbers, work.how.source, now)
    with acting(work.organisation):
        cells = {one.number: one.asking.persona.to_dict() for one in found.good}
        _bad(
            work.file,
            [BadRow(n, code, facts, [orjson.dumps(cells[n]).decode()]) for n, code, facts in failed],
        )
        _add(work.file, outcomes + Counter(failed=len(failed)))
    return True


def _ours(work: Work, now: datetime) -> bool:
    """Whether it is still we who bring it, from where we are."""
    row = File.objects.select_for_update().get(pk=work.file)
    if row.state != FileState.RUNNING or row.row != work.row:
        return False
    if row.stop_asked:
        end(work.file, FileState.CANCELLED, now)
        return False
    return True


def _arrivals(found: Understood, work: Work, now: datetime) -> list[tuple[Came, Listed]]:
    asked = []
    rows = []
    for number, asking in found.good:
        payload = orjson.dumps(written(asking))
        own, digest = new_id(), door.digest(payload)
        came = Came(
            id=own, kind=ArrivalKind.INQUIRY, source_id=work.how.source, channel=FILE, mapping={},
            external_id=str(number), payload=None, raw=None, digest=digest, received_at=now, attempts=0,
            vouched=False,
        )  # fmt: skip
        asked.append((came, replace(asking, arrival=own)))
        rows.append(
            {
                "id": own, "source_id": work.how.source, "external_id": str(number),
                "payload": orjson.Fragment(payload), "digest": digest, "received_at": now,
                "kind": ArrivalKind.INQUIRY.value,
            }
        )  # fmt: skip
    bulk.insert(Arrival, rows)
    return asked


def _outcomes(asked: Sequence[tuple[Came, Listed]], people: People | None) -> Counter[str]:
    """What the rows of a batch did, by what was recorded of them; of those that said nothing new nothing is."""
    heard = [one.data for one in people.happened if "persona" in one.data] if people else []
    did = Counter(CREATED if one["new"] else UPDATED if one["changed"] else REPEATED for one in heard)
    return did + Counter({REPEATED: len(asked) - len(heard)})


def _bad(file: UUID, bad: Iterable[BadRow]) -> None:
    rows = [
        {"file_id": file, "row": one.number, "reason": one.code, "facts": dict(one.facts), "cells": one.cells}
        for one in bad
    ]
    bulk.insert(BadRowOf, rows, unless_there=True)


def _advance(work: Work, found: Understood, outcomes: Counter[str]) -> None:
    counts = outcomes + Counter(skipped=found.empty, failed=len(found.bad))
    _add(work.file, counts)
    File.objects.filter(pk=work.file).update(row=found.last)


def _add(file: UUID, counts: Counter[str]) -> None:
    row = File.objects.select_for_update().get(pk=file)
    File.objects.filter(pk=file).update(
        counts={**row.counts, **{name: row.counts.get(name, 0) + n for name, n in counts.items()}}
    )


def end(file: UUID, state: FileState, now: datetime, *, reason: str = "") -> None:
    """What was read is on disk as arrivals, and what could not be as it stood: the octets are needed no more."""
    File.objects.filter(pk=file).update(state=state.value, reason=reason, ended_at=now, stop_asked=False)
    Part.objects.filter(file_id=file).delete()
