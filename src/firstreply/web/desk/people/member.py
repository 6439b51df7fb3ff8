"""Member: one person of ours: role, teams, how much they take, whether they are away; and leaving."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase

from firstreply.core.lead.fold import ascii_digits
from firstreply.core.member import Role
from firstreply.core.permission import DECIDING
from firstreply.core.refusal import Refused
from firstreply.insights.words import LANGUAGES, NAMES
from firstreply.journey import accounts, acted
from firstreply.journey.organise import people
from firstreply.store.queries import members, rules
from firstreply.store.queries.members import MemberShown, TeamShown
from firstreply.store.queries.rules import CalendarShown
from firstreply.store.tenancy import acting
from firstreply.web.desk.page import go, posted, show, signed_in, status_of, told
from firstreply.web.desk.people import meanwhile, undoing
from firstreply.web.desk.people.listing import MOST, roles
from firstreply.web.desk.people.seating import in_teams
from firstreply.web.desk.visit import Visit

_LONGEST: Final = 120


@signed_in
def page(who: Visit, member: UUID) -> HttpResponse:
    """What is known of them; GET shows, POST changes."""
    if who.request.method != "POST":
        return _page(who, member)
    given = who.request.POST
    try:
        changes = _changes(given)
        with acting(who.organisation):
            by, before = who.decides(DECIDING), members.member(member, who.now)
            people.change_member(member, changes, by, revision=meanwhile.number(given.get("revision", "")))
            in_teams(who, member, {UUID(one) for one in given.getlist("teams")})
            undo = undoing.of_member(who, before)
    except Refused as refused:
        return _page(who, member, refused)
    return go(f"/people/{member}", "saved", undo)


@posted
def retire(who: Visit, member: UUID) -> HttpResponseBase:
    """They leave: what they have open goes to others, and no account or token of theirs lets anybody in here."""
    with acting(who.organisation):
        acted.retire(who.organisation, member, who.decides(DECIDING))
    return go("/people", "saved")


def _page(who: Visit, member: UUID, refused: Refused | None = None) -> HttpResponse:
    """As they are; what was refused as it was typed, beside what somebody else saved meanwhile."""
    typed = None if refused is None else who.request.POST
    with acting(who.organisation):
        row = members.member(member, who.now)
        if row is None:
            raise Refused("not_found", what="member", id=str(member))
        known = members.teams(who.now, None, MOST).rows
        leaves = [one for one in members.leaves(member, None, 20).rows if one.ends_at > who.now]
        addresses = members.identities(member, None, 50).rows
        hours = rules.calendars(None, MOST).rows
    account = accounts.account_of(who.organisation, member)
    return show(
        who,
        "people/member.html.j2",
        status=200 if refused is None else status_of(refused),
        row=row,
        teams=known,
        leaves=leaves,
        addresses=[one for one in addresses if one.until is None or one.until > who.now],
        calendars=hours,
        roles=roles(who.words),
        wrong="" if refused is None else told(who.words, refused),
        revision=meanwhile.revision(refused, who.request.POST.get("revision", ""), row.revision),
        theirs=meanwhile.theirs(refused, _fields(who, row, known, hours, typed) if typed else ()),
        typed=typed or {},
        typed_teams=typed.getlist("teams") if typed else [str(one) for one in row.teams],
        typed_languages=typed.getlist("languages") if typed else row.languages,
        typed_calendar=(typed.get("calendar", "") if typed else str(row.calendar_id or "")),
        account=account,
        has_factors=account is not None and accounts.has_factors(account),
        may_decide=who.caller.role in DECIDING and row.left_at is None,
    )


def _fields(
    who: Visit, row: MemberShown, known: Sequence[TeamShown], hours: Sequence[CalendarShown], typed: Any
) -> list[tuple[str, str, str]]:
    """Each field: what it is called, as it was typed, and as it is."""
    say = who.words.say
    called = {str(one.id): one.name for one in hours} | {"": say("Those of the team")}
    named, roles_ = {str(one.id): one.name for one in known}, dict(roles(who.words))
    now_in = sorted(named.get(str(one), "") for one in row.teams)
    mine_in = sorted(named.get(one, "") for one in typed.getlist("teams"))
    spoken = sorted(NAMES[one] for one in typed.getlist("languages") if one in NAMES)
    skills = [one.strip() for one in typed.get("skills", "").splitlines() if one.strip()]
    return [
        (say("Name"), typed.get("name", ""), row.name),
        (say("E-mail"), typed.get("email", ""), row.email),
        (say("Role"), roles_.get(typed.get("role", ""), ""), roles_[row.role]),
        (
            say("Working hours"),
            called.get(typed.get("calendar", ""), ""),
            called.get(str(row.calendar_id or ""), ""),
        ),
        (say("Open waits at most"), typed.get("capacity", ""), _written(who, row.capacity)),
        (say("New leads a day at most"), typed.get("per_day", ""), _written(who, row.per_day)),
        (say("Share of turns"), typed.get("weight", ""), who.words.digits(f"{row.weight:g}")),
        (say("Teams"), ", ".join(mine_in), ", ".join(now_in)),
        (
            say("Languages they answer in"),
            ", ".join(spoken),
            ", ".join(sorted(NAMES[one] for one in row.languages)),
        ),
        (say("Skills that routing may ask for, one a line"), ", ".join(skills), ", ".join(row.skills)),
    ]


def _written(who: Visit, most: int | None) -> str:
    return "" if most is None else who.words.number(most)


def _changes(given: Any) -> dict[str, Any]:
    """What the form says. Refuses `number_unreadable` with the box."""
    role = given.get("role", "")
    calendar = given.get("calendar", "")
    return {
        "name": " ".join(given.get("name", "").split())[:_LONGEST],
        "email": given.get("email", "").strip(),
        **({"role": role} if role in Role.__members__.values() else {}),
        "calendar_id": UUID(calendar) if calendar else None,
        "languages": [one for one in LANGUAGES if one in given.getlist("languages")],
        "skills": [one.strip()[:60] for one in given.get("skills", "").splitlines() if one.strip()][:50],
        "capacity": _whole(given, "capacity"),
        "per_day": _whole(given, "per_day"),
        "weight": _weight(given),
    }


def _whole(given: Any, name: str) -> int | None:
    text = ascii_digits(given.get(name, "")).strip()
    if not text:
        return None
    if not text.isdecimal() or int(text) > 100_000:
        raise Refused("number_unreadable", given=given.get(name, ""))
    return int(text)


def _weight(given: Any) -> float:
    text = ascii_digits(given.get("weight", "")).strip().replace("٫", ".").replace(",", ".")
    try:
        found = float(text or "1")
    except ValueError as error:
        raise Refused("number_unreadable", given=given.get("weight", "")) from error
    if not 0 <= found <= 1000:
        raise Refused("number_unreadable", given=given.get("weight", ""))
    return found
