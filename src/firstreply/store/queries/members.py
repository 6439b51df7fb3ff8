"""Members and teams: who is or was here, what they have to do now, and which addresses are ours."""

from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db.models import Q

from firstreply.core.member import Role
from firstreply.store.models import (
    Identity,
    Leave,
    Load,
    Member,
    Membership,
    Organisation,
    PushSubscription,
    Team,
)
from firstreply.store.queries.paging import After, Order, Page, paged

BY_ID: Final = Order("id")


class MemberShown(NamedTuple):
    """A member with their load."""

    id: UUID
    name: str
    email: str
    role: str
    presence: str
    calendar_id: UUID | None
    languages: list[str]
    skills: list[str]
    weight: float
    capacity: int | None
    per_day: int | None
    alerts: dict[str, Any]
    quiet: dict[str, Any]
    joined_at: datetime
    left_at: datetime | None
    revision: int
    open_waits: int
    assigned_at: datetime | None
    teams: list[UUID]  #: of now


class TeamShown(NamedTuple):
    """A team and how many are in it now."""

    id: UUID
    name: str
    calendar_id: UUID | None
    revision: int
    members: int


class MembershipShown(NamedTuple):
    """Who was in a team from when to when."""

    id: UUID
    member_id: UUID
    team_id: UUID
    manages: bool
    since: datetime | None
    until: datetime | None


class IdentityShown(NamedTuple):
    """An address of ours from when to when."""

    id: UUID
    member_id: UUID | None
    kind: str
    value: str
    since: datetime | None
    until: datetime | None


class LeaveShown(NamedTuple):
    """When someone is away."""

    id: UUID
    member_id: UUID
    starts_at: datetime
    ends_at: datetime
    reason: str


class PushShown(NamedTuple):
    """A browser that may be woken: the push service's address, and since when."""

    id: UUID
    endpoint: str
    created_at: datetime


class Home(NamedTuple):
    """The organisation itself."""

    id: UUID
    name: str
    zone: str
    region: str
    language: str


def organisation() -> Home:
    """The acting organisation."""
    return Home._make(Organisation.objects.values_list(*Home._fields).get())


def members(
    now: datetime, gone: bool, after: After | None, limit: int, *, like: str = ""
) -> Page[MemberShown]:
    """Members, those who joined first first; with `gone` also those who left; of those only who have `like` in their
    name or address. Three queries.
    """
    query = Member.objects.all() if gone else Member.objects.filter(left_at=None)
    if like:
        query = query.filter(Q(name__icontains=like) | Q(email__icontains=like))
    return paged(query, BY_ID, after, limit, lambda rows: _shown(rows, now))


def member(member_id: UUID, now: datetime) -> MemberShown | None:
    """One member, also one who left."""
    return next(iter(_shown(list(Member.objects.filter(pk=member_id)), now)), None)


def by_address(email: str) -> UUID | None:
    """Who works here under that address; without one the owner, the one who was here first."""
    query = Member.objects.filter(left_at=None)
    query = query.filter(email=email.lower()) if email else query.filter(role=Role.OWNER.value)
    return query.order_by("joined_at", "id").values_list("id", flat=True).first()


def _shown(rows: list[Member], now: datetime) -> list[MemberShown]:
    ids = [row.pk for row in rows]
    loads = {load.member_id: load for load in Load.objects.filter(member_id__in=ids)}
    teams: dict[UUID, list[UUID]] = {}
    for who, team in Membership.objects.filter(_now(now), member_id__in=ids).values_list(
        "member_id", "team_id"
    ):
        teams.setdefault(who, []).append(team)
    own = MemberShown._fields[:-3]
    return [
        MemberShown._make(
            [
                *(getattr(row, name) for name in own),
                loads[row.pk].open_waits if row.pk in loads else 0,
                loads[row.pk].assigned_at if row.pk in loads else None,
                sorted(teams.get(row.pk, ())),
            ]
        )
        for row in rows
    ]


def teams(now: datetime, after: After | None, limit: int) -> Page[TeamShown]:
    """Teams; two queries."""
    return paged(Team.objects.all(), BY_ID, after, limit, lambda rows: _teams(rows, now))


def team(team_id: UUID, now: datetime) -> TeamShown | None:
    """One team."""
    return next(iter(_teams(list(Team.objects.filter(pk=team_id)), now)), None)


def _teams(rows: list[Team], now: datetime) -> list[TeamShown]:
    counts = dict.fromkeys((row.pk for row in rows), 0)
    for found in Membership.objects.filter(_now(now), team_id__in=list(counts)).values_list(
        "team_id", flat=True
    ):
        counts[found] += 1
    return [TeamShown(row.pk, row.name, row.calendar_id, row.revision, counts[row.pk]) for row in rows]


def memberships(team_id: UUID, after: After | None, limit: int) -> Page[MembershipShown]:
    """Who is, was and will be in a team; one query."""
    return paged(Membership.objects.filter(team_id=team_id), BY_ID, after, limit, _memberships)


def membership(membership_id: UUID) -> MembershipShown:
    """One membership."""
    return _memberships([Membership.objects.get(pk=membership_id)])[0]


def _memberships(rows: list[Membership]) -> list[MembershipShown]:
    return [MembershipShown._make(getattr(row, name) for name in MembershipShown._fields) for row in rows]


def identities(member_id: UUID | None, after: After | None, limit: int) -> Page[IdentityShown]:
    """Addresses of ours, or of one member; one query."""
    query = Identity.objects.all() if member_id is None else Identity.objects.filter(member_id=member_id)
    return paged(query, BY_ID, after, limit, _identities)


def identity(identity_id: UUID) -> IdentityShown | None:
    """One address of ours."""
    return next(iter(_identities(list(Identity.objects.filter(pk=identity_id)))), None)


def _identities(rows: list[Identity]) -> list[IdentityShown]:
    return [IdentityShown._make(getattr(row, name) for name in IdentityShown._fields) for row in rows]


def leaves(member_id: UUID, after: After | None, limit: int) -> Page[LeaveShown]:
    """When somebody was, is and will be away; one query."""
    return paged(Leave.objects.filter(member_id=member_id), BY_ID, after, limit, _leaves)


def leave(member_id: UUID, leave_id: UUID) -> LeaveShown | None:
    """One leave of a member."""
    return next(iter(_leaves(list(Leave.objects.filter(pk=leave_id, member_id=member_id)))), None)


def _leaves(rows: list[Leave]) -> list[LeaveShown]:
    return [LeaveShown._make(getattr(row, name) for name in LeaveShown._fields) for row in rows]


def push_subscriptions(member_id: UUID) -> list[PushShown]:
    """Browsers that a member lets us wake; one query."""
    rows = PushSubscription.objects.filter(member_id=member_id, gone_at=None).order_by("id")
    return [PushShown._make(row) for row in rows.values_list(*PushShown._fields)]


def _now(now: datetime) -> Q:
    return (Q(since=None) | Q(since__lte=now)) & (Q(until=None) | Q(until__gt=now))
