"""Overview: all rules on one page, in sentences; and the few settings that they need."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse

from firstreply.core.lead import PointKind
from firstreply.core.lead.number import read_number
from firstreply.core.permission import DECIDING
from firstreply.core.refusal import Refused
from firstreply.insights.reasons import mark
from firstreply.insights.sentences.routing import for_pool
from firstreply.journey.organise.organisation import change_organisation
from firstreply.store.queries import organisation, rule_pages
from firstreply.store.queries.rule_pages import PoolInUse
from firstreply.store.tenancy import acting
from firstreply.web.desk.page import acted, show, signed_in, status_of, told
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


@signed_in
def settings(who: Visit) -> HttpResponse:
    """What becomes of leads of whom too little is known, whose addresses are several people's, when silence is over."""
    with acting(who.organisation):
        own = organisation.shown()
        pools = seen(who)
    given = who.request.POST
    said, status = "", 200
    if who.request.method == "POST":
        by = who.decides(DECIDING)
        try:
            with acting(who.organisation):
                change_organisation(_changes(given), by)
            return acted(who, to="/rules/settings", done="saved")
        except Refused as refused:
            said, status = told(who.words, refused), status_of(refused)
    points = given.get("shared_points") if said else "\n".join(one.value for one in own.shared_points)
    return show(
        who, "rule/settings.html.j2", status=status, said=said, own=own, may=may(who), points=points,
        idle=given.get("idle_days") if said else who.words.digits(str(own.idle_days)),
        pools=[(str(one.id), pools.speak.pool(str(one.id))) for one in pools.pools],
        answers=[("sales", who.words.say(mark("go to sales, who ask the rest"))),
                 ("nurture", who.words.say(mark("are set aside until the rest is known")))],
    )  # fmt: skip


def _changes(given: Any) -> dict[str, Any]:
    idle = read_number(given.get("idle_days", ""))
    if idle is None or idle != int(idle) or not 1 <= idle <= 3650:
        raise Refused("number_unreadable", given=given.get("idle_days", ""))
    aside = given.get("aside_pool", "")
    incomplete = given.get("incomplete", "")
    return {
        "incomplete": incomplete if incomplete in ("sales", "nurture") else None,
        "aside_pool": UUID(aside) if aside else None,
        "idle_days": int(idle),
        "shared_points": [
            _point(one.strip()) for one in given.get("shared_points", "").splitlines() if one.strip()
        ],
    }


def _point(text: str) -> dict[str, str]:
    """An e-mail address, `telegram:name`, or else a phone number."""
    kind = PointKind.EMAIL if "@" in text.lstrip("@") and ":" not in text else PointKind.PHONE
    network = text.partition(":")[0]
    return {"kind": (PointKind.MESSENGER if ":" in text and network.isalpha() else kind).value, "value": text}
