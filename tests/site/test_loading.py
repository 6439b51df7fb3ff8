"""What a process loads when it starts: a killed one is back within seconds."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
#: Loaded only by who needs them, when they need them: each costs a good part of a second, or many megabytes.
HEAVY = {
    "apprise", "anymail", "authlib", "boto3", "duckdb", "httpx", "numpy", "openpyxl", "pandas",
    "phonenumbers.geodata", "requests",
}  # fmt: skip


def test_web_loads_no_library_before_somebody_needs_it(tmp_path: Path) -> None:
    code = (
        "import sys, django; django.setup(); from importlib import import_module;"
        " import_module('firstreply.site.urls'); print(*sys.modules)"
    )
    environment = os.environ | {
        "FIRSTREPLY_HOME": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "firstreply.site.django_settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, check=True, capture_output=True, text=True, timeout=60
    )
    assert HEAVY & set(done.stdout.split()) == set()
