"""Acted: what somebody of ours did, from end to end: done, recorded, read again by the clock, promised, told.

Every use case here is one transaction and takes the organisation first, then what the function of the same name in
`journey.act` takes; it refuses as that does.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Concatenate, Final, ParamSpec
from uuid import UUID

from firstreply.core.fact import FactKind
from firstreply.core.respond.alert import Alert, AlertKind, Change
from firstreply.core.respond.wait_row import Reread, WaitRow
from firstreply.journey import act, capture, contact, due, effects, loads, qualify, respond, route, telling
from firstreply.journey.act.deed import Deed
from firstreply.journey.due.frozen import owned_by, unowned_of, waits_of
from firstreply.journey.due.stuck import Stuck
from firstreply.journey.effects import Happened
from firstreply.journey.organise import people
from firstreply.journey.organise.decided import By
from firstreply.store.queries import identity
from firstreply.store.tenancy import acting

_Given = ParamSpec("_Given")
BATCH: Final = due.BATCH
_SPOKEN: Final = frozenset({FactKind.TALKED, FactKind.CALLED, FactKind.REOPENED})


def overdue(organisation_id: UUID, *, now: datetime, limit: int = BATCH) -> int:
    """Do what has come due; how many moments were done. Those that need somebody else get them in the same go."""
    return due.overdue(organisation_id, now=now, limit=limit, move_on=_move_on)


def retire(organisation_id: UUID, member: UUID, by: By, *, revision: int | None = None) -> tuple[UUID, ...]:
    """They leave, and what they have open goes to others; which waits. One transaction; refuses as
    `organise.people.retire` does.
    """
    with acting(organisation_id):
        effects.one_at_a_time()
        people.retire(member, by, revision=revision)
        left = owned_by(member)
        given = _give([_Need(wait=one, had=frozenset({member}), again=True) for one in left], (), by.at)
        due.moved([one.wait.id for one in given], now=by.at)
        loads.recount([member, *(one.member for one in given)])
        effects.record(_left(one, member, by) for one in given)
        telling.tell(route.alerts(given), now=by.at, changes=[*route.changes(given)])
        return tuple(one.wait.id for one in given)


def _left(one: route.Given, before: UUID, by: By) -> Happened:
    data = {"moment": None, "before": str(before), "after": str(one.member)}
    return Happened(
        kind=FactKind.MOVED_ON, at=by.at, lead=one.lead.id, wait=one.wait.id, member=by.member, data=data
    )


def _whole(step: Callable[_Given, Deed]) -> Callable[Concatenate[UUID, _Given], Deed]:
    def whole(organisation_id: UUID, /, *args: _Given.args, **kwargs: _Given.kwargs) -> Deed:
        with acting(organisation_id):
            effects.one_at_a_time()  # nobody else gives, takes or merges leads meanwhile
            deed = step(*args, **kwargs)
            follow(deed)
            return deed

    whole.__name__, whole.__doc__ = step.__name__, step.__doc__
    return whole


change_lead = _whole(act.change_lead)
move_stage = _whole(act.move_stage)
put_back = _whole(act.put_back)
note = _whole(act.note)
assign = _whole(act.assign)
hand_over = _whole(act.hand_over)
ask_for_cover = _whole(act.ask_for_cover)
claim = _whole(act.claim)
decline_offer = _whole(act.decline_offer)
talked = _whole(act.talked)
called = _whole(act.called)
dismiss = _whole(act.dismiss)
void = _whole(act.void)
close = _whole(act.close)
reopen = _whole(act.reopen)
pause = _whole(act.pause)
resume = _whole(act.resume)
overrule_class = _whole(act.overrule_class)
set_presence = _whole(act.set_presence)
take_leave = _whole(act.take_leave)
come_back = _whole(act.come_back)
merge = _whole(act.merge)
unmerge = _whole(act.unmerge)
plan = _whole(act.plan)
finish = _whole(act.finish)
take_up = _whole(act.take_up)
lay = _whole(act.lay)
take_away = _whole(act.take_away)
lay_again = _whole(act.lay_again)
met = _whole(act.met)
unsay = _whole(act.unsay)
give_back = _whole(act.give_back)
withdraw_offer = _whole(act.withdraw_offer)
reconsider = _whole(act.reconsider)
keep_apart = _whole(act.keep_apart)
claim_next = _whole(act.claim_next)
release = _whole(act.release)


def snooze(
    organisation_id: UUID, leads: Collection[UUID], until: datetime, *, by: UUID, now: datetime
) -> tuple[UUID, ...]:
    """Hide leads from one person for a while; nobody else is told, and no clock stops."""
    with acting(organisation_id):
        return act.snooze(leads, until, by=by, now=now)


def wake(organisation_id: UUID, leads: Collection[UUID], *, by: UUID) -> int:
    """Show them again; how many were hidden."""
    with acting(organisation_id):
        return act.wake(leads, by=by)


def follow(deed: Deed) -> None:
    """What a deed brings with it, in the order of the journey; telling comes last."""
    now = deed.at
    effects.record(deed.facts)
    again = Reread()
    if deed.reread:
        again = respond.reread(deed.reread, now=now, idle_s=identity.home().idle_s)
    effects.record(answered_by(again))
    _reached(deed)
    needing = [_Need(wait=one, opening=True) for one in again.opened if one.owner is None]
    needing += [_Need(wait=one, declined=deed.declined) for one in unowned_of(deed.route)]
    given = _give(needing, deed.judged, now)
    owned = {one.wait.id: one.wait for one in given}
    due.followed(replace(again, opened=tuple(owned.get(one.id, one) for one in again.opened)), now=now)
    due.paused(deed.paused, now=now)
    due.resumed(deed.resumed, by=deed.by, now=now)
    due.moved(deed.moved, now=now)
    loads.recount([*deed.members, *(one.member for one in given)])
    changes = [*deed.changes, *_ended(again), *route.changes(given)]
    telling.tell([*deed.alerts, *route.alerts(given)], now=now, changes=changes)


def _reached(deed: Deed) -> None:
    """What was said, taken back, or is another's by now may be the last that reached them."""
    if not deed.reread and not any(one.kind in _SPOKEN for one in deed.facts):
        return
    leads = {one.lead for one in deed.facts if one.lead is not None}
    leads |= {UUID(one.data[key]) for one in deed.facts for key in ("into", "from") if one.data.get(key)}
    contact.recount(leads, conversations=deed.reread)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Need:
    """A wait that needs somebody."""

    wait: WaitRow
    had: frozenset[UUID] = frozenset()
    declined: frozenset[UUID] = frozenset()
    again: bool = False
    opening: bool = False


