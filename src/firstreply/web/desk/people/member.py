"""Member: one person of ours: role, teams, how much they take, whether they are away; and leaving."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase

from firstreply.core.lead.fold import ascii_digits
from firstreply.core.member import Role
from firstreply.core.permission import DECIDING
from firstreply.core.refusal import Refused
from firstreply.insights.words import LANGUAGES
from firstreply.journey import accounts, acted
from firstreply.journey.organise import people, teams
from firstreply.store.queries import members, rules
from firstreply.store.tenancy import acting
from firstreply.web.desk.page import go, posted, show, signed_in, status_of, told
from firstreply.web.desk.people.listing import MOST, roles
from firstreply.web.desk.visit import Visit

_LONGEST: Final = 120


@signed_in
def page(who: Visit, member: UUID) -> HttpResponse:
    """What is known of them; GET shows, POST changes."""
    if who.request.method != "POST":
        return _page(who, member)
    given = who.request.POST
    revision = given.get("revision", "")
    try:
        changes = _changes(given)
        with acting(who.organisation):
            by = who.decides(DECIDING)
            people.change_member(
                member, changes, by, revision=int(revision) if revision.isdecimal() else None
            )
            _teams(who, member, {UUID(one) for one in given.getlist("teams")})
    except Refused as refused:
        return _page(who, member, wrong=told(who.words, refused), typed=given, status=status_of(refused))
    return go(f"/people/{member}", "saved")


@posted
def retire(who: Visit, member: UUID) -> HttpResponseBase:
    """They leave: what they have open goes to others, and no account or token of theirs lets anybody in here."""
    with acting(who.organisation):
        acted.retire(who.organisation, member, who.decides(DECIDING))
    return go("/people", "saved")


def _page(
    who: Visit, member: UUID, *, wrong: str = "", typed: Mapping[str, str] | None = None, status: int = 200
) -> HttpResponse:
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
        status=status,
        row=row,
        teams=known,
        leaves=leaves,
        addresses=[one for one in addresses if one.until is None or one.until > who.now],
        calendars=hours,
        roles=roles(who.words),
        wrong=wrong,
        typed=typed or {},
        account=account,
        has_factors=account is not None and accounts.has_factors(account),
        may_decide=who.caller.role in DECIDING and row.left_at is None,
    )


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


def _teams(who: Visit, member: UUID, wanted: set[UUID]) -> None:
    """In these teams from now on, and in no others."""
    row = members.member(member, who.now)
    assert row is not None  # it was changed a moment ago, in this transaction
    by, answers = who.decides(DECIDING), row.role in {one.value for one in people.ANSWERING}
    for team in wanted - set(row.teams):
        teams.join(member, team, by, seated=answers)
    for team in set(row.teams) - wanted:
        for one in members.memberships(team, None, MOST).rows:
            if one.member_id == member and _is_now(one.until, who.now):
                teams.leave_team(team, one.id, by)


def _is_now(until: datetime | None, now: datetime) -> bool:
    return until is None or until > now
