"""Views: what people outside meet: the form, and the button for who runs no script."""

import secrets
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirectBase

from firstreply.channels.form import guard, submission
from firstreply.channels.form.body import Posted
from firstreply.channels.form.guard import Filling, Judgement
from firstreply.channels.form.hosts import Whence
from firstreply.channels.form.ticket import Purpose, opened, sealed
from firstreply.core.lead.reading import FieldError
from firstreply.core.refusal import Refused
from firstreply.insights import words
from firstreply.insights.language import wanted
from firstreply.insights.reasons import mark
from firstreply.journey import door
from firstreply.web.forms import render, shown, taking
from firstreply.web.forms.asked import Asked, asked, campaign, sent, too_fast
from firstreply.web.forms.render import Ask, Link, Look

THANKS: Final = mark("Thank you")
ARRIVED: Final = mark("Your message has arrived, and you will hear from us.")
CHECK_MAIL: Final = mark(
    "We have sent you an e-mail. Please follow the link in it, so that what you agreed to counts."
)
ONE_MORE: Final = mark("One more step")
PRESS: Final = mark("Your message is here. Press the button, so that we know that a person sent it.")
EARLY: Final = mark("That was very quick. Please wait {seconds} seconds, then press it again.")
SEND_IT: Final = mark("Send my message")
FETCH: Final = mark("Download the document")
GO_ON: Final = mark("Go on")
NOT_HERE: Final = mark("This form is not here")
NO_FORM: Final = mark("Nobody has set it up, or it was switched off. Please ask whoever sent you here.")
_HTTP: Final = {"body_too_large": 413, "form_type_unknown": 415}
_View = Callable[[Asked], HttpResponse]
_NONE: Final = Posted({})


class _SeeOther(HttpResponseRedirectBase):
    status_code = 303


def found_form(*methods: str, framed: bool = False) -> Callable[[_View], Callable[..., HttpResponse]]:
    """A view of a form that is there; what is not is said in the reader's language, so is a database that is away."""

    def decorated(view: _View) -> Callable[..., HttpResponse]:
        @wraps(view)
        def answered(request: HttpRequest, source: UUID) -> HttpResponse:
            look = Look(words.use(wanted(request.headers.get("Accept-Language", ""))), framed)
            if request.method not in methods:
                response = problem(look, 405, "method_not_allowed")
                response["Allow"] = ", ".join(methods)
                return response
            try:
                found = asked(request, source, framed=framed)
                return view(found) if found else _not_here(look)
            except (OperationalError, InterfaceError):
                response = problem(look, 503, "database_away")
                response["Retry-After"] = "2"
                return response

        return answered

    return decorated


@found_form("GET", "HEAD", "POST")
def page(one: Asked) -> HttpResponse:
    """The form on a page of its own."""
    return _posted(one) if one.request.method == "POST" else _blank(one)


@found_form("GET", "HEAD", "POST", framed=True)
def frame(one: Asked) -> HttpResponse:
    """The form inside a page of the team's own."""
    return _posted(one) if one.request.method == "POST" else _blank(one)


@found_form("POST")
def sure(one: Asked) -> HttpResponse:
    """A person pressed the button: what they sent counts."""
    return _sure(one)


@found_form("POST", framed=True)
def sure_frame(one: Asked) -> HttpResponse:
    """The same inside a page of the team's own."""
    return _sure(one)


def _blank(one: Asked) -> HttpResponse:
    query = one.query
    prefilled = {each.name: (query[each.name],) for each in one.form.fields if query.get(each.name)}
    return _form(one, one.look(), Posted(prefilled), {}, one.touch(query))


