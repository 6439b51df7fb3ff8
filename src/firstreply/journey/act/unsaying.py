"""Unsaying: what one of ours wrote down of a lead did not happen: a note, a conversation, a call.

Facts stay; another one says that they do not count, and the clock leaves them out.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from firstreply.core.fact import FactKind
from firstreply.core.lead.reading import line
from firstreply.core.permission import DECIDING, Act
from firstreply.core.refusal import Refused
from firstreply.journey.act.about import changed
from firstreply.journey.act.actor import actor, lead_for
from firstreply.journey.act.deed import Deed
from firstreply.journey.act.waiting import SPOKEN
from firstreply.journey.effects import Happened
from firstreply.store.fields import LONG
from firstreply.store.models import Fact, Lead
from firstreply.store.queries import talk

_SAID: Final = (FactKind.TALKED.value, FactKind.CALLED.value)


def met(lead: UUID, *, by: UUID | None, now: datetime, channel: str, text: str = "") -> Deed:
    """They spoke, whether or not anything waits: an answer to whatever that lead asked.

    Refuses as `lead_for` does, and `channel_unknown`.
    """
    if channel not in SPOKEN:
        raise Refused("channel_unknown", channel=channel, known=", ".join(SPOKEN))
    row = lead_for(lead, Act.TALK, by=by, now=now)
    data = {"text": line(text, LONG)}
    fact = Happened(kind=FactKind.TALKED, at=now, lead=lead, member=by, channel=channel, data=data)
    return Deed(at=now, facts=(fact,), reread=_asked_in(row), changes=(changed(row, FactKind.TALKED),))


def unsay(fact: UUID, *, by: UUID | None, now: datetime) -> Deed:
    """A note, a conversation or a call that somebody wrote down is taken back, by who wrote it or an administrator.

    Refuses `not_found` (also for facts of other kinds), `not_allowed`, and as `lead_for` does.
    """
    said = Fact.objects.filter(pk=fact, kind__in=(*_SAID, FactKind.NOTED.value)).first()
    if said is None or said.lead_id is None or "note" in said.data:
        raise Refused("not_found", what="note", id=str(fact))
    whose = Lead.objects.filter(pk=said.lead_id).values_list("merged_into_id", flat=True).first()
    act = Act.NOTE if said.kind == FactKind.NOTED.value else Act.TALK
    row = lead_for(whose or said.lead_id, act, by=by, now=now)
    who = actor(by, now)
    if said.member_id != by and who.role not in DECIDING:
        raise Refused("not_allowed", act=act.value, role=who.role.value)
    if said.kind == FactKind.NOTED.value:
        gone = Happened(
            kind=FactKind.NOTED, at=now, lead=said.lead_id, member=by, data={"note": str(fact), "gone": True}
        )
        return Deed(at=now, facts=(gone,), changes=(changed(row, FactKind.NOTED),))
    undone = Happened(
        kind=FactKind.REOPENED,
        at=now,
        lead=said.lead_id,
        conversation=said.conversation_id,
        member=by,
        data={"fact": str(fact)},
    )
    return Deed(at=now, facts=(undone,), reread=_asked_in(row), changes=(changed(row, FactKind.REOPENED),))


def _asked_in(row: Lead) -> tuple[UUID, ...]:
    """Every conversation in which the lead, or one that was merged into it, was ever owed an answer."""
    merged = Lead.objects.filter(merged_into_id=row.pk).values_list("id", flat=True)
    return tuple(talk.asked_in({row.pk, *merged}))
