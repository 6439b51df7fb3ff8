"""Addresses under /api/v1."""

from django.urls import path, re_path

from firstreply.api.api import gathered, nowhere

urlpatterns = [path("", gathered().urls), re_path("", nowhere)]
