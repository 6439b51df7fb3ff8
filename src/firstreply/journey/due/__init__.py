"""Due: what was promised, and what happens when its time comes."""

from firstreply.journey.due.ending import ended, followed, reopened
from firstreply.journey.due.moving import moved
from firstreply.journey.due.overdue import BATCH, MoveOn, Told, overdue
from firstreply.journey.due.pausing import paused, resumed
from firstreply.journey.due.promise import promise
from firstreply.journey.due.recompute import recompute
from firstreply.journey.due.stuck import Stuck

__all__ = [
    "BATCH",
    "MoveOn",
    "Stuck",
    "Told",
    "ended",
    "followed",
    "moved",
    "overdue",
    "paused",
    "promise",
    "recompute",
    "reopened",
    "resumed",
]
