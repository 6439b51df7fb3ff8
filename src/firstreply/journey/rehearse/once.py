"""Once: what would happen if somebody asked, step by step and with every reason. Nothing is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from uuid import UUID

from firstreply.core.fact import FactKind
from firstreply.core.lead import Persona
from firstreply.core.qualify import Reason, Sheet, because, holds, sheet
from firstreply.core.qualify import Rule as Condition
from firstreply.core.refusal import Refused
from firstreply.core.respond.ladder import Ladder, Moment, moments
from firstreply.core.respond.wait import Outcome
from firstreply.core.respond.wait_row import WaitRow
from firstreply.core.route import Assignment, Rule
from firstreply.journey import capture, qualify, route
from firstreply.journey.capture.identify import INQUIRED
from firstreply.journey.due.frozen import Frozen
from firstreply.journey.due.plan import ladder_of
from firstreply.journey.due.promise import fits, freeze
from firstreply.journey.qualify import Judged
from firstreply.journey.rehearse.setting import Setting
from firstreply.store.ids import new_id
from firstreply.store.queries import identity
from firstreply.store.queries.due import Placed, Promising
from firstreply.store.queries.identity import LeadRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who asks, by what, when. Either `lead`, which is known, or `persona`, who is made up."""

    at: datetime
    channel: str = "api"
    lead: UUID | None = None
    persona: Persona = field(default_factory=Persona)
    capturer: UUID | None = None  #: who took it down
    recognised: bool = True  #: a made-up person with the address of one who is known is that one


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleAsked:
    """A routing rule, in the order of asking: what became of it, and the conditions that decided.

    `fate`: `chosen`, `in_vain` (it matched, and found nobody), `no_match`, `not_reached`.
    """

    rule: Rule
    fate: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseAsked:
    """A promise, in the order of asking; the first that `fits` applies."""

    promise: Promising
    fits: bool
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsed:
    """What would happen. `assignment` is None where nobody works here; `promise` where none fits.

    `how` is kept, routed, offered or aside; `hours` are the open stretches, epoch seconds, from the question to the
    due instant.
    """

    lead: LeadRow
    known: bool
    judged: Judged
    happened: tuple[str, ...]  #: kinds of the facts that judging would record
    rules: tuple[RuleAsked, ...]
    assignment: Assignment | None
    how: str
    wait: WaitRow
    promises: tuple[PromiseAsked, ...]
    promise: Frozen | None
    moments: tuple[Moment, ...] = ()
    ladder: Ladder = field(default_factory=Ladder)
    hours: tuple[tuple[int, int], ...] = ()


def rehearse(asked: Asked, setting: Setting) -> Rehearsed:
    """As `flow.arrived` would take it in that setting. Refuses `not_found` for a lead that is not there.

    The question begins a conversation of its own.
    """
    lead, known = _asking(asked)
    wait = _wait(lead, asked)
    events = [(INQUIRED, asked.at)]
    if known:
        events = [*identity.engagements([lead.id]).get(lead.id, ()), *events]
    judged, told = qualify.judged(lead, events, setting.judging, setting.incomplete, asked.at)
    request = route.Request(
        wait=wait, lead=judged.lead, sheet=judged.sheet, aside=judged.aside, capturer=asked.capturer
    )
    assignment, after = _given(request, setting, asked.at)
    wait = _owned(wait, assignment)
    place = _placed(after, wait, setting, asked.at)
    promise = freeze(replace(wait, owner=wait.owner or place.owner), place, setting.terms)
    due = None if promise is None else promise.due
    ladder = Ladder() if promise is None else ladder_of(promise.sla)
    return Rehearsed(
        lead=after,
        known=known,
        judged=judged,
        happened=tuple(one.kind.value for one in told if one.kind is not FactKind.SCORED),
        rules=_rules(request, assignment, setting),
        assignment=assignment,
        how="" if assignment is None else route.how(request, assignment),
        wait=wait,
        promises=_promises(wait, place, setting),
        promise=promise,
        moments=() if due is None else moments(due, ladder),
        ladder=ladder,
        hours=() if promise is None else _hours(promise),
    )


