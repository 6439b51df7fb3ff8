"""Every request: its id in the logs and the answer, its time in the figures, 503 while the database is away."""

import re
import time
from collections.abc import Callable
from importlib import import_module
from typing import Final
from uuid import uuid4

import structlog
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from prometheus_client import Counter, Histogram

_ID: Final = re.compile(r"[A-Za-z0-9._-]{8,64}")
_REQUESTS: Final = Counter("firstreply_requests_total", "Requests answered", ["method", "status"])
_SECONDS: Final = Histogram("firstreply_request_seconds", "Seconds from request to answer")
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_log = structlog.get_logger("firstreply.request")


class Request:
    """Django middleware, the outermost."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, counted and timed."""
        given = request.headers.get("X-Request-ID", "")
        known = given if _ID.fullmatch(given) else uuid4().hex
        structlog.contextvars.bind_contextvars(request_id=known)
        begun = time.perf_counter()
        try:
            response = self._next(request)
        finally:
            structlog.contextvars.unbind_contextvars("request_id")
        seconds = time.perf_counter() - begun
        method = request.method if request.method in _METHODS else "other"
        _REQUESTS.labels(method, str(response.status_code)).inc()
        _SECONDS.observe(seconds)
        response["X-Request-ID"] = known
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        if response.status_code >= 500 and request.path != "/healthz":
            _log.warning(
                "failed", request_id=known, method=method, path=request.path, status=response.status_code
            )
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The database is away or restarting: come back in a moment, nothing was lost."""
        if not isinstance(error, OperationalError | InterfaceError):
            return None  # Django logs it with its trace
        _log.warning("database away", path=request.path, reason=" ".join(str(error).split())[:200])
        away: HttpResponse = import_module("firstreply.site.wrong").away(
            request
        )  # not before Django is loaded
        return away
