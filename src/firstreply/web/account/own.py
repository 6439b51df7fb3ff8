"""Own: what somebody's account holds: password, factors, sessions, address; and where they work."""

from uuid import UUID

from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.conf import settings
from django.http.response import HttpResponseBase

from firstreply.core.refusal import Refused
from firstreply.insights.letters import account as letters
from firstreply.journey import accounts, audit, post
from firstreply.store.queries import seats
from firstreply.web.account import inner, sitting
from firstreply.web.account.agent import called
from firstreply.web.account.alone import alone, person, wrong
from firstreply.web.account.sure import sure
from firstreply.web.desk.page import SeeOther, go, posted, show, signed_in, status_of, told
from firstreply.web.desk.visit import OWN, Visit, Visitor


@signed_in
def page(who: Visit) -> HttpResponseBase:
    """All of it on one page."""
    user = person(who)
    factors = list(inner.Authenticator.objects.filter(user_id=user.pk).order_by("created_at"))
    codes = next((one for one in factors if one.type == "recovery_codes"), None)
    return show(
        who,
        "account/own.html.j2",
        email=user.email,
        verified=EmailAddress.objects.filter(user_id=user.pk, email=user.email, verified=True).exists(),
        can_send=post.can_send(),
        password=user.has_usable_password(),
        app=next((one for one in factors if one.type == "totp"), None),
        passkeys=[one for one in factors if one.type == "webauthn"],
        codes_left=len(codes.wrap().get_unused_codes()) if codes else None,
        sessions=sitting.listed(who.account, who.now),
        this=who.request.session.get(OWN),
        called=called,
    )


@sure
def password(who: Visit) -> HttpResponseBase:
    """Change the password, or set the first one. Every other session ends."""
    from allauth.account.forms import SetPasswordForm

    request, user = who.request, person(who)
    said, status = "", 200
    if request.method == "POST":
        if not inner.allowed(request, "change_password", user=user):
            raise Refused("attempts_too_many")
        given = request.POST.get("password", "")
        form = SetPasswordForm(data={"password1": given, "password2": given}, user=user)
        if form.is_valid():
            form.save()
            sitting.stay(request, user)
            audit.note_account("password_changed", who.account, now=who.now, came=who.came)
            return go("/account", "password-changed")
        refused = wrong(form, "password_short")
        said, status = told(who.words, refused), status_of(refused)
    facts = {"email": user.email, "least": accounts.LEAST}
    return show(who, "account/password.html.j2", status=status, said=said, **facts)


@posted
def end_session(who: Visit, session: int) -> HttpResponseBase:
    """End one of one's own sessions."""
    if not sitting.end_one(who.account, session):
        raise Refused("not_found", what="session", id=str(session))
    audit.note_account("session_ended", who.account, now=who.now, came=who.came)
    return go("/account", "session-ended")


@posted
def end_others(who: Visit) -> HttpResponseBase:
    """End all of them but this one."""
    ended = sitting.end_all(who.account, but=who.request.session.get(OWN))
    audit.note_account("sessions_ended", who.account, now=who.now, came=who.came, data={"sessions": ended})
    return go("/account", "sessions-ended")


@posted
def verify(who: Visit) -> HttpResponseBase:
    """Send a letter to one's own address, whose link shows that it is."""
    user = person(who)
    address = EmailAddress.objects.filter(user_id=user.pk, email=user.email, verified=False).first()
    if address is None or not post.can_send():
        return go("/account")
    if not inner.allowed(who.request, "confirm_email", key=user.email):
        raise Refused("attempts_too_many")
    link = f"{settings.FIRSTREPLY_ADDRESS}/verify/{EmailConfirmationHMAC.create(address).key}"
    written = letters.verification(who.words, link=link)
    post.send_aside(user.email, written.subject, written.text, language=who.words.lang)
    return go("/account", "letter-sent")


@alone
def verified(who: Visitor, key: str) -> HttpResponseBase:
    """The link of that letter; a press of the button says that the address is theirs. Refuses `verification_over`."""
    found = EmailConfirmationHMAC.from_key(key)
    if found is None:
        raise Refused("verification_over")
    address = found.email_address
    if who.request.method != "POST":
        return show(who, "account/verify.html.j2", email=address.email, key=key)
    EmailAddress.objects.filter(pk=address.pk, verified=False).update(verified=True)
    audit.note_account("address_verified", address.user_id, now=who.now, came=who.came)
    return go("/account", "address-verified")


@alone
def places(who: Visitor) -> HttpResponseBase:
    """Where somebody who is signed in works, and choosing one of them."""
    request = who.request
    if not person(who).is_authenticated:
        return SeeOther("/sign-in")
    if request.method == "POST":
        try:
            wanted = UUID(request.POST.get("organisation", ""))
        except ValueError:
            raise Refused("not_found", what="organisation", id="") from None
        if not sitting.choose(request, person(who).pk, wanted):
            raise Refused("not_found", what="organisation", id=str(wanted))
        return go("/")
    found = seats.places(person(who).pk)
    chosen = request.session.get("organisation", "")
    return show(who, "account/organisations.html.j2", found=found, chosen=chosen, email=person(who).email)
