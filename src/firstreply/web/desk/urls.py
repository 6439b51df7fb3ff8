"""Where the pages of the desk are."""

from django.urls import path

from firstreply.web.desk import asset, entrance, listing

urlpatterns = [
    path("desk/<slug:stem>.<slug:digest>.<slug:ending>", asset.serve),
    path("sign-in", entrance.sign_in),
    path("sign-out", entrance.sign_out),
    path("looks", entrance.looks),
    path("channels", listing.page),
    path("channels/new", listing.choose),
]
