"""Profile: how the desk looks to somebody, how alerts reach them, whether they are there, and when they are away."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase

from firstreply.core.calendar.week import DAYS
from firstreply.core.member import Presence
from firstreply.core.refusal import Refused
from firstreply.insights.dates import SYSTEMS, WEEKDAYS
from firstreply.insights.day_input import read_day
from firstreply.insights.reasons import mark
from firstreply.insights.time_input import clock
from firstreply.insights.words import DIGITS, LANGUAGES, Words
from firstreply.journey import accounts, acted, telling
from firstreply.journey.organise import By, people
from firstreply.store.queries import members
from firstreply.store.queries.members import MemberShown
from firstreply.store.tenancy import acting
from firstreply.web.desk import visit
from firstreply.web.desk.frame.undo import ticket
from firstreply.web.desk.looks import DENSITIES, THEMES
from firstreply.web.desk.page import go, posted, show, signed_in, status_of, told
from firstreply.web.desk.visit import Visit

_CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "language": LANGUAGES,
    "digits": ("", *DIGITS),
    "calendar": ("", *SYSTEMS),
    "theme": THEMES,
    "density": DENSITIES,
}
NAMES: Final = {
    "digits": (mark("As the language"), mark("123"), mark("١٢٣"), mark("۱۲۳")),
    "calendar": (mark("As the language"), mark("Gregorian"), mark("Jalali"), mark("Hijri")),
    "density": (mark("Calm"), mark("Dense")),
}
_PRESENCE: Final = {
    Presence.ONLINE: mark("There"),
    Presence.BUSY: mark("Busy: nothing new for now"),
    Presence.OFFLINE: mark("Away"),
}
#: Ways out of the application; in it an alert is always shown.
_WAYS: Final = {"email": mark("e-mail"), "push": mark("push"), "apprise": mark("chat or SMS")}
_LONGEST: Final = 120
_given: Final[Any] = settings  # their names are made when they are loaded: no type checker knows them


@signed_in
def page(who: Visit) -> HttpResponse:
    """All of it on one page."""
    return _page(who)


@posted
def looks(who: Visit) -> HttpResponseBase:
    """How pages look, from the next one on."""
    given = who.request.POST
    chosen: dict[str, Any] = {
        name: given[name] for name, known in _CHOICES.items() if given.get(name) in known and name in given
    }
    chosen["keys"] = given.get("keys") == "on"
    accounts.keep_looks(who.organisation, who.me, chosen)
    response = go("/profile", "looks")
    visit.keep_looks(response, who.request)
    return response


@posted
def alerts(who: Visit) -> HttpResponseBase:
    """How alerts reach them, and when not."""
    given, me = who.request.POST, who.me
    revision = given.get("revision", "")
    addresses = [one.strip() for one in given.get("apprise", "").splitlines() if one.strip()]
    changes = {
        "name": " ".join(given.get("name", "").split())[:_LONGEST] or who.name,
        "languages": [one for one in LANGUAGES if one in given.getlist("languages")],
        "alerts": {
            "email": given.get("email") == "on",
            "push": given.get("push") == "on",
            "apprise": addresses,
        },
        "quiet": _quiet(given, who.zone),
    }
    try:
        with acting(who.organisation):
            by = By(me, who.caller.role, who.now)
            people.change_member(me, changes, by, revision=int(revision) if revision.isdecimal() else None)
    except Refused as refused:
        return _page(who, wrong=told(who.words, refused), typed=_typed(given), status=status_of(refused))
    return go("/profile", "saved")


@posted
def test(who: Visit) -> HttpResponseBase:
    """An alert now, by every way that is switched on."""
    with acting(who.organisation):
        ways = telling.try_member(who.me, now=who.now)
    return _page(who, tried=[who.words.say(_WAYS[one]) for one in ways if one in _WAYS])


@posted
def presence(who: Visit) -> HttpResponseBase:
    """There, busy or away, from now on."""
    given, me = who.request.POST.get("presence", ""), who.me
    if given not in Presence.__members__.values():
        raise Refused("not_found", what="presence", id=given)
    acted.set_presence(who.organisation, me, Presence(given), by=me, now=who.now)
    return go(visit.own_path(who.request.POST.get("to", "/profile")), "saved")


@posted
def leave(who: Visit) -> HttpResponseBase:
    """Away for some days: nothing new comes, and their own clock stands still."""
    given, me, zone = who.request.POST, who.me, ZoneInfo(who.zone)
    try:
        first = read_day(given.get("since", ""), who.looks.system)
        last = read_day(given.get("until", "") or given.get("since", ""), who.looks.system)
        starts = datetime(first.year, first.month, first.day, tzinfo=zone)
        ends = datetime(last.year, last.month, last.day, tzinfo=zone) + timedelta(days=1)
        reason = " ".join(given.get("reason", "").split())[:_LONGEST]
        deed = acted.take_leave(
            who.organisation, me, max(starts, who.now), ends, by=me, now=who.now, reason=reason
        )
    except Refused as refused:
        return _page(who, wrong=told(who.words, refused), days_off=given, status=status_of(refused))
    return go("/profile", "saved", ticket(who, "stay", leave=deed.made))


@posted
def come_back(who: Visit, leave: UUID) -> HttpResponseBase:
    """Here again, or not away after all."""
    me = who.me
    with acting(who.organisation):
        row = members.leave(me, leave)
    acted.come_back(who.organisation, leave, by=me, now=who.now)
    if row is None:
        return go("/profile", "saved")
    days = {"since": row.starts_at.isoformat(), "until": row.ends_at.isoformat(), "reason": row.reason}
    return go("/profile", "saved", ticket(who, "away-again", **days))


def _page(
    who: Visit,
    *,
    wrong: str = "",
    typed: Mapping[str, Any] | None = None,
    days_off: Mapping[str, str] | None = None,
    tried: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    with acting(who.organisation):
        me = members.member(who.me, who.now)
        assert me is not None  # whoever is signed in works here
        leaves = [one for one in members.leaves(me.id, None, 50).rows if one.ends_at > who.now]
        browsers = members.push_subscriptions(me.id)
    words = who.words
    return show(
        who,
        "profile/page.html.j2",
        status=status,
        me=me,
        leaves=leaves,
        browsers=browsers,
        wrong=wrong,
        form=_kept(me, words) if typed is None else typed,
        days_off=days_off or {},
        tried=tried,
        days=[(day, words.say(WEEKDAYS[place])) for place, day in enumerate(DAYS)],
        options={name: list(zip(_CHOICES[name], map(words.say, NAMES[name]), strict=True)) for name in NAMES},
        presences=[(one.value, words.say(says)) for one, says in _PRESENCE.items()],
        push_key=_given.FIRSTREPLY_VAPID_PUBLIC_KEY,
        has_mail=bool(_given.FIRSTREPLY_SMTP_URL),
    )


def _quiet(given: Any, zone: str) -> dict[str, Any]:
    """Quiet hours of one window; nothing where none is wanted."""
    begin, end = (clock(given.get(name, "")) for name in ("quiet_from", "quiet_until"))
    if not begin and not end:
        return {}
    days = [day for day in DAYS if day in given.getlist("quiet_days")] or list(DAYS)
    return {"zone": zone, "windows": [[begin, end]], "days": days}


def _kept(me: MemberShown, words: Words) -> dict[str, Any]:
    """The form of alerts as it is kept."""
    begin, end = map(words.digits, (me.quiet.get("windows") or [["", ""]])[0])
    return {
        "name": me.name,
        "languages": me.languages,
        "email": me.alerts.get("email", True),
        "push": me.alerts.get("push", True),
        "apprise": "\n".join(me.alerts.get("apprise") or []),
        "from": begin,
        "until": end,
        "days": me.quiet.get("days") or list(DAYS),
    }


def _typed(given: Any) -> dict[str, Any]:
    """The same as it was filled in; a box without a tick counts too."""
    return {
        "name": given.get("name", ""),
        "languages": given.getlist("languages"),
        "email": given.get("email") == "on",
        "push": given.get("push") == "on",
        "apprise": given.get("apprise", "").replace("\r\n", "\n"),
        "from": given.get("quiet_from", ""),
        "until": given.get("quiet_until", ""),
        "days": given.getlist("quiet_days"),
    }