def _form(
    one: Asked,
    look: Look,
    typed: Posted,
    errors: Mapping[str, FieldError],
    touch: Mapping[str, str],
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    filling = Filling(own=secrets.token_hex(8), at=int(one.at.timestamp()), touch=dict(touch))
    place = one.place + ("/frame" if one.framed else "")
    kept = {name: text for name, text in one.query.items() if name != "lang"}
    tongues = [(code, f"{place}?{urlencode({**kept, 'lang': code})}") for code in one.form.languages]
    handed = shown.Handed(
        action=f"{place}?lang={look.spoken.lang}",
        ticket=guard.ticket(one.found.secret, filling),
        own=filling.own,
        trap=one.trap,
        tongues=tongues if not typed.fields else [],
    )
    told = shown.told(one.form, look.spoken, handed, typed, errors, problem)
    return render.form(look, told, status=status)


def _posted(one: Asked) -> HttpResponse:
    look = one.look()
    try:
        typed = sent(one.request)
    except Refused as refused:
        said = look.spoken.for_refusal(refused.code, refused.facts)
        return _form(one, look, _NONE, {}, {}, problem=said, status=_HTTP.get(refused.code, 400))
    look = one.look(typed.first("_l"))
    whence = one.whence()
    if whence is Whence.FOREIGN:
        return problem(look, 403, "form_host_not_allowed")
    filling = guard.filling(one.found.secret, typed)
    touch = filling.touch if filling else one.touch({**one.query, **campaign(typed)})
    if wait := too_fast(one.request, one.found.id):
        said = look.spoken.for_refusal("too_many_requests", {"seconds": wait})
        response = _form(one, look, typed, {}, touch, problem=said, status=429)
        response["Retry-After"] = str(wait)
        return response
    now = int(one.at.timestamp())
    verdict = guard.judge(one.form, typed, filling, whence, trap=one.trap, now=now)
    if verdict.judgement is Judgement.SPAM:
        taking.spam()
        return _thanks(one, look, "", ())
    filled = submission.read(one.form, typed)
    if not filled.is_fine:
        return _form(one, look, typed, filled.errors, touch, status=422)
    return _keep(one, look, typed, taking.Submission(
        found=one.found, form=one.form, spoken=look.spoken, filled=filled, filling=filling, touch=touch,
        verdict=verdict, at=one.at,
    ))  # fmt: skip


def _keep(one: Asked, look: Look, typed: Posted, made: taking.Submission) -> HttpResponse:
    try:
        kept = taking.keep(made)
    except Refused as refused:
        errors = {"": FieldError("", refused.code)}
        return _form(one, look, typed, errors, made.touch, status=422)
    agreed = made.filled.agreed if one.form.tests_mail else ()
    if kept.doubtful:
        told = {"x": kept.external_id, "t": int(one.at.timestamp()), "a": bool(agreed)}
        return _one_more(one, look, told, [look.spoken.say(PRESS)])
    return _thanks(one, look, kept.external_id, agreed)


def _one_more(
    one: Asked, look: Look, told: Mapping[str, Any], texts: list[str], status: int = 200
) -> HttpResponse:
    say = look.spoken.say
    ticket = sealed(one.found.secret, Purpose.SURE, told)
    where = f"{one.place}/frame/sure" if one.framed else f"{one.place}/sure"
    return render.said(look, say(ONE_MORE), texts, ask=Ask(where, ticket, say(SEND_IT)), status=status)


def _sure(one: Asked) -> HttpResponse:
    look = one.look()
    try:
        typed = sent(one.request)
    except Refused as refused:
        return problem(look, _HTTP.get(refused.code, 400), refused.code, **refused.facts)
    look = one.look(typed.first("_l"))
    told = opened(one.found.secret, Purpose.SURE, typed.first("_t"))
    if told is None:
        return problem(look, 400, "form_ticket_unknown")
    early = told["t"] + one.form.wait_s - int(one.at.timestamp())
    if early > 0:
        return _one_more(one, look, told, [look.spoken.say(EARLY, seconds=early)])
    door.vouch(one.found.organisation, one.found.id, told["x"])
    return _thanks(one, look, told["x"], ("",) if told["a"] else ())


def _thanks(one: Asked, look: Look, external_id: str, agreed: tuple[str, ...]) -> HttpResponse:
    """Where the form leads; or thanks, with the document if there is one."""
    form, say = one.form, look.spoken.say
    if form.redirect and not form.download and not agreed:
        return _SeeOther(form.redirect)
    texts = [form.says(form.thanks, look.spoken.lang) or say(ARRIVED), say(CHECK_MAIL) if agreed else ""]
    link = Link(form.redirect, say(GO_ON)) if form.redirect else None
    if form.download and external_id:
        days = form.download.days * 86400
        told = {"x": external_id, "f": str(form.download.file), "e": int(one.at.timestamp()) + days}
        ticket = sealed(one.found.secret, Purpose.DOCUMENT, told)
        title = form.says(form.download.title, look.spoken.lang) or say(FETCH)
        link = Link(f"{one.place}/document?t={ticket}", title, download=True)
    return render.said(look, say(THANKS), texts, link=link)


def _not_here(look: Look) -> HttpResponse:
    say = look.spoken.say
    return render.said(look, say(NOT_HERE), [say(NO_FORM)], status=404)


def problem(look: Look, status: int, code: str, **facts: object) -> HttpResponse:
    spoken = look.spoken
    return render.said(look, spoken.for_status(status), [spoken.for_refusal(code, facts)], status=status)
