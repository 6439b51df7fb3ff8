"""Rows: each as somebody to be known, or with the reason why it cannot be taken; one never stops the others."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

from firstreply.channels.file.reading import Record
from firstreply.channels.file.row import Read, Wrong
from firstreply.channels.phone import to_e164
from firstreply.core.lead import FieldError, Persona, points
from firstreply.core.refusal import Refused
from firstreply.journey.capture.asking import Listed
from firstreply.journey.capture.listing import FILE
from firstreply.journey.file.planned import Planned

_LONGEST_CELL: Final = 2000  #: characters that are kept of a cell that could not be read


class Good(NamedTuple):
    """A row that names somebody."""

    number: int
    asking: Listed


class BadRow(NamedTuple):
    """A row that cannot be taken: why, and what stands in it. `columns` are those that are wrong."""

    number: int
    code: str
    facts: Mapping[str, Any]
    cells: list[str]
    columns: tuple[int, ...] = ()


@dataclass(slots=True)
class Understood:
    """Some rows as they were understood; `empty` had nothing in them."""

    good: list[Good]
    bad: list[BadRow]
    empty: int = 0
    last: int = 0  #: number of the last row


def understood(records: Iterable[Record], how: Planned) -> Understood:
    """Rows of a file, as they are planned to be read."""
    found = Understood(good=[], bad=[])
    for one in records:
        found.last = one.number
        if one.wrong:
            found.bad.append(_bad(one, one.wrong, {}))
            continue
        told = how.plan.read(one.cells)
        if told is None:
            found.empty += 1
            continue
        row = _row(one, told, how)
        if isinstance(row, Good):
            found.good.append(row)
        else:
            found.bad.append(row)
    return found


def _row(record: Record, told: Read, how: Planned) -> Good | BadRow:
    errors = [_error(one, how.reading.columns) for one in told.wrong]
    columns = [one.column for one in told.wrong]
    persona = Persona()
    try:
        persona = Persona.from_dict(told.fields, e164=_Speaking(told.fields, how.region))
    except Refused as refused:
        for error in _errors(refused):
            where = how.mapping.get(_mapped_as(error.field, how.mapping), ())[:1]
            columns += where
            errors.append(_told(error.field, where, error.code, error.limit, how.reading.columns))
    if errors:
        return _bad(record, "lead_fields_invalid", {"errors": errors}, tuple(columns))
    if not persona.emails and not persona.customer_id and not points(persona):
        return _bad(record, "row_unreachable", {})
    at = min(told.at or how.at, how.at)
    return Good(record.number, _listed(persona, at, how))


def _errors(refused: Refused) -> tuple[FieldError, ...]:
    errors = refused.facts.get("errors")
    return errors if isinstance(errors, tuple) else ()


def _listed(persona: Persona, at: datetime, how: Planned) -> Listed:
    return Listed(
        persona=persona, at=at, channel=FILE, source=how.source, asks=how.asks, owner=how.owner, team=how.team
    )


class _Speaking:
    """How phone numbers of a row are read: as from the country that it tells, else from ours."""

    def __init__(self, fields: Mapping[str, Any], region: str) -> None:
        country = fields.get("country", "")
        self._region = country.upper() if len(country) == 2 else region

    def __call__(self, text: str) -> str | None:
        return to_e164(text, self._region)


def _mapped_as(field: str, mapping: Mapping[str, Sequence[int]]) -> str:
    """The field as it is mapped: `emails` of `emails[1]`."""
    name = field.partition("[")[0]
    return name if name in mapping else f"{name}s"


def _error(one: Wrong, headers: Sequence[str]) -> dict[str, Any]:
    return _told(one.field, [one.column], one.code, 0, headers)


def _told(field: str, at: Sequence[int], code: str, limit: int, headers: Sequence[str]) -> dict[str, Any]:
    """As JSON; the field under its column's header, which whoever made the list knows it by."""
    header = headers[at[0]] if at and at[0] < len(headers) else ""
    return {"field": header or field, "code": code} | ({"limit": limit} if limit else {})


def _bad(record: Record, code: str, facts: Mapping[str, Any], columns: tuple[int, ...] = ()) -> BadRow:
    cells = [cell.replace("\0", "")[:_LONGEST_CELL] for cell in record.cells]
    return BadRow(record.number, code, facts, cells, columns)
