"""Where its pages are."""

from django.urls import path

from firstreply.web.desk.inbox import claiming, doing, export, listing, snoozing

urlpatterns = [
    path("inbox", listing.page),
    path("inbox/rows", listing.rows),
    path("inbox/export.csv", export.rows),
    path("inbox/snooze", snoozing.snooze),
    path("inbox/wake", snoozing.wake),
    path("inbox/assign", doing.assign),
    path("inbox/close", doing.close),
    path("inbox/spam", doing.spam),
    path("inbox/call", doing.call),
    path("inbox/more", doing.more),
    path("inbox/done", doing.task),
    path("inbox/next", claiming.claim_next),
    path("inbox/offers/<uuid:offer>/claim", claiming.claim),
    path("inbox/offers/<uuid:offer>/decline", claiming.decline),
]
