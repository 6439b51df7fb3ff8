"""`bench` measures what it says, on archives small enough for a test."""

import json
from pathlib import Path

import pytest

from firstreply.channels.email import sample
from firstreply.cli.bench import archive as bench_archive
from firstreply.cli.bench import material, steps
from firstreply.cli.bench.figure import Figure
from firstreply.cli.bench_command import NAMES, document
from tests.cli.conftest import Firstreply


@pytest.mark.slow
def test_archive_names_what_was_read_and_holds_goals_against_it() -> None:
    figures = bench_archive.figures(None, messages=300, sizes=(200, 400), runs=1)
    shown = json.loads(json.dumps(document("archive", figures)))
    assert shown["bench"] == "archive"
    assert {tuple(one) for one in shown["figures"]} == {("name", "value", "unit", "goal", "better", "met")}
    goals = {one["name"]: one["goal"] for one in shown["figures"] if one["goal"] is not None}
    assert goals == {
        "generated-300: scan, threads and waits": 30_000,
        "generated-300: times that peer": 10,
        "generated-300: memory": 2048,
        "generated-300: analyze --html --json, first run": 10_000,
        "generated-300: analyze --html --json, first to second run": 10,
        "generated-300: analyze --json, first to second run": 10,
        "generated-300: analyze terminal, first to second run": 10,
        "generated-200: memory": 2048,
        "generated-400: memory": 2048,
        "generated: a message among 400 to one among 200": 1.25,
    }
    assert [one["name"] for one in shown["figures"] if not one["value"] > 0] == []


def test_the_steps_read_every_message_and_find_the_waits(tmp_path: Path) -> None:
    sample.write_large(tmp_path / "large.mbox", messages=500)
    count, held = steps.scan_threads_waits(tmp_path / "large.mbox", None, frozenset())
    assert (count, len(held[1][0].envelopes)) == (500, 500)
    assert len(held[-1]) > 100


def test_a_slice_is_whole_messages_from_the_beginning(tmp_path: Path) -> None:
    made = material.generated(tmp_path, 100)
    part = material.slice_of(made, made.path.stat().st_size // 2, tmp_path)
    assert made.path.read_bytes().startswith(part.read_bytes() + b"From ")
    assert 40 < part.read_bytes().count(b"\nFrom ") < 60
    assert material.slice_of(made, 1 << 24, tmp_path).read_bytes() == made.path.read_bytes()


def test_a_goal_is_met_from_the_better_side() -> None:
    less = [Figure(name="m", value=value, unit="s", goal=10, better="less").met for value in (9, 10, 11)]
    more = [Figure(name="m", value=value, unit="1/s", goal=10).met for value in (9, 10, 11)]
    assert (less, more) == ([True, True, False], [False, True, True])
    assert Figure(name="peer", value=1, unit="1/s").met is None


def test_an_unknown_benchmark_and_a_missing_folder(firstreply: Firstreply, tmp_path: Path) -> None:
    unknown = firstreply("bench", "speed")
    assert (
        unknown.code,
        f"Choose one of: {', '.join(NAMES)}" in " ".join(unknown.err.split()),
    ) == (2, True)
    assert firstreply("bench", "archive", "--data", tmp_path / "none").code == 3
