"""Addresses below /f/{source}."""

from django.urls import path

from firstreply.web.forms import links, views

urlpatterns = [
    path("", views.page),
    path("/frame", views.frame),
    path("/sure", views.sure),
    path("/frame/sure", views.sure_frame),
    path("/confirm", links.confirm),
    path("/document", links.document),
]
