"""Acts about a wait: what ends it, what does not, and what stops its clock for a while.

None of them touches the wait: the clock's own core reads it again from the facts, as for anything else that happened.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from firstreply.core.fact import FactKind
from firstreply.core.lead.reading import line
from firstreply.core.permission import Act
from firstreply.core.refusal import Refused
from firstreply.core.respond.alert import Change
from firstreply.core.respond.wait import Outcome
from firstreply.journey.act.actor import wait_for
from firstreply.journey.act.deed import Deed
from firstreply.journey.effects import Happened
from firstreply.store.fields import LONG
from firstreply.store.models import Fact, Wait

#: By what people talk besides written messages.
SPOKEN: Final = ("phone", "whatsapp", "sms", "telegram", "in_person", "video", "other")
_ENDED_BY: Final = {
    Outcome.ANSWERED: (FactKind.TALKED,),
    Outcome.DISMISSED: (FactKind.DISMISSED, FactKind.CLOSED),
    Outcome.VOIDED: (FactKind.VOIDED,),
}
_SECOND: Final = timedelta(seconds=1)
_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


def talked(
    wait: UUID,
    *,
    by: UUID | None,
    now: datetime,
    channel: str,
    text: str = "",
    at: datetime | None = None,
    expected_revision: int | None = None,
) -> Deed:
    """A conversation was had: an answer, at the instant `at` (now). Refuses as `wait_for`, `channel_unknown`, and
    `not_yet` for one that is still to come or was before they asked.
    """
    if channel not in SPOKEN:
        raise Refused("channel_unknown", channel=channel, known=", ".join(SPOKEN))
    row = wait_for(wait, Act.TALK, by=by, now=now, expected_revision=expected_revision)
    data = {"text": text.strip()[:LONG]}
    return _said(row, FactKind.TALKED, by=by, now=now, at=_when(row, at, now), channel=channel, data=data)


def called(
    wait: UUID, *, by: UUID | None, now: datetime, reached: bool = False, at: datetime | None = None
) -> Deed:
    """A call was tried. It ends nothing, reached or not: what was said then is `talked`. Refuses as `talked` does."""
    row = wait_for(wait, Act.CALL, by=by, now=now)
    data = {"reached": reached}
    return _said(row, FactKind.CALLED, by=by, now=now, at=_when(row, at, now), channel="phone", data=data)


def dismiss(
    wait: UUID, *, by: UUID | None, now: datetime, reason: str = "", expected_revision: int | None = None
) -> Deed:
    """No reply is needed. Not an answer; it competes with one. Refuses as `wait_for` does, and `wait_not_open`."""
    row = _open(wait_for(wait, Act.DISMISS, by=by, now=now, expected_revision=expected_revision))
    return _said(row, FactKind.DISMISSED, by=by, now=now, data={"reason": line(reason, LONG)})


def void(
    wait: UUID, *, by: UUID | None, now: datetime, reason: str, expected_revision: int | None = None
) -> Deed:
    """Spam, a duplicate, not a lead: it leaves every number. Refuses as `dismiss` does."""
    row = _open(wait_for(wait, Act.VOID, by=by, now=now, expected_revision=expected_revision))
    return _said(row, FactKind.VOIDED, by=by, now=now, data={"reason": line(reason, LONG)})


def close(wait: UUID, *, by: UUID | None, now: datetime, reason: str = "") -> Deed:
    """Close the wait's conversation: all that is open in it is dismissed, and what comes next is a new inquiry."""
    row = wait_for(wait, Act.CLOSE, by=by, now=now)
    data = {"reason": line(reason, LONG)}
    return _said(row, FactKind.CLOSED, by=by, now=now, data=data, everyone=True)


