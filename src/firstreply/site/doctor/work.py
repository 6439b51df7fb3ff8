"""The work itself: what waits for longer than it should, what could not be understood, what reached nobody."""

from collections.abc import Iterator
from typing import Final

from firstreply.site.doctor.finding import Finding, ok, warn

_LONG: Final = 10.0  #: seconds that nothing waits where a worker keeps up


def work() -> Iterator[Finding]:
    """Across all organisations, in numbers."""
    from firstreply.store.queries.backlog import backlog

    found = backlog()
    if found.oldest_arrival_s > _LONG:
        says = (
            f"{found.arrivals} arrivals wait to be worked on, the oldest for {found.oldest_arrival_s:.0f} s"
        )
        yield warn(
            "arrivals", says, "Is a worker running? See its log, or start another one: firstreply worker"
        )
    else:
        yield ok("arrivals", "Nothing waits to be worked on")
    if found.overdue:
        says = f"{found.overdue} promises have passed, and nobody was told yet"
        yield warn("overdue", says, "Is a worker running? See its log.")
    if found.quarantined:
        says = f"{found.quarantined} arrivals could not be understood"
        yield warn("quarantine", says, "firstreply quarantine list says why; nothing of them is lost.")
    else:
        yield ok("quarantine", "Everything that came in was understood")
    if found.failed:
        says = f"{found.failed} deliveries were given up within the last hour"
        yield warn("deliveries", says, "GET /api/v1/deliveries?state=failed says which, and why.")
    else:
        yield ok("deliveries", "No delivery was given up within the last hour")
