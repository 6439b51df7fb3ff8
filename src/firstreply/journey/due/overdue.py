"""Overdue: what has come due happens: warnings, the breach, escalation, and a lead nobody touches moves on (R4, S1)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from firstreply.core.fact import FactKind
from firstreply.core.respond.alert import Alert, AlertKind, Change
from firstreply.core.respond.ladder import Action, MomentKind
from firstreply.journey import effects, loads, telling
from firstreply.journey.due import stuck
from firstreply.journey.due.claim import Due, claim, note
from firstreply.journey.due.stuck import Stuck
from firstreply.journey.effects import Happened
from firstreply.store import bulk
from firstreply.store.queries.due import Above, above
from firstreply.store.tenancy import acting, organisation

BATCH: Final = 500  #: moments in one transaction
_MISSED: Final = """
UPDATE wait SET missed_at = due_at, revision = revision + 1
WHERE organisation_id = %(own)s AND id = ANY(%(ids)s) AND outcome = 'open' AND missed_at IS NULL AND due_at <= %(now)s
RETURNING id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What moving leads on has to say, once all is written."""

    facts: Sequence[Happened] = ()
    alerts: Sequence[Alert] = ()
    changes: Sequence[Change] = ()


#: Finds somebody else for waits that are stuck, and writes it down.
MoveOn = Callable[[Sequence[Stuck], datetime], Told]


def overdue(organisation_id: UUID, *, now: datetime, limit: int = BATCH, move_on: MoveOn) -> int:
    """Do what has come due, earliest first; how many moments were done. One transaction, constant statements.

    Each is done once, whoever else is at it and whatever crashes: it is claimed, written and told together or not.
    """
    with acting(organisation_id):
        effects.one_at_a_time()  # before any row is locked: whoever ends waits takes it first, too
        due = claim(now=now, limit=limit)
        if not due:
            return 0
        happening = _Happening(due=due, now=now, above=above(now))
        happening.sort()
        told = move_on(stuck.really(happening.stuck), now) if happening.stuck else Told()
        note(happening.outcomes)
        loads.recount(one.offered for one in due)
        effects.record([*happening.facts, *told.facts])
        changes = [*happening.changes, *told.changes]
        telling.tell([*happening.alerts, *told.alerts], now=now, changes=changes)
        return len(due)


@dataclass(slots=True, kw_only=True)
class _Happening:
    """A batch of moments while it is worked out."""

    due: Sequence[Due]
    now: datetime
    above: Above
    outcomes: dict[UUID, str] = field(default_factory=dict)  #: of those that do not fire
    facts: list[Happened] = field(default_factory=list)
    alerts: list[Alert] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    stuck: list[Due] = field(default_factory=list)

    def sort(self) -> None:
        """See what each moment comes to."""
        missed = self._missed()
        last = {(one.wait, one.kind): one.id for one in self.due}
        for one in self.due:
            if over := one.over:
                self.outcomes[one.id] = over
            elif one.kind == MomentKind.WARNING:
                late = one.missed_at is not None or one.wait in missed
                self._warn(one, overtaken=late or last[one.wait, one.kind] != one.id)
            elif one.kind == MomentKind.BREACH:
                self._breach(one, newly=one.wait in missed)
            elif one.kind == MomentKind.ESCALATION:
                self._escalate(one)
            else:
                self.stuck.append(one)

    def _missed(self) -> set[UUID]:
        """Waits that are missed from now on."""
        waits = [one.wait for one in self.due if one.kind == MomentKind.BREACH and not one.over]
        if not waits:
            return set()
        rows = bulk.fetch(_MISSED, {"own": organisation(), "ids": waits, "now": self.now})
        return {row[0] for row in rows}

    def _warn(self, one: Due, *, overtaken: bool) -> None:
        if overtaken:  # after an outage the last word is enough
            self.outcomes[one.id] = "overtaken"
            return
        percent = one.step.get("percent")
        self._fact(one, FactKind.WARNED, one.at, {"percent": percent})
        self._alert(one, AlertKind.WARNING, self._owner(one), {"percent": percent})

    def _breach(self, one: Due, *, newly: bool) -> None:
        if not newly:
            self.outcomes[one.id] = "not_due"
            return
        self._fact(one, FactKind.MISSED, one.due_at or one.at, {"due_at": _iso(one.due_at)})
        self._alert(one, AlertKind.BREACH, (*self._owner(one), *self.above.managing(one.answers_to)), {})
        self._change(one, FactKind.MISSED)

    def _escalate(self, one: Due) -> None:
        self._fact(one, FactKind.ESCALATED, one.at, {"step": one.step})
        self._alert(one, AlertKind.ESCALATED, self._told_by(one), {"step": one.step})

    def _owner(self, one: Due) -> tuple[UUID, ...]:
        """Whose it is; what is nobody's is the managers'."""
        return (one.owner,) if one.owner else self.above.managing(one.answers_to)

    def _told_by(self, one: Due) -> tuple[UUID, ...]:
        """Whom the step of the ladder tells; never nobody."""
        if one.action is Action.TELL_ADMINS:
            return self.above.admins
        if one.action is Action.TELL_TEAM and one.answers_to is not None:
            return self.above.teams.get(one.answers_to, ()) or self.above.managing(one.answers_to)
        return self.above.managing(one.answers_to)

    def _fact(self, one: Due, kind: FactKind, at: datetime, data: dict[str, Any]) -> None:
        self.facts.append(
            Happened(
                kind=kind,
                at=at,
                lead=one.lead,
                wait=one.wait,
                conversation=one.conversation,
                channel=one.channel,
                data={"moment": str(one.id), **data},
            )
        )

    def _alert(self, one: Due, kind: AlertKind, members: tuple[UUID, ...], facts: dict[str, Any]) -> None:
        told = {
            "name": one.name,
            "company": one.company,
            "channel": one.channel,
            "started_at": one.started_at.isoformat(),
            "due_at": _iso(one.due_at),
            **facts,
        }
        whom = tuple(dict.fromkeys(members))
        self.alerts.append(
            Alert(key=f"moment:{one.id}", kind=kind, members=whom, lead=one.lead, wait=one.wait, facts=told)
        )

    def _change(self, one: Due, kind: FactKind) -> None:
        self.changes.append(
            Change(kind=kind.value, lead=one.lead, wait=one.wait, owner=one.owner, team=one.team)
        )


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
