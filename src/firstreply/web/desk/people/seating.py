"""Seating: in which teams somebody is from now on."""

from datetime import datetime
from uuid import UUID

from firstreply.core.permission import DECIDING
from firstreply.journey.organise import people, teams
from firstreply.store.queries import members
from firstreply.web.desk.people.listing import MOST
from firstreply.web.desk.visit import Visit


def in_teams(who: Visit, member: UUID, wanted: set[UUID]) -> None:
    """In these teams from now on, and in no others. Inside a transaction, of a member who is there."""
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
