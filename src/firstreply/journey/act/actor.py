"""Actor: who does it, may they, and is what they saw still so."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeVar
from uuid import UUID

from django.db.models import F, Q

from firstreply.core.member import Role
from firstreply.core.permission import Act, may
from firstreply.core.refusal import Refused
from firstreply.store.models import Lead, Member, Membership, Wait

_Row = TypeVar("_Row", Lead, Wait, Member)


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Somebody of ours, with the teams whose leads are theirs to work on: a manager's are those they manage."""

    member: UUID | None
    role: Role
    teams: frozenset[UUID] = frozenset()

    def must(self, act: Act, *, owner: UUID | None, team: UUID | None) -> None:
        """Refuse `not_allowed` unless they may do this to what that owner and team have."""
        own = self.member is not None and owner == self.member
        ours = team is not None and team in self.teams
        if not may(self.role, act, own=own, same_team=ours):
            raise Refused("not_allowed", act=act.value, role=self.role.value)


#: A program that acts for the organisation itself: its rights are those of its token.
PROGRAM: Final = Actor(member=None, role=Role.OWNER)


def actor(by: UUID | None, now: datetime) -> Actor:
    """Who that member is now; None is a program. Refuses `not_found`, also for who has left."""
    if by is None:
        return PROGRAM
    row = Member.objects.filter(pk=by, left_at=None).values_list("role", flat=True).first()
    if row is None:
        raise Refused("not_found", what="member", id=str(by))
    role = Role(row)
    teams = Membership.objects.filter(
        Q(since=None) | Q(since__lte=now), Q(until=None) | Q(until__gt=now), member_id=by
    )
    if role is Role.MANAGER:
        teams = teams.filter(manages=True)
    return Actor(member=by, role=role, teams=frozenset(teams.values_list("team_id", flat=True)))


def lead_for(
    lead: UUID, act: Act, *, by: UUID | None, now: datetime, expected_revision: int | None = None
) -> Lead:
    """The lead, if they may. Refuses `not_found`, `lead_merged`, `not_allowed`, `changed_meanwhile`."""
    row = Lead.objects.filter(pk=lead, withdrawn_at=None).first()
    if row is None:
        raise Refused("not_found", what="lead", id=str(lead))
    if row.merged_into_id is not None and act is not Act.SEE:
        raise Refused("lead_merged", lead=str(lead), into=str(row.merged_into_id))
    actor(by, now).must(act, owner=row.owner_id, team=row.team_id)
    unchanged(row, expected_revision)
    return row


def wait_for(
    wait: UUID, act: Act, *, by: UUID | None, now: datetime, expected_revision: int | None = None
) -> Wait:
    """The wait with its lead, if they may. Refuses `not_found`, `not_allowed`, `changed_meanwhile`."""
    row = Wait.objects.select_related("lead").filter(pk=wait).first()
    if row is None:
        raise Refused("not_found", what="wait", id=str(wait))
    team = row.lead.team_id if row.lead else None
    owner = row.owner_id or (row.lead.owner_id if row.lead else None)
    actor(by, now).must(act, owner=owner, team=team)
    unchanged(row, expected_revision)
    return row


def unchanged(row: Lead | Wait | Member, expected: int | None) -> None:
    """Refuse `changed_meanwhile` if it is no longer what they saw; None: they did not say what they saw."""
    if expected is not None and row.revision != expected:
        raise Refused("changed_meanwhile", found=row.revision, expected=expected)


def change(row: _Row, **columns: object) -> int:
    """Write columns of a row as it was read, or refuse `changed_meanwhile`; its new revision."""
    model = type(row)
    written = model.objects.filter(pk=row.pk, revision=row.revision).update(
        revision=F("revision") + 1, **columns
    )
    if not written:
        raise Refused("changed_meanwhile", found=None, expected=row.revision)
    return row.revision + 1
