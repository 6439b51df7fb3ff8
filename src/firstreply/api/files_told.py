"""Files as they are told: counts in sentences, rows with their reasons, and the failed ones as a list to be mended."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from firstreply.core.capture.column_names import ROW, WHY
from firstreply.insights import words
from firstreply.insights.csv_line import line
from firstreply.journey.file.preview import Counts, Preview, Shown
from firstreply.journey.file.rows import BadRow
from firstreply.store.queries.files import Bad, FileShown

_NAMES: Final = ("created", "updated", "repeated", "skipped", "failed")
_SAMPLES: Final = 3


def told(row: FileShown, at: datetime, lang: str) -> dict[str, Any]:
    """A file and how far it got."""
    trial, undone = row.counts.get("trial"), row.counts.get("undone")
    same = {name: getattr(row, name) for name in _SAME}
    return same | {
        "source": row.source_id,
        "member": row.member_id,
        "reason": None if not row.reason else _line(0, row.reason, {}, lang),
        "left_s": _left(row, at),
        "counts": {name: row.counts.get(name, 0) for name in _NAMES},
        "trial": None if trial is None else _trial(trial, trial["bad"], lang),
        "undone": undone,
    }


_SAME: Final = (
    "id", "name", "kind", "size", "state", "row", "rows", "created_at", "began_at", "ended_at",
)  # fmt: skip


def told_preview(seen: Preview, lang: str) -> dict[str, Any]:
    """A preview."""
    how = seen.planned
    cells = [one.cells for one in how.sample]
    return {
        **{
            name: getattr(how.reading, name)
            for name in ("encoding", "delimiter", "sheet", "sheets", "header")
        },
        "kind": how.reading.kind.value,
        "clock": how.clock,
        "columns": [
            {
                "index": one.index,
                "header": one.header,
                "field": one.field,
                "why": one.why,
                "samples": _samples(cells, one.index),
            }
            for one in how.columns
        ],
        "mapping": {name: list(at) for name, at in how.mapping.items()},
        "dates": {str(at): str(one) for at, one in how.dates.items()},
        "open": [
            {"column": one.column, "header": one.header, "field": one.field, "choices": one.choices}
            for one in how.open
        ],
        "rows": [_row(one, lang) for one in seen.shown],
        "trial": trial(seen.counts, lang),
    }


def trial(counts: Counts, lang: str) -> dict[str, Any]:
    """What bringing would do."""
    told = {name: getattr(counts, name) for name in (*_NAMES, "whole", "rows")}
    bad = [{"row": one.number, "code": one.code, "facts": one.facts} for one in counts.bad]
    return _trial(told, bad, lang)


def told_failed(row: FileShown, bad: Iterable[Bad], lang: str) -> Iterator[str]:
    """The rows that could not be taken as CSV, the reason in the last column; nothing in it is a formula."""
    columns = row.reading.get("columns") or ()
    yield "\ufeff" + line([ROW, *columns, WHY])
    for one in bad:
        cells = [*one.cells, *[""] * (len(columns) - len(one.cells))]
        yield line([str(one.row), *cells, words.use(lang).for_refusal(one.reason, dict(one.facts))])


def _trial(told: Mapping[str, Any], bad: Iterable[Mapping[str, Any]], lang: str) -> dict[str, Any]:
    lines = [_line(one["row"], one["code"], one["facts"], lang) for one in bad]
    counts = {name: told[name] for name in (*_NAMES, "whole", "rows")}
    facts: dict[str, Any] = {name: told[name] for name in _NAMES}
    return counts | {"sentence": words.use(lang).for_refusal("file_trial", facts), "lines": lines}


def _line(row: int, code: str, facts: Mapping[str, Any], lang: str) -> dict[str, Any]:
    return {"row": row, "code": code, "sentence": words.use(lang).for_refusal(code, dict(facts))}


def _row(one: Shown, lang: str) -> dict[str, Any]:
    bad: BadRow | None = one.bad
    return {
        "row": one.number,
        "cells": one.cells,
        "outcome": one.outcome,
        "persona": one.persona,
        "at": one.at,
        "problem": None if bad is None else _line(one.number, bad.code, bad.facts, lang),
        "columns": [] if bad is None else list(bad.columns),
    }


def _samples(rows: Iterable[list[str]], at: int) -> list[str]:
    values = (row[at].strip()[:200] for row in rows if at < len(row))
    return list(dict.fromkeys(value for value in values if value))[:_SAMPLES]


def _left(row: FileShown, at: datetime) -> int | None:
    """Seconds until all rows are taken, at the pace until now."""
    if row.state != "running" or not row.rows or not row.row or row.began_at is None:
        return None
    pace = row.row / max((at - row.began_at).total_seconds(), 0.001)
    return round(max(row.rows - row.row, 0) / pace)
