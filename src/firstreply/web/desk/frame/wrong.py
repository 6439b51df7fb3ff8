"""Wrong: pages for what went wrong before a page of ours could say it: no such address, a defect, no database."""

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from firstreply.core.refusal import Refused
from firstreply.web.desk.page import refusal
from firstreply.web.desk.visit import SignInError, Visitor, visit, visitor


def not_found(request: HttpRequest) -> HttpResponse:
    """No page has this address."""
    return refusal(_who(request), Refused("page_not_found"))


def refused(request: HttpRequest, code: str) -> HttpResponse:
    """What was asked is not answered as it is."""
    return refusal(_who(request), Refused(code))


def broken(request: HttpRequest) -> HttpResponse:
    """A defect: what happened stands in the log; nothing is asked of the database any more."""
    return refusal(visitor(request), Refused("page_broken"))


def away(request: HttpRequest) -> HttpResponse:
    """The database does not answer."""
    response = refusal(visitor(request), Refused("page_away"))
    response["Retry-After"] = "2"
    return response


def _who(request: HttpRequest) -> Visitor:
    if not hasattr(request, "session"):  # an address that knows none
        return visitor(request)
    try:
        return visit(request)
    except (SignInError, DatabaseError):
        return visitor(request)
