"""`firstreply bench forged`, small: a whole installation takes nothing that is forged, and nothing twice."""

import pytest

from firstreply.cli.bench import forged


@pytest.mark.slow
@pytest.mark.postgres
def test_installation_takes_nothing_that_is_forged() -> None:
    found = {figure.name: figure.value for figure in forged.figures(inquiries=200)}
    assert found["forged requests"] >= 200
    assert found["honest requests made again"] > 0
    assert [found[name] for name in found if name.endswith(("taken", "as new", "prescribed", "refused"))] == [
        0,
        0,
        0,
        0,
    ]
