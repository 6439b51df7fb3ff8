"""Home: the organisation itself and its teams."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID
from zoneinfo import available_timezones

from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase

from firstreply.core.permission import DECIDING
from firstreply.core.refusal import Refused
from firstreply.insights.words import LANGUAGES
from firstreply.insights.words import NAMES as SPOKEN
from firstreply.journey.organise import organisation, teams
from firstreply.store import backups
from firstreply.store.queries import members, rules
from firstreply.store.queries import organisation as kept
from firstreply.store.queries.members import TeamShown
from firstreply.store.queries.organisation import OrganisationShown
from firstreply.store.queries.rules import CalendarShown
from firstreply.store.tenancy import acting
from firstreply.web.desk.page import go, posted, show, signed_in, status_of, told
from firstreply.web.desk.people import meanwhile, undoing
from firstreply.web.desk.people.listing import MOST
from firstreply.web.desk.visit import Visit

_LONGEST: Final = 120
_FRESH: Final = timedelta(days=7)  #: a backup that is older is warned of
_given: Final[Any] = settings  # their names are made when they are loaded: no type checker knows them
_NEW: Final = "new"  #: the form of a team more


@signed_in
def page(who: Visit) -> HttpResponse:
    """Name, zone, country, language, and the teams."""
    return _page(who)


@posted
def change(who: Visit) -> HttpResponseBase:
    """What the organisation is called and where it is."""
    given = who.request.POST
    language, region = given.get("language", ""), given.get("region", "").strip().upper()
    changes = {
        "name": " ".join(given.get("name", "").split())[:_LONGEST],
        "zone": given.get("zone", ""),
        "region": region if len(region) == 2 and region.isalpha() else "",
        **({"language": language} if language in LANGUAGES else {}),
    }
    try:
        if not changes["name"]:
            raise Refused("name_missing", limit=_LONGEST)
        with acting(who.organisation):
            by, before = who.decides(DECIDING), kept.shown()
            organisation.change_organisation(changes, by, seen=given.get("seen"))
            undo = undoing.of_organisation(who, before)
    except Refused as refused:
        return _page(who, refused, typed=given)
    return go("/organisation", "saved", undo)


@posted
def add_team(who: Visit) -> HttpResponseBase:
    """A team more."""
    return _team(who, None)


@posted
def change_team(who: Visit, team: UUID) -> HttpResponseBase:
    """Another name or other hours for a team."""
    return _team(who, team)


def _team(who: Visit, team: UUID | None) -> HttpResponseBase:
    given = who.request.POST
    name = " ".join(given.get("name", "").split())[:_LONGEST]
    try:
        calendar = UUID(given["calendar"]) if given.get("calendar") else None
        if not name:
            raise Refused("name_missing", limit=_LONGEST)
        with acting(who.organisation):
            by, before = who.decides(DECIDING), members.team(team, who.now) if team else None
            if team is None:
                teams.add_team(name, calendar, by)
            else:
                seen = meanwhile.number(given.get("seen", ""))
                teams.change_team(team, {"name": name, "calendar_id": calendar}, by, revision=seen)
            undo = undoing.of_team(who, before)
    except ValueError as error:
        raise Refused("not_found", what="calendar", id="") from error
    except Refused as refused:
        return _page(who, refused, typed=given, team=team or _NEW)
    return go("/organisation", "saved", undo)


def _page(
    who: Visit,
    refused: Refused | None = None,
    *,
    typed: Mapping[str, str] | None = None,
    team: UUID | str = "",
) -> HttpResponse:
    """As it is; of what was refused as it was typed: the form of that team, of a new one, or of the organisation."""
    given = typed or {}
    with acting(who.organisation):
        home = kept.shown()
        known = members.teams(who.now, None, MOST).rows
        hours = rules.calendars(None, MOST).rows
    fields = _of_teams(who, known, hours, team, given) if team else _of_home(who, home, given)
    return show(
        who,
        "people/home.html.j2",
        status=200 if refused is None else status_of(refused),
        row=home,
        typed={} if team else given,
        typed_team={team: given} if team else {},
        seen=meanwhile.revision(None if team else refused, given.get("seen", ""), organisation.seen_as(home)),
        seen_team=lambda one: meanwhile.revision(
            refused if one.id == team else None, given.get("seen", ""), one.revision
        ),
        theirs=meanwhile.theirs(refused, fields),
        teams=known,
        calendars=hours,
        zones=sorted(available_timezones()),
        wrong="" if refused is None else told(who.words, refused),
        may_decide=who.caller.role in DECIDING,
        backup=(backup := backups.last(Path(_given.FIRSTREPLY_HOME))),
        backup_is_old=backup is None or who.now - backup.made_at > _FRESH,
    )


def _of_home(who: Visit, row: OrganisationShown, typed: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Each field of the organisation: what it is called, as it was typed, and as it is."""
    say = who.words.say
    return [
        (say("Name"), typed.get("name", ""), row.name),
        (say("Time zone"), typed.get("zone", ""), row.zone),
        (say("Country of phone numbers without a code"), typed.get("region", "").strip().upper(), row.region),
        (say("Language"), SPOKEN.get(typed.get("language", ""), ""), SPOKEN.get(row.language, row.language)),
    ]


def _of_teams(
    who: Visit,
    rows: Sequence[TeamShown],
    hours: Sequence[CalendarShown],
    team: UUID | str,
    typed: Mapping[str, str],
) -> list[tuple[str, str, str]]:
    """The same of that team."""
    say, row = who.words.say, next((one for one in rows if one.id == team), None)
    if row is None:
        return []
    called = {str(one.id): one.name for one in hours} | {"": say("Around the clock")}
    now = called.get(str(row.calendar_id or ""), "")
    return [
        (say("Name"), typed.get("name", ""), row.name),
        (say("Working hours"), called.get(typed.get("calendar", ""), ""), now),
    ]
