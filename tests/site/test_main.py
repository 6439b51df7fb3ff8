"""The console script: all commands are there, and looking back pays for none of them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from firstreply.site.main import COMMANDS

LOADED = (
    "import sys\n"
    "from firstreply.site import main\n"
    "sys.argv = ['firstreply', *sys.argv[1:]]\n"
    "import os\n"
    "def end(code):\n"
    "    heavy = ('django', 'psycopg', 'granian', 'structlog', 'prometheus_client', 'firstreply.site.commands')\n"
    "    print('LOADED', [name for name in heavy if name in sys.modules], flush=True)\n"
    "    raise SystemExit(code)\n"
    "os._exit = end\n"
    "main.run()\n"
)


@pytest.mark.parametrize("words", [("analyze", "--help"), ("demo", "--help"), ("--version",)])
def test_looking_back_loads_nothing_of_the_server(words: tuple[str, ...]) -> None:
    done = subprocess.run([sys.executable, "-c", LOADED, *words], capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "LOADED []"


def test_help_names_every_command_and_loads_none_of_them() -> None:
    done = subprocess.run([sys.executable, "-c", LOADED, "--help"], capture_output=True, text=True)
    assert [name for name, *_ in COMMANDS if f"  {name} " not in done.stdout] == []
    assert done.stdout.splitlines()[-1] == "LOADED []"


@pytest.mark.parametrize("name", [one.name for one in COMMANDS])
def test_every_command_explains_itself(name: str, tmp_path: Path) -> None:
    environment = os.environ | {"FIRSTREPLY_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "firstreply.site.main", name, "--help"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert (done.returncode, f"{name} [OPTIONS]" in done.stdout) == (0, True), done.stderr
