"""The cases of the clock, section 8, that are about what starts and what stops it."""

import pytest

from firstreply.core.respond.event import Event, EventKind
from firstreply.core.respond.wait import Outcome, Wait
from firstreply.core.respond.waits import order, read
from tests.mails import ALICE, BOB, DAY, MINUTE, answer, at, machine, question


def told(waits: list[Wait]) -> list[tuple[str, int, int | None, str, bool]]:
    """What matters of each wait: party, seconds from the first start, seconds it took, outcome, first response."""
    return [
        (
            wait.party,
            wait.started_at,
            None if wait.ended_at is None else wait.ended_at - wait.started_at,
            wait.outcome.value,
            wait.first,
        )
        for wait in waits
    ]


def test_case_01_a_wait_closed_by_a_bot_does_not_reach_into_the_next_one() -> None:
    monday, friday = at(0, 9), at(4, 14)
    messages = [question(monday), machine(monday + 3), question(friday), answer(friday + 10 * MINUTE)]
    closed = Event(monday + 5 * MINUTE, EventKind.CLOSED, 0)
    assert told(read(messages, [closed])) == [
        (ALICE, monday, 5 * MINUTE, "dismissed", True),
        (ALICE, friday, 10 * MINUTE, "answered", True),
    ]


def test_case_02_no_wait_spans_a_closed_stretch() -> None:
    messages = [question(at(0)), question(at(9)), answer(at(10))]
    events = [Event(at(1), EventKind.CLOSED, 0), Event(at(2), EventKind.CLOSED, 0)]
    assert told(read(messages, events)) == [
        (ALICE, at(0), DAY, "dismissed", True),
        (ALICE, at(9), DAY, "answered", True),
    ]


def test_case_03_after_a_bot_has_resolved_the_second_question_starts_the_clock() -> None:
    second = at(14)
    messages = [question(at(0)), machine(at(0) + 3), question(second), answer(second + 60)]
    resolved = Event(at(0) + 4, EventKind.CLOSED, 0)
    assert told(read(messages, [resolved])) == [
        (ALICE, at(0), 4, "dismissed", True),
        (ALICE, second, 60, "answered", True),
    ]


def test_case_03_a_bot_that_only_answers_leaves_the_first_question_waiting() -> None:
    messages = [question(at(0)), machine(at(0) + 3), question(at(14)), answer(at(14) + 60)]
    assert told(read(messages)) == [(ALICE, at(0), 14 * DAY + 60, "answered", True)]


def test_case_04_credit_goes_to_the_author_and_the_owner_is_kept() -> None:
    [wait] = read([question(at(0), owner="Ada"), answer(at(1), person="Ben")])
    assert (wait.author, wait.owner) == ("Ben", "Ada")


def test_case_04_nobody_is_credited_for_a_shared_mailbox() -> None:
    [wait] = read([question(at(0)), answer(at(1), person=None)])
    assert (wait.outcome, wait.author) == (Outcome.ANSWERED, None)


def test_case_05_bye_after_the_answer_is_dismissed_not_missed() -> None:
    messages = [question(at(0)), answer(at(0, 10)), question(at(0, 11)), question(at(3))]
    waits = read(messages, closing=lambda position: position == 2)
    assert told(waits) == [
        (ALICE, at(0), 3600, "answered", True),
        (ALICE, at(0, 11), 0, "dismissed", False),
        (ALICE, at(3), None, "open", True),
    ]


def test_case_05_thanks_before_any_answer_is_no_goodbye() -> None:
    waits = read([question(at(0)), answer(at(0, 10), to=BOB)], closing=lambda position: True)
    assert [wait.outcome for wait in waits] == [Outcome.OPEN]


def test_case_08_chasers_never_move_the_start() -> None:
    messages = [question(at(0)), question(at(1)), question(at(2)), answer(at(3))]
    [wait] = read(messages)
    assert (wait.started_at, wait.ended_at, wait.joined) == (at(0), at(3), (1, 2))


def test_case_09_nothing_is_due_when_we_were_the_last_to_write() -> None:
    waits = read([question(at(0)), answer(at(1)), answer(at(2), person="Ben")])
    assert told(waits) == [(ALICE, at(0), DAY, "answered", True)]


def test_case_10_before_any_answer_only_the_first_response_clock_runs() -> None:
    waits = read([question(at(0)), question(at(0, 10)), question(at(0, 11))])
    assert [(wait.first, wait.outcome) for wait in waits] == [(True, Outcome.OPEN)]


def test_case_11_pausing_and_resuming_end_no_wait() -> None:
    events = [Event(at(1), EventKind.PAUSED, 0), Event(at(2), EventKind.RESUMED, 0)]
    assert told(read([question(at(0)), answer(at(3))], events)) == [(ALICE, at(0), 3 * DAY, "answered", True)]


