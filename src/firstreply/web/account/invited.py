"""Invited: who opens an invitation becomes that member, with a new account or with the one they have."""

from django.contrib.auth import get_user_model
from django.http import HttpResponse
from django.http.response import HttpResponseBase

from firstreply.core.refusal import Refused
from firstreply.journey import accounts
from firstreply.journey.organise import invitations
from firstreply.store.queries.seats import Joining
from firstreply.web.account import inner, oidc, sitting
from firstreply.web.account.alone import alone, person
from firstreply.web.desk.page import SeeOther, go, show, status_of, told
from firstreply.web.desk.visit import HOME, Visitor


@alone
def page(who: Visitor, token: str) -> HttpResponseBase:
    """What they are invited to, and how to come in. Refuses `invitation_over`."""
    invited = invitations.shown(token, who.now)
    if who.request.method != "POST":
        return _asking(who, token, invited)
    try:
        return _joined(who, token, invited)
    except Refused as refused:
        if refused.code == "invitation_over":
            raise
        return _asking(who, token, invited, refused)


def _asking(who: Visitor, token: str, invited: Joining, refused: Refused | None = None) -> HttpResponse:
    user = person(who)
    response = show(
        who,
        "account/invitation.html.j2",
        status=200 if refused is None else status_of(refused),
        said="" if refused is None else told(who.words, refused),
        token=token,
        invited=invited,
        own=user.email if user.is_authenticated else "",
        known=accounts.taken(invited.email),
        name=who.request.POST.get("name", invited.name)[:200],
        oidc=oidc.name(),
        least=accounts.LEAST,
    )
    response["Referrer-Policy"] = "no-referrer"  # the address of this page lets somebody in
    return response


def _joined(who: Visitor, token: str, invited: Joining) -> HttpResponseBase:
    request, how = who.request, who.request.POST.get("how", "new")
    if not inner.allowed(request, "signup"):
        raise Refused("attempts_too_many")
    if how == "service" and oidc.name():
        return oidc.invited(who, token)
    if how == "this" and person(who).is_authenticated:
        invitations.accept(token, person(who).pk, who.now, who.came)
        sitting.choose(request, person(who).pk, invited.organisation)
        return go(HOME)
    if how == "other":
        sitting.end(request)
        return SeeOther(f"/sign-in?to=/invitation/{token}")
    name, password = request.POST.get("name", "").strip()[:200], request.POST.get("password", "")
    _, account = accounts.join(token, name, password, now=who.now, came=who.came)
    sitting.end(request)  # whoever sat here is not who joins
    user = get_user_model()._default_manager.get(pk=account)
    return sitting.lasting(request, inner.sign_in_as(request, user, HOME))
