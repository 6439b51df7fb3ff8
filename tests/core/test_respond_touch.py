"""Parallel measures on one wait: to any touch, since assignment, to the first call (the clock, section 3)."""

from typing import Any

import pytest

from firstreply.core.capture.kind import Capture
from firstreply.core.message import Seen
from firstreply.core.respond.event import Event, EventKind
from firstreply.core.respond.wait import Outcome, Wait
from firstreply.core.respond.waits import Waits, read
from tests.mails import ALICE, BOB, MINUTE, TEAM, K, answer, at, envelope, machine, question

ASKED, ANSWERED = at(0), at(1)


def acknowledged(instant: int, to: str = ALICE, **more: Any) -> Seen:
    return machine(instant, reaches=(to,), to=to, **more)


def one(*messages: Seen, events: tuple[Event, ...] = (), **settings: Any) -> Wait:
    [wait] = read(messages, events, **settings)
    return wait


def test_an_answer_is_the_first_touch_when_nothing_came_before() -> None:
    assert one(question(ASKED), answer(ANSWERED)).touched_at == ANSWERED


def test_an_acknowledgement_touches_and_does_not_answer() -> None:
    wait = one(question(ASKED), acknowledged(ASKED + 3), acknowledged(ASKED + 9), answer(ANSWERED))
    assert (wait.touched_at, wait.ended_at, wait.outcome) == (ASKED + 3, ANSWERED, Outcome.ANSWERED)


def test_nobody_is_touched_while_nothing_of_ours_arrived() -> None:
    assert one(question(ASKED)).touched_at is None


@pytest.mark.parametrize(
    "elsewhere",
    [
        acknowledged(ASKED + 3, BOB),
        acknowledged(ASKED + 3, conversation=7),
        machine(ASKED + 3),
        acknowledged(ASKED - 3, references=["q@x"]),
        answer(ASKED + 3, BOB),
    ],
    ids=[
        "to_another",
        "in_another_conversation",
        "to_nobody_outside",
        "before_the_question",
        "answer_to_another",
    ],
)
def test_what_gets_to_somebody_else_is_no_touch(elsewhere: Seen) -> None:
    messages = sorted([question(ASKED, id="q@x"), elsewhere], key=lambda each: each.at)
    assert one(*messages).touched_at is None


def test_an_acknowledgement_that_bounced_is_no_touch() -> None:
    messages = question(ASKED), acknowledged(ASKED + 3, id="ack@x"), answer(ANSWERED)
    assert one(*messages, bounced={"ack@x": frozenset()}).touched_at == ANSWERED


def test_an_answer_that_bounced_leaves_the_acknowledgement_as_the_touch() -> None:
    messages = question(ASKED), acknowledged(ASKED + 3), answer(ANSWERED, id="lost@x")
    wait = one(*messages, bounced={"lost@x": frozenset({ALICE})})
    assert (wait.outcome, wait.touched_at) == (Outcome.OPEN, ASKED + 3)


def test_an_acknowledgement_to_another_address_of_the_party_touches() -> None:
    wait = one(question(ASKED), acknowledged(ASKED + 3, BOB), same={BOB: ALICE})
    assert wait.touched_at == ASKED + 3


def test_a_wait_that_is_dismissed_keeps_the_touch_before() -> None:
    closed = Event(ANSWERED, EventKind.DISMISSED, 0)
    assert one(question(ASKED), acknowledged(ASKED + 3), events=(closed,)).touched_at == ASKED + 3
    assert one(question(ASKED), events=(closed,)).touched_at is None


def test_each_wait_of_a_conversation_has_a_touch_of_its_own() -> None:
    first, second = read(
        [
            question(ASKED),
            acknowledged(ASKED + 3),
            answer(ASKED + 9),
            question(ANSWERED),
            acknowledged(ANSWERED + 5),
        ]
    )
    assert (first.touched_at, second.touched_at) == (ASKED + 3, ANSWERED + 5)


def test_the_last_assignment_before_the_answer_starts_the_reps_clock() -> None:
    events = [Event(ASKED + minute * MINUTE, EventKind.ASSIGNED, 0, person="Ada") for minute in (5, 20)]
    events.append(Event(ANSWERED + 1, EventKind.ASSIGNED, 0, person="Ben"))
    wait = one(question(ASKED), answer(ANSWERED), events=tuple(events))
    assert (wait.assigned_at, wait.started_at, wait.author) == (ASKED + 20 * MINUTE, ASKED, "Ada")


def test_an_assignment_before_the_question_is_not_one_of_this_wait() -> None:
    early = Event(ASKED + 20, EventKind.ASSIGNED, 0)
    first, second = read([question(ASKED), answer(ASKED + 50), question(ANSWERED)], [early])
    assert (first.assigned_at, second.assigned_at) == (ASKED + 20, None)


def test_the_first_call_is_kept_and_ends_nothing() -> None:
    events = tuple(Event(ASKED + second, EventKind.CALLED, 0) for second in (7, 90))
    wait = one(question(ASKED), events=events)
    assert (wait.called_at, wait.touched_at, wait.outcome) == (ASKED + 7, None, Outcome.OPEN)


def test_a_conversation_by_phone_is_call_touch_and_answer_in_one() -> None:
    wait = one(question(ASKED), events=(Event(ASKED + 60, EventKind.TALKED, 0, person="Ada"),))
    assert (wait.called_at, wait.touched_at, wait.ended_at) == (ASKED + 60, ASKED + 60, ASKED + 60)
    tried = (Event(ASKED + 7, EventKind.CALLED, 0), Event(ASKED + 60, EventKind.TALKED, 0))
    assert one(question(ASKED), events=tried).called_at == ASKED + 7


def test_events_about_one_party_say_nothing_about_another() -> None:
    events = [Event(at(0, 10), kind, 0, ALICE) for kind in (EventKind.CALLED, EventKind.ASSIGNED)]
    alice, bob = read([question(ASKED), question(ASKED + 1, BOB)], events)
    assert (alice.called_at, alice.assigned_at) == (at(0, 10), at(0, 10))
    assert (bob.called_at, bob.assigned_at) == (None, None)


@pytest.mark.parametrize("kind", [EventKind.CALLED, EventKind.ASSIGNED])
def test_calls_in_vain_and_assignments_do_not_break_the_silence(kind: EventKind) -> None:
    late = Event(at(20), kind, 0)
    waits = read([question(ASKED), answer(ANSWERED), question(at(40))], [late])
    assert [wait.first for wait in waits] == [True, True]


def test_events_are_the_same_live() -> None:
    live = Waits()
    live.see(0, question(ASKED))
    live.note(Event(ASKED + 7, EventKind.CALLED, 0))
    assert [wait.called_at for wait in live.all()] == [ASKED + 7]
    live.note(Event(ASKED + 9, EventKind.ASSIGNED, 0))
    assert [(wait.called_at, wait.assigned_at) for wait in live.all()] == [(ASKED + 7, ASKED + 9)]


def test_a_machines_mail_says_whom_outside_it_reaches() -> None:
    raw = envelope(
        sender="ada@ours.test",
        to=f"{ALICE}, ben@ours.test",
        marks=("auto_submitted:auto-replied",),
        sent_at=ASKED,
    )
    found = Capture(TEAM).seen(raw, ASKED, 0)
    assert (found.verdict.kind, found.reaches) == (K.OUTBOUND_AUTO, (ALICE,))
