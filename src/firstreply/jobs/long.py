"""Long jobs: work that takes minutes, asked for by name and carried by procrastinate; each can be done again.

Whatever is killed in the middle is found by its dead worker and begun anew within 15 seconds. No job has a
queueing lock: one that is retried while another waits under the same lock would fail.
"""

import asyncio
import threading
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from uuid import UUID

import procrastinate
import structlog
from procrastinate import JobContext
from procrastinate.contrib.django import app

from firstreply.channels.email.archive import Archive
from firstreply.channels.email.source import open_sources
from firstreply.jobs import files, replays
from firstreply.journey.bring import bring_all
from firstreply.journey.later import Job

BEAT_S: Final = 2.0  #: how often a worker says that it is alive
DEAD_S: Final = 6.0  #: not heard of for so long, it is not
REAP_S: Final = 3.0
AGAIN_S: Final = 1.0  #: after the database was away
_LOOK_S: Final = 0.25
_GRACE_S: Final = 10.0  #: what a job has for ending when the process is told to
_AT_ONCE: Final = 2
#: What may be asked for: named here, so that whoever runs the worker knows them.
TASKS: Final = (files.bring_file, files.undo_file, files.try_file, replays.replay)
_log: Final = structlog.get_logger("firstreply.long")


@app.task(name=Job.BRING_ARCHIVE.value, pass_context=True)
def bring_archive(context: JobContext, *, organisation: str, sources: list[str]) -> None:
    """Bring mailboxes that this machine can reach through the door. Begun again, it brings what is missing."""

    def unless_aborted(*_: object) -> None:
        if context.should_abort():
            raise procrastinate.exceptions.JobAborted

    with TemporaryDirectory(prefix="firstreply-") as scratch:
        archive = Archive(mailboxes=open_sources(sources, Path(scratch)))
        with closing(archive):
            bring_all(UUID(organisation), archive, at=datetime.now(UTC), told=unless_aborted)


def run(stop: threading.Event) -> None:
    """Do long jobs until `stop`. A database that is away is tried again."""
    while not stop.is_set():
        try:
            asyncio.run(_until(stop))
        except Exception as error:
            _log.warning("long jobs interrupted", reason=" ".join(str(error).split())[:200])
            stop.wait(AGAIN_S)


async def _until(stop: threading.Event) -> None:
    connector: Any = app.connector
    own = app.with_connector(connector.get_worker_connector())
    async with own.open_async():
        tasks = [asyncio.create_task(_worker(own)), asyncio.create_task(_reaper(own))]
        try:
            while not stop.is_set() and not any(task.done() for task in tasks):
                await asyncio.sleep(_LOOK_S)
        finally:
            for task in tasks:
                task.cancel()
            found = await asyncio.gather(*tasks, return_exceptions=True)
    for one in found:
        if isinstance(one, Exception):
            raise one


async def _worker(own: procrastinate.App) -> None:
    await own.run_worker_async(
        concurrency=_AT_ONCE,
        install_signal_handlers=False,
        update_heartbeat_interval=BEAT_S,
        stalled_worker_timeout=DEAD_S,
        fetch_job_polling_interval=AGAIN_S,
        shutdown_graceful_timeout=_GRACE_S,
        delete_jobs="successful",
    )


async def _reaper(own: procrastinate.App) -> None:
    """Jobs of workers that are dead are done by somebody else."""
    while True:
        for job in await own.job_manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_S):
            _log.warning("job of a dead worker begins again", job=job.id, task=job.task_name)
            with suppress(procrastinate.exceptions.ConnectorException):
                await own.job_manager.retry_job(job)
        await asyncio.sleep(REAP_S)
