"""Written: somebody of ours writes to a lead, or takes it back before it is sent."""

from datetime import datetime
from uuid import UUID

from firstreply.core.permission import Act
from firstreply.core.refusal import Refused
from firstreply.core.respond.alert import Change
from firstreply.journey import reply, telling
from firstreply.journey.act.actor import lead_for
from firstreply.journey.reply import Reply
from firstreply.store.models import Lead, Outgoing
from firstreply.store.tenancy import acting


def write(organisation_id: UUID, lead: UUID, said: Reply, *, by: UUID | None, now: datetime) -> UUID:
    """Put a message to a lead on its way; its id. One transaction.

    Refuses as `reply.queue` does, `not_found`, `lead_merged`, and `not_allowed` for whoever may not talk to the lead.
    """
    with acting(organisation_id):
        row = lead_for(lead, Act.TALK, by=by, now=now)
        own = reply.queue(row, said, by=by, now=now)
        _tell(row, now)
        return own


def take_back(organisation_id: UUID, own: UUID, *, by: UUID | None, now: datetime) -> None:
    """Send it not, after all. One transaction. Refuses `not_found`, `not_allowed`, `reply_on_its_way`."""
    with acting(organisation_id):
        lead = Outgoing.objects.filter(pk=own).values_list("lead_id", flat=True).first()
        if lead is None:
            raise Refused("not_found", what="reply", id=str(own))
        row = lead_for(lead, Act.TALK, by=by, now=now)
        reply.cancel(own, now=now)
        _tell(row, now)


def _tell(row: Lead, now: datetime) -> None:
    """Screens that show the lead follow: somebody is answering, or is not after all."""
    told = Change(kind=reply.CHANNEL, lead=row.pk, owner=row.owner_id, team=row.team_id)
    telling.tell([], now=now, changes=[told])
