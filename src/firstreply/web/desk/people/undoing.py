"""Undoing: the organisation, a team or a member as they were, unless somebody changed them since."""

from typing import Any
from uuid import UUID

from firstreply.core.permission import DECIDING
from firstreply.core.refusal import Refused
from firstreply.journey.organise import organisation, people, teams
from firstreply.store.queries import members
from firstreply.store.queries import organisation as kept
from firstreply.store.queries.members import MemberShown, TeamShown
from firstreply.store.queries.organisation import OrganisationShown
from firstreply.web.desk.frame.undo import register, ticket
from firstreply.web.desk.people.seating import in_teams
from firstreply.web.desk.visit import Visit

#: Columns of a member that their page changes.
_COLUMNS = ("name", "email", "role", "calendar_id", "languages", "skills", "capacity", "per_day", "weight")


def of_organisation(who: Visit, before: OrganisationShown) -> str:
    """A ticket for putting it back; "" where nothing was changed. Inside the transaction that changed it."""
    seen = organisation.seen_as(kept.shown())
    if seen == organisation.seen_as(before):
        return ""
    was = [before.name, before.zone, before.region, before.language]
    return ticket(who, "organisation-back", seen=seen, was=was)


def of_team(who: Visit, before: TeamShown | None) -> str:
    """The same of a team."""
    now = members.team(before.id, who.now) if before else None
    if before is None or now is None or now.revision == before.revision:
        return ""
    was = [before.name, before.calendar_id]
    return ticket(who, "team-back", team=before.id, revision=now.revision, was=was)


def of_member(who: Visit, before: MemberShown | None) -> str:
    """The same of a member and the teams that they are in."""
    now = members.member(before.id, who.now) if before else None
    if before is None or now is None:
        return ""
    was = [[name, getattr(before, name)] for name in _COLUMNS if getattr(before, name) != getattr(now, name)]
    if not was and now.teams == before.teams:
        return ""
    return ticket(
        who,
        "member-back",
        member=before.id,
        revision=now.revision,
        was=was,
        teams=before.teams,
        left=now.teams,
    )


def _organisation(who: Visit, seen: str, was: list[str]) -> None:
    changes = dict(zip(("name", "zone", "region", "language"), was, strict=True))
    organisation.change_organisation(changes, who.decides(DECIDING), seen=seen)


def _team(who: Visit, team: str, revision: int, was: tuple[str, str | None]) -> None:
    name, calendar = was
    changes = {"name": name, "calendar_id": _id(calendar)}
    teams.change_team(UUID(team), changes, who.decides(DECIDING), revision=revision)


def _member(
    who: Visit, member: str, revision: int, was: list[list[Any]], teams: list[str], left: list[str]
) -> None:
    own, by = UUID(member), who.decides(DECIDING)
    now = members.member(own, who.now)
    if now is None or sorted(map(str, now.teams)) != sorted(left):
        raise Refused("changed_meanwhile", found=None, expected=None)
    changes = {name: _id(value) if name == "calendar_id" else value for name, value in was}
    people.change_member(own, changes, by, revision=revision)
    in_teams(who, own, {UUID(one) for one in teams})


def _id(text: str | None) -> UUID | None:
    return UUID(text) if text else None


register("organisation-back", _organisation)
register("team-back", _team)
register("member-back", _member)
