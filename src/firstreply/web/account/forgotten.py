"""Forgotten: a new password by a link that comes by mail, or from an operator."""

from allauth.account.forms import ResetPasswordForm, ResetPasswordKeyForm, UserTokenForm
from django.http.response import HttpResponseBase

from firstreply.core.refusal import Refused
from firstreply.journey import audit, post
from firstreply.web.account import inner, sitting
from firstreply.web.account.alone import alone, wrong
from firstreply.web.desk.page import go, show, status_of, told
from firstreply.web.desk.visit import Visitor


@alone
def ask(who: Visitor) -> HttpResponseBase:
    """Ask for the link. The answer is the same whether or not somebody has that address."""
    if who.request.method != "POST":
        return show(who, "account/forgotten.html.j2", said="", asked=False, can_send=post.can_send())
    email = who.request.POST.get("email", "").strip().lower()
    form = ResetPasswordForm({"email": email})
    allowed = inner.allowed(who.request, "reset_password", key=email)
    if form.is_valid() and allowed:
        form.save(who.request)
        for user in form.users:
            audit.note_account("password_reset_asked", user.pk, now=who.now, came=who.came)
    elif not allowed:
        said = told(who.words, Refused("attempts_too_many"))
        return show(
            who, "account/forgotten.html.j2", status=429, said=said, asked=False, can_send=post.can_send()
        )
    return show(who, "account/forgotten.html.j2", said="", asked=True, can_send=post.can_send())


@alone
def change(who: Visitor, link: str) -> HttpResponseBase:
    """Set the new password. All sessions end, and second factors stay. Refuses `reset_over`."""
    request = who.request
    if not inner.allowed(request, "reset_password_from_key"):
        raise Refused("attempts_too_many")
    uid, _, key = link.partition("-")
    whose = UserTokenForm({"uidb36": uid, "key": key})
    if not whose.is_valid():
        raise Refused("reset_over")
    user, said, status = whose.reset_user, "", 200
    if request.method == "POST":
        password = request.POST.get("password", "")
        form = ResetPasswordKeyForm({"password1": password, "password2": password}, user=user, temp_key=key)
        if form.is_valid():
            form.save()
            sitting.end(request)
            sitting.end_all(user.pk)
            audit.note_account("password_reset", user.pk, now=who.now, came=who.came)
            return go("/sign-in", "password-set")
        refused = wrong(form, "password_short")
        said, status = told(who.words, refused), status_of(refused)
    response = show(who, "account/new_password.html.j2", status=status, said=said, email=user.email)
    response["Referrer-Policy"] = "no-referrer"  # the address of this page lets somebody in
    return response
