"""Whom an answer reaches, and what a conversation's beginning says."""

import pytest

from firstreply.core.message import Seen
from firstreply.core.respond.event import Event, EventKind
from firstreply.core.respond.wait import Wait
from firstreply.core.respond.waits import read
from tests.mails import ALICE, BOB, K, answer, at, machine, question, seen

BOTH = f"sales@ours.test, {BOB}"


def ends(waits: list[Wait]) -> list[tuple[str, str, str]]:
    return [(wait.party, wait.outcome.value, wait.evidence) for wait in waits]


@pytest.mark.parametrize("parent", ["q@x", "chaser@x"])
def test_an_answer_to_their_very_message_reaches_them_by_an_address_it_named(parent: str) -> None:
    asked = [question(at(0), id="q@x", to=BOTH), question(at(1), id="chaser@x", to=BOTH)]
    waits = read([*asked, answer(at(2), to=BOB, references=[parent])])
    assert ends(waits) == [(ALICE, "answered", "reply_to_message")]


@pytest.mark.parametrize(
    "reply",
    [
        answer(at(2), to=BOB, references=["other@x"]),
        answer(at(2), to="carol@far.test", references=["q@x"]),
        answer(at(2), to=(), references=["q@x"]),
        answer(at(2), to=BOB),
    ],
)
def test_what_goes_to_a_third_party_answers_nobody(reply: Seen) -> None:
    waits = read([question(at(0), id="q@x", to=BOTH), reply])
    assert ends(waits) == [(ALICE, "open", "test")]


def test_two_who_ask_in_one_conversation_are_owed_two_answers() -> None:
    waits = read([question(at(0)), question(at(1), party=BOB), answer(at(2), to=BOB)])
    assert [(wait.party, wait.outcome.value, wait.first) for wait in waits] == [
        (ALICE, "open", True),
        (BOB, "answered", False),
    ]


def test_what_is_said_on_a_public_list_reaches_everyone_who_waits_there() -> None:
    said = answer(at(2), to="users@list.test")
    waits = read(
        [question(at(0)), question(at(1), party=BOB), said], public_lists=frozenset({"users@list.test"})
    )
    assert ends(waits) == [(ALICE, "answered", "reply_through_list"), (BOB, "answered", "reply_through_list")]


@pytest.mark.parametrize(
    ("told", "outcome"),
    [
        (answer(at(1), conversation=7), "answered"),
        (answer(at(1), conversation=7, to="sales@ours.test"), "open"),
        (answer(at(1), to=(BOB, ALICE), conversation=7)._replace(reaches=(BOB, ALICE)), "answered"),
    ],
)
def test_a_new_conversation_of_ours_answers_what_was_asked_in_another(told: Seen, outcome: str) -> None:
    assert [wait.outcome.value for wait in read([question(at(0)), told])] == [outcome]


def test_a_copy_of_a_new_conversation_answers_nothing_and_names_are_compared_whole() -> None:
    copied = answer(at(1), to=(f"m{ALICE}", ALICE), conversation=7)
    copied = copied._replace(envelope=copied.envelope._replace(to=f"m{ALICE}", cc=ALICE))
    assert [wait.outcome.value for wait in read([question(at(0)), copied])] == ["open"]


def test_writing_on_in_another_old_conversation_answers_only_that_one() -> None:
    asked = [question(at(0)), question(at(1), conversation=7)]
    waits = read([*asked, answer(at(2), conversation=7)])
    assert [(wait.conversation, wait.outcome.value) for wait in waits] == [(0, "open"), (7, "answered")]


@pytest.mark.parametrize(
    ("lost", "outcomes"),
    [
        (frozenset({ALICE}), ["open", "answered"]),
        (frozenset({BOB}), ["answered", "open"]),
        (frozenset({ALICE, BOB}), ["open", "open"]),
        (frozenset(), ["open", "open"]),
        (frozenset({"passed-on@far.test"}), ["open", "open"]),
    ],
)
def test_a_bounce_voids_an_answer_only_for_whom_it_did_not_reach(
    lost: frozenset[str], outcomes: list[str]
) -> None:
    mails = [question(at(0)), question(at(1), party=BOB), answer(at(2), to=(ALICE, BOB), id="a@x")]
    assert [wait.outcome.value for wait in read(mails, bounced={"a@x": lost})] == outcomes


