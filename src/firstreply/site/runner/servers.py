"""What each part does: `web` and `live` are granian, `worker` is ours."""

import gc
import signal
import sys
import threading
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

import structlog

from firstreply.site import logs
from firstreply.site.postgres.server import ends_with_parent
from firstreply.site.settings import Settings

LIVE: Final = "firstreply.web.live"
JOBS: Final = "firstreply.jobs.run"
_GRANIAN_LEVELS: Final = {"debug": "debug", "info": "error", "warning": "error", "error": "error"}
_log = structlog.get_logger("firstreply.site")


def web(settings: Settings) -> None:
    """Pages and API over WSGI; ends when it is told to."""
    _granian(settings, "wsgi", settings.port, workers=settings.web_workers, threads=settings.web_threads)


def live(settings: Settings) -> None:
    """The live stream over ASGI, in one process: connections are many and cheap."""
    if not _there(LIVE):
        _log.warning("no live stream in this version: waiting to be ended", module=LIVE)
        _until_told()
        return
    _granian(settings, "asgi", settings.live_port, workers=1, threads=1)


def worker(settings: Settings) -> None:
    """Arrivals, due moments, deliveries and long jobs, in threads of one process."""
    from firstreply.site.django import set_up

    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    set_up()
    if not _there(JOBS):
        _log.warning("no worker in this version: waiting to be ended", module=JOBS)
        stop.wait()
        return
    import_module(JOBS).run(stop)


def _there(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def _until_told() -> None:
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    while not stop.wait(0.5):
        pass


def _granian(settings: Settings, interface: str, port: int, *, workers: int, threads: int) -> None:
    from granian.constants import HTTPModes, Interfaces, Loops
    from granian.log import LogLevels
    from granian.server.mp import MPServer

    server = MPServer(
        interface,
        address=settings.host,
        port=port,
        interface=Interfaces(interface),
        workers=workers,
        blocking_threads=threads,
        blocking_threads_idle_timeout=600,  # each holds a database connection worth keeping
        backlog=2048,
        loop=Loops.asyncio,
        http=HTTPModes.http1,
        websockets=False,
        log_level=LogLevels(_GRANIAN_LEVELS[settings.log_level]),
        log_dictconfig=logs.GRANIAN,
        respawn_failed_workers=True,
        workers_kill_timeout=5,
    )
    try:
        server.serve(target_loader=_Loader(interface, settings), wrap_loader=False)
    except SystemExit as end:
        sys.exit(end.code or 0)


class _Loader:
    """Runs in granian's own worker: ties it to its parent, sets up logs and Django, gives the application."""

    def __init__(self, interface: str, settings: Settings) -> None:
        self._interface = interface
        self._settings = settings

    def __call__(self) -> Callable[..., Any]:
        tie = ends_with_parent(signal.SIGKILL, parent_is_caller=True)
        if tie:
            tie()
        logs.configure("web" if self._interface == "wsgi" else "live", self._settings)
        from firstreply.site.django import set_up

        set_up()
        found = import_module("firstreply.site.wsgi" if self._interface == "wsgi" else LIVE)
        application: Callable[..., Any] = found.application
        # What was loaded stays: looking through all of it again would hold up a page for a tenth of a second.
        gc.collect()
        gc.freeze()
        return application
