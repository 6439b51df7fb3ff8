"""The compiled metrics are what Ibis makes of them now, and count as a loop over the waits does."""

from collections import Counter
from datetime import UTC, datetime

import duckdb
import pytest

from firstreply.insights.facts import facts
from firstreply.insights.metrics.compile import MESSAGES, WAITS, compiled, live_expressions
from firstreply.insights.metrics.engine import COMPILED, LIVE, Tables, queries
from firstreply.insights.metrics.registry import ALL
from tests.insights.looks import large_look

OUTCOMES = ("answered", "dismissed", "voided", "open")


@pytest.mark.slow
def test_compiled_sql_is_what_ibis_compiles_now() -> None:
    # When this fails: python -m firstreply.insights.metrics.compile
    assert COMPILED.read_text(encoding="utf-8") == compiled()
    assert LIVE.read_text(encoding="utf-8") == compiled(live_expressions())


def test_every_table_metric_is_compiled() -> None:
    assert set(queries()) == {name for name, metric in ALL.items() if metric.table}


def test_fact_tables_have_the_columns_that_metrics_ask_for() -> None:
    read = facts(large_look(200))
    assert set(MESSAGES) <= set(read.messages)
    assert set(WAITS) <= set(read.waits)


def test_responses_are_counted_as_a_loop_would_count_them() -> None:
    made_of = large_look(1000)
    expected: Counter[tuple[str, int, bool, str]] = Counter()
    for wait in made_of.waits:
        first = wait.first and not wait.truncated
        arrival = datetime.fromtimestamp(wait.started_at, UTC)
        for key in (("all", 0), ("weekday", arrival.weekday()), ("hour", arrival.hour)):
            expected[(*key, first, str(wait.outcome))] += 1
    read = facts(made_of)
    with Tables(read.messages, read.waits) as tables:
        rows = tables.rows(ALL["responses"])
    found = {
        (dimension, key, first, outcome): count
        for dimension, key, first, _, answered, dismissed, voided, open_, *_ in rows
        for outcome, count in zip(OUTCOMES, (answered, dismissed, voided, open_), strict=True)
        if dimension in ("all", "weekday", "hour") and count
    }
    assert found == dict(expected)


def test_tables_are_closed_after_use() -> None:
    read = facts(large_look(50))
    with Tables(read.messages, read.waits) as tables:
        pass
    with pytest.raises(duckdb.ConnectionException):
        tables.rows(ALL["classes"])
