"""Welcome: the first owner makes the organisation by the setup key, and is signed in."""

from functools import cache
from typing import Any, Final
from zoneinfo import available_timezones

from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import HttpResponse
from django.http.response import HttpResponseBase

from firstreply.channels.phone import regions
from firstreply.core.refusal import Refused
from firstreply.insights.reasons import mark
from firstreply.insights.words import LANGUAGES
from firstreply.journey import accounts
from firstreply.journey.accounts import Owner
from firstreply.store import setup_key
from firstreply.store.queries import seats
from firstreply.web.account import inner, sitting
from firstreply.web.account.alone import alone
from firstreply.web.desk.page import SeeOther, show, status_of, told
from firstreply.web.desk.sheet.places import is_there
from firstreply.web.desk.visit import HOME, Visitor

_given: Final[Any] = settings  # their names are made when they are loaded: no type checker knows them
_LONGEST: Final = 200
_FIELDS: Final = ("name", "owner", "email", "zone", "region", "week")
BEGIN: Final = "/begin"
#: Weeks to begin with, by the names of journey.organise.weeks.
WEEKS: Final = {
    "": mark("As usual in the country"),
    "mon_fri": mark("Monday to Friday"),
    "sun_thu": mark("Sunday to Thursday"),
    "sat_wed": mark("Saturday to Wednesday"),
    "sat_wed_thu_half": mark("Saturday to Wednesday, and Thursday morning"),
    "mon_thu_fri_half": mark("Monday to Thursday, and Friday morning"),
}


@alone
def page(who: Visitor) -> HttpResponseBase:
    """Ask for the key, then for what is needed to begin. Once an organisation is there, on to signing in."""
    if who.request.method == "POST":
        try:
            return _made(who)
        except Refused as refused:
            return _asking(who, refused)
    if not seats.nobody_here():
        return SeeOther("/sign-in")
    return _asking(who)


def _asking(who: Visitor, refused: Refused | None = None) -> HttpResponse:
    given = who.request.POST if who.request.method == "POST" else who.request.GET
    key = given.get("key", "").strip()
    facts: dict[str, Any] = {
        "key": key if setup_key.fits(key) else "",
        "file": str(_given.FIRSTREPLY_SETUP_KEY_FILE),
        "given": {one: given.get(one, "")[:_LONGEST] for one in _FIELDS},
        "zones": _zones(),
        "regions": regions(),
        "weeks": WEEKS,
        "least": accounts.LEAST,
    }
    wrong = key and not facts["key"] and refused is None
    refused = Refused("setup_key_wrong") if wrong else refused
    if refused is None:
        return show(who, "account/welcome.html.j2", said="", **facts)
    status, said = status_of(refused), told(who.words, refused)
    return show(who, "account/welcome.html.j2", status=status, said=said, **facts)


def _made(who: Visitor) -> HttpResponseBase:
    """Refuses `attempts_too_many`, `setup_key_wrong`, `name_missing`, and as `accounts.welcome`."""
    request, given = who.request, who.request.POST
    if not inner.allowed(request, "signup"):
        raise Refused("attempts_too_many")
    if not setup_key.fits(given.get("key", "").strip()):
        raise Refused("setup_key_wrong")
    name, owner = (given.get(one, "").strip() for one in ("name", "owner"))
    if not (0 < len(name) <= _LONGEST and 0 < len(owner) <= _LONGEST):
        raise Refused("name_missing", limit=_LONGEST)
    language, region = given.get("language", ""), given.get("region", "").upper()
    _, account = accounts.welcome(
        Owner(name=owner, email=given.get("email", ""), password=given.get("password", "")),
        name=name,
        zone=given.get("zone") or _given.FIRSTREPLY_ZONE,
        region=region if region in regions() else "",
        language=language if language in LANGUAGES else who.words.lang,
        week=given.get("week", ""),
        now=who.now,
        came=who.came,
    )
    user = get_user_model()._default_manager.get(pk=account)
    begin = BEGIN if is_there(BEGIN) else HOME
    return sitting.lasting(request, inner.sign_in_as(request, user, begin))


@cache
def _zones() -> tuple[str, ...]:
    """Names of places; what is left out (`Etc/GMT+3`) nobody looks for."""
    places = (one for one in available_timezones() if "/" in one and not one.startswith("Etc/"))
    return (*sorted(places), "UTC")
