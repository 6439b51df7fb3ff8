"""Written: somebody of ours writes to a lead, or takes it back before it is sent."""

from datetime import datetime
from uuid import UUID

from firstreply.core.permission import Act
from firstreply.core.refusal import Refused
from firstreply.journey import reply
from firstreply.journey.act.actor import lead_for
from firstreply.journey.reply import Reply
from firstreply.store.models import Outgoing
from firstreply.store.tenancy import acting


def write(organisation_id: UUID, lead: UUID, said: Reply, *, by: UUID | None, now: datetime) -> UUID:
    """Put a message to a lead on its way; its id. One transaction.

    Refuses as `reply.queue` does, `not_found`, `lead_merged`, and `not_allowed` for whoever may not talk to the lead.
    """
    with acting(organisation_id):
        return reply.queue(lead_for(lead, Act.TALK, by=by, now=now), said, by=by, now=now)


def take_back(organisation_id: UUID, own: UUID, *, by: UUID | None, now: datetime) -> None:
    """Send it not, after all. One transaction. Refuses `not_found`, `not_allowed`, `reply_on_its_way`."""
    with acting(organisation_id):
        lead = Outgoing.objects.filter(pk=own).values_list("lead_id", flat=True).first()
        if lead is None:
            raise Refused("not_found", what="reply", id=str(own))
        lead_for(lead, Act.TALK, by=by, now=now)
        reply.cancel(own, now=now)