def test_after_a_bounce_the_original_start_goes_on() -> None:
    mails = [question(at(0)), answer(at(1), id="a@x"), answer(at(2), id="b@x")]
    [wait] = read(mails, bounced={"a@x": frozenset()})
    assert (wait.started_at, wait.ended_at) == (at(0), at(2))


def test_a_copy_for_information_owes_nothing_but_for_the_first_contact() -> None:
    first, later = question(at(0), owed=False), question(at(2), conversation=1, owed=False)
    assert [wait.started_at for wait in read([first, answer(at(1)), later])] == [at(0)]


def test_the_first_wait_of_a_conversation_that_began_with_a_copy_is_its_first_response() -> None:
    mails = [
        question(at(0)), answer(at(0, 10)),
        question(at(2), conversation=1, owed=False), question(at(3), conversation=1),
    ]  # fmt: skip
    assert [(wait.started_at, wait.first) for wait in read(mails)] == [(at(0), True), (at(3), True)]
    spoken = [*mails[:3], answer(at(2, 12), conversation=1), mails[3]]
    assert [(wait.started_at, wait.first) for wait in read(spoken)] == [(at(0), True), (at(3), False)]


def test_a_conversation_that_began_before_we_look_is_truncated_until_it_begins_anew() -> None:
    mails = [
        question(at(0), references=["gone@x"]),
        answer(at(1)),
        question(at(2)),
        answer(at(3)),
        question(at(40)),
    ]
    assert [(wait.truncated, wait.first) for wait in read(mails)] == [
        (True, True),
        (True, False),
        (False, True),
    ]
    after = [*mails, answer(at(41)), question(at(42))]
    assert [wait.truncated for wait in read(after)] == [True, True, False, False]


@pytest.mark.parametrize("kind", [K.INBOUND_AUTO, K.INTERNAL])
def test_a_conversation_begun_by_a_machine_or_among_us_is_not_truncated(kind: K) -> None:
    [wait] = read([seen(kind, at(0), id="m@x"), question(at(1), references=["m@x"])])
    assert (wait.truncated, wait.first) == (False, True)


def test_spam_is_voided_and_neither_opens_nor_ends_anything() -> None:
    mails = [question(at(0)), seen(K.SPAM, at(1), party=ALICE), answer(at(2)), seen(K.SPAM, at(3), party=BOB)]
    found = [(wait.party, wait.outcome.value, wait.started_at, wait.ended_at) for wait in read(mails)]
    assert found == [
        (ALICE, "answered", at(0), at(2)),
        (ALICE, "voided", at(1), at(1)),
        (BOB, "voided", at(3), at(3)),
    ]


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [(EventKind.DISMISSED, "dismissed"), (EventKind.VOIDED, "voided"), (EventKind.TALKED, "answered")],
)
def test_a_person_can_end_one_partys_wait_or_all(kind: EventKind, outcome: str) -> None:
    asked = [question(at(0)), question(at(1), party=BOB)]
    one = read(asked, [Event(at(2), kind, 0, party=BOB, person="Ada")])
    assert [wait.outcome.value for wait in one] == ["open", outcome]
    every = read(asked, [Event(at(2), kind, 0, person="Ada")])
    assert [wait.outcome.value for wait in every] == [outcome, outcome]
    assert {wait.author for wait in every} == ({"Ada"} if outcome == "answered" else {None})


def test_an_event_in_a_conversation_nobody_knows_does_nothing() -> None:
    assert read([], [Event(at(0), EventKind.CLOSED, 3)]) == []


def test_an_acknowledgement_at_once_ends_nothing() -> None:
    assert [
        wait.outcome.value for wait in read([question(at(0), id="q@x"), machine(at(0), references=["q@x"])])
    ] == ["open"]
