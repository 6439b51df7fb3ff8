"""Figures for Prometheus, summed over all processes of this machine.

Any room declares what it counts with `prometheus_client` itself; the values of each process lie in files of the home
folder (`PROMETHEUS_MULTIPROC_DIR`, set by `prepare` before the library is loaded), and `/metrics` adds them up.
Figures that the database or the home folder knows better (open waits, queue lengths, copies for Insights) come from
the functions in `GAUGES`.
"""

import hmac
import os
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from firstreply.site.settings import Settings

_FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"


class Gauge(NamedTuple):
    """One figure that is looked up when Prometheus asks us."""

    name: str
    says: str
    value: float
    labels: dict[str, str] = {}  # noqa: RUF012 (nobody changes it)


def _backlog() -> Iterator[Gauge]:
    from firstreply.store.queries.backlog import backlog

    found = backlog()
    waiting = "Arrivals acknowledged and not yet worked on"
    yield Gauge("firstreply_arrivals_waiting", waiting, found.arrivals)
    yield Gauge(
        "firstreply_arrivals_oldest_seconds", "How long the oldest of them waits", found.oldest_arrival_s
    )
    yield Gauge("firstreply_quarantined", "Arrivals that could not be understood", found.quarantined)
    yield Gauge("firstreply_waits_open", "People who wait for an answer", found.open_waits)
    yield Gauge("firstreply_waits_overdue_untold", "Promises passed, and nobody told yet", found.overdue)
    sending = "Deliveries to be sent, and those given up within the last hour"
    yield Gauge("firstreply_deliveries", sending, found.deliveries, {"state": "pending"})
    yield Gauge("firstreply_deliveries", sending, found.failed, {"state": "failed"})


def _channels() -> Iterator[Gauge]:
    from firstreply.store.queries.accounts import known_kinds
    from firstreply.store.queries.health import states

    for (kind, state), count in states(known_kinds()).items():
        labels = {"kind": kind, "state": state}
        yield Gauge("firstreply_channel_state", "Accounts by kind and how they are", count, labels)


def _insights() -> Iterator[Gauge]:
    from django.conf import settings

    from firstreply.insights.live.size import FOLDER, copies

    found = copies(Path(settings.FIRSTREPLY_HOME) / FOLDER, time.time())
    yield Gauge("firstreply_insights_copies", "Copies that Insights are counted from", found.files)
    yield Gauge("firstreply_insights_copies_bytes", "What they take on disk", found.octets)
    says = "How long ago the copy that was brought up to date last, and first, was so"
    yield Gauge("firstreply_insights_copy_age_seconds", says, found.newest_s, {"copy": "newest"})
    yield Gauge("firstreply_insights_copy_age_seconds", says, found.oldest_s, {"copy": "oldest"})


#: What to ask at each scrape.
GAUGES: Final[list[Callable[[], Iterable[Gauge]]]] = [_backlog, _channels, _insights]


def prepare(settings: Settings, *, fresh: bool = False) -> None:
    """Name the folder of this machine's figures. `fresh`: forget those of processes that are no more."""
    folder = Path(settings.home / "metrics")
    folder.mkdir(mode=0o700, exist_ok=True)
    if fresh:
        for path in folder.glob("*.db"):
            path.unlink(missing_ok=True)
    os.environ[_FOLDER] = str(folder)


def view(request: Any) -> Any:
    """The figures as text, for whoever may see them: this machine, or who shows the token."""
    from django.http import HttpResponse
    from prometheus_client import CONTENT_TYPE_LATEST

    if not _may(request):
        return HttpResponse("Give the metrics token as bearer, or ask from this machine.\n", status=403)
    return HttpResponse(exposition(), content_type=CONTENT_TYPE_LATEST)


def exposition() -> bytes:
    """Every figure in Prometheus's text format."""
    from prometheus_client import REGISTRY, CollectorRegistry, generate_latest
    from prometheus_client.multiprocess import MultiProcessCollector

    registry = CollectorRegistry()
    if os.environ.get(_FOLDER):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # the library has no types here
    registry.register(_FromDatabase())
    own = b"" if os.environ.get(_FOLDER) else generate_latest(REGISTRY)
    return own + generate_latest(registry)


class _FromDatabase:
    def collect(self) -> Iterator[Any]:
        from django.db import DatabaseError
        from prometheus_client.core import GaugeMetricFamily

        families: dict[str, Any] = {}
        try:
            for ask in GAUGES:
                for gauge in ask():
                    names = list(gauge.labels)
                    family = families.setdefault(
                        gauge.name, GaugeMetricFamily(gauge.name, gauge.says, labels=names)
                    )
                    family.add_metric(list(gauge.labels.values()), gauge.value)
        except DatabaseError:
            families.clear()
        up = GaugeMetricFamily(
            "firstreply_database_up", "1 when the database answered this scrape", value=_answers()
        )
        yield up
        yield from families.values()


def _answers() -> int:
    from django.db import DatabaseError, connection

    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return 0
    return 1


def _may(request: Any) -> bool:
    from django.conf import settings

    token = settings.FIRSTREPLY_METRICS_TOKEN
    if token:
        shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(shown.encode(), token.encode())
    meta = request.META
    return meta.get("REMOTE_ADDR") in ("127.0.0.1", "::1") and "HTTP_X_FORWARDED_FOR" not in meta
