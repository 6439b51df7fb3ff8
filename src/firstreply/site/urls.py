"""Which address belongs to whom."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.urls import include, path

from firstreply.site import front, health, metrics


def _urls() -> list[Any]:
    found: list[Any] = [
        path("", front.page),
        path("status", front.status),
        path("healthz", health.view),
        path("metrics", metrics.view),
        path("live", front.live),
        path("f/<uuid:source>", include("firstreply.web.forms.urls")),
        path("", include("firstreply.web.account.urls")),
        path("", include("firstreply.web.desk.urls")),
    ]
    if find_spec("firstreply.api.urls"):
        hooks = import_module("firstreply.api.hooks")
        found += [
            path("api/v1/", include("firstreply.api.urls")),
            path("in/<uuid:source>", hooks.take),
        ]
    return found


urlpatterns = _urls()
handler400 = "firstreply.site.wrong.bad_request"
handler403 = "firstreply.site.wrong.permission_denied"
handler404 = "firstreply.site.wrong.not_found"
handler500 = "firstreply.site.wrong.broken"
