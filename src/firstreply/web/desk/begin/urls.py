"""Where its pages are."""

from django.urls import path

from firstreply.web.desk.begin import page

urlpatterns = [
    path("begin", page.page),
    path("begin/test", page.test),
    path("begin/sample", page.bring),
    path("begin/sample/remove", page.remove),
]
