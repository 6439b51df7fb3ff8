"""Presence: whether somebody is there to answer, now and on the days to come."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from firstreply.core.fact import FactKind
from firstreply.core.member import Presence
from firstreply.core.permission import Act
from firstreply.core.refusal import Refused
from firstreply.core.respond.alert import Change
from firstreply.journey.act.actor import actor, change, unchanged
from firstreply.journey.act.deed import Deed
from firstreply.journey.effects import Happened
from firstreply.store.ids import new_id
from firstreply.store.models import Leave, Member, Membership
from firstreply.store.tenancy import organisation


def set_presence(
    member: UUID, presence: Presence, *, by: UUID | None, now: datetime, expected_revision: int | None = None
) -> Deed:
    """Online, busy (takes nothing new) or offline, from now on. Refuses `not_found`, `not_allowed`,
    `changed_meanwhile`.
    """
    row = _member(member, Act.BE_THERE, by, now)
    unchanged(row, expected_revision)
    if row.presence == presence.value:
        return Deed(at=now, facts=(), revision=row.revision)
    revision = change(row, presence=presence.value)
    told = {"what": "presence", "id": str(member), "before": row.presence, "after": presence.value}
    return _decided(told, member, by, now, revision)


def take_leave(
    member: UUID, starts_at: datetime, ends_at: datetime, *, by: UUID | None, now: datetime, reason: str = ""
) -> Deed:
    """Be away for a time: no new leads, and their own clock stands still; the promise does not know of it.

    Refuses as `set_presence` does, and `leave_backwards`.
    """
    if ends_at <= starts_at:
        raise Refused("leave_backwards", starts_at=starts_at.isoformat(), ends_at=ends_at.isoformat())
    row = _member(member, Act.TAKE_LEAVE, by, now)
    leave = Leave.objects.create(
        id=new_id(),
        organisation_id=organisation(),
        member=row,
        starts_at=starts_at,
        ends_at=ends_at,
        reason=reason,
    )
    days = {"starts_at": starts_at.isoformat(), "ends_at": ends_at.isoformat(), "reason": reason}
    told = {"what": "leave", "id": str(leave.pk), "member": str(member), "before": None, "after": days}
    return _decided(told, member, by, now, row.revision, made=leave.pk)


def come_back(leave: UUID, *, by: UUID | None, now: datetime) -> Deed:
    """End a leave now, or take back one that has not begun. Refuses as `set_presence`, and `leave_over`."""
    row = Leave.objects.filter(pk=leave).first()
    if row is None:
        raise Refused("not_found", what="leave", id=str(leave))
    member = _member(row.member_id, Act.TAKE_LEAVE, by, now)
    if row.ends_at <= now:
        raise Refused("leave_over", ends_at=row.ends_at.isoformat())
    if row.starts_at >= now:
        row.delete()
    else:
        Leave.objects.filter(pk=leave).update(ends_at=now)
    told = {
        "what": "leave",
        "id": str(leave),
        "member": str(member.pk),
        "before": row.ends_at.isoformat(),
        "after": now.isoformat(),
    }
    return _decided(told, member.pk, by, now, member.revision)


def _member(member: UUID, act: Act, by: UUID | None, now: datetime) -> Member:
    row = Member.objects.filter(pk=member, left_at=None).first()
    if row is None:
        raise Refused("not_found", what="member", id=str(member))
    who = actor(by, now)
    theirs = set(Membership.objects.filter(member_id=member, until=None).values_list("team_id", flat=True))
    who.must(act, owner=member, team=next(iter(theirs & who.teams), None))
    return row


def _decided(
    told: Mapping[str, Any],
    member: UUID,
    by: UUID | None,
    now: datetime,
    revision: int,
    made: UUID | None = None,
) -> Deed:
    fact = Happened(kind=FactKind.DECIDED, at=now, member=by, data=told)
    change_told = Change(
        kind=str(told["what"]), owner=member, facts={"member": str(member), "after": told["after"]}
    )
    return Deed(at=now, facts=(fact,), changes=(change_told,), made=made, revision=revision)
