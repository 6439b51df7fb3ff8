"""Planned: how the rows of one file are to be read: what was found, what somebody chose, and what is still open."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from firstreply.channels.file.reading import Octets, Reading, Record
from firstreply.channels.file.row import AMOUNTS, DATES, Plan
from firstreply.channels.file.table import look
from firstreply.core.capture.columns import Column, columns, mapping
from firstreply.core.capture.dates import Guess, Shape, guess, shape
from firstreply.core.capture.decimals import decimal_mark
from firstreply.core.lead.fold import fold
from firstreply.core.lead.inquiry import OCCURRED
from firstreply.core.lead.persona import FIELDS
from firstreply.core.lead.reading import field_key
from firstreply.core.refusal import Refused
from firstreply.store.queries import files
from firstreply.store.queries.identity import Home

CONTACTS, INQUIRIES = "contacts", "inquiries"
#: Calendars that people use besides ours, by their country.
_CALENDARS: Final = {"IR": "jalali", "AF": "jalali", "SA": "hijri"}
_FIELDS: Final = frozenset({*FIELDS, OCCURRED}) - {"social", "custom"}
_GROUPS: Final = frozenset({"social", "custom"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """A question that must be answered before rows are taken: how the dates of a column are to be read."""

    column: int
    header: str
    field: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """How the rows are read. `asks`: each asks something, and is owed an answer; else they are only known."""

    reading: Reading
    sample: Sequence[Record]
    columns: tuple[Column, ...]
    mapping: Mapping[str, Sequence[int]]
    dates: Mapping[int, Shape]
    plan: Plan
    asks: bool
    owner: UUID | None
    team: UUID | None
    region: str
    source: UUID
    at: datetime
    open: tuple[Open, ...]

    @property
    def clock(self) -> str:
        """What rows are: inquiries that wait for an answer, or contacts that are only known."""
        return INQUIRIES if self.asks else CONTACTS


def planned(
    octets: Octets,
    home: Home,
    *,
    source: UUID,
    now: datetime,
    reading: Mapping[str, Any],
    chosen: Mapping[str, Any],
    options: Mapping[str, Any],
) -> Planned:
    """Read the beginning of a file and say how all of it is to be read, as of `now`. In the caller's transaction.

    `chosen` is {field: columns (positions from 0, or headers)}; empty: as suggested. Refuses as `channels.file.look`
    does, and `file_field_unknown`, `file_column_unknown`, `file_dates_unknown`, `reference_unknown`.
    """
    found, sample = look(octets, chosen=reading)
    cells = [one.cells for one in sample if not one.wrong]
    guessed = columns(found.columns, cells)
    taken = _mapped(chosen, found.columns, len(guessed)) if chosen else mapping(guessed)
    guesses = _guesses(taken, cells, home, now)
    told = _told_dates(found.columns, options.get("dates") or {})
    dates = {at: one.choices[0] for (_, at), one in guesses.items() if one.choices} | told
    owner = _owner(options)
    return Planned(
        reading=found,
        sample=sample,
        columns=guessed,
        mapping=taken,
        dates=dates,
        plan=_plan(taken, dates, cells, home, options),
        asks=(options.get("clock") or (INQUIRIES if OCCURRED in taken else CONTACTS)) == INQUIRIES,
        owner=owner,
        team=None if owner is None else files.owner_team(owner, now),
        region=home.region,
        source=source,
        at=now,
        open=tuple(_open(guesses, told, found.columns)),
    )


def _plan(
    taken: Mapping[str, Sequence[int]],
    dates: Mapping[int, Shape],
    cells: Sequence[Sequence[str]],
    home: Home,
    options: Mapping[str, Any],
) -> Plan:
    return Plan(
        mapping=taken,
        zone=ZoneInfo(home.zone),
        dates=dates,
        decimals={at: decimal_mark(_values(cells, at)) for name in AMOUNTS for at in taken.get(name, ())},
        system=field_key(str(options.get("source") or "")) or "file",
        always=_always(options),
        tags=tuple(options.get("tags") or ()),
    )


def _values(cells: Iterable[Sequence[str]], at: int) -> list[str]:
    return [row[at] for row in cells if at < len(row)]


def _always(options: Mapping[str, Any]) -> dict[str, Any]:
    """What every row says that does not say otherwise."""
    found = {name: options[name] for name in ("source", "campaign", "language") if options.get(name)}
    return found | ({"campaign": options["event"]} if options.get("event") else {})


def _owner(options: Mapping[str, Any]) -> UUID | None:
    owner = options.get("owner")
    if owner and not files.works_here(UUID(str(owner))):
        raise Refused("reference_unknown", field="owner", id=str(owner))
    return UUID(str(owner)) if owner else None


def _mapped(chosen: Mapping[str, Any], headers: Sequence[str], width: int) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for name, given in chosen.items():
        group, _, key = name.partition(".")
        if not (key and group in _GROUPS) and name not in _FIELDS:
            raise Refused("file_field_unknown", field=name, known=", ".join(sorted(_FIELDS)))
        several = given if isinstance(given, list | tuple) else [given]
        if at := [_position(one, headers, width) for one in several]:
            found[name] = at
    return found


def _position(given: Any, headers: Sequence[str], width: int) -> int:
    """Which column that is: its position from 0, or its header."""
    if isinstance(given, int) and not isinstance(given, bool) and 0 <= given < width:
        return given
    same = [at for at, header in enumerate(headers) if isinstance(given, str) and fold(header) == fold(given)]
    if not same:
        raise Refused("file_column_unknown", column=str(given)[:100])
    return same[0]


def _guesses(
    taken: Mapping[str, Sequence[int]], cells: Sequence[Sequence[str]], home: Home, now: datetime
) -> dict[tuple[str, int], Guess]:
    """How the dates of each column that holds any are written; of several columns for one field the first counts."""
    local = _CALENDARS.get(home.region, "")
    return {
        (name, taken[name][0]): guess(
            _values(cells, taken[name][0]), year=now.year, home=local, past=name == "birthday"
        )
        for name in DATES
        if taken.get(name)
    }


def _told_dates(headers: Sequence[str], told: Mapping[str, Any]) -> dict[int, Shape]:
    """The shapes that somebody chose, by column."""
    found: dict[int, Shape] = {}
    for column, given in told.items():
        how = shape(str(given))
        if how is None:
            raise Refused("file_dates_unknown", given=str(given)[:50])
        found[int(column) if column.isdecimal() else _position(column, headers, len(headers))] = how
    return found


def _open(
    guesses: Mapping[tuple[str, int], Guess], told: Mapping[int, Shape], headers: Sequence[str]
) -> Iterable[Open]:
    for (name, at), one in guesses.items():
        if len(one.choices) > 1 and at not in told:
            header = headers[at] if at < len(headers) else ""
            yield Open(column=at, header=header, field=name, choices=tuple(map(str, one.choices)))
