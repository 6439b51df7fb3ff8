"""Files: lists are brought, tried and taken back by any worker; whoever is cut off goes on where it was."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

import procrastinate
import structlog
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from firstreply.core.refusal import Refused
from firstreply.jobs.outlive import tell
from firstreply.journey.failing import away
from firstreply.journey.file import bring, preview, undo
from firstreply.journey.later import Job
from firstreply.store.queries import files
from firstreply.store.tenancy import acting

#: A worker that is told to end leaves the rest to the next one.
_AGAIN: Final = RetryStrategy(wait=1, retry_exceptions=[procrastinate.exceptions.JobAborted])
_REST, _LONGEST_REST = 0.2, 5.0  #: seconds after the database was away: the first time, and at most
_log: Final = structlog.get_logger("firstreply.files")


@app.task(name=Job.BRING_FILE.value, pass_context=True, retry=_AGAIN)
def bring_file(context: JobContext, *, organisation: str, file: str) -> None:
    """Bring the rows of a file."""
    own = UUID(organisation), UUID(file)
    whole(context, lambda: bring.bring(*own, clock=_clock, stop=context.should_abort))


@app.task(name=Job.UNDO_FILE.value, pass_context=True, retry=_AGAIN)
def undo_file(context: JobContext, *, organisation: str, file: str) -> None:
    """Take a file back."""
    own = UUID(organisation), UUID(file)
    whole(context, lambda: undo.undo(*own, clock=_clock, stop=context.should_abort))


@app.task(name=Job.TRY_FILE.value, pass_context=True, retry=_AGAIN)
def try_file(context: JobContext, *, organisation: str, file: str) -> None:
    """Say what bringing a file would do."""
    whole(context, lambda: _tried(UUID(organisation), UUID(file), context.should_abort))


def _tried(organisation: UUID, file: UUID, stop: Callable[[], bool]) -> bool:
    with acting(organisation):
        row = files.one(file)
        if row is None:
            return True
        try:
            octets = files.octets(organisation, file)
            how = preview.plan_of(file, octets, now=_clock())
        except Refused:  # its octets went meanwhile
            return True
    counts = preview.tried(organisation, octets, how, stop=stop)
    if counts.whole:
        with acting(organisation):
            preview.keep_trial(file, counts)
    return counts.whole


def whole(context: JobContext, work: Callable[[], bool]) -> None:
    """Work until nothing is left; a database that is away is waited for. Who is told to stop leaves the rest."""
    rest = _REST
    while True:
        try:
            if work():
                return
        except Exception as error:
            if not away(error):
                raise
            tell(_log, error)
            time.sleep(rest)
            rest = min(rest * 2, _LONGEST_REST)
        if context.should_abort():
            raise procrastinate.exceptions.JobAborted


def _clock() -> datetime:
    return datetime.now(UTC)
