"""Side: what stands beside a lead's timeline: the clock, the next step, who they are, whose, who may be the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from firstreply.core.lead.consent import State
from firstreply.core.respond.wait import Outcome
from firstreply.core.score.score import HIGHEST
from firstreply.insights.reasons.terms import TERMS
from firstreply.insights.sentences import Sentences
from firstreply.insights.sentences.judging import for_points
from firstreply.store.queries import lead_beside, lead_page, stages
from firstreply.store.queries.lead_beside import TaskShown
from firstreply.store.queries.leads import Given, LeadShown
from firstreply.store.queries.waits import WaitShown
from firstreply.web.desk.kinds import kind
from firstreply.web.desk.lead import person
from firstreply.web.desk.lead.because import Because, because, people
from firstreply.web.desk.lead.finding import may
from firstreply.web.desk.lead.presets import PRESETS
from firstreply.web.desk.lead.speech import Speech, speech
from firstreply.web.desk.lead.stages import choices
from firstreply.web.desk.lead.told import ANSWERS, CONSENT, VOIDED
from firstreply.web.desk.persona import called
from firstreply.web.desk.sheet.writing import Writing
from firstreply.web.desk.visit import Visit


class Clock(NamedTuple):
    """One wait as its card shows it."""

    wait: WaitShown
    channel: str
    outcome: str
    stopped: str | None  #: why it stands still; None: it runs
    party: str

    @property
    def is_open(self) -> bool:
        return self.wait.outcome == Outcome.OPEN.value


class Step(NamedTuple):
    """A next step."""

    id: UUID
    title: str
    due_at: datetime | None
    whose: str
    is_late: bool


class Offer(NamedTuple):
    """An offer that stands."""

    id: UUID
    to: str
    until: datetime | None
    is_mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Whose it is and why."""

    name: str
    is_mine: bool
    since: datetime | None
    why: Because | None
    offers: list[Offer]


def _step(told: Speech, one: TaskShown, now: datetime) -> Step:
    is_late = bool(one.due_at and one.due_at < now)
    return Step(one.id, one.title, one.due_at, told.name(one.member_id), is_late)


def side(who: Visit, row: LeadShown) -> dict[str, Any]:
    """The facts of the block `side`. Inside a transaction; the number of queries depends on nothing."""
    clocks = lead_page.clocks(who.viewer, row.id, who.now)
    given = lead_page.assignments(row.id)
    tasks = lead_beside.tasks(row.id)
    files = lead_beside.files(row.id)
    members = {row.owner_id, *(one.member_id for one in given), *(one.member_id for one in tasks)}
    members |= {one.member_id for one in files}
    members |= {one for each in given[:5] for one in people(each.reasons)}
    told = speech(who, lead_page.names({one for one in members if one is not None}))
    stopped = lead_page.paused(row.id, [one.id for one in clocks])
    return {
        "row": row,
        "called": _name(told, row),
        "can": may(who, row),
        "clocks": [_clock(told, one, stopped) for one in clocks if _is_shown(one, clocks)],
        "voided": [(key, who.words.say(text)) for key, text in VOIDED.items()],
        "steps": [_step(told, one, who.now) for one in tasks],
        "lines": person.lines(who.words, row.persona, Writing(who).dates),
        "kinds": person.KINDS,
        "presets": [(key, who.words.say(text)) for key, text in PRESETS.items()],
        "asked": None,
        "me": who.caller.member,
        "snoozed": lead_beside.snoozed(row.id, who.caller.member, who.now) if who.caller.member else None,
        "consents": _consents(told, row),
        "owner": _owner(who, told, row, given),
        "points": for_points(Sentences(who.words, Writing(who).dates), row.point_reasons),
        "most": HIGHEST,
        "answer": who.words.say(ANSWERS[row.qualified]) if row.qualified in ANSWERS else "",
        "conditions": _conditions(told, row),
        "stages": choices(who.words, stages.stages(), row.stage, stages.named()),
        "twins": lead_beside.twins(who.viewer, row.id),
        "merged": lead_page.merged(row.id),
        "files": [(one, told.name(one.member_id)) for one in files],
    }


def _name(told: Speech, row: LeadShown) -> str:
    known = row.persona.get("emails") or row.persona.get("phones") or []
    return told.plain(row.name or row.company or next(iter(known), ""), 120) or told.words.say(
        "Somebody without a name"
    )


def _is_shown(one: WaitShown, every: list[WaitShown]) -> bool:
    """Open ones; without any, the last that ended."""
    return one.outcome == Outcome.OPEN.value or one is every[0]


def _clock(told: Speech, one: WaitShown, stopped: dict[UUID, str]) -> Clock:
    ends = TERMS["outcome"]
    outcome = told.words.say(ends[one.outcome])
    channel = kind(told.words, one.channel).name if one.channel else ""
    return Clock(one, channel, outcome, stopped.get(one.id), one.party)


def _owner(who: Visit, told: Speech, row: LeadShown, given: list[Given]) -> Owner:
    settled = [one for one in given if one.kind not in ("offered", "declined")]
    last = settled[0] if settled else None
    answered = {str(one.reasons.get("offer")) for one in given if one.kind in ("declined", "claimed")}
    standing = [
        one
        for one in given
        if (one.kind == "offered" or (one.pool_id is not None and one.member_id is None))
        and str(one.id) not in answered
        and (one.until is None or one.until > who.now)
        and (last is None or one.id >= last.id)
    ]
    me = who.caller.member
    offers = [
        Offer(
            one.id, told.name(one.member_id) if one.member_id else "", one.until, one.member_id in (None, me)
        )
        for one in standing
    ]
    why = because(told, last.reasons) if last else None
    return Owner(
        name=told.name(row.owner_id) if row.owner_id else "",
        is_mine=row.owner_id is not None and row.owner_id == me,
        since=last.at if last else None,
        why=None if why is None or why.is_empty else why,
        offers=offers,
    )


def _conditions(told: Speech, row: LeadShown) -> list[tuple[str, str, bool]]:
    """Of what qualified: the field, what was found, and whether it held; then what is still to be asked."""
    reasons = row.qualified_reasons or {}
    found = [
        (
            called(told.words, one["field"]),
            told.plain(_found(told, one.get("found")), 120),
            bool(one.get("held")),
        )
        for one in reasons.get("reasons") or ()
    ]
    missing = [
        (called(told.words, one), told.words.say("not known yet"), False)
        for one in reasons.get("missing") or ()
    ]
    return found + [one for one in missing if one[0] not in {each[0] for each in found}]


def _found(told: Speech, found: Any) -> str:
    if found in (None, "", []):
        return told.words.say("not known yet")
    if isinstance(found, bool):
        return told.words.say("Yes") if found else told.words.say("No")
    if isinstance(found, dict):
        return ", ".join(map(str, found.values()))
    return ", ".join(map(str, found)) if isinstance(found, list) else str(found)


def _consents(told: Speech, row: LeadShown) -> list[tuple[str, str, str]]:
    """What each consent is, when, and its words."""
    return [
        (
            told.words.say(
                CONSENT.get(str(one.get("state")), CONSENT[State.GIVEN.value]),
                purpose=told.plain(purpose, 60),
            ),
            told.instant(one.get("at")),
            told.plain(one.get("text"), 500),
        )
        for purpose, one in (row.consents or {}).items()
    ]


def _consent(one: Mapping[str, Any]) -> str:
    return CONSENT.get(str(one.get("state")), CONSENT[State.GIVEN.value])
