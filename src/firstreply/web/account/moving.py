"""Moving: sign in by another address; it counts once the letter to it was opened, and the old one is told."""

from typing import Final

from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase

from firstreply.core.refusal import Refused
from firstreply.insights.letters import account as letters
from firstreply.journey import moving, post
from firstreply.web.account import inner
from firstreply.web.account.alone import person
from firstreply.web.account.sure import sure
from firstreply.web.desk.page import go, show, signed_in, status_of, told
from firstreply.web.desk.visit import Visit

_LONGEST: Final = 254


@sure
def page(who: Visit) -> HttpResponseBase:
    """Ask for it. The answer is the same whether or not somebody signs in by that address."""
    if who.request.method != "POST" or not post.can_send():
        return _asking(who)
    try:
        _ask(who, who.request.POST.get("email", "").strip()[:_LONGEST])
    except Refused as refused:
        return _asking(who, refused)
    return go("/account", "letter-sent")


@signed_in
def opened(who: Visit, key: str) -> HttpResponseBase:
    """The link of that letter; a press of the button moves the account. Refuses `verification_over`, `email_taken`.

    Only for whoever is signed in: a letter that went to a stranger by mistake gives them nothing.
    """
    if who.request.method != "POST":
        move = moving.shown(who.account, key, who.now)
        return show(who, "account/moving.html.j2", move=move)
    done = moving.move(who.account, key, now=who.now, came=who.came)
    letter = letters.moved(who.words, to=done.after)
    post.send_aside(done.before, letter.subject, letter.text, language=who.words.lang)
    return go("/account", "address-changed")


def _asking(who: Visit, refused: Refused | None = None) -> HttpResponse:
    return show(
        who,
        "account/address.html.j2",
        status=200 if refused is None else status_of(refused),
        said="" if refused is None else told(who.words, refused),
        own=person(who).email,
        email=who.request.POST.get("email", "")[:_LONGEST],
        can_send=post.can_send(),
    )


def _ask(who: Visit, email: str) -> None:
    """Letters to both addresses. Refuses `attempts_too_many`, and as `moving.ask`."""
    if not inner.allowed(who.request, "confirm_email", key=str(who.account)):
        raise Refused("attempts_too_many")
    move, key = moving.ask(who.account, email, now=who.now, came=who.came)
    own = settings.FIRSTREPLY_ADDRESS
    new = letters.moving(who.words, link=f"{own}/account/address/{key}")
    old = letters.moving_asked(who.words, to=move.after, link=f"{own}/password")
    for address, letter in ((move.after, new), (move.before, old)):
        post.send_aside(address, letter.subject, letter.text, language=who.words.lang)
