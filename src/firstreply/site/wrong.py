"""Wrong: what is answered when no view does: a page to people, a problem to programs. Never a stack."""

from typing import Final

from django.http import HttpRequest, HttpResponse

from firstreply.api.problem import Problem, answer
from firstreply.web.desk.frame import wrong

#: Programs ask here, and read problems.
PROGRAMS: Final = ("/api/", "/in/", "/healthz", "/metrics", "/live")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What was sent cannot be read, or is too much of it."""
    if for_program(request):
        return answer(request, Problem(400, "request_refused"))
    return wrong.refused(request, "page_unreadable")


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Not for whoever asks."""
    if for_program(request):
        return answer(request, Problem(403, "request_refused"))
    return wrong.refused(request, "page_closed")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """No such address."""
    return answer(request, Problem(404, "not_found")) if for_program(request) else wrong.not_found(request)


def broken(request: HttpRequest) -> HttpResponse:
    """A defect; its trace is in the log under the request's id."""
    return answer(request, Problem(500, "defect")) if for_program(request) else wrong.broken(request)


def away(request: HttpRequest) -> HttpResponse:
    """The database is away or starting: come back in a moment, nothing was lost."""
    if for_program(request):
        return answer(request, Problem(503, "database_away", headers={"Retry-After": "2"}))
    return wrong.away(request)


def for_program(request: HttpRequest) -> bool:
    """Whether a program asked."""
    return request.path.startswith(PROGRAMS)
