"""Preview: a file as it would be read, its first rows as people, and what bringing it would do."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Final
from uuid import UUID

from firstreply.channels.file.reading import Octets, Record
from firstreply.channels.file.table import SAMPLE, records
from firstreply.core.refusal import Refused
from firstreply.journey.file.planned import Planned, planned
from firstreply.journey.file.rows import BadRow, Good, Understood, understood
from firstreply.journey.file.trial import Trial
from firstreply.store.models import File
from firstreply.store.models.file import FileState
from firstreply.store.queries import files, identity
from firstreply.store.tenancy import acting

SHOWN: Final = 20  #: rows that are shown as people
TOLD: Final = 20  #: rows that cannot be taken and are told of one by one
BATCH: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What bringing rows would do, or did. `whole`: all rows of the file are counted."""

    created: int = 0
    updated: int = 0
    repeated: int = 0
    skipped: int = 0  #: nothing stood in them
    failed: int = 0
    whole: bool = True
    rows: int = 0  #: number of the last one
    bad: tuple[BadRow, ...] = ()  #: the first of those that cannot be taken


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One row: who it would be and what it would do, or what is wrong with it."""

    number: int
    cells: list[str]
    persona: Mapping[str, Any] | None
    at: datetime | None
    outcome: str  #: created, updated, repeated, failed
    bad: BadRow | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A file as it would be read, and what that would come to."""

    planned: Planned
    shown: tuple[Shown, ...]
    counts: Counts


def preview(
    file: UUID,
    octets: Octets,
    *,
    now: datetime,
    reading: Mapping[str, Any] | None = None,
    mapping: Mapping[str, Any] | None = None,
    options: Mapping[str, Any] | None = None,
) -> Preview:
    """In the caller's transaction; writes nothing. Without choices, as it is stored or suggested.

    Refuses `not_found`, `file_incomplete`, and as `planned` does.
    """
    how = plan_of(file, octets, now=now, reading=reading, mapping=mapping, options=options)
    found = understood(how.sample, how)
    with Trial(identity.home().shared) as trial:
        outcomes = trial.take(found.good)
    told = _counted(found, outcomes)
    return Preview(
        planned=how,
        shown=tuple(_shown(how.sample, found, outcomes)),
        counts=_counts(told, found.bad, found.last, whole=found.last < SAMPLE),
    )


def plan_of(
    file: UUID,
    octets: Octets,
    *,
    now: datetime,
    reading: Mapping[str, Any] | None = None,
    mapping: Mapping[str, Any] | None = None,
    options: Mapping[str, Any] | None = None,
) -> Planned:
    """How a file is to be read, by what is given, else by what is stored of it. Refuses as `preview` does."""
    row = files.one(file)
    if row is None:
        raise Refused("not_found", what="file", id=str(file))
    if row.state == FileState.NEW and (size := files.held(file)[1]) < row.size:
        raise Refused("file_incomplete", size=size, of=row.size)
    return planned(
        octets,
        identity.home(),
        source=row.source_id,
        now=row.began_at or now,
        reading=row.reading if reading is None else reading,
        chosen=row.mapping if mapping is None else mapping,
        options=row.options if options is None else options,
    )


def tried(
    organisation: UUID, octets: Octets, how: Planned, *, stop: Callable[[], bool] = lambda: False
) -> Counts:
    """What bringing all of a file would do, a batch in a transaction; as far as it got when `stop` says so."""
    told, bad, last, over = Counter[str](), list[BadRow](), 0, False
    with acting(organisation):
        shared = identity.home().shared
    rows = records(octets, how.reading)
    with Trial(shared) as trial:
        while not (over := stop()) and (batch := list(islice(rows, BATCH))):
            found = understood(batch, how)
            with acting(organisation):
                told += _counted(found, trial.take(found.good))
            bad += found.bad[: TOLD - len(bad)]
            last = found.last
    return _counts(told, bad, last, whole=not over)


def keep_trial(file: UUID, counts: Counts) -> None:
    """Write down what a trial came to."""
    told = {name: getattr(counts, name) for name in _NAMES} | {"whole": counts.whole, "rows": counts.rows}
    told["bad"] = [{"row": one.number, "code": one.code, "facts": dict(one.facts)} for one in counts.bad]
    row = File.objects.select_for_update().get(pk=file)
    File.objects.filter(pk=file).update(counts={**row.counts, "trial": told})


_NAMES: Final = ("created", "updated", "repeated", "skipped", "failed")


def _counted(found: Understood, outcomes: Iterable[str]) -> Counter[str]:
    return Counter(outcomes) + Counter(skipped=found.empty, failed=len(found.bad))


def _counts(told: Mapping[str, int], bad: Iterable[BadRow], last: int, *, whole: bool) -> Counts:
    some = tuple(islice(bad, TOLD))
    return Counts(**{name: told.get(name, 0) for name in _NAMES}, whole=whole, rows=last, bad=some)


def _shown(sample: Iterable[Record], found: Understood, outcomes: Iterable[str]) -> Iterable[Shown]:
    good: dict[int, tuple[Good, str]] = {
        one.number: (one, did) for one, did in zip(found.good, outcomes, strict=True)
    }
    bad = {one.number: one for one in found.bad}
    for record in islice((one for one in sample if one.number in good or one.number in bad), SHOWN):
        row = good.get(record.number)
        yield Shown(
            number=record.number,
            cells=record.cells,
            persona=None if row is None else row[0].asking.persona.to_dict(),
            at=None if row is None else row[0].asking.at,
            outcome="failed" if row is None else row[1],
            bad=bad.get(record.number),
        )
