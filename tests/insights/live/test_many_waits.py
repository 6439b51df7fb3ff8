"""Many waits: times come from bins, the busiest groups are found first, and filters are offered from a minute ago."""

from dataclasses import replace

import pytest

from firstreply.insights.live import asking, choices, tallies
from firstreply.insights.live.groups import NAMES
from firstreply.insights.live.parts import PARTS
from tests.insights.live.conftest import Looking, Office
from tests.insights.live.test_asking import ADMIN, ALL
from tests.journey.conftest import NOW

pytestmark = pytest.mark.postgres


def test_beyond_a_number_of_waits_times_come_from_bins(busy: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [name for name in PARTS if name not in ("assigned", "called")]
    exact = asking.ask(busy.organisation, ADMIN, ALL, *names)
    monkeypatch.setattr(tallies, "EXACT", 3)
    binned = asking.ask(busy.organisation, ADMIN, replace(ALL, compare=False), *names)
    assert (exact.precision, binned.precision) == (0.0, 0.005)
    for name in ("answered", "open", "inquiries", "buckets", "n"):
        assert binned.parts["headline"][name] == exact.parts["headline"][name]
    close = exact.parts["headline"]["median_s"]
    assert abs(binned.parts["headline"]["median_s"] - close) <= 0.01 * close
    assert binned.parts["funnel"] == exact.parts["funnel"]
    assert binned.parts["arrivals"]["counts"] == exact.parts["arrivals"]["counts"]


@pytest.mark.parametrize("most", [1, 2, 50])
def test_groups_found_in_two_steps_are_those_found_in_one(
    busy: Office, mirrors: Looking, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    names = [f"by_{name}" for name in NAMES]
    monkeypatch.setattr("firstreply.insights.live.groups.MOST_DOMAINS", most - 1)
    one = asking.ask(busy.organisation, ADMIN, ALL, *names).parts
    mirrors(busy.organisation).kept.clear()
    monkeypatch.setattr(tallies, "_MANY", -1)
    two = asking.ask(busy.organisation, ADMIN, ALL, *names).parts
    assert one == two
    assert len(one["by_domain"]) == len(one["by_product"]) == min(most, 3)


def test_of_many_waits_filters_offer_what_they_did_for_a_minute(
    busy: Office, mirrors: Looking, monkeypatch: pytest.MonkeyPatch
) -> None:
    def offered() -> list[str]:
        return sorted(value for value, _ in asking.known(busy.organisation, ADMIN)["products"])

    before = offered()
    monkeypatch.setattr(choices, "_MANY", 1)
    busy.submit({"name": "Zoe", "email": "zoe@z.example", "product": "Another"})
    busy.arrived(now=NOW)
    assert offered() == before
    monkeypatch.setattr(choices, "_OLD_S", 0.0)
    assert offered() == ["Another", *before]
