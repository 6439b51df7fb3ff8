"""Claim: moments whose time has come, each taken by one worker and one only."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import orjson

from firstreply.core.fact import FactKind
from firstreply.core.respond.ladder import Action, Moment, MomentKind, OnlyIf, WaitState, still_due
from firstreply.core.respond.wait import Outcome
from firstreply.store import bulk
from firstreply.store.tenancy import organisation

OFFER: Final = "offer"  #: the kind of the moment at which an exclusive offer ends
#: Guarded twice: a row that another worker holds is skipped, one that is done is not taken again. The ids are made an
#: array first: joined, the limited query may run once for each row, and take more than its limit.
_CLAIM: Final = """
UPDATE moment m SET done_at = %(now)s, outcome = 'fired'
WHERE m.organisation_id = %(own)s AND m.done_at IS NULL AND m.id = ANY(ARRAY(
    SELECT id FROM moment WHERE organisation_id = %(own)s AND done_at IS NULL AND due_at <= %(now)s
    ORDER BY due_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED))
RETURNING m.id, m.wait_id, m.kind, m.step, m.due_at
"""
_WAITS: Final = """
SELECT w.id, w.lead_id, w.conversation_id, w.channel, w.owner_id, w.outcome, w.sla_id, w.started_at, w.due_at,
       w.missed_at, w.assigned_at, l.team_id, coalesce(l.team_id, s.team_id), coalesce(l.name, ''),
       coalesce(l.company, '')
FROM wait w LEFT JOIN lead l ON l.organisation_id = w.organisation_id AND l.id = w.lead_id
LEFT JOIN LATERAL (SELECT s.team_id FROM membership s
    WHERE s.organisation_id = w.organisation_id AND s.member_id = w.owner_id
      AND (s.since IS NULL OR s.since <= %(now)s) AND (s.until IS NULL OR s.until > %(now)s)
    ORDER BY s.since NULLS FIRST, s.id LIMIT 1) s ON true
WHERE w.organisation_id = %(own)s AND w.id = ANY(%(ids)s)
"""
#: What shows that somebody is working on a lead. An acknowledgement by a machine does not.
TOUCHES: Final = (
    FactKind.CALLED, FactKind.TALKED, FactKind.NOTED, FactKind.CHANGED, FactKind.STAGE_MOVED, FactKind.PAUSED,
    FactKind.RESUMED,
)  # fmt: skip
_TOUCHED: Final = """
SELECT lead_id, member_id, max(at) FROM fact
WHERE organisation_id = %(own)s AND lead_id = ANY(%(leads)s) AND kind = ANY(%(kinds)s) AND member_id IS NOT NULL
GROUP BY lead_id, member_id
"""
_OUTCOME: Final = """
UPDATE moment m SET outcome = v.outcome FROM unnest(%(ids)s::uuid[], %(outcomes)s::text[]) AS v(id, outcome)
WHERE m.organisation_id = %(own)s AND m.id = v.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A moment that was claimed, with its wait as it is now."""

    id: UUID
    kind: str
    step: dict[str, Any]
    at: datetime  #: when it was due
    wait: UUID
    lead: UUID | None
    conversation: UUID
    channel: str
    owner: UUID | None
    team: UUID | None  #: the lead's
    answers_to: UUID | None  #: the team whose managers are told: the lead's, else the owner's
    name: str
    company: str
    outcome: Outcome
    promised: bool
    started_at: datetime
    due_at: datetime | None  #: of the wait
    missed_at: datetime | None
    assigned_at: datetime | None
    touched_at: datetime | None  #: when its owner last did anything about the lead

    @property
    def over(self) -> str:
        """Why nothing is to be done about it any more: "" while something is."""
        if self.outcome is not Outcome.OPEN:
            return "ended"
        if self.promised and self.due_at is None:
            return "paused"
        return "" if self.kind == OFFER or still_due(self._moment, self._state) else "touched"

    @property
    def offered(self) -> UUID | None:
        """Whose offer ends with it."""
        return UUID(self.step["member"]) if self.kind == OFFER and self.step.get("member") else None

    @property
    def action(self) -> Action | None:
        """What its step of the ladder does."""
        named = self.step.get("action")
        return None if named is None else Action(named)

    @property
    def _moment(self) -> Moment:
        only_if = OnlyIf(self.step.get("only_if", OnlyIf.ALWAYS))
        return Moment(
            MomentKind(self.kind), self.step.get("step"), int(self.at.timestamp()), self.action, only_if
        )

    @property
    def _state(self) -> WaitState:
        assigned = self.assigned_at or self.started_at
        touched = None if self.touched_at is None else int(self.touched_at.timestamp())
        return WaitState(outcome=self.outcome, assigned_at=int(assigned.timestamp()), touched_at=touched)


def claim(*, now: datetime, limit: int) -> list[Due]:
    """Take what is due, earliest first; a moment of a wait that is gone is only done. Three statements."""
    rows = bulk.fetch(_CLAIM, {"own": organisation(), "now": now, "limit": limit})
    if not rows:
        return []
    found = bulk.fetch(_WAITS, {"own": organisation(), "now": now, "ids": list({row[1] for row in rows})})
    waits = {row[0]: row for row in found}
    parameters = {
        "own": organisation(),
        "leads": [row[1] for row in found if row[1] is not None],
        "kinds": [kind.value for kind in TOUCHES],
    }
    touched = {(lead, member): at for lead, member, at in bulk.fetch(_TOUCHED, parameters)}
    due = [_due(row, waits[row[1]], touched) for row in rows if row[1] in waits]
    return sorted(due, key=lambda one: (one.at, one.id))


def note(outcomes: dict[UUID, str]) -> None:
    """Write down why moments that were claimed did not fire."""
    if outcomes:
        bulk.run(
            _OUTCOME, {"own": organisation(), "ids": list(outcomes), "outcomes": list(outcomes.values())}
        )


def _due(moment: tuple[Any, ...], row: tuple[Any, ...], touched: dict[tuple[UUID, UUID], datetime]) -> Due:
    own, _, kind, step, at = moment
    (wait, lead, conversation, channel, owner, outcome, sla, started, due, missed, assigned, team, above, name,
     company) = row  # fmt: skip
    return Due(
        id=own, kind=kind, step=orjson.loads(step), at=at, wait=wait, lead=lead, conversation=conversation,
        channel=channel, owner=owner, team=team, answers_to=above, name=name, company=company, outcome=Outcome(outcome),
        promised=sla is not None, started_at=started, due_at=due, missed_at=missed, assigned_at=assigned,
        touched_at=touched.get((lead, owner)),
    )  # fmt: skip
