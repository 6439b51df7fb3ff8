"""Teams: who answers together from when to when, and which addresses, domains and lists are ours."""

import re
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from django.db.models import Q

from firstreply.core.lead import fold, fold_email
from firstreply.core.refusal import Refused
from firstreply.journey.effects import one_at_a_time
from firstreply.journey.organise.decided import By, changed, held, made, there
from firstreply.journey.organise.pools import seat, unseat
from firstreply.store.models import Calendar, Identity, Member, Membership, Team
from firstreply.store.tenancy import organisation


class IdentityKind(StrEnum):
    """What an identity is."""

    EMAIL = "email"
    DOMAIN = "domain"
    LIST = "list"
    PHONE = "phone"


_DOMAIN: Final = re.compile(r"(?=.{1,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")
_PHONE: Final = re.compile(r"\+[0-9]{6,15}")


def add_team(name: str, calendar: UUID | None, by: By) -> UUID:
    """A team. Refuses `name_taken`, `reference_unknown`."""
    there(Calendar, calendar, "calendar")
    return made(Team(organisation_id=organisation(), name=name, calendar_id=calendar), by).pk


def change_team(team_id: UUID, changes: Mapping[str, Any], by: By, *, revision: int | None = None) -> UUID:
    """Change `name` or `calendar_id`. Refuses `not_found`, `changed_meanwhile`, `name_taken`, `reference_unknown`."""
    row = held(Team, team_id, revision)
    there(Calendar, changes.get("calendar_id"), "calendar")
    return changed(row, changes, by).pk


def join(
    member: UUID,
    team: UUID,
    by: By,
    *,
    manages: bool = False,
    since: datetime | None = None,
    until: datetime | None = None,
    seated: bool = True,
) -> UUID:
    """Put a member in a team in `[since, until)`, and give them a seat in its pools when that is now.

    Refuses `reference_unknown`, `dates_backwards`, and `membership_exists` where they are in it already then.
    """
    one_at_a_time()
    there(Team, team, "team")
    if not Member.objects.filter(pk=member, left_at=None).exists():
        raise Refused("reference_unknown", field="member", id=str(member))
    start = since or by.at
    _in_order(start, until)
    overlapping = Q(until=None) | Q(until__gt=start)
    if until is not None:
        overlapping &= Q(since=None) | Q(since__lt=until)
    if Membership.objects.filter(overlapping, member_id=member, team_id=team).exists():
        raise Refused("membership_exists", member=str(member), team=str(team))
    whose = {"organisation_id": organisation(), "member_id": member, "team_id": team}
    row = made(Membership(**whose, manages=manages, since=start, until=until), by)
    if seated and start <= by.at and (until is None or until > by.at):
        seat(member, [team], by.at, by)
    return row.pk


def change_membership(team: UUID, membership_id: UUID, changes: Mapping[str, Any], by: By) -> UUID:
    """Change `manages` or `until`. Refuses `not_found`, `dates_backwards`."""
    one_at_a_time()
    row = _of_team(team, membership_id)
    _in_order(row.since, changes.get("until"))
    changed(row, changes, by)
    if row.until is not None and row.until <= by.at:
        unseat(row.member_id, [team], by)
    return row.pk


def leave_team(team: UUID, membership_id: UUID, by: By) -> None:
    """End a membership now, and with it the seats in the team's pools. Refuses `not_found`."""
    row = _of_team(team, membership_id)
    if row.until is None or row.until > by.at:
        end = max(by.at, row.since) if row.since else by.at
        change_membership(team, membership_id, {"until": end}, by)


def add_identity(
    kind: IdentityKind,
    value: str,
    by: By,
    *,
    member: UUID | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> UUID:
    """An address of a person, or (without a member) a shared address, list, domain or number, valid `[since, until)`.

    No `since`: from the beginning. Refuses `identity_malformed`, `identity_taken` where it is somebody's already
    then, `dates_backwards`, `reference_unknown`.
    """
    one_at_a_time()
    there(Member, member, "member")
    folded = _folded(kind, value)
    _in_order(since, until)
    overlapping = Q(until=None) | Q(until__gt=since) if since else Q()
    if until is not None:
        overlapping &= Q(since=None) | Q(since__lt=until)
    if Identity.objects.filter(overlapping, kind=kind.value, value=folded).exists():
        raise Refused("identity_taken", value=folded)
    whose = {"organisation_id": organisation(), "member_id": member}
    return made(Identity(**whose, kind=kind.value, value=folded, since=since, until=until), by).pk


def end_identity(identity_id: UUID, by: By) -> None:
    """Ours no longer from now on; what came before keeps its meaning. Refuses `not_found`."""
    row = held(Identity, identity_id)
    if row.until is None or row.until > by.at:
        changed(row, {"until": by.at}, by)


def _of_team(team: UUID, membership_id: UUID) -> Membership:
    row = held(Membership, membership_id)
    if row.team_id != team:
        raise Refused("not_found", what="membership", id=str(membership_id))
    return row


def _in_order(since: datetime | None, until: datetime | None) -> None:
    if since is not None and until is not None and until < since:
        raise Refused("dates_backwards", since=since.isoformat(), until=until.isoformat())


def _folded(kind: IdentityKind, value: str) -> str:
    if kind in (IdentityKind.EMAIL, IdentityKind.LIST):
        found = fold_email(value)
    else:
        found = fold(value).lstrip("@").replace(" ", "")
        shape = _DOMAIN if kind is IdentityKind.DOMAIN else _PHONE
        found = found if shape.fullmatch(found) else ""
    if not found:
        raise Refused("identity_malformed", field="value", kind=kind.value, value=value)
    return found
