"""An archive that was brought in is told of as `analyze` tells of it, figure by figure."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from firstreply.core.member import Role
from firstreply.core.sight import Viewer
from firstreply.core.team import from_dict
from firstreply.insights.live.asked import Asked, Clock, Where
from firstreply.insights.live.chosen import Chosen
from firstreply.insights.live.file import Mirror
from firstreply.insights.live.parts import PARTS
from tests.insights.live.archive import HOURS, Twice, read_twice, sample
from tests.insights.live.conftest import Looking
from tests.postgres import Database

pytestmark = pytest.mark.postgres

ADMIN = Viewer(member=None, role=Role.ADMIN)
SIZES = {True: "inquiries", False: "waits"}
NUMBERS = (
    "n", "withheld", "median_s", "p75_s", "p90_s", "ci95", "within", "within_ci95", "buckets", "legacy_mean_s",
    "answered_only_median_s",
)  # fmt: skip
COUNTS = ("answered", "dismissed", "voided", "open", "unattributed", "off_hours", "covered_by_others")


def asked_of(mirror: Mirror, asked: Asked, part: str) -> Any:
    with mirror.still() as there:
        assert there is not None
        state, cursor = there
        as_of = state.mark.at if asked.as_of is None else asked.as_of
        return PARTS[part](Chosen(state, cursor, ADMIN, asked, as_of))[0]


def same_block(told: Mapping[str, Any], block: Mapping[str, Any], clock: str) -> None:
    """A live block is one of the document, on that clock."""
    assert {name: told[name] for name in COUNTS} == {name: block[name] for name in COUNTS}
    assert {name: told[name] for name in NUMBERS} == {name: block[clock][name] for name in NUMBERS}


def questions(twice: Twice) -> Iterator[tuple[Asked, str, str]]:
    """First responses and all responses on both clocks, and what the document calls them."""
    clocks: tuple[Clock, ...] = ("wall", "business")
    for clock in clocks:
        for first, name in ((True, "first_response"), (False, "all_responses")):
            asked = Asked(where=Where(first=first), clock=clock, as_of=twice.look.end)
            if twice.look.since is not None or twice.look.until is not None:
                where = replace(asked.where, since=twice.look.since, until=twice.look.until)
                asked = replace(asked, where=where)
            yield asked, name, clock


def everything_is_the_same(twice: Twice, mirror: Mirror) -> None:
    """Every figure that both can tell."""
    told = twice.document
    for asked, name, clock in questions(twice):
        block = asked_of(mirror, asked, "headline")
        assert block[SIZES[asked.where.first]] == told[name][SIZES[asked.where.first]]
        same_block(block, told[name], clock)
        touch = asked_of(mirror, asked, "any_touch")
        assert {key: touch[key] for key in ("n", "median_s", "within")} == told[name]["any_touch"]
        _same_groups(twice, mirror, asked, name, clock)
    _same_times(twice, mirror)
    _same_mail(twice, mirror)


def _same_groups(twice: Twice, mirror: Mirror, asked: Asked, name: str, clock: str) -> None:
    told = twice.document
    size = SIZES[asked.where.first]
    for part, label in (
        ("person", "person"),
        ("mailbox", "mailbox"),
        ("domain", "domain"),
        ("calendar", "calendar"),
    ):
        expected = {
            each[label]: each[name] for each in told[f"by_{part}"] if each[name][size] or each[name]["voided"]
        }
        found = {each["name"]: each for each in asked_of(mirror, asked, f"by_{part}")}
        if part == "domain":  # no more than twenty, and which of equals is a matter of order
            both = found.keys() & expected.keys()
            assert len(both) >= 10 or len(both) == len(found) == len(expected)
            found, expected = ({key: each[key] for key in both} for each in (found, expected))
        assert sorted(found) == sorted(expected)
        for key, each in found.items():
            same_block(each, expected[key], clock)
    if asked.where.first:
        for part in ("weekday", "hour"):
            for place, each in enumerate(asked_of(mirror, asked, f"by_{part}")):
                same_block(each, told[f"by_{part}"][place]["first_response"], clock)
    people = {each["name"]: each for each in asked_of(mirror, asked, "by_person")}
    for each in told["by_person"]:
        if each["person"] in people:
            assert people[each["person"]]["sent"] == each["sent"]


def _same_times(twice: Twice, mirror: Mirror) -> None:
    told, end = twice.document, twice.look.end
    where = Where(since=twice.look.since, until=twice.look.until)
    for clock in ("wall", "business"):
        assert asked_of(mirror, Asked(where=where, clock=clock, as_of=end), "curve") == told["curve"][clock]
    wall = Asked(where=where, clock="wall", as_of=end, target_s=twice.look.sla_s)
    assert asked_of(mirror, wall, "trend") == told["trend"]
    assert asked_of(mirror, wall, "benchmarks") == told["benchmarks"]
    assert asked_of(mirror, wall, "response_rate_30d") == told["response_rate_30d"]
    asked = replace(wall, clock="wall" if twice.look.calendar is None else "business")
    if twice.look.sla_s is not None:
        assert asked_of(mirror, asked, "sla") == told["sla"]
    previous, expected = asked_of(mirror, asked, "previous_period"), told["previous_period"]
    assert (previous is None) == (expected is None)
    if previous is not None:
        assert (previous["from"], previous["to"]) == (expected["from"], expected["to"])
        same_block(previous["block"], expected["first_response"], asked.clock)
        assert expected["change"].items() <= previous["change"].items()


def _same_mail(twice: Twice, mirror: Mirror) -> None:
    told = twice.document
    asked = Asked(where=Where(since=twice.look.since, until=twice.look.until), as_of=twice.look.end)
    assert asked_of(mirror, asked, "heatmap") == told["heatmap"]
    assert asked_of(mirror, asked, "threads_shape") == told["threads_shape"]
    volume, expected = asked_of(mirror, asked, "volume"), dict(told["volume"])
    for name in ("top_senders", "top_domains"):  # the last of equals are a matter of order
        assert [each["messages"] for each in volume.pop(name)] == [
            each["messages"] for each in expected.pop(name)
        ]
    volume.pop("words"), expected.pop("words")  # live, signatures are not counted: another number by design
    assert volume == expected
    if twice.look.since is None and twice.look.until is None:
        assert asked_of(mirror, asked, "classes") == told["coverage"]["classes"]


def test_sample_archive_by_working_hours(mirrors: Looking, tmp_path: Path) -> None:
    files, team = sample(tmp_path / "sample")
    twice = read_twice(files, team, tmp_path, hours=HOURS, sla_s=4 * 3600)
    everything_is_the_same(twice, mirrors(twice.organisation))


def test_sample_archive_by_the_clock(mirrors: Looking, tmp_path: Path) -> None:
    files, team = sample(tmp_path / "sample")
    twice = read_twice(files, team, tmp_path, hours=None, sla_s=3600)
    everything_is_the_same(twice, mirrors(twice.organisation))


def test_sample_archive_of_some_months(mirrors: Looking, tmp_path: Path) -> None:
    files, team = sample(tmp_path / "sample")
    whole = read_twice(files, team, tmp_path, hours=HOURS).look
    third = (whole.end - whole.first) // 3
    since, until = whole.first + third, whole.first + 2 * third
    twice = read_twice(files, team, tmp_path, hours=HOURS, since=since, until=until)
    everything_is_the_same(twice, mirrors(twice.organisation))


@pytest.mark.data
@pytest.mark.slow
def test_linux_raid(mirrors: Looking, reference_data: Path, tmp_path: Path, database: Database) -> None:
    folder = reference_data / "mail" / "linux-raid"
    team = from_dict(json.loads((folder / "team.json").read_text()))
    files = [str(folder / "linux-raid.mbox.xz")]
    twice = read_twice(
        files, team, tmp_path, hours=HOURS | {"zone": "Asia/Kathmandu"}, size=1000, sla_s=86_400
    )
    everything_is_the_same(twice, mirrors(twice.organisation))


def organisation_of(twice: Twice) -> UUID:
    return twice.organisation
