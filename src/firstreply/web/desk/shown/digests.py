"""Digests: which figures somebody gets by mail, a new one, one fewer, and one now."""

from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase

from firstreply.core.digest import EVERY
from firstreply.core.refusal import Refused
from firstreply.insights.digest import written
from firstreply.insights.time_input import clock
from firstreply.journey.organise import By, digests
from firstreply.store.queries import digests as kept
from firstreply.store.queries import members
from firstreply.store.tenancy import acting
from firstreply.web.desk.frame.undo import ticket
from firstreply.web.desk.insight import asking
from firstreply.web.desk.page import go, posted, show, signed_in
from firstreply.web.desk.shown.often import NAMES
from firstreply.web.desk.visit import Visit

_given: Final[Any] = settings  # their names are made when they are loaded: no type checker knows them


@signed_in
def page(who: Visit) -> HttpResponse:
    """One's own."""
    member = who.me
    with acting(who.organisation):
        rows = kept.of(member)
    return show(
        who,
        "shown/digests.html.j2",
        rows=rows,
        every=[(name, who.words.say(NAMES[name])) for name in EVERY],
        query=asking.read(who).conditions,
        has_mail=_has_mail(),
    )


@posted
def add(who: Visit) -> HttpResponseBase:
    """Send these figures from now on."""
    given = who.request.POST
    with acting(who.organisation):
        digests.wish(
            who.me, given.get("every", ""), clock(given.get("at", "")), given.get("query", ""), _by(who)
        )
    return go("/insights/digests", "digest-added" if _has_mail() else "digest-waits")


@posted
def end(who: Visit, digest: UUID) -> HttpResponseBase:
    """Send it no more."""
    with acting(who.organisation):
        digests.end(digest, who.me, _by(who))
    return go("/insights/digests", "digest-ended", ticket(who, "resume-digest", digest=digest))


@posted
def test(who: Visit, digest: UUID) -> HttpResponseBase:
    """One now, of the last whole period. Refuses `not_found`, `digest_without_server`, `digest_mail_off`."""
    with acting(who.organisation):
        one = digests.one(digest, who.me, now=who.now)
        me = members.member(who.me, who.now)
    if not _has_mail():
        raise Refused("digest_without_server")
    if me is not None and not me.alerts.get("email", True):
        raise Refused("digest_mail_off")
    found = written(who.organisation, who.viewer, one, now=who.now)
    if found is None:
        raise Refused("insights_preparing", percent=0)
    with acting(who.organisation):
        digests.put(one, *found, key=f"now:{who.now.isoformat()}", now=who.now)
    return go("/insights/digests", "digest-sent")


def _has_mail() -> bool:
    return bool(_given.FIRSTREPLY_SMTP_URL)


def _by(who: Visit) -> By:
    return By(who.caller.member, who.caller.role, who.now)