def reopen(wait: UUID, *, by: UUID | None, now: datetime, expected_revision: int | None = None) -> Deed:
    """Take back what a person said to end it: the clock goes on from the original start, as if it had not been said.

    Refuses as `wait_for` does, `wait_open`, and `ended_by_message` for one that a message ended (overrule that).
    """
    row = wait_for(wait, Act.REOPEN, by=by, now=now, expected_revision=expected_revision)
    outcome = Outcome(row.outcome)
    if outcome is Outcome.OPEN:
        raise Refused("wait_open", wait=str(wait))
    kinds = [kind.value for kind in _ENDED_BY[outcome]]
    # The clock counts whole seconds; what was said has its own fraction.
    within = {"at__gte": row.ended_at, "at__lt": row.ended_at + _SECOND} if row.ended_at else {}
    facts = Fact.objects.filter(
        lead_id=row.lead_id, conversation_id=row.conversation_id, kind__in=kinds, **within
    )
    said = facts.order_by("-id").values_list("id", flat=True).first()
    if row.ended_by_id is not None or said is None:
        raise Refused("ended_by_message", wait=str(wait), evidence=row.evidence)
    return _said(row, FactKind.REOPENED, by=by, now=now, data={"fact": str(said)})


def pause(
    wait: UUID, *, by: UUID | None, now: datetime, reason: str, expected_revision: int | None = None
) -> Deed:
    """Let its clock stand still, as agreed with them. Refuses as `dismiss` does, `wait_paused`, `reason_missing`."""
    row = _open(wait_for(wait, Act.PAUSE, by=by, now=now, expected_revision=expected_revision))
    if not reason.strip():
        raise Refused("reason_missing", what="pause")
    if is_paused(row):
        raise Refused("wait_paused", wait=str(wait))
    return Deed(
        at=now,
        facts=(_fact(row, FactKind.PAUSED, by, now, data={"reason": line(reason, LONG)}),),
        paused=(wait,),
        changes=(_change(row, FactKind.PAUSED),),
    )


def resume(wait: UUID, *, by: UUID | None, now: datetime, expected_revision: int | None = None) -> Deed:
    """Let its clock go on: what is due moves by as long as it stood. Refuses as `dismiss`, and `wait_not_paused`."""
    row = _open(wait_for(wait, Act.PAUSE, by=by, now=now, expected_revision=expected_revision))
    if not is_paused(row):
        raise Refused("wait_not_paused", wait=str(wait))
    # The fact is written by `due.resumed`, which knows the new due instant.
    return Deed(at=now, by=by, facts=(), resumed=(wait,), changes=(_change(row, FactKind.RESUMED),))


def is_paused(row: Wait) -> bool:
    """Whether its clock stands still now: what was said of it last is that it should."""
    kinds = [FactKind.PAUSED.value, FactKind.RESUMED.value]
    last = (
        Fact.objects.filter(lead_id=row.lead_id, wait_id=row.pk, kind__in=kinds).order_by("at", "id").last()
    )
    return last is not None and last.kind == FactKind.PAUSED.value


def _open(row: Wait) -> Wait:
    if row.outcome != Outcome.OPEN.value:
        raise Refused("wait_not_open", wait=str(row.pk), outcome=row.outcome)
    return row


def _when(row: Wait, at: datetime | None, now: datetime) -> datetime:
    at = at or now
    if not row.started_at <= at <= now:
        raise Refused("not_yet", at=at.isoformat(), since=row.started_at.isoformat())
    return at


def _said(
    row: Wait,
    kind: FactKind,
    *,
    by: UUID | None,
    now: datetime,
    at: datetime | None = None,
    channel: str = "",
    data: Mapping[str, Any] = _NOTHING,
    everyone: bool = False,
) -> Deed:
    party = {} if everyone else {"party": row.party}
    fact = _fact(row, kind, by, at or now, channel=channel, data={**party, **data})
    return Deed(at=now, facts=(fact,), reread=(row.conversation_id,), changes=(_change(row, kind),))


def _fact(
    row: Wait,
    kind: FactKind,
    by: UUID | None,
    at: datetime,
    *,
    channel: str = "",
    data: Mapping[str, Any] = _NOTHING,
) -> Happened:
    return Happened(
        kind=kind,
        at=at,
        lead=row.lead_id,
        wait=row.pk,
        conversation=row.conversation_id,
        member=by,
        channel=channel,
        data=data,
    )


def _change(row: Wait, kind: FactKind) -> Change:
    team = row.lead.team_id if row.lead else None
    return Change(kind=kind.value, lead=row.lead_id, wait=row.pk, owner=row.owner_id, team=team)
