"""Sure: before somebody changes how they sign in, they show once more who they are."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec
from urllib.parse import quote

from allauth.account.forms import ReauthenticateForm
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from firstreply.core.lead.fold import ascii_digits
from firstreply.core.refusal import Refused
from firstreply.web.account import inner, oidc, sitting
from firstreply.web.account.alone import credential, person, wanted, wrong
from firstreply.web.desk.page import SeeOther, show, signed_in, status_of, told
from firstreply.web.desk.visit import Visit, own_path

_Given = ParamSpec("_Given")
SECONDS: Final = 600.0


def sure(
    view: Callable[Concatenate[Visit, _Given], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, _Given], HttpResponseBase]:
    """A page for whoever showed within ten minutes who they are; else they are asked, and come back."""

    @wraps(view)
    def answered(who: Visit, /, *args: _Given.args, **kwargs: _Given.kwargs) -> HttpResponseBase:
        if sitting.proven_within(who.request, SECONDS, who):
            return view(who, *args, **kwargs)
        to = who.request.get_full_path() if who.request.method in ("GET", "HEAD") else "/account"
        return SeeOther(f"/account/confirm?to={quote(to)}")

    return signed_in(answered)


@signed_in
def confirm(who: Visit) -> HttpResponseBase:
    """Password, code or passkey once more; who came by a service goes there once more."""
    request, user = who.request, person(who)
    to = own_path(request.POST.get("to") or request.GET.get("to", "/account"))
    kinds = set(inner.Authenticator.objects.filter(user_id=user.pk).values_list("type", flat=True))
    said, status = "", 200
    if request.method == "POST":
        if request.POST.get("how") == "service" and oidc.name():
            return oidc.onward(who, to)
        try:
            _proven(who, user)
        except Refused as refused:
            said, status = told(who.words, refused), status_of(refused)
        else:
            return SeeOther(to)
    return show(
        who,
        "account/confirm.html.j2",
        status=status,
        said=said,
        to=to,
        password=user.has_usable_password(),
        codes=bool(kinds - {"webauthn"}),
        asked=wanted(inner.asked_to_prove(user)) if "webauthn" in kinds else "",
        oidc=oidc.name(),
    )


def _proven(who: Visit, user: Any) -> None:
    """Refuses `attempts_too_many`, `password_wrong`, `code_wrong`, `passkey_wrong`."""
    from allauth.mfa.base.forms import ReauthenticateForm as CodeForm
    from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm

    given, request = who.request.POST, who.request
    if not inner.allowed(request, "reauthenticate", user=user):
        raise Refused("attempts_too_many")
    if "credential" in given:
        credential(who)
        form, otherwise = ReauthenticateWebAuthnForm(user=user, data=given), "passkey_wrong"
    elif "code" in given:
        form = CodeForm(user=user, data={"code": ascii_digits(given["code"]).strip()})
        otherwise = "code_wrong"
    else:
        form, otherwise = ReauthenticateForm(given, user=user), "password_wrong"
    if not form.is_valid():
        raise wrong(form, otherwise)
    if hasattr(form, "save"):
        form.save()
    else:
        inner.password_right(request, user)
