"""Later: rooms that load what a server can start without (DuckDB, NumPy) are loaded when first asked for."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

View = Callable[..., HttpResponseBase]


def later(room: str, name: str) -> View:
    """The view `name` of the module `room` of the desk (`insight.page`)."""

    def view(request: HttpRequest, **path: Any) -> HttpResponseBase:
        found: View = getattr(import_module(f"firstreply.web.desk.{room}"), name)
        return found(request, **path)

    return view
