"""Where its pages are."""

from django.urls import path

from firstreply.web.desk.profile import page, push, undoing

_UNDOING = undoing  # what is taken back is registered with the addresses

urlpatterns = [
    path("profile", page.page),
    path("profile/looks", page.looks),
    path("profile/alerts", page.alerts),
    path("profile/test", page.test),
    path("profile/presence", page.presence),
    path("profile/leaves", page.leave),
    path("profile/leaves/<uuid:leave>/end", page.come_back),
    path("profile/push", push.subscribe),
    path("profile/push/<uuid:subscription>/end", push.unsubscribe),
    path("wake.js", push.worker),
]
