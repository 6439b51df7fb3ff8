"""Seats: where somebody who is signed in works, and as what; asked anew for each page."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Subquery

from firstreply.core.member import Role
from firstreply.store import bulk
from firstreply.store.models import Member, Organisation, Source, User
from firstreply.store.tenancy import acting


class Seat(NamedTuple):
    """A membership as pages need it, with the account that it belongs to."""

    organisation: UUID
    member: UUID
    role: Role
    name: str
    looks: dict[str, Any]
    zone: str
    source: UUID | None  #: what they bring is filed under it; None: no source of that kind is in use
    user: User


class Place(NamedTuple):
    """An organisation that somebody may choose."""

    id: UUID
    name: str


class Joining(NamedTuple):
    """What an invitation invites to."""

    organisation: UUID
    organisation_name: str
    language: str
    member: UUID
    name: str
    email: str
    expires_at: datetime


def seat(organisation: UUID, account: UUID) -> Seat | None:
    """Their membership there, if they are still a member and the account is in use. Two statements."""
    return _seat(organisation, user_id=account)


def of_member(organisation: UUID, member: UUID) -> Seat | None:
    """The same for who is known as a member."""
    return _seat(organisation, pk=member)


def _seat(organisation: UUID, **whose: UUID) -> Seat | None:
    with acting(organisation):
        own = Organisation.objects.order_by().values("zone")
        sources = Source.objects.filter(kind="api", disabled_at=None).order_by("id").values("id")[:1]
        row = (
            Member.objects.filter(left_at=None, user__is_active=True, **whose)
            .select_related("user")
            .annotate(zone=Subquery(own), source=Subquery(sources))
            .order_by("joined_at", "id")
            .first()
        )
    if row is None or row.user is None:
        return None
    zone, source = row.zone, row.source
    return Seat(organisation, row.id, Role(row.role), row.name, row.looks, zone, source, row.user)


def organisations(account: UUID) -> tuple[UUID, ...]:
    """Where they work now, the oldest membership first."""
    return tuple(own for (own,) in bulk.fetch("SELECT organisations_of_account(%s)", [account]))


def chosen(account: UUID) -> UUID | None:
    """The organisation that they chose last; they may not work there any more."""
    return User.objects.filter(pk=account).values_list("chosen_id", flat=True).first()


def places(account: UUID) -> tuple[Place, ...]:
    """The same with names: one transaction each, for nobody sees two organisations at once."""
    return tuple(_named(organisations(account)))


def _named(ids: Iterable[UUID]) -> Iterable[Place]:
    for own in ids:
        with acting(own):
            yield Place(own, Organisation.objects.values_list("name", flat=True).get())


def nobody_here() -> bool:
    """Whether no organisation was made yet."""
    return not bulk.fetch("SELECT 1 FROM organisations() LIMIT 1")
