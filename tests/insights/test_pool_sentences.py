"""A pool is told whole: whatever differs between two of them is said."""

from dataclasses import replace
from typing import Any

import pytest

from firstreply.core.route import Absence, Pool
from firstreply.core.route.member import Capacity
from firstreply.core.route.pool import Newcomers
from firstreply.insights import words
from firstreply.insights.dates import Dates
from firstreply.insights.sentences import Names, Sentences
from firstreply.insights.sentences.written import differences, lines


def _speaks() -> Sentences:
    english = words.use("en")
    return Sentences(
        english, Dates(english, "gregorian", "UTC"), Names(members={"a": "Ann"}, teams={"t": "North"})
    )


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"absence": Absence.KEEP_TURN}, "Whoever misses a turn: one turn is kept for them"),
        ({"on_call": ("a",)}, "On call, in order: Ann"),
        ({"ask_online": True}, "They are online"),
        ({"team": "t"}, "Team: North"),
        ({"capacity": Capacity(open=25)}, "Open at the same time, at most: 25"),
        ({"newcomers": Newcomers(days=20, per_day=5)}, "A newcomer gets at most a day: 5"),
        ({"offer_seconds": 60}, "Seconds that an offer is theirs alone: 60"),
    ],
)
def test_each_change_of_a_pool_is_told(change: dict[str, Any], says: str) -> None:
    before = Pool(id="p", seats=())
    told = [lines(_speaks(), "pool", one.to_dict()) for one in (before, replace(before, **change))]
    found = " ".join(one.after for one in differences(*told)).replace("\u2068", "").replace("\u2069", "")
    assert says in found
