"""Whatever is killed while leads come in: nothing acknowledged is lost, nothing is done twice, work goes on soon.

`firstreply bench crash` is the long form: 200 kills and 10,000 inquiries.
"""

import pytest

from firstreply.cli.bench import crash


@pytest.mark.slow
@pytest.mark.postgres
def test_ten_kills_lose_and_double_nothing() -> None:
    figures = crash.figures(None, kills=10, inquiries=500, seed=7)
    found = {one.name: one.value for one in figures}
    killed = sum(
        value for name, value in found.items() if name.startswith("killed: ") and "import" not in name
    )
    assert (killed, found["acknowledged"], found["brought from archives"]) == (10, 400, 100)
    assert [(one.name, one.value) for one in figures if one.met is False] == []
    assert found["leads"] > 500  # and those that asked whether work goes on again
