"""Where its pages are."""

from django.urls import path

from firstreply.web.desk.later import later
from firstreply.web.desk.shown import manage, undoing

_UNDOING = undoing  # what is taken back is registered with the addresses

urlpatterns = [
    path("wall/<str:token>", later("shown.wall", "page")),
    path("badge/<str:token>.svg", later("shown.badge", "picture")),
    path("insights/shown", manage.page),
    path("insights/shown/new", manage.add),
    path("insights/shown/<uuid:link>/revoke", manage.revoke),
    path("insights/digests", later("shown.digests", "page")),
    path("insights/digests/new", later("shown.digests", "add")),
    path("insights/digests/<uuid:digest>/end", later("shown.digests", "end")),
    path("insights/digests/<uuid:digest>/test", later("shown.digests", "test")),
]
