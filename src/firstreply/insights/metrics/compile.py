"""Compile the table metrics from Ibis to DuckDB SQL: `python -m firstreply.insights.metrics.compile`.

Importing Ibis takes longer than analysing a small archive, so `analyze` runs the SQL kept beside this file. A
test fails when it is not what Ibis makes of the metrics now.
"""

from typing import Any, Final

from firstreply.insights.metrics.engine import COMPILED, HEADING, LIVE
from firstreply.insights.metrics.registry import ALL
from firstreply.insights.metrics.responses import counted

MESSAGES: Final = {
    "kind": "int8",
    "conversation": "int32",
    "party": "int32",
    "domain": "int32",
    "person": "int32",
    "words": "int32",
    "day": "int32",
    "weekday": "int8",
    "hour": "int8",
    "in_scope": "boolean",
}
WAITS: Final = {
    "outcome": "int8",
    "first": "boolean",
    "person": "int32",
    "team": "int32",
    "mailbox": "int32",
    "domain": "int32",
    "calendar": "int32",
    "weekday": "int8",
    "hour": "int8",
    "trend": "int32",
    "period": "int8",
    "unattributed": "boolean",
    "off_hours": "boolean",
    "covered": "boolean",
    "in_scope": "boolean",
}
#: Waits on live data, chosen and given a key by the question.
PLACED: Final = {
    "key": "int32",
    "outcome": "int8",
    "first": "boolean",
    "unattributed": "boolean",
    "off_hours": "boolean",
    "covered": "boolean",
    "n": "int64",
}


def expressions() -> dict[str, Any]:
    """The Ibis expression of each table metric, by its name; runs on every engine that Ibis speaks to."""
    import ibis

    messages, waits = ibis.table(MESSAGES, name="messages"), ibis.table(WAITS, name="waits")
    return {metric.name: metric.table(messages, waits) for metric in ALL.values() if metric.table}


def live_expressions() -> dict[str, Any]:
    """What live data are counted by, from the same metrics."""
    import ibis

    return {
        "counted": counted(ibis.table(PLACED, name="placed")),
    }


def compiled(these: dict[str, Any] | None = None) -> str:
    """The text of the compiled file."""
    import ibis

    found = expressions() if these is None else these
    parts = [f"{HEADING}{name}\n{ibis.to_sql(each, dialect='duckdb')}\n" for name, each in found.items()]
    return "".join(parts)


if __name__ == "__main__":
    COMPILED.write_text(compiled(), encoding="utf-8")
    LIVE.write_text(compiled(live_expressions()), encoding="utf-8")