def _give(needing: Sequence[_Need], judged: Iterable[UUID], now: datetime) -> list[route.Given]:
    """Judge leads of which more is known, and give waits to somebody."""
    leads = {one.wait.lead for one in needing if one.wait.lead is not None} | set(judged)
    if not leads:
        return []
    settings = identity.home().settings
    found = qualify.judge(identity.leads(leads), {}, settings=settings, now=now)
    requests = [
        route.Request(
            wait=one.wait,
            lead=found[one.wait.lead].lead,
            sheet=found[one.wait.lead].sheet,
            aside=found[one.wait.lead].aside,
            excluded=one.had,
            declined=one.declined,
            again=one.again,
            opening=one.opening,
        )
        for one in needing
        if one.wait.lead in found
    ]
    given = route.give(requests, settings=settings, now=now)
    after = {own: one.lead for own, one in found.items()} | {one.lead.id: one.lead for one in given}
    capture.keep(after)
    return list(given)


def _move_on(stuck: Sequence[Stuck], now: datetime) -> due.Told:
    """Somebody else for what nobody touches, and for what was offered in vain; those who had it are left out."""
    of = {one.wait: one for one in stuck}
    waits = {one.id: one for one in waits_of(list(of))}
    lines = [_Need(wait=waits[own], had=one.had, declined=one.declined, again=one.owner is not None)
             for own, one in of.items() if own in waits]  # fmt: skip
    given = _give(lines, (), now)
    had = act.holders(*(one.lead.id for one in given))
    along = _move_other_waits(given, now)
    due.moved([one.wait.id for one in given], now=now)
    loads.recount([*had, *(one.owner for one in stuck), *(one.member for one in given), *_offered(stuck)])
    moved = [(of[one.wait.id], one) for one in given]
    return due.Told(
        facts=[*along, *(_moved(one, to, now) for one, to in moved)],
        alerts=[
            *route.alerts(given),
            *(_taken(one, to) for one, to in moved if one.owner not in (None, to.member)),
        ],
        changes=[
            *route.changes(given),
            *(_gone(one, to) for one, to in moved if one.owner not in (None, to.member)),
        ],
    )


