"""Page: how every page of the desk is made, answered and kept from acting for strangers."""

import json
from collections.abc import Callable
from functools import cache, wraps
from typing import Any, Concatenate, Final, ParamSpec
from urllib.parse import quote, urlencode

import orjson
import structlog
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, HttpResponseRedirectBase
from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from firstreply.core.refusal import Refused
from firstreply.insights.untrusted import plain
from firstreply.insights.words import LANGUAGES, NAMES, Words
from firstreply.web.desk import asset
from firstreply.web.desk.done import DONE
from firstreply.web.desk.sent import done_once
from firstreply.web.desk.sheet.icons import icon
from firstreply.web.desk.sheet.marks import Marks, ltr, name, spans
from firstreply.web.desk.sheet.places import home, is_there, places
from firstreply.web.desk.sheet.policy import policy
from firstreply.web.desk.sheet.writing import Writing
from firstreply.web.desk.visit import (
    HOME,
    SignInError,
    Visit,
    Visitor,
    keep_before,
    refuse_large,
    refuse_strange,
    visit,
    visitor,
)

_Given = ParamSpec("_Given")
_STATUS: Final = {
    "not_found": 404,
    "not_allowed": 403,
    "export_not_allowed": 403,
    "page_not_found": 404,
    "page_closed": 403,
    "page_unreadable": 400,
    "page_broken": 500,
    "page_away": 503,
    "page_method": 405,
    "token_lacks_scope": 403,
    "form_strange": 403,
    "method_not_allowed": 405,
    "too_many_requests": 429,
    "attempts_too_many": 429,
    "invitation_over": 404,
    "reset_over": 404,
    "verification_over": 404,
    "account_off": 403,
    "changed_meanwhile": 409,
    "sent_unsure": 409,
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
                return done_once(
                    who, lambda: view(who, *args, **kwargs), lambda: acted(who, to=HOME, done="arrived")
                )
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
            raise Refused("page_method")
        return view(who, *args, **kwargs)

    return signed_in(answered)


def show(
    who: Visitor, template: str, *, status: int = 200, frames: bool = False, fragment: str = "", **facts: Any
) -> HttpResponse:
    """A page, or its block `fragment` alone when a part of the page asks. `frames`: it may show others of ours."""
    given = {**_globals(who), **facts}
    found = _pages().get_template(template)
    is_part = bool(fragment) and asks_for_part(who.request)
    text = _block(found, fragment, given) if is_part else found.render(given)
    response = HttpResponse(text, status=status)
    response["Content-Security-Policy"] = policy(who.request, who.nonce, frames=frames)
    response["Content-Language"] = who.words.lang
    response["Vary"] = "Accept-Language, Cookie, HX-Request"
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "same-origin"
    response["Cross-Origin-Opener-Policy"] = "same-origin"
    if not who.signed_in:
        keep_before(response, who.request)
    return response


def acted(
    who: Visitor,
    *,
    to: str,
    done: str = "",
    said: str = "",
    undo: str = "",
    template: str = "",
    fragment: str = "",
    status: int = 200,
    **facts: Any,
) -> HttpResponse:
    """What follows an action: for a part of a page its `fragment` and a toast, else on to `to` by GET.

    The toast says DONE[done], or `said` where counts stand in it; `undo` is a ticket of frame.undo.
    """
    if not asks_for_part(who.request):
        return go(to, done, undo)
    if template:
        response = show(who, template, status=status, fragment=fragment, **facts)
    else:
        response = HttpResponse(status=status)
        response["HX-Reswap"] = "none"
    told = said or (who.words.say(DONE[done]) if done else "")
    if told:
        toast(response, told, undo=undo)
    return response


def toast(response: HttpResponse, said: str, *, undo: str = "", kind: str = "done") -> None:
    """Let the page that asked say something for a while; `kind` is `done` or `refused`."""
    event(response, "fr:toast", said=said, undo=undo, kind=kind)


def event(response: HttpResponse, name: str, /, **detail: Any) -> None:
    """Let an event happen on the page that asked, once the answer is there; others it carries stay."""
    told = orjson.loads(response.get("HX-Trigger", "{}"))
    response["HX-Trigger"] = json.dumps({**told, name: detail})  # headers are ASCII: all else is escaped


def asks_for_part(request: HttpRequest) -> bool:
    """Whether a part of a page asks, which wants a part back."""
    headers = request.headers
    return "HX-Request" in headers and headers.get("HX-Request-Type", "partial") == "partial"


def refusal(who: Visitor, refused: Refused) -> HttpResponse:
    """What was refused, what was kept and what to do: on a page, or as a toast where a part of a page asked."""
    status = status_of(refused)
    code = (
        "page_method" if refused.code == "method_not_allowed" else refused.code
    )  # what headers say helps nobody here
    said = who.words.for_refusal(code, refused.facts)
    if asks_for_part(who.request):
        response = HttpResponse(status=status)
        response["HX-Reswap"] = "none"
        toast(response, said, kind="refused")
        return response
    return show(
        who,
        "refused.html.j2",
        status=status,
        said=said,
        title=who.words.for_status(status),
        request_id=structlog.contextvars.get_contextvars().get("request_id", ""),
    )


def status_of(refused: Refused) -> int:
    """The HTTP status that fits a refusal."""
    return _STATUS.get(refused.code, 404 if refused.code.endswith("_not_found") else 422)


def told(words: Words, refused: Refused) -> str:
    """A refusal in the reader's language."""
    return words.for_refusal(refused.code, refused.facts)


def go(path: str, done: str = "", undo: str = "") -> SeeOther:
    """Go on to a page, which says what was done (a name of DONE) and may offer to undo it."""
    return SeeOther(told_at(path, done, undo))


def told_at(path: str, done: str = "", undo: str = "") -> str:
    """The address of a page that says so."""
    told = {name: value for name, value in (("done", done), ("undo", undo)) if value}
    return f"{path}{'&' if '?' in path else '?'}{urlencode(told)}" if told else path


def _sign_in_first(request: HttpRequest) -> HttpResponse:
    if asks_for_part(request):
        response = HttpResponse(status=401)
        response["HX-Reswap"] = "none"
        event(response, "fr:signed-out")
        return response
    if request.method in ("GET", "HEAD"):
        return SeeOther(f"/sign-in?to={quote(request.get_full_path())}")
    return show(visitor(request), "signed_out.html.j2", status=401)


def _globals(who: Visitor) -> dict[str, Any]:
    """What every template may use."""
    words, marks, writing = who.words, Marks(who), Writing(who)
    done = DONE.get(who.request.GET.get("done", ""), "")
    return {
        "who": who,
        "words": words,
        "say": words.say,
        "many": words.many,
        "number": words.number,
        "percent": words.percent,
        "sentence": words.for_refusal,
        "moment": writing.moment,
        "day": writing.day,
        "brief": writing.brief,
        "clock": writing.clock,
        "ago": writing.ago,
        "span": writing.span,
        "size": who.words.size,
        "plain": plain,
        "name": name,
        "ltr": ltr,
        "icon": icon,
        "hx": marks.hx,
        "countdown": marks.countdown,
        "style": marks.style,
        "script": marks.script,
        "proof": marks.proof(),
        "done": words.say(done) if done else "",
        "asset": asset.url,
        "here": who.request.path,
        "places": places(who) if isinstance(who, Visit) else [],
        "home": home(who) if isinstance(who, Visit) else "/",
        "is_there": is_there,
        "spans": spans(words),
        "languages": [(one, NAMES[one]) for one in LANGUAGES],
    }


def _block(template: Template, name: str, given: dict[str, Any]) -> str:
    """One block of a page; what the template imports at its top is there for it."""
    context = template.new_context(given)
    opening = template.root_render_func(context)
    next(opening, None)  # runs the imports, and what its parents import, up to the first text
    return "".join(context.blocks[name][0](context))


@cache
def _pages() -> Environment:
    return Environment(
        loader=PackageLoader("firstreply.web.desk", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
