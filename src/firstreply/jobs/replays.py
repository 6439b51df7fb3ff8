"""Replays: what a change of rules would have done, worked out by any worker."""

from datetime import UTC, datetime
from typing import Final
from uuid import UUID

import procrastinate
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from firstreply.jobs.files import whole
from firstreply.journey import rehearse
from firstreply.journey.later import Job

#: A worker that is told to end leaves it to the next one.
_AGAIN: Final = RetryStrategy(wait=1, retry_exceptions=[procrastinate.exceptions.JobAborted])


@app.task(name=Job.REPLAY.value, pass_context=True, retry=_AGAIN)
def replay(context: JobContext, *, organisation: str, replay: str) -> None:
    """Replay a change over the period before it."""
    own = UUID(organisation), UUID(replay)
    whole(context, lambda: rehearse.run(*own, clock=lambda: datetime.now(UTC), stop=context.should_abort))