def _move_other_waits(given: Iterable[route.Given], now: datetime) -> list[Happened]:
    """A lead moves as a whole: what else it waits for goes with it, and the clock of who has it now says so."""
    told = []
    for one in given:
        if one.lead.owner is not None:
            moved = act.move_waits(one.lead.id, one.lead.owner, now, but=one.wait.id)
            told += [_along(one, wait, now) for wait in waits_of(moved)]
    return told


def _along(one: route.Given, wait: WaitRow, now: datetime) -> Happened:
    data = {
        "assignment": str(one.assignment),
        "member": str(one.lead.owner),
        "team": one.lead.team and str(one.lead.team),
        "how": "along",
    }
    return Happened(
        kind=FactKind.ASSIGNED,
        at=now,
        lead=one.lead.id,
        wait=wait.id,
        conversation=wait.conversation,
        channel=wait.channel,
        data=data,
    )


def _offered(stuck: Iterable[Stuck]) -> Iterable[UUID]:
    for one in stuck:
        if one.offer is not None:
            yield from one.declined


def _moved(one: Stuck, to: route.Given, now: datetime) -> Happened:
    if one.offer is not None and one.owner is None:
        data = {"assignment": str(one.offer), "member": None}
        return Happened(kind=FactKind.DECLINED, at=now, lead=one.lead, wait=one.wait, data=data)
    data = {"moment": str(one.moment), "before": str(one.owner), "after": str(to.member)}
    return Happened(kind=FactKind.MOVED_ON, at=now, lead=one.lead, wait=one.wait, data=data)


def _taken(one: Stuck, to: route.Given) -> Alert:
    assert one.owner is not None  # nobody had it otherwise
    persona = to.lead.persona
    facts = {"name": persona.name, "company": persona.company, "after": str(to.member), "why": "untouched"}
    return Alert(
        key=f"moment:{one.moment}",
        kind=AlertKind.TAKEN_AWAY,
        members=(one.owner,),
        lead=one.lead,
        wait=one.wait,
        facts=facts,
    )


def _gone(one: Stuck, to: route.Given) -> Change:
    """The screen of who had it follows, too."""
    return Change(
        kind=FactKind.MOVED_ON.value, lead=one.lead, wait=one.wait, owner=one.owner, team=to.lead.team
    )


def answered_by(again: Reread) -> Iterable[Happened]:
    """The facts of answers that messages turned out to be."""
    for one in again.answered:
        data = {"message": str(one.ended_by), "author": one.author_name, "party": one.party}
        yield Happened(
            kind=FactKind.ANSWERED,
            at=one.ended_at or one.started_at,
            lead=one.lead,
            wait=one.id,
            conversation=one.conversation,
            member=one.author,
            channel=one.channel,
            data=data,
        )


def _ended(again: Reread) -> Iterable[Change]:
    for one in (*again.ended, *again.reopened):
        yield Change(kind=one.outcome.value, lead=one.lead, wait=one.id, owner=one.owner)
