"""Later: ask for a long job by name, in the transaction of whatever needs it. `jobs.long` does them."""

from enum import StrEnum
from typing import Any

from procrastinate.contrib.django import app


class Job(StrEnum):
    """What can be asked for, with the arguments it takes (JSON)."""

    BRING_ARCHIVE = "bring_archive"  #: organisation, sources: paths or URLs that the worker can reach
    BRING_FILE = "bring_file"  #: organisation, file: rows become people
    TRY_FILE = "try_file"  #: organisation, file: what bringing it would do
    REPLAY = "replay"  #: organisation, replay: what a change of rules would have done
    UNDO_FILE = "undo_file"  #: organisation, file: take it back


def later(job: Job, **arguments: Any) -> int:
    """Have it done soon, once this transaction is committed; its number. It may be done more than once."""
    return app.configure_task(job.value).defer(**arguments)
