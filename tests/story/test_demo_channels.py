"""The demo of channels as a newcomer runs it: invented people write by four providers, and every one waits."""

import os
import subprocess
import time
from collections import Counter

import pytest

from firstreply.cli.bench.installed.installation import COMMAND, installation

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
PEOPLE = 12


def test_invented_people_are_heard_by_every_channel() -> None:
    with installation(people=2, private_hosts="127.0.0.1") as running:
        environment = os.environ | dict(running.environment)
        command = [*COMMAND, "demo-channels", "--people", str(PEOPLE), "--every", "0.1"]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        lines = [line.split()[:2] for line in done.stdout.splitlines()]
        assert {status for _, status in lines} == {"200"}
        assert len({kind for kind, _ in lines}) == 4

        # What an ad only named is fetched afterwards.
        until = time.monotonic() + 120
        while (found := running.one("SELECT count(*) FROM lead")) != PEOPLE:
            assert time.monotonic() < until, f"{found} of {PEOPLE} leads"
            time.sleep(0.2)
        assert running.one("SELECT count(*) FROM arrival WHERE state <> 'done'") == 0
        with running.admin() as connection:
            waits = Counter(row[0] for row in connection.execute("SELECT outcome FROM wait").fetchall())
        assert waits == {"open": PEOPLE}
        assert running.one("SELECT count(*) FROM source WHERE disabled_at IS NOT NULL") == 4
