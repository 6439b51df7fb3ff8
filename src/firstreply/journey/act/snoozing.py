"""Snoozing: one person does not want to see leads before a time. It stops no clock and is no fact of the leads."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from firstreply.core.permission import SNOOZING, Act
from firstreply.core.refusal import Refused
from firstreply.journey.act.actor import Actor, actor
from firstreply.store.models import Lead, Snooze
from firstreply.store.tenancy import organisation

LONGEST: Final = timedelta(days=366)


def snooze(leads: Collection[UUID], until: datetime, *, by: UUID, now: datetime) -> tuple[UUID, ...]:
    """Hide them from `by` until then, or until they write again; which of them could be.

    Those that are gone, or that they may not see, are left out. Refuses `not_allowed` (viewers), `snooze_past`
    and `snooze_far`.
    """
    who = actor(by, now)
    if who.role not in SNOOZING:
        raise Refused("not_allowed", act="snooze", role=who.role.value)
    if until <= now:
        raise Refused("snooze_past", until=until.isoformat())
    if until > now + LONGEST:
        raise Refused("snooze_far", days=LONGEST.days)
    found = _theirs(leads, who)
    rows = [
        Snooze(organisation_id=organisation(), member_id=by, lead_id=lead, at=now, until=until)
        for lead in found
    ]
    Snooze.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["organisation_id", "member", "lead"],
        update_fields=["at", "until"],
    )
    return found


def wake(leads: Collection[UUID], *, by: UUID) -> int:
    """Show them to `by` again; how many were hidden."""
    return Snooze.objects.filter(member_id=by, lead_id__in=leads).delete()[0]


def _theirs(leads: Collection[UUID], who: Actor) -> tuple[UUID, ...]:
    rows = Lead.objects.filter(pk__in=leads, withdrawn_at=None, merged_into=None)
    found = []
    for own, owner, team in rows.values_list("id", "owner_id", "team_id"):
        try:
            who.must(Act.SEE, owner=owner, team=team)
        except Refused:
            continue
        found.append(own)
    return tuple(sorted(found))
