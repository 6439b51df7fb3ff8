"""Tables: any part as CSV, a row each; no cell of it is a formula."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from firstreply.insights.csv_line import line
from firstreply.insights.metrics.registry import EVERY
from firstreply.insights.words import Words


def table_csv(name: str, part: Any, words: Words) -> Iterator[str]:
    """The lines of the part of that name. What lies within a row becomes columns of its own; a heat map a row a cell.

    Columns are called by the names of the figures in the reader's language, as far as they are figures.
    """
    records = [dict(_flat(row)) for row in _records(part)]
    columns = list(dict.fromkeys(column for row in records for column in row)) or [name]
    yield "\ufeff" + line(_title(column, words) for column in columns)
    for row in records:
        yield line([row.get(one) for one in columns])


def _title(column: str, words: Words) -> str:
    first, dot, rest = column.partition(".")
    known = EVERY.get(first)
    return column if known is None else f"{words.say(known.title)}{' ' if dot else ''}{rest}"


def _records(part: Any) -> Sequence[Mapping[str, Any]]:
    if isinstance(part, Mapping):
        grids = {name: grid for name, grid in part.items() if _is_grid(grid)}
        if grids:
            return [
                {"weekday": day, "hour": hour, **{name: grid[day][hour] for name, grid in grids.items()}}
                for day in range(7)
                for hour in range(24)
            ]
        stages = part.get("stages")
        if isinstance(stages, Sequence):
            return stages
        return [part]
    return [row if isinstance(row, Mapping) else {"id": row} for row in part or ()]


def _is_grid(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 7 and all(isinstance(row, list) for row in value)


def _flat(row: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in row.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{name}.")
        elif isinstance(value, list) and value and isinstance(value[0], Mapping):
            for one in value:
                label = str(next(iter(one.values())))
                yield from _flat(one, f"{before}{name}.{label}.")
        else:
            yield f"{before}{name}", " ".join(map(str, value)) if isinstance(value, list) else value
