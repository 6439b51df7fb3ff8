"""Factors: an authenticator app, passkeys and recovery codes are added and taken away."""

import base64
from typing import Final

from allauth.mfa.adapter import get_adapter
from django.http.response import HttpResponseBase

from firstreply.core.lead.fold import ascii_digits
from firstreply.core.refusal import Refused
from firstreply.journey import audit
from firstreply.web.account import inner
from firstreply.web.account.alone import credential, person, wanted, wrong
from firstreply.web.account.sure import sure
from firstreply.web.desk.page import go, show, status_of, told
from firstreply.web.desk.visit import Visit

_NAME: Final = 60


@sure
def app(who: Visit) -> HttpResponseBase:
    """Add an authenticator app: a picture to scan, and a code that shows that it worked."""
    from allauth.mfa.totp.forms import ActivateTOTPForm

    request, user = who.request, person(who)
    if inner.Authenticator.objects.filter(user_id=user.pk, type="totp").exists():
        return go("/account")
    said, status = "", 200
    if request.method == "POST":
        code = ascii_digits(request.POST.get("code", "")).replace(" ", "")
        form = ActivateTOTPForm(data={"code": code}, user=user)
        if form.is_valid():
            first = inner.add_app(request, form)
            _note(who, "factor_added", "totp")
            return go("/account/codes" if first else "/account", "factor-added")
        refused = wrong(form, "code_wrong")
        said, status = told(who.words, refused), status_of(refused)
    else:
        form = ActivateTOTPForm(user=user)
    adapter = get_adapter()
    picture = adapter.build_totp_svg(adapter.build_totp_url(user, form.secret))
    drawn = base64.b64encode(picture.encode()).decode()
    return show(who, "account/app.html.j2", status=status, said=said, drawn=drawn, secret=form.secret)


@sure
def app_gone(who: Visit) -> HttpResponseBase:
    """Take the app away."""
    _posted(who)
    found = inner.Authenticator.objects.filter(user_id=who.account, type="totp").first()
    if found is None:
        return go("/account")
    inner.remove_factor(who.request, found)
    _note(who, "factor_removed", "totp")
    return go("/account", "factor-removed")


@sure
def passkey(who: Visit) -> HttpResponseBase:
    """Add a passkey; it signs in alone, and stands for the second factor too."""
    from allauth.mfa.webauthn.forms import AddWebAuthnForm

    request, said, status = who.request, "", 200
    if request.method == "POST":
        try:
            credential(who)
            given = request.POST.dict() | {
                "name": request.POST.get("name", "").strip()[:_NAME],
                "passwordless": "on",
            }
            form = AddWebAuthnForm(data=given, user=person(who))
            if not form.is_valid():
                raise Refused("passkey_wrong")
            kept = form.cleaned_data
            first = inner.add_passkey(request, kept["name"], kept["credential"])
            _note(who, "factor_added", "webauthn")
            return go("/account/codes" if first else "/account", "factor-added")
        except Refused as refused:
            said, status = told(who.words, refused), status_of(refused)
    asked = wanted(inner.asked_to_make(person(who)))
    return show(who, "account/passkey.html.j2", status=status, said=said, asked=asked)


@sure
def passkey_gone(who: Visit, passkey: int) -> HttpResponseBase:
    """Take a passkey away."""
    _posted(who)
    found = inner.Authenticator.objects.filter(user_id=who.account, type="webauthn", pk=passkey).first()
    if found is None:
        raise Refused("not_found", what="passkey", id=str(passkey))
    inner.remove_factor(who.request, found)
    _note(who, "factor_removed", "webauthn")
    return go("/account", "factor-removed")


@sure
def codes(who: Visit) -> HttpResponseBase:
    """The recovery codes that are left; by POST new ones instead."""
    found = inner.Authenticator.objects.filter(user_id=who.account, type="recovery_codes").first()
    if found is None:
        return go("/account")
    if who.request.method == "POST":
        inner.renew_codes(who.request)
        _note(who, "recovery_codes_renewed", "recovery_codes")
        return go("/account/codes", "codes-renewed")
    return show(who, "account/codes.html.j2", codes=found.wrap().get_unused_codes())


def _posted(who: Visit) -> None:
    if who.request.method != "POST":
        raise Refused("method_not_allowed")


def _note(who: Visit, kind: str, factor: str) -> None:
    audit.note_account(kind, who.account, now=who.now, came=who.came, data={"factor": factor})