def test_case_12_a_thread_that_we_opened_has_no_first_response() -> None:
    assert read([answer(at(0)), answer(at(1))]) == []
    waits = read([answer(at(0)), question(at(1)), answer(at(2))])
    assert told(waits) == [(ALICE, at(1), DAY, "answered", False)]


def test_case_12_a_campaign_of_ours_opens_the_thread_too() -> None:
    assert told(read([machine(at(0)), question(at(1))])) == [(ALICE, at(1), None, "open", False)]


def test_case_12_an_acknowledgement_dated_before_its_question_opens_no_thread() -> None:
    early = machine(at(0) - 2, references=["q@x"])
    assert told(read([early, question(at(0), id="q@x")])) == [(ALICE, at(0), None, "open", True)]


@pytest.mark.parametrize(
    "kind", [EventKind.STAGE_MOVED, EventKind.ASSIGNED, EventKind.NOTED, EventKind.PAUSED, EventKind.RESUMED]
)
def test_case_13_moving_assigning_and_noting_never_stop_the_clock(kind: EventKind) -> None:
    waits = read([question(at(0))], [Event(at(1), kind, 0)])
    assert told(waits) == [(ALICE, at(0), None, "open", True)]


@pytest.mark.parametrize("by", ["message", "new_thread", "talked", "other_order"])
def test_case_14_an_answer_by_any_path_stops_the_clock(by: str) -> None:
    asked = question(at(0))
    paths = {
        "message": read([asked, answer(at(1))]),
        "new_thread": read([asked, answer(at(1), conversation=7)]),
        "talked": read([asked], [Event(at(1), EventKind.TALKED, 0, person="Ada")]),
        "other_order": read(sorted([answer(at(1)), asked], key=order)),
    }
    [wait] = paths[by]
    assert (wait.outcome, wait.ended_at, wait.author) == (Outcome.ANSWERED, at(1), "Ada")


def test_case_15_a_late_answer_stays_an_answer_with_its_whole_time() -> None:
    [wait] = read([question(at(0)), answer(at(40))])
    assert (wait.outcome, wait.ended_at) == (Outcome.ANSWERED, at(40))


def test_case_18_a_second_inquiry_of_a_known_person_is_a_new_wait() -> None:
    messages = [question(at(0)), answer(at(1)), question(at(2), conversation=1)]
    assert told(read(messages)) == [
        (ALICE, at(0), DAY, "answered", True),
        (ALICE, at(2), None, "open", True),
    ]


def test_case_18_after_thirty_idle_days_the_same_thread_is_a_new_inquiry() -> None:
    messages = [
        question(at(0)),
        answer(at(1)),
        question(at(31), id="still@x"),
        answer(at(32)),
        question(at(63)),
    ]
    assert [wait.first for wait in read(messages)] == [True, False, True]


@pytest.mark.parametrize(
    ("kind", "first"),
    [
        (EventKind.ASSIGNED, True), (EventKind.CALLED, True), (EventKind.NOTED, True), (EventKind.PAUSED, True),
        (EventKind.RESUMED, True), (EventKind.STAGE_MOVED, True), (EventKind.TALKED, False),
    ],
)  # fmt: skip
def test_case_18_only_what_was_said_or_ended_begins_the_thirty_days_anew(
    kind: EventKind, first: bool
) -> None:
    messages = [question(at(0)), answer(at(1)), question(at(40), id="again@x")]
    assert [wait.first for wait in read(messages, [Event(at(20), kind, 0)])] == [True, first]


def test_case_21_merging_two_addresses_keeps_the_earliest_open_wait_and_undo_restores_both() -> None:
    messages = [question(at(0)), question(at(1), party=BOB), answer(at(2), to=BOB)]
    apart = [(ALICE, at(0), None, "open", True), (BOB, at(1), DAY, "answered", False)]
    assert told(read(messages)) == apart
    [merged] = read(messages, same={BOB: ALICE})
    assert (merged.party, merged.started_at, merged.ended_at, merged.joined) == (ALICE, at(0), at(2), (1,))
    assert told(read(messages)) == apart


def test_case_31_messages_in_any_order_of_arrival_give_the_same_waits() -> None:
    messages = [question(at(0)), answer(at(1)), question(at(2)), answer(at(3))]
    late_first = sorted([messages[3], messages[0], messages[2], messages[1]], key=order)
    assert read(late_first) == read(messages)


def test_case_32_of_two_messages_at_one_instant_the_customers_comes_first() -> None:
    same = [answer(at(0), id="a@x"), question(at(0), id="z@x")]
    assert told(read(sorted(same, key=order))) == [(ALICE, at(0), 0, "answered", True)]
