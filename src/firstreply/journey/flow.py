"""Flow: a lead's whole life on one page. Each step is a room of its own; none of them knows the others.

What comes in waits as a row (`journey.door`) until it is taken here, in batches of one organisation, one batch at a
time: who asks is recognised, judged, given to somebody, promised an answer and told of, or none of it happened.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import structlog

from firstreply.channels import registry
from firstreply.core.capture.brought import Told
from firstreply.core.refusal import Refused
from firstreply.core.respond.alert import Change
from firstreply.core.respond.wait_row import Reread, WaitRow
from firstreply.journey import (
    acted,
    call,
    capture,
    consent,
    contact,
    due,
    effects,
    fetch,
    programs,
    qualify,
    reply,
    respond,
    route,
    telling,
    thread,
    watch,
)
from firstreply.journey.capture import Asking, Came, People
from firstreply.journey.failing import away
from firstreply.journey.qualify import Judged
from firstreply.store.models import ArrivalKind
from firstreply.store.queries import identity, talk
from firstreply.store.queries.identity import Home
from firstreply.store.queries.standing import looked_at_once
from firstreply.store.tenancy import acting

BATCH: Final = 500  #: arrivals in one transaction
#: A wait that began longer ago when it is first heard of (an import) is history: given to nobody, told to nobody.
HISTORY: Final = timedelta(days=30)
_log = structlog.get_logger(__name__)

#: What comes after: a written answer is an arrival like any other; one given by word of mouth is logged; and what was
#: promised and not kept has its moment.
answered = acted.talked
overdue = acted.overdue


def arrived(organisation_id: UUID, *, limit: int = BATCH, now: datetime) -> int:
    """Take what came in, oldest first; how many arrivals were finished (done, or put aside with a reason).

    One transaction. What fails unexpectedly is found by halving the batch and tried alone from then on; it holds up
    nobody, and is put aside after three attempts. Raises `psycopg.OperationalError` when the database is away.
    """
    try:
        finished, failed_before = _together(organisation_id, limit, None, now)
    except Exception as error:
        if away(error):
            raise
        with acting(organisation_id):
            batch = [one.id for one in capture.come(limit) if not one.attempts]
        return _apart(organisation_id, batch, error, now)
    return finished + sum(_tried(organisation_id, [one], now) for one in failed_before)


def _together(
    organisation_id: UUID, limit: int, only: Collection[UUID] | None, now: datetime
) -> tuple[int, tuple[UUID, ...]]:
    """(how many were finished, which were left out because they failed before)."""
    with acting(organisation_id):
        effects.one_at_a_time()
        came = capture.come(limit, only)
        batch = [one for one in came if only is not None or not one.attempts]
        if batch:
            with looked_at_once():
                _journey(batch, now)
        return len(batch), tuple(one.id for one in came if only is None and one.attempts)


def listed(rows: Sequence[tuple[Came, Asking]], *, now: datetime) -> People:
    """Take rows of a list, which are understood and on disk; the people they name, as they are known now.

    In the caller's transaction, under the organisation's lock: all of it, or none.
    """
    with looked_at_once():
        return _journey([], now, rows)


def _journey(batch: Sequence[Came], now: datetime, rows: Sequence[tuple[Came, Asking]] = ()) -> People:
    home = identity.home()

    pieces = capture.unpacked(batch)
    asked, refused = capture.understood(pieces.came, home.region)
    asked += rows
    heard, called = _heard(pieces, home, now)
    people = capture.recognise([one for _, one in asked], home.shared)
    capture.write(people)
    inquiries = capture.converse(asked, people, now=now)

    lost = thread.reported([_lost(came, told) for came, told in pieces.told if told.passage.is_lost], now=now)
    talked_in = {*heard.conversations, *called.conversations, *lost}
    again = _reread(people, inquiries, talked_in, home, now)
    new = [one for one in (*again.opened, *again.reopened) if one.lead and one.started_at >= now - HISTORY]
    met = {*called.leads, *(one.lead for one in new if one.lead)} - people.leads.keys()

    judged = qualify.judge(
        {**people.leads, **identity.leads(met)}, people.engaged, settings=home.settings, now=now
    )
    capturers = {one.conversation: one.asking.capturer for one in inquiries}
    requests = _requests(new, judged, capturers, {one.id for one in again.opened})
    given = route.give(requests, settings=home.settings, now=now)
    capture.keep({own: one.lead for own, one in judged.items()} | {one.lead.id: one.lead for one in given})
    spoken = {lead for lead, _ in (*heard.done.values(), *called.done.values()) if lead is not None}
    contact.recount(spoken, conversations=talked_in)

    consent.ask([(one.lead, one.asking) for one in inquiries], now=now)
    effects.record(acted.answered_by(again))
    given = _promised(again, given, now)
    done = [*capture.told(asked, people, inquiries), *capture.done({**heard.done, **called.done})]
    aside = {**pieces.refused, **refused, **heard.refused, **called.refused}
    _settle(batch, [*done, *pieces.rest(done)], aside, now)
    _noted(batch, pieces, heard, now)
    programs.messages([one.message for one in done if one.message])

    telling.tell(
        route.alerts(given), now=now, changes=[*called.changes, *route.changes(given), *_ended(again)]
    )
    return people


def _settle(
    batch: Sequence[Came], done: Sequence[capture.Done], aside: Mapping[UUID, Refused], now: datetime
) -> None:
    """Every arrival of the batch comes to an end: one that did not would be taken again and again, for ever."""
    capture.finish(done, now=now)
    capture.quarantine(aside, now=now)
    left = {one.id for one in batch} - {one.id for one in done} - aside.keys()
    if left:
        raise RuntimeError(f"{len(left)} arrivals came to nothing")


def _heard(pieces: capture.Unpacked, home: Home, now: datetime) -> tuple[thread.Heard, call.Heard]:
    """What was written, and what was spoken."""
    written = [one for one in pieces.came if one.kind is not ArrivalKind.INQUIRY]
    heard = thread.heard(
        written, capture.identify, now=now, zone=home.zone, region=home.region, rules=home.mail_rules
    )
    return heard, call.heard(pieces.calls, now=now, zone=home.zone, region=home.region)


def _reread(
    people: People,
    inquiries: Sequence[capture.Inquiry],
    talked_in: Collection[UUID],
    home: Home,
    now: datetime,
) -> Reread:
    """The waits of all conversations that this batch bears on."""
    # An address that turns out to be somebody's makes them one party with whoever was written to or from there before.
    same = talk.of_parties({point.value for _, point in people.adds})
    same |= talk.asked_in({lead for lead, _ in people.adds if not people.leads[lead].fresh})
    said = {*talked_in, *same, *(one.conversation for one in inquiries)}
    return respond.reread(said, now=now, new=_newcomers(inquiries, people), idle_s=home.idle_s)


def _noted(batch: Sequence[Came], pieces: capture.Unpacked, heard: thread.Heard, now: datetime) -> None:
    """What was told besides: what is still to be fetched, what became of our messages, that accounts live."""
    fetch.wanted(pieces.wanted, now=now)
    reply.reported([*heard.told, *((came.source_id, told) for came, told in pieces.told)], now)
    watch.counted([one.id for one in batch], now=now)


def _lost(came: Came, told: Told) -> thread.Lost:
    """A report of a message that reached nobody, or not the one it names."""
    parties = frozenset({told.party} if told.party else ())
    known = registry.channel(came.channel)  # whose messages may have another name: `sms` of twilio
    return thread.Lost(
        arrival=came,
        id=told.id,
        channel=known.channel if known else came.channel,
        at=told.at,
        reason=told.reason,
        parties=parties,
    )


def _newcomers(inquiries: Sequence[capture.Inquiry], people: capture.People) -> set[UUID]:
    """Conversations of leads that are new, and that asked once."""
    asked = Counter(one.lead for one in inquiries)
    return {one.conversation for one in inquiries if people.leads[one.lead].fresh and asked[one.lead] == 1}


def _requests(
    waits: Iterable[WaitRow],
    judged: Mapping[UUID, Judged],
    capturers: Mapping[UUID, UUID | None],
    opening: Collection[UUID],
) -> list[route.Request]:
    """Each wait asks for somebody; one that was addressed to one of ours, or taken down by one, says so."""
    return [
        route.Request(
            wait=wait,
            lead=judged[wait.lead].lead,
            sheet=judged[wait.lead].sheet,
            aside=judged[wait.lead].aside,
            opening=wait.id in opening,
            capturer=capturers.get(wait.conversation) or (UUID(wait.addressed) if wait.addressed else None),
        )
        for wait in waits
        if wait.lead is not None
    ]


def _promised(again: Reread, given: Sequence[route.Given], now: datetime) -> tuple[route.Given, ...]:
    """Promises follow what opened, reopened and ended; what was given, with the waits as they are now."""
    owned = {one.wait.id: one.wait for one in given}
    opened = tuple(owned.get(one.id, one) for one in again.opened)
    reopened = tuple(owned.get(one.id, one) for one in again.reopened)
    waits = owned | {
        one.id: one for one in due.followed(replace(again, opened=opened, reopened=reopened), now=now)
    }
    return tuple(replace(one, wait=waits[one.wait.id]) for one in given)


def _ended(again: Reread) -> Iterable[Change]:
    for one in (*again.ended, *again.joined):
        yield Change(kind=one.outcome.value, lead=one.lead, wait=one.id, owner=one.owner)


def _apart(organisation_id: UUID, batch: Sequence[UUID], error: Exception, now: datetime) -> int:
    """Halve a batch that failed, until what failed is alone."""
    if len(batch) > 1:
        middle = len(batch) // 2
        return sum(_tried(organisation_id, half, now) for half in (batch[:middle], batch[middle:]))
    for arrival in batch:
        _log.error("arrival_failed", arrival=str(arrival), exc_info=error)
        with acting(organisation_id):
            return int(capture.failed(arrival, error, now=now))
    return 0


def _tried(organisation_id: UUID, batch: Sequence[UUID], now: datetime) -> int:
    try:
        return _together(organisation_id, len(batch), batch, now)[0]
    except Exception as error:
        if away(error):
            raise
        return _apart(organisation_id, batch, error, now)
