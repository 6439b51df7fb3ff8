"""Every channel is known at once: what takes long to load is loaded by who uses it."""

import subprocess
import sys

_LOADS = """
import sys
before = set(sys.modules)
from firstreply.channels.registry import channels
channels()
print(*sorted({name.partition(".")[0] for name in set(sys.modules) - before} - set(sys.stdlib_module_names)))
"""


def test_knowing_the_channels_loads_none_of_their_libraries() -> None:
    done = subprocess.run([sys.executable, "-c", _LOADS], capture_output=True, text=True, check=True)
    found = {name for name in done.stdout.split() if not name.startswith("_sysconfigdata")}
    assert (found, done.stderr) == ({"firstreply", "orjson"}, "")


def test_a_source_that_needs_no_channel_has_none() -> None:
    from firstreply.channels.registry import channel

    assert [channel(kind) for kind in ("api", "import")] == [None, None]
