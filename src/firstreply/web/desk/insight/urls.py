"""Where its pages are."""

from django.urls import path

from firstreply.web.desk.insight import page

urlpatterns = [
    path("insights", page.page),
    path("insights/waits", page.waits),
    path("insights/leads", page.reached),
    path("insights/table.csv", page.table_as_csv),
    path("insights/waits.csv", page.waits_as_csv),
]