def _asking(asked: Asked) -> tuple[LeadRow, bool]:
    at = asked.at
    if asked.lead is not None:
        found = identity.leads([asked.lead]).get(asked.lead)
        if found is None:
            raise Refused("not_found", what="lead", id=str(asked.lead))
        return replace(found, inquired_at=max(found.inquired_at, at)), True
    asking = capture.Asking(persona=asked.persona, at=at, channel=asked.channel)
    if not asked.recognised:
        return LeadRow(id=new_id(), persona=asked.persona, inquired_at=at, created_at=at, fresh=True), False
    people = capture.recognise([asking], identity.home().shared)
    (own,) = people.ids
    lead = people.leads[own]
    return lead, not lead.fresh


def _wait(lead: LeadRow, asked: Asked) -> WaitRow:
    return WaitRow(
        id=new_id(), lead=lead.id, conversation=new_id(), party="", channel=asked.channel,
        started_at=asked.at.astimezone(UTC).replace(microsecond=0), ended_at=None, outcome=Outcome.OPEN, evidence="",
        first=True, truncated=False, opened_by=new_id(), ended_by=None, joined=(), author=None, author_name="",
        addressed="", touched_at=None, assigned_at=None, called_at=None,
    )  # fmt: skip


def _given(request: route.Request, setting: Setting, at: datetime) -> tuple[Assignment | None, LeadRow]:
    if not setting.crew.members:
        return None, request.lead
    pools = route.Pools(setting.crew.members, setting.settings, kept=False, there=setting.pools)
    deciding = route.Deciding(pools, setting.ruleset, setting.crew, at)
    ((_, made),) = deciding.all([request])
    return made, deciding.after[0]


def _owned(wait: WaitRow, made: Assignment | None) -> WaitRow:
    owner = None if made is None or made.owner is None else UUID(made.owner)
    return replace(wait, owner=owner, first_owner=owner)


def _placed(lead: LeadRow, wait: WaitRow, setting: Setting, at: datetime) -> Placed:
    owner = wait.owner or lead.owner
    page = sheet(lead.persona, points=lead.points, created=int(lead.created_at.timestamp()), today=at.date())
    calendars = setting.whose.calendars(owner, lead.team)
    return Placed(
        owner=owner,
        team=lead.team,
        name=lead.persona.name,
        company=lead.persona.company,
        calendars=calendars,
        sheet=page,
    )


def _rules(request: route.Request, made: Assignment | None, setting: Setting) -> tuple[RuleAsked, ...]:
    if request.aside or setting.ruleset is None or made is None:
        return ()
    found: list[RuleAsked] = []
    over = made.rule == route.OWNER.id and made.rule_version == route.OWNER.version
    for rule in sorted(setting.ruleset.rules, key=lambda one: one.order):
        matched, reasons = _matched(rule, request.sheet)
        chosen = not over and matched and (made.rule, made.rule_version) == (rule.id, rule.version)
        fate = "not_reached" if over else "chosen" if chosen else "in_vain" if matched else "no_match"
        found.append(RuleAsked(rule=rule, fate=fate, reasons=reasons))
        over = over or chosen
    return tuple(found)


def _matched(rule: Rule, page: Sheet) -> tuple[bool, tuple[Reason, ...]]:
    if rule.condition is None:
        return True, ()
    condition: Condition = rule.condition  # type: ignore[assignment]  # routing does not look inside
    return holds(condition, page), because(condition, page)


def _promises(wait: WaitRow, place: Placed, setting: Setting) -> tuple[PromiseAsked, ...]:
    def asked(one: Promising) -> PromiseAsked:
        reasons = () if one.rule is None or place.sheet is None else because(one.rule, place.sheet)
        return PromiseAsked(promise=one, fits=fits(one, wait, place), reasons=reasons)

    return tuple(asked(one) for one in setting.terms.slas)


def _hours(one: Frozen) -> tuple[tuple[int, int], ...]:
    """Where the clock runs between the question and the due instant."""
    if one.due is None:
        return ()
    start, stop = one.due.start, one.due.due
    calendar = one.hours.calendar
    stretches: Sequence[tuple[int, int]] = calendar.breaks(start, stop).stretches()
    return tuple((max(a, start), min(b, stop)) for a, b in stretches if a < stop and b > start)


def names(setting: Setting) -> Mapping[str, str]:
    """What pools are called, by id."""
    return {own: name for own, (name, _) in setting.pools.items()}
