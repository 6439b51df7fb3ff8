"""Entering: in by password, passkey or second factor, and out again."""

from typing import Any, Final

from allauth.account.forms import LoginForm
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase

from firstreply.core.lead.fold import ascii_digits
from firstreply.core.refusal import Refused
from firstreply.store.queries import seats
from firstreply.web.account import inner, oidc, sitting
from firstreply.web.account.alone import alone, credential, wanted, wrong
from firstreply.web.desk.page import SeeOther, go, refusal, show, status_of, told
from firstreply.web.desk.visit import Visitor, own_path, refuse_large, refuse_strange, seated_by, visitor

_PAGE: Final = "account/sign_in.html.j2"
ASKED_S: Final = 900
#: Why somebody was sent back here, as an address may say it.
WHY: Final = {
    "service_away": "service_away",
    "service_unknown": "service_unknown",
    "service_failed": "service_failed",
}


@alone
def sign_in(who: Visitor) -> HttpResponseBase:
    """Ask who they are. A wrong password and an unknown address get the same answer."""
    request = who.request
    to = own_path(request.POST.get("to") or request.GET.get("to", ""))
    if seated_by(request) is not None:
        return SeeOther(to)
    if request.method == "POST":
        try:
            return _let_in(request, to)
        except Refused as refused:
            return _asking(who, to, refused)
    if seats.nobody_here():
        return SeeOther("/welcome")
    why = request.GET.get("why", "")
    return _asking(who, to, Refused(WHY[why], service=oidc.name()) if why in WHY else None)


def _asking(who: Visitor, to: str, refused: Refused | None = None) -> HttpResponse:
    facts: dict[str, Any] = {"to": to, "email": who.request.POST.get("email", "")[:254], "oidc": oidc.name()}
    if refused is None:
        return show(who, _PAGE, said="", **facts)
    return show(who, _PAGE, status=status_of(refused), said=told(who.words, refused), **facts)


def _let_in(request: HttpRequest, to: str) -> HttpResponseBase:
    """Refuses `attempts_too_many`, `sign_in_wrong`."""
    if not inner.allowed(request, "login"):
        raise Refused("attempts_too_many")
    given = {"login": request.POST.get("email", ""), "password": request.POST.get("password", "")}
    form = LoginForm(given, request=request)
    if not form.is_valid():
        raise wrong(form)
    request.session[sitting.KEEP] = request.POST.get("keep") == "on"
    return sitting.lasting(request, form.login(request, redirect_url=to))


@alone
def code(who: Visitor) -> HttpResponseBase:
    """The second factor of somebody whose password was right: a code of the app, a recovery code, or a passkey."""
    from allauth.mfa.base.forms import AuthenticateForm
    from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm

    request, stage = who.request, inner.half_way(who.request)
    if stage is None:
        return go("/sign-in")
    user, said, status = stage.login.user, "", 200
    if request.method == "POST":
        if "credential" in request.POST:
            form = AuthenticateWebAuthnForm(user=user, data=request.POST)
        else:
            form = AuthenticateForm(
                user=user, data={"code": ascii_digits(request.POST.get("code", "")).strip()}
            )
        if form.is_valid():
            form.save()
            return sitting.lasting(request, stage.exit())
        refused = wrong(form, "code_wrong")
        said, status = told(who.words, refused), status_of(refused)
    kinds = set(inner.Authenticator.objects.filter(user=user).values_list("type", flat=True))
    asked = wanted(inner.asked_to_prove(user)) if "webauthn" in kinds else ""
    return show(
        who, "account/code.html.j2", status=status, said=said, asked=asked, codes=bool(kinds - {"webauthn"})
    )


@alone
def passkey(who: Visitor) -> HttpResponseBase:
    """Sign in by a passkey alone. A GET of a script gets what the passkey shall sign."""
    from allauth.mfa.webauthn.forms import LoginWebAuthnForm

    request = who.request
    to = own_path(request.POST.get("to", ""))
    if request.method != "POST":
        request.session.set_expiry(ASKED_S)  # anybody may ask: what is remembered of it is soon over
        response = JsonResponse({"publicKey": dict(inner.asked_to_prove(None))["publicKey"]})
        response["Cache-Control"] = "no-store"
        return response
    try:
        if not inner.allowed(request, "login"):
            raise Refused("attempts_too_many")
        credential(who)
        form = LoginWebAuthnForm(data=request.POST)
        if not form.is_valid():
            raise Refused("passkey_wrong")
    except Refused as refused:
        return _asking(who, to, refused)
    request.session[sitting.KEEP] = request.POST.get("keep") == "on"
    return sitting.lasting(request, inner.passkey_in(request, form.cleaned_data["credential"], to))


def sign_out(request: HttpRequest) -> HttpResponseBase:
    """End the session. Only by POST of one of our pages, while it is still theirs."""
    from firstreply.web.desk import visit

    try:
        who: Visitor = visit.visit(request)
    except visit.SignInError:
        who = visitor(request)
    try:
        if request.method != "POST":
            return go("/sign-in")
        refuse_large(request)
        refuse_strange(who)
    except Refused as refused:
        return refusal(who, refused)
    sitting.end(request)
    return go("/sign-in", "signed-out")


@alone
def inactive(who: Visitor) -> HttpResponseBase:
    """The account is switched off."""
    raise Refused("account_off")
