"""A time of day that somebody types is the one that they meant, in three sets of digits."""

from datetime import time

import pytest

from firstreply.core.refusal import Refused
from firstreply.insights.time_input import clock, read_time


@pytest.mark.parametrize("text", ["09:30", "9:30", "9.30", "930", "0930", " ۹:۳۰ ", "٠٩:٣٠", "۰۹۳۰"])
def test_a_typed_time_is_read_in_any_digits_with_a_colon_or_without(text: str) -> None:
    assert (read_time(text), clock(text)) == (time(9, 30), "09:30")


def test_an_hour_alone_is_that_hour() -> None:
    assert [read_time(one) for one in ("9", "۱۴", "00")] == [time(9), time(14), time(0)]


@pytest.mark.parametrize("text", ["", "soon", "25:00", "9:60", "9:3", "12345", "-1", "24:00"])
def test_what_is_no_time_of_day_is_refused_with_what_was_typed(text: str) -> None:
    with pytest.raises(Refused) as refused:
        read_time(text)
    assert (refused.value.code, refused.value.facts) == ("time_unreadable", {"given": text})
