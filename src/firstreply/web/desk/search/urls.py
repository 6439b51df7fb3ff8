"""Where its pages are."""

from django.urls import path

from firstreply.web.desk.search import export, listing, page, undoing, views

_UNDOING = undoing  # what is taken back is registered with the addresses

urlpatterns = [
    path("search", page.page),
    path("search/export.csv", export.hits),
    path("leads", listing.page),
    path("leads/export.csv", export.leads),
    path("views", views.save),
    path("views/order", views.order),
    path("views/<uuid:view>", views.change),
    path("views/<uuid:view>/drop", views.drop),
]
