"""Undoing: how a lead that was moved comes back, and how stages that were changed are what they were."""

from firstreply.web.desk.frame.undo import register
from firstreply.web.desk.pipeline import editing, moving

register(moving.BACK, moving.put_back)
register(editing.BACK, editing.put_back)
