"""Undoing: how a lead that was moved comes back."""

from firstreply.web.desk.frame.undo import register
from firstreply.web.desk.pipeline import moving

register(moving.BACK, moving.put_back)
