"""What every test may ask for."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

#: A real PostgreSQL for whoever asks; nothing of it is loaded by tests that do not.
pytest_plugins = ("tests.postgres",)

# No time limit for an example, nor for making one: on a busy machine that fails what is right. Everybody tries the same
# examples, so that a run fails for what was changed; `make explore` looks for others.
settings.register_profile(
    "house", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
settings.register_profile("explore", settings.get_profile("house"), derandomize=False, max_examples=1_000)
settings.load_profile("house")


@pytest.fixture(scope="session")
def reference_data() -> Path:
    """The reference archives: FIRSTREPLY_DATA, or `shared/data` beside the repository. Skips loudly without."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "data"
    folder = Path(os.environ.get("FIRSTREPLY_DATA", beside))
    if not folder.is_dir():
        pytest.skip(
            f"SKIPPED: no reference archives at FIRSTREPLY_DATA or {beside.name}/ beside the repository"
        )
    return folder
