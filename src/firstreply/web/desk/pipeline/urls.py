"""Where its pages are."""

from django.urls import path

from firstreply.web.desk.pipeline import board, editing, moving, undoing

_UNDOING = undoing  # what is taken back is registered with the addresses

urlpatterns = [
    path("pipeline", board.page),
    path("pipeline/more", board.more),
    path("pipeline/move", moving.move),
    path("pipeline/move/<uuid:lead>", moving.choose),
    path("pipeline/stages", editing.page),
    path("pipeline/stages/empty", editing.empty),
]
