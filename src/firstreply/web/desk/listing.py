"""Listing: every channel and how it is; what is wrong stands first until it is mended."""

from django.http import HttpResponse

from firstreply.store.queries import channels
from firstreply.store.tenancy import acting
from firstreply.web.desk import kinds
from firstreply.web.desk.page import show, signed_in
from firstreply.web.desk.visit import Visit


@signed_in
def page(who: Visit) -> HttpResponse:
    """All accounts, and what wants something done."""
    with acting(who.organisation):
        found = channels.accounts(who.now)
    names = {one: kinds.kind(who.words, one) for one in {row.kind for row in found}}
    ill = [row for row in found if row.is_ill]
    own = [row for row in found if row.kind != "api"]
    return show(who, "channels.html.j2", accounts=found, ill=ill, names=names, is_empty=not own)


@signed_in
def choose(who: Visit) -> HttpResponse:
    """Which kind to add."""
    return show(who, "channels_new.html.j2", kinds=kinds.to_add(who.words))
