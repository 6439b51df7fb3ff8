"""What a file said of somebody is taken back; what was said since stays."""

from typing import Any

import pytest

from firstreply.core.lead.take_back import taken_back


@pytest.mark.parametrize(
    ("now", "before", "after", "told"),
    [
        ({"city": "Rome"}, {"city": None}, {"city": "Rome"}, {"city": None}),
        ({"need": "b"}, {"need": "a"}, {"need": "b"}, {"need": "a"}),
        ({"need": "c"}, {"need": "a"}, {"need": "b"}, {}),
        ({"tags": ["x", "fair", "y"]}, {"tags": ["x"]}, {"tags": ["x", "fair"]}, {"tags": ["x", "y"]}),
        ({"tags": ["fair"]}, {"tags": None}, {"tags": ["fair"]}, {"tags": None}),
        (
            {"custom": {"size": "9", "hall": "2", "own": "1"}},
            {"custom": {"size": "8"}},
            {"custom": {"size": "9", "hall": "2"}},
            {"custom": {"size": "8", "own": "1"}},
        ),
        ({}, {"city": None}, {"city": "Rome"}, {}),
    ],
)
def test_only_what_still_stands_as_the_file_said_it_goes(
    now: dict[str, Any], before: dict[str, Any], after: dict[str, Any], told: dict[str, Any]
) -> None:
    assert taken_back(now, before, after) == told
