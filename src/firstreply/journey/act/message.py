"""Acts about a message: a person knows better what it is than the rule does."""

from datetime import datetime
from typing import Final
from uuid import UUID

from firstreply.core.fact import FactKind
from firstreply.core.message import MessageClass
from firstreply.core.permission import Act
from firstreply.core.refusal import Refused
from firstreply.core.respond.alert import Change
from firstreply.journey.act.actor import actor
from firstreply.journey.act.deed import Deed
from firstreply.journey.effects import Happened
from firstreply.store.models import Lead, Message

_FROM_OUTSIDE: Final = frozenset(
    (
        MessageClass.INBOUND_HUMAN,
        MessageClass.INBOUND_FORM,
        MessageClass.INBOUND_AUTO,
        MessageClass.SPAM,
    )
)
_FROM_US: Final = frozenset((MessageClass.OUTBOUND_HUMAN, MessageClass.OUTBOUND_AUTO))


def overrule_class(message: UUID, kind: MessageClass | None, *, by: UUID | None, now: datetime) -> Deed:
    """Give a message another class; None: the rule's own stands again. Waits follow.

    Refuses `not_found`, `not_allowed`, and `class_unfit` for one that says that somebody else wrote it.
    """
    row = Message.objects.filter(pk=message).first()
    if row is None:
        raise Refused("not_found", what="message", id=str(message))
    lead = Lead.objects.filter(pk=row.lead_id).first() if row.lead_id else None
    owner, team = (lead.owner_id, lead.team_id) if lead else (None, None)
    actor(by, now).must(Act.OVERRULE, owner=owner, team=team)
    if kind is not None and not _fits(kind, row):
        raise Refused("class_unfit", kind=row.kind, **{"class": kind.value})
    after = kind.value if kind else ""
    if row.overruled == after:
        return Deed(at=now, facts=())
    Message.objects.filter(pk=message, overruled=row.overruled).update(overruled=after)
    fact = Happened(
        kind=FactKind.OVERRULED,
        at=now,
        lead=row.lead_id,
        conversation=row.conversation_id,
        member=by,
        channel=row.channel,
        data={"message": str(message), "before": row.overruled or row.kind, "after": after or row.kind},
    )
    told = Change(kind=FactKind.OVERRULED.value, lead=row.lead_id, owner=owner, team=team)
    return Deed(at=now, facts=(fact,), reread=(row.conversation_id,), changes=(told,))


def _fits(kind: MessageClass, row: Message) -> bool:
    """Whether a class agrees with who wrote the message: only an outside party waits, only one of ours answers."""
    if kind.value == row.kind:
        return True
    if kind in _FROM_OUTSIDE:
        return bool(row.party)
    return kind not in _FROM_US or not (row.party or MessageClass(row.kind) in _FROM_OUTSIDE)
