"""Invitations: a link by which somebody becomes the member that they were invited as. It lasts seven days, once."""

from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from firstreply.core import access
from firstreply.core.member import Role
from firstreply.core.refusal import Refused
from firstreply.journey import audit
from firstreply.journey.access import drawn
from firstreply.journey.audit import NOWHERE, From
from firstreply.journey.effects import one_at_a_time
from firstreply.journey.organise.decided import By, held
from firstreply.journey.organise.people import may_give
from firstreply.store import bulk
from firstreply.store.ids import new_id
from firstreply.store.models import Invitation, Member, Organisation, User
from firstreply.store.queries.seats import Joining
from firstreply.store.tenancy import acting, organisation

LASTS: Final = timedelta(days=7)


class Invited(NamedTuple):
    """An invitation. `token` is told this once; only its hash is kept."""

    id: UUID
    token: str
    member: UUID
    email: str
    name: str
    expires_at: datetime


def invite(member: UUID, by: By, came: From = NOWHERE) -> Invited:
    """A link for a member who does not sign in yet; an earlier one of theirs ends. Made again, it is sent again.

    In the caller's transaction. Refuses `not_found`, `member_retired`, `member_signs_in`, `role_above_own`.
    """
    one_at_a_time()
    row = _waiting(member)
    may_give(by, Role(row.role))  # whoever holds the link can become them
    _end(member, by.at)
    shown = drawn()
    made = Invitation.objects.create(
        id=new_id(), organisation_id=organisation(), member_id=member, invited_by_id=by.member,
        prefix=shown.prefix, hashed=access.hashed(shown.secret), expires_at=by.at + LASTS,
    )  # fmt: skip
    audit.note("invitation_made", now=by.at, member=by.member, came=came, data={"member": str(member)})
    return Invited(made.id, access.written(shown), member, row.email, row.name, made.expires_at)


def revoke(member: UUID, by: By, came: From = NOWHERE) -> None:
    """Their link lets nobody in any more. In the caller's transaction. Refuses `not_found`, `role_above_own`."""
    one_at_a_time()
    may_give(by, Role(held(Member, member).role))
    if _end(member, by.at):
        data = {"member": str(member)}
        audit.note("invitation_revoked", now=by.at, member=by.member, came=came, data=data)


def shown(token: str, now: datetime) -> Joining:
    """What a link invites to. Refuses `invitation_over`: unknown, expired, withdrawn, used, or they left meanwhile."""
    own = _organisation(token)
    with acting(own):
        return _shown(_found(token, now))


def accept(token: str, account: UUID, now: datetime, came: From = NOWHERE) -> Joining:
    """The account works there from now on, as that member. One transaction; the link is used up.

    Refuses `invitation_over`, `account_elsewhere` for an account that already is another member there.
    """
    own = _organisation(token)
    with acting(own):
        one_at_a_time()
        row = _found(token, now)
        if Member.objects.filter(user_id=account, left_at=None).exists():
            raise Refused("account_elsewhere", name=row.member.name)
        taken = Invitation.objects.filter(pk=row.pk, accepted_at=None, revoked_at=None)
        if not taken.update(accepted_at=now) or not link(row.member_id, account):
            raise Refused("invitation_over")
        audit.note("invitation_accepted", now=now, member=row.member_id, came=came)
        return _shown(row)


def link(member: UUID, account: UUID) -> bool:
    """Let the account sign in as that member, unless somebody does. In the caller's transaction."""
    free = Member.objects.filter(pk=member, user=None, left_at=None)
    return bool(User.objects.filter(pk=account, is_active=True).exists() and free.update(user_id=account))


def _shown(row: Invitation) -> Joining:
    home, who = Organisation.objects.get(), row.member
    return Joining(home.id, home.name, home.language, who.id, who.name, who.email, row.expires_at)


def _waiting(member: UUID) -> Member:
    row = held(Member, member)
    if row.left_at is not None:
        raise Refused("member_retired", name=row.name)
    if row.user_id is not None:
        raise Refused("member_signs_in", name=row.name)
    return row


def _end(member: UUID, now: datetime) -> int:
    waiting = Invitation.objects.filter(member_id=member, accepted_at=None, revoked_at=None)
    return waiting.update(revoked_at=now)


def _organisation(token: str) -> UUID:
    halves = access.shown(token)
    rows = bulk.fetch("SELECT organisation_by_invitation(%s)", [halves.prefix]) if halves else []
    if not rows or rows[0][0] is None:
        raise Refused("invitation_over")
    own: UUID = rows[0][0]
    return own


def _found(token: str, now: datetime) -> Invitation:
    halves = access.shown(token)
    assert halves is not None  # its organisation was found by it
    query = Invitation.objects.select_related("member").filter(
        prefix=halves.prefix, accepted_at=None, revoked_at=None, expires_at__gt=now,
        member__left_at=None, member__user=None,
    )  # fmt: skip
    row: Invitation | None = query.first()
    if row is None or not access.matches(halves.secret, bytes(row.hashed)):
        raise Refused("invitation_over")
    return row
