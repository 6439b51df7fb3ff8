"""Organise: how a team is set up and changed. Every change is guarded, and recorded with before and after.

All of it runs in the caller's transaction (`acting`), except `found`, which makes the organisation and opens its own.
"""

from firstreply.journey.organise.decided import By
from firstreply.journey.organise.founding import Founded, found

__all__ = ["By", "Founded", "found"]
