"""Adding: a new account of a channel, and its secret, which is shown once."""

from django.http import HttpResponse

from firstreply.channels.registry import channel
from firstreply.core.refusal import Refused
from firstreply.journey.organise import sources
from firstreply.store.tenancy import acting
from firstreply.web.desk import fields, kinds
from firstreply.web.desk.account.shown import Came, asked, faults_of, page
from firstreply.web.desk.page import show, signed_in, status_of, told
from firstreply.web.desk.visit import Visit


@signed_in
def add(who: Visit, kind: str) -> HttpResponse:
    """Ask for the settings of a new account, and make it."""
    who.decides()
    if channel(kind) is None:
        raise Refused("not_found", what="channel", id=kind)
    if who.request.method != "POST":
        return _asked(who, kind, None)
    try:
        return _made(who, kind)
    except Refused as refused:
        return _asked(who, kind, refused)


def _made(who: Visit, kind: str) -> HttpResponse:
    typed = who.request.POST
    filled = fields.read(asked(channel(kind)), typed)
    with acting(who.organisation):
        made = sources.add_source(
            fields.named(typed), kind, {}, filled.settings, who.decides(), sealed=filled.secrets
        )
    said = who.words.say("The channel is added.")
    return page(who, made.id, Came(secret=made.secret, said=said), status=201)


def _asked(who: Visit, kind: str, wrong: Refused | None) -> HttpResponse:
    typed = who.request.POST if wrong else None
    found = channel(kind)
    return show(
        who,
        "account_new.html.j2",
        status=status_of(wrong) if wrong else 200,
        kind=kinds.kind(who.words, kind),
        name=typed.get("name", "") if typed else "",
        boxes=fields.boxes(who.words, asked(found), {}, frozenset(), typed, faults_of(who, wrong)),
        said=told(who.words, wrong) if wrong else "",
    )
