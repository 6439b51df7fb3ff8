"""Robots: programs that index the web have nothing to look for here."""

from django.http import HttpRequest, HttpResponse


def text(request: HttpRequest) -> HttpResponse:
    """What they ask first."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain")
