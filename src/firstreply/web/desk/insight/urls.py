"""Where its pages are."""

from django.urls import path

from firstreply.web.desk.later import later

urlpatterns = [
    path("insights", later("insight.page", "page")),
    path("insights/mail", later("insight.mail", "page")),
    path("insights/waits", later("insight.page", "waits")),
    path("insights/leads", later("insight.reached", "page")),
    path("insights/leads.csv", later("insight.reached", "as_csv")),
    path("insights/table.csv", later("insight.files", "table_as_csv")),
    path("insights/waits.csv", later("insight.files", "waits_as_csv")),
]
