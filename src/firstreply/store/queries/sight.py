"""Sight: `core.sight` as a condition, so that lists, single rows and live events ask the same question."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from firstreply.core.member import Role
from firstreply.core.sight import SEE_ALL, Viewer
from firstreply.store.models import Lead, Membership, Wait

_EVERYTHING: Final = Q()


def viewer(member: UUID | None, role: Role, now: datetime) -> Viewer:
    """Who looks, with their teams of now; no query for those who see everything."""
    if member is None or role in SEE_ALL:
        return Viewer(member=member, role=role)
    found = teams(member, now)
    return Viewer(
        member=member,
        role=role,
        teams=frozenset(found),
        manages=frozenset(team for team, manages in found.items() if manages),
    )


def teams(member: UUID, now: datetime) -> dict[UUID, bool]:
    """The teams they work in now, each with whether they manage it; one query."""
    then = Q(since=None) | Q(since__lte=now), Q(until=None) | Q(until__gt=now)
    rows = Membership.objects.filter(*then, member_id=member)
    return dict(rows.order_by("manages").values_list("team_id", "manages"))


def seen(who: Viewer, prefix: str = "") -> Q:
    """What of a table with `owner_id` and `team_id` they may see: leads, live events.

    `prefix` leads from another table to the lead (`lead__`).
    """
    if who.role in SEE_ALL:
        return _EVERYTHING
    owner, teams = f"{prefix}owner_id", f"{prefix}team_id__in"
    return Q(**{owner: who.member}) | Q(**{teams: sorted(who.teams | who.manages)})


def leads(who: Viewer) -> QuerySet[Lead]:
    """The leads they may see; one that was merged into another is seen through that one, a withdrawn one not at all."""
    return Lead.objects.filter(seen(who), merged_into=None, withdrawn_at=None)


def waits(who: Viewer) -> QuerySet[Wait]:
    """The waits they may see: of the leads they may see, and their own."""
    if who.role in SEE_ALL:
        return Wait.objects.all()
    # A join, not a subquery: so the wait's own index gives the order, and a page stops when it is full.
    return Wait.objects.filter(Q(owner_id=who.member) | seen(who, "lead__"))
