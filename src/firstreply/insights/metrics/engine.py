"""Run the compiled table metrics on DuckDB, in process, over the fact tables' columns."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import duckdb
import numpy as np
import numpy.typing as npt

from firstreply.insights.metrics.metric import Metric

COMPILED: Final = Path(__file__).with_name("compiled.sql")
LIVE: Final = COMPILED.with_name("live.sql")  #: the same counts of waits that a question chose
HEADING: Final = "-- metric: "
_THREADS: Final = 1  # a million rows are answered in a fraction of a second; more threads only cost more

Row = tuple[Any, ...]


@cache
def queries(compiled: Path = COMPILED) -> dict[str, str]:
    """The compiled SQL by metric name."""
    parts = compiled.read_text(encoding="utf-8").split(HEADING)[1:]
    return {part.partition("\n")[0]: part.partition("\n")[2] for part in parts}


class Tables:
    """The fact tables, open for questions. Use as a context manager."""

    def __init__(
        self, messages: Mapping[str, npt.NDArray[Any]], waits: Mapping[str, npt.NDArray[Any]]
    ) -> None:
        self._answers: dict[str, list[Row]] = {}
        self._connection = duckdb.connect(":memory:", config={"threads": _THREADS})
        for name, columns in (("messages", messages), ("waits", waits)):
            self._connection.register(
                name, {key: np.ascontiguousarray(value) for key, value in columns.items()}
            )

    def rows(self, metric: Metric) -> list[Row]:
        """The answer to a table metric, in the order of its expression; asked once."""
        if metric.name not in self._answers:
            self._answers[metric.name] = self._connection.execute(queries()[metric.name]).fetchall()
        return self._answers[metric.name]

    def close(self) -> None:
        """Give the memory back."""
        self._connection.close()

    def __enter__(self) -> "Tables":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
