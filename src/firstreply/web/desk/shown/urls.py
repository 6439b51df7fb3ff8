"""Where its pages are."""

from django.urls import path

from firstreply.web.desk.shown import badge, digests, manage, wall

urlpatterns = [
    path("wall/<str:token>", wall.page),
    path("badge/<str:token>.svg", badge.picture),
    path("insights/shown", manage.page),
    path("insights/shown/new", manage.add),
    path("insights/shown/<uuid:link>/revoke", manage.revoke),
    path("insights/digests", digests.page),
    path("insights/digests/new", digests.add),
    path("insights/digests/<uuid:digest>/end", digests.end),
    path("insights/digests/<uuid:digest>/test", digests.test),
]
