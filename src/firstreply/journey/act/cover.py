"""Cover: somebody who cannot answer asks a colleague who can (R4)."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from firstreply.core.fact import FactKind
from firstreply.core.lead.reading import line
from firstreply.core.permission import Act
from firstreply.core.respond.alert import Alert, AlertKind, Change
from firstreply.core.respond.wait import Outcome
from firstreply.core.route import Case
from firstreply.core.route.cover import Proposed, cover_candidates
from firstreply.journey.act.actor import lead_for
from firstreply.journey.act.deed import Deed
from firstreply.journey.act.giving import alert_of, assignment
from firstreply.journey.effects import Happened
from firstreply.store import bulk
from firstreply.store.fields import LONG
from firstreply.store.ids import new_id
from firstreply.store.models import Lead, Moment, Wait
from firstreply.store.queries import routing
from firstreply.store.queries.due import above

COVER_OFFER: Final = timedelta(minutes=15)  #: how long a colleague may think about it
COVER_FOR: Final = timedelta(hours=1)  #: who has time in it can cover, where nothing is due


def ask_for_cover(lead: UUID, *, by: UUID | None, now: datetime, reason: str = "") -> Deed:
    """Offer one's lead to the colleague who is best free for it, for a quarter of an hour; until then
    it stays as it is.

    `made` is the offer, or None where nobody is free: then the managers are asked. Refuses as `lead_for` does.
    """
    row = lead_for(lead, Act.HAND_OVER, by=by, now=now)
    waits = list(Wait.objects.filter(lead_id=lead, outcome=Outcome.OPEN.value).order_by("due_at", "id")[:1])
    proposed = _colleagues(row, waits[0].due_at if waits else None, now)
    if not proposed.covers:
        return _ask_managers(row, by, now, reason)
    best, until = UUID(proposed.covers[0].member), now + COVER_OFFER
    others = [one._asdict() for one in proposed.covers[:5]]
    told = {"why": "cover_asked", "reason": line(reason, LONG), "candidates": others}
    made = assignment(row, "offered", now, member=best, until=until, reasons=told)
    if waits:
        step = {"assignment": str(made), "member": str(best), "how": "cover"}
        rows = [{"id": new_id(), "wait_id": waits[0].pk, "kind": "offer", "step": step, "due_at": until}]
        bulk.insert(Moment, rows)
    data = {"assignment": str(made), "member": str(best), "until": until.isoformat(), "how": "cover"}
    fact = Happened(kind=FactKind.OFFERED, at=now, lead=lead, member=by, data=data)
    alert = alert_of(row, AlertKind.OFFERED, made, (best,), until=until, by=by)
    told_change = Change(kind=FactKind.OFFERED.value, lead=lead, owner=best, team=row.team_id)
    members = frozenset({best})
    return Deed(at=now, facts=(fact,), alerts=(alert,), changes=(told_change,), made=made, members=members)


def _colleagues(row: Lead, due_at: datetime | None, now: datetime) -> Proposed:
    crew = routing.crew(now)
    until = due_at if due_at is not None and due_at > now else now + COVER_FOR
    case = Case(
        lead=str(row.pk),
        language=row.language or None,
        team=None if row.team_id is None else str(row.team_id),
    )
    return cover_candidates(
        case,
        asking=str(row.owner_id),
        members=crew.members,
        loads=crew.loads,
        now=int(now.timestamp()),
        until=int(until.timestamp()),
    )


def _ask_managers(row: Lead, by: UUID | None, now: datetime, reason: str) -> Deed:
    facts = {"reason": "cover_asked", "text": line(reason, LONG), "name": row.name, "by": by and str(by)}
    asked = new_id()
    alert = Alert(
        key=f"cover:{asked}",
        kind=AlertKind.ESCALATED,
        members=above(now).managing(row.team_id),
        lead=row.pk,
        facts=facts,
    )
    data = {"assignment": None, "member": None, "until": None, "how": "cover"}
    return Deed(
        at=now,
        facts=(Happened(kind=FactKind.OFFERED, at=now, lead=row.pk, member=by, data=data),),
        alerts=(alert,),
    )
