"""What stands in the log, and what must not."""

import subprocess
import sys

import pytest

LOGGED = """
import sys
from firstreply.site import logs
from firstreply.site.settings import load
import structlog
logs.configure("web", load({"FIRSTREPLY_HOME": sys.argv[1], "FIRSTREPLY_LOG_FORMAT": sys.argv[2]}))
def lets_in(token):
    raise ValueError("no such thing")
try:
    lets_in("fr_abc_" + "s3cret" * 3)
except ValueError:
    structlog.get_logger("api").exception("defect")
"""


@pytest.mark.parametrize("form", ["text", "json"])
def test_traces_show_no_values_of_variables(form: str, tmp_path: object) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOGGED, str(tmp_path), form], check=True, capture_output=True, text=True
    )
    assert "no such thing" in done.stderr
    assert "lets_in" in done.stderr
    assert "s3crets3cret" not in done.stderr
