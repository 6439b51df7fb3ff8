"""From a failure to the administrator's screen, with the worker as it runs: well within a minute."""

import threading
import time
from datetime import UTC, datetime

import pytest

from tests.journey.conftest import Office

pytestmark = [pytest.mark.postgres, pytest.mark.slow]


def test_a_failure_is_on_the_screen_within_a_minute_and_told_once_by_two_workers(office: Office) -> None:
    from firstreply.jobs import watch as job
    from firstreply.journey import watch
    from firstreply.store.tenancy import acting

    stop = threading.Event()
    workers = [threading.Thread(target=job.run, args=(stop,), daemon=True) for _ in range(2)]
    for one in workers:
        one.start()
    while not office.rows("Health", "next_check_at", next_check_at__isnull=False):
        time.sleep(0.05)
    with acting(office.organisation):
        watch.failed(office.source, "channel_check_slow", {"seconds": 40}, datetime.now(UTC))
    begun = time.monotonic()
    while not office.rows("LiveEvent", "id", kind="alert.channel"):
        assert time.monotonic() - begun < 60
        time.sleep(0.05)
    stop.wait(job.SWEEP + 1)
    stop.set()
    for one in workers:
        one.join(20)
    assert len(office.rows("LiveEvent", "id", kind="alert.channel")) == 1
