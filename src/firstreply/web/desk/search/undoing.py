"""Undoing: how a view that was deleted comes back."""

from firstreply.web.desk.frame.undo import register
from firstreply.web.desk.search import views

register(views.DROPPED, views.bring_back)
