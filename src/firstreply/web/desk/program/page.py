"""Page: webhooks: who is told, of what, how each delivery went, and telling again."""

from datetime import datetime, time, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpResponse

from firstreply.core.permission import DECIDING
from firstreply.core.refusal import Refused
from firstreply.insights.day_input import read_day, typed
from firstreply.insights.time_input import read_time
from firstreply.journey import telling
from firstreply.journey.organise import webhooks
from firstreply.journey.programs import EVENTS
from firstreply.store.queries import programs, rules
from firstreply.store.queries.paging import After
from firstreply.store.queries.rules import WebhookShown
from firstreply.store.tenancy import acting
from firstreply.web.desk.page import go, posted, show, signed_in, status_of, told
from firstreply.web.desk.sheet.writing import Writing
from firstreply.web.desk.visit import Visit

_LISTED: Final = 200
_TOLD: Final = 25
_STATES: Final = ("sent", "failed", "dropped")
_BACK: Final = timedelta(days=1)


@signed_in
def listing(who: Visit) -> HttpResponse:
    """Every address that is told something."""
    with acting(who.organisation):
        rows = rules.webhooks(None, _LISTED).rows
        missed = {row.id: programs.missed(row.id, who.now).number for row in rows}
    return show(who, "webhooks.html.j2", webhooks=rows, missed=missed, may=_may(who))


@signed_in
def add(who: Visit) -> HttpResponse:
    """Another address; its secret is shown once."""
    by, given = who.decides(DECIDING), who.request.POST
    wrong: Refused | None = None
    if who.request.method == "POST":
        try:
            with acting(who.organisation):
                made = webhooks.add_webhook(given.get("url", "").strip(), given.getlist("events"), by)
            return _shown(who, made.id, secret=made.secret, status=201)
        except Refused as refused:
            wrong = refused
    return show(
        who,
        "webhook_new.html.j2",
        status=status_of(wrong) if wrong else 200,
        url=given.get("url", ""),
        chosen_events=given.getlist("events"),
        events=sorted(EVENTS),
        said=told(who.words, wrong) if wrong else "",
    )


@signed_in
def page(who: Visit, webhook: UUID) -> HttpResponse:
    """One of them; by POST its address and events get new values."""
    if who.request.method != "POST":
        return _shown(who, webhook)
    given = who.request.POST
    seen = given.get("revision", "")
    changes = {"url": given.get("url", "").strip(), "events": given.getlist("events")}
    try:
        with acting(who.organisation):
            by = who.decides(DECIDING)
            revision = int(seen) if seen.isascii() and seen.isdigit() else None
            webhooks.change_webhook(webhook, changes, by, revision=revision)
    except Refused as refused:
        if refused.code in ("not_found", "not_allowed", "token_lacks_scope"):
            raise
        return _shown(who, webhook, wrong=refused, status=status_of(refused))
    return go(f"/webhooks/{webhook}", "saved")


@posted
def renew(who: Visit, webhook: UUID) -> HttpResponse:
    """Another secret, shown once; the one before signs for another day."""
    with acting(who.organisation):
        made = webhooks.renew_webhook(webhook, who.decides(DECIDING))
    return _shown(who, webhook, secret=made.secret)


@posted
def switch(who: Visit, webhook: UUID) -> HttpResponse:
    """Switch it off or on."""
    off = who.request.POST.get("to") == "off"
    with acting(who.organisation):
        webhooks.change_webhook(webhook, {"disabled": off}, who.decides(DECIDING))
    return go(f"/webhooks/{webhook}", "webhook-off" if off else "on")


@posted
def test(who: Visit, webhook: UUID) -> HttpResponse:
    """Tell it that this is a test."""
    with acting(who.organisation):
        who.decides(DECIDING)
        _found(webhook)
        telling.try_webhook(webhook, now=who.now)
    return go(f"/webhooks/{webhook}", "asked")


@posted
def again(who: Visit, webhook: UUID) -> HttpResponse:
    """Tell one delivery again, or all of a time in some states."""
    given = who.request.POST
    with acting(who.organisation):
        by = who.decides(DECIDING)
        _found(webhook)
        if given.get("delivery"):
            own = _id(given["delivery"])
            if programs.delivery(webhook, own) is None:
                raise Refused("not_found", what="delivery", id=str(own))
            webhooks.tell_again(own, by)
        else:
            since, until = _moment(who, "since", 0), _moment(who, "until", 1)
            states = [one for one in _STATES if one in given.getlist("states")]
            webhooks.replay(webhook, since or who.now - _BACK, until or who.now, states or _STATES[1:], by)
    return go(f"/webhooks/{webhook}", "asked")


def _may(who: Visit) -> bool:
    return who.may_decide and who.caller.role in DECIDING


def _found(webhook: UUID) -> WebhookShown:
    row = rules.webhook(webhook)
    if row is None:
        raise Refused("not_found", what="webhook", id=str(webhook))
    return row


def _shown(
    who: Visit, webhook: UUID, *, secret: str = "", wrong: Refused | None = None, status: int = 200
) -> HttpResponse:
    given = who.request.POST if wrong else None
    before = who.request.GET.get("before", "")
    after = After(None, _id(before)) if before else None
    with acting(who.organisation):
        row = _found(webhook)
        listed = programs.deliveries(webhook, after, _TOLD) if _may(who) else None
        missed = programs.missed(webhook, who.now)
    since, dates = (missed.since or who.now - _BACK).astimezone(ZoneInfo(who.zone)), Writing(who).dates
    return show(
        who,
        "webhook.html.j2",
        status=status,
        webhook=row,
        url=given.get("url", "") if given else row.url,
        chosen_events=given.getlist("events") if given else row.events,
        events=sorted({*EVENTS, *row.events}),
        deliveries=listed.rows if listed else (),
        older=str(listed.after.id) if listed and listed.after else "",
        missed=missed,
        secret=secret,
        said=told(who.words, wrong) if wrong else "",
        may=_may(who),
        since=typed(since.date(), dates),
        since_at=dates.clock(since.hour, since.minute),
    )


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refused("not_found", what="delivery", id=text[:60]) from None


def _moment(who: Visit, name: str, whole: int) -> datetime | None:
    """A moment as two boxes have it, where the organisation is; without a time the day's begin, or its end (`whole` 1).

    Refuses `date_unreadable` and `time_unreadable`.
    """
    given, zone = who.request.POST, ZoneInfo(who.zone)
    day, at = given.get(name, "").strip(), given.get(f"{name}_at", "").strip()
    if not day and not at:
        return None
    on = read_day(day, who.looks.system)
    if at:
        return datetime.combine(on, read_time(at), zone)
    return datetime.combine(on + timedelta(days=whole), time(), zone)
