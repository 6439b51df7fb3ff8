"""Where its pages are."""

from django.urls import path

from firstreply.web.desk import asset
from firstreply.web.desk.frame import live, palette, robots, undo, workers

urlpatterns = [
    path("palette", palette.page),
    path("undo", undo.redeem),
    path("ticket/live", live.ticket),
    path("workers", workers.dot),
    path("favicon.ico", asset.icon),
    path("robots.txt", robots.text),
]
