"""Overview: all rules on one page, in sentences."""

from typing import Any

from django.http import HttpResponse

from firstreply.insights.sentences.routing import for_pool
from firstreply.store.queries import organisation, rule_pages
from firstreply.store.queries.rule_pages import PoolInUse
from firstreply.store.tenancy import acting
from firstreply.web.desk.page import show, signed_in
from firstreply.web.desk.rule.seen import KINDS, Seen, may, roles_of, seen
from firstreply.web.desk.visit import Visit

_SHOWN = 6  #: sentences of each kind


@signed_in
def page(who: Visit) -> HttpResponse:
    """What is in force, kind by kind, with its draft and who changed it last."""
    with acting(who.organisation):
        found = seen(who)
        now = rule_pages.current()
        slas, calendars = rule_pages.promises(), rule_pages.calendars()
        own = organisation.shown()
    kinds = [_kind(who, found, kind, now.get(kind, {})) for kind in KINDS]
    return show(
        who, "rule/overview.html.j2", kinds=kinds, most=_SHOWN, own=own,
        promises=[(one, found.lines("promise", one._asdict())[:1]) for one in slas],
        calendars=[(one, found.lines("hours", one.value)[1:_SHOWN]) for one in calendars],
        pools=[_pool(found, one) for one in found.pools],
        listed=lambda some: found.speak.listed([one.text for one in some]),
        may=may(who), tries=may(who, roles_of("score")),
    )  # fmt: skip


def _pool(found: Seen, one: PoolInUse) -> tuple[str, PoolInUse, str]:
    own = str(one.id)
    return found.speak.pool(own), one, for_pool(found.speak, found.turns[own])


def _kind(who: Visit, found: Seen, kind: str, now: dict[str, Any]) -> dict[str, Any]:
    published, draft = now.get("published"), now.get("draft")
    return {
        "kind": kind, "title": KINDS[kind][0], "published": published, "author": found.who(published),
        "lines": found.lines(kind, None if published is None else published.value), "draft": draft,
        "draft_author": found.who(draft), "may": may(who, roles_of(kind)),
    }  # fmt: skip
