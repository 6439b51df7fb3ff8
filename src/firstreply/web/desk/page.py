"""Page: how every page of the desk is made, answered and kept from acting for strangers."""

from collections.abc import Callable
from datetime import datetime
from functools import cache, wraps
from typing import Any, Concatenate, Final, ParamSpec
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, HttpResponseRedirectBase
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from firstreply.core.refusal import Refused
from firstreply.insights.dates import Dates
from firstreply.insights.untrusted import plain
from firstreply.insights.words import LANGUAGES, NAMES, Words
from firstreply.web.desk import asset
from firstreply.web.desk.done import DONE
from firstreply.web.desk.visit import (
    PROOF,
    SignInError,
    Visit,
    Visitor,
    keep_before,
    refuse_large,
    refuse_strange,
    visit,
    visitor,
)

#: Pages that every page may lead to.
ROUTES: Final = frozenset({"/channels", "/files", "/webhooks"})
_Given = ParamSpec("_Given")
_STATUS: Final = {
    "not_found": 404,
    "not_allowed": 403,
    "token_lacks_scope": 403,
    "form_strange": 403,
    "method_not_allowed": 405,
    "too_many_requests": 429,
    "changed_meanwhile": 409,
    "body_too_large": 413,
    "database_away": 503,
}


class SeeOther(HttpResponseRedirectBase):
    """Go on there, by GET."""

    status_code = 303


def signed_in(
    view: Callable[Concatenate[Visit, _Given], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, _Given], HttpResponseBase]:
    """A page for whoever is signed in; what it refuses is said on a page, and a POST must come from one of ours."""
    return _answering(view, 0)


def uploading(
    most: int,
) -> Callable[
    [Callable[Concatenate[Visit, _Given], HttpResponseBase]],
    Callable[Concatenate[HttpRequest, _Given], HttpResponseBase],
]:
    """The same, for a form that brings files of so many octets at the most."""
    return lambda view: _answering(view, most)


def _answering(
    view: Callable[Concatenate[Visit, _Given], HttpResponseBase], most: int
) -> Callable[Concatenate[HttpRequest, _Given], HttpResponseBase]:
    @wraps(view)
    def answered(request: HttpRequest, /, *args: _Given.args, **kwargs: _Given.kwargs) -> HttpResponseBase:
        try:
            who = visit(request)
        except SignInError:
            return _sign_in_first(request)
        try:
            if request.method not in ("GET", "HEAD"):
                refuse_large(request, most)
                refuse_strange(who)
            return view(who, *args, **kwargs)
        except Refused as refused:
            return refusal(who, refused)

    return answered


def posted(
    view: Callable[Concatenate[Visit, _Given], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, _Given], HttpResponseBase]:
    """What is done by a button: by POST only."""

    @wraps(view)
    def answered(who: Visit, /, *args: _Given.args, **kwargs: _Given.kwargs) -> HttpResponseBase:
        if who.request.method != "POST":
            raise Refused("method_not_allowed")
        return view(who, *args, **kwargs)

    return signed_in(answered)


def show(
    who: Visitor, template: str, *, status: int = 200, frames: bool = False, **facts: Any
) -> HttpResponse:
    """A page; `frames`: it may show others of ours inside."""
    words, done = who.words, DONE.get(who.request.GET.get("done", ""), "")
    text = (
        _pages()
        .get_template(template)
        .render(
            who=who,
            words=words,
            say=words.say,
            many=words.many,
            plain=plain,
            moment=lambda at: _moment(who, at),
            ago=lambda at: ago(who, at),
            sentence=words.for_refusal,
            done=words.say(done) if done else "",
            asset=asset.url,
            here=who.request.path,
            languages=[(one, NAMES[one]) for one in LANGUAGES],
            routes=ROUTES,
            proof=Markup('<input type="hidden" name="{}" value="{}">').format(PROOF, who.proof),
            **facts,
        )
    )
    response = HttpResponse(text, status=status)
    response["Content-Security-Policy"] = _policy(who.nonce, frames)
    response["Content-Language"] = words.lang
    response["Vary"] = "Accept-Language, Cookie"
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "same-origin"
    response["Cross-Origin-Opener-Policy"] = "same-origin"
    if not who.signed_in:
        keep_before(response, who.request)
    return response


def refusal(who: Visitor, refused: Refused) -> HttpResponse:
    """A page that says what was refused, what was kept and what to do."""
    status = status_of(refused)
    said = who.words.for_refusal(refused.code, refused.facts)
    return show(who, "refused.html.j2", status=status, said=said, title=who.words.for_status(status))


def status_of(refused: Refused) -> int:
    """The HTTP status that fits a refusal."""
    return _STATUS.get(refused.code, 404 if refused.code.endswith("_not_found") else 422)


def told(words: Words, refused: Refused) -> str:
    """A refusal in the reader's language."""
    return words.for_refusal(refused.code, refused.facts)


def go(path: str, done: str = "") -> SeeOther:
    """Go on to a page, which says what was done (a name of DONE)."""
    return SeeOther(f"{path}?done={done}" if done else path)


def ago(who: Visitor, at: datetime | None) -> str:
    """How long ago: `3 h ago`."""
    if at is None:
        return who.words.say("never")
    seconds = (who.now - at).total_seconds()
    if seconds < 1:
        return who.words.say("just now")
    return who.words.say("{span} ago", span=who.words.duration(seconds))


def _moment(who: Visitor, at: datetime | None) -> str:
    """Day and time where the organisation is, in the reader's calendar."""
    calendar = "jalali" if who.words.lang == "fa" else "gregorian"
    return Dates(who.words, calendar, who.zone).moment(at.isoformat() if at else None)


def _sign_in_first(request: HttpRequest) -> HttpResponse:
    if request.method in ("GET", "HEAD"):
        return SeeOther(f"/sign-in?to={quote(request.get_full_path())}")
    return show(visitor(request), "signed_out.html.j2", status=401)


def _policy(nonce: str, frames: bool) -> str:
    """Nothing but our own style and script, which carry this page's nonce; nobody may put the page into theirs."""
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src 'nonce-{nonce}'",
            f"script-src 'nonce-{nonce}'",
            "font-src 'self'",
            "img-src 'self' data:",
            "connect-src 'self'",
            "frame-src 'self'" if frames else "frame-src 'none'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types desk",
        )
    )


@cache
def _pages() -> Environment:
    return Environment(
        loader=PackageLoader("firstreply.web.desk", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
