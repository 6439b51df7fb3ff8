"""One message is one message, at the instant that counts."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from firstreply.core.capture.unify import OVERTAKING_S, Unique, unify
from firstreply.core.message import Envelope
from tests.mails import DAY, HOUR, NOW, at, envelope


def told(found: Unique) -> list[tuple[str, int | None]]:
    return [(one.message_id, when) for one, when in zip(found.envelopes, found.ats, strict=True)]


def unified(*mails: Envelope) -> Unique:
    return unify([(mails, False, False)], NOW)


def test_copies_of_one_id_are_one_at_the_earliest_servers_time() -> None:
    early, late = (
        envelope("a", sent_at=at(0), received_at=at(0, 9, 0, second), delivered=f"{second}@ours.test")
        for second in (2, 9)
    )
    found = unify([([late], False, False), ([early], False, True)], NOW)
    assert (told(found), found.copies, found.sent) == ([("a", at(0, 9, 0, 2))], 1, frozenset({0}))
    assert found.envelopes[0].delivered == "2@ours.test, 9@ours.test"


def test_a_servers_time_counts_more_than_the_senders_and_none_later_than_now() -> None:
    found = unified(
        envelope("a", sent_at=at(0), received_at=at(1)),
        envelope("b", sent_at=at(2)),
        envelope("c", sent_at=NOW + DAY),
        envelope("d"),
    )
    assert told(found) == [("a", at(1)), ("b", at(2)), ("c", NOW), ("d", None)]
    assert (found.received, found.date_header, found.none, found.disagree) == (1, 2, 1, 1)


def test_one_mail_under_two_ids_is_one_and_its_answers_find_it() -> None:
    looks = {"sender": "alice@shop.test", "to": "ada@ours.test", "subject": "Price", "sent_at": at(0)}
    inbox = [envelope("b", **looks), envelope("r", references=("b",), sent_at=at(1))]
    archive = [envelope("a", **looks), envelope("s", references=("a", "b"), sent_at=at(2))]
    for boxes in ([inbox, archive], [archive, inbox]):
        found = unify([(box, False, False) for box in boxes], NOW)
        assert [(one.message_id, one.references) for one in found.envelopes] == [
            ("a", ()),
            ("r", ("a",)),
            ("s", ("a",)),
        ]
        assert found.copies == 1


def test_two_that_look_alike_in_one_mailbox_are_two() -> None:
    looks = {"sender": "alice@shop.test", "to": "ada@ours.test", "subject": "Price", "sent_at": at(0)}
    inbox = [envelope("a", **looks), envelope("b", **looks)]
    assert len(unify([(inbox, False, False), ([], False, False)], NOW).envelopes) == 2
    assert len(unify([(inbox, False, False), ([envelope("c", **looks)], False, False)], NOW).envelopes) == 2


def test_an_id_used_for_two_mails_leads_from_one_alias_to_the_next() -> None:
    one = {"sender": "alice@shop.test", "to": "ada@ours.test", "subject": "Price", "sent_at": at(0)}
    other = one | {"subject": "Delivery"}
    inbox = [envelope("b", **one), envelope("c", **other)]
    archive = [envelope("a", **one), envelope("b", **other)]
    for boxes in ([inbox, archive], [archive, inbox]):
        found = unify([(box, False, False) for box in boxes], NOW)
        assert ([mail.message_id for mail in found.envelopes], found.copies) == (["a"], 3)


def test_junk_is_what_lies_in_junk_alone() -> None:
    lost, kept = envelope("a", sent_at=at(0)), envelope("b", sent_at=at(1))
    found = unify([([lost, kept], True, False), ([kept], False, False)], NOW)
    assert [found.envelopes[place].message_id for place in found.junk] == ["a"]


def test_an_answer_that_overtook_its_question_stands_the_second_after_it() -> None:
    mails = [
        envelope("q", received_at=at(0, 10)),
        envelope("r", references=("q",), received_at=at(0, 9)),
        envelope("s", references=("q", "r"), received_at=at(0, 9, 30)),
        envelope("t", references=("q", "r"), received_at=at(0, 11)),
    ]
    assert told(unified(*mails)) == [
        ("q", at(0, 10)),
        ("r", at(0, 10) + 1),
        ("s", at(0, 10) + 2),
        ("t", at(0, 11)),
    ]
    assert unified(*mails).overtaking == 2


def test_an_answer_moved_twice_is_one_that_overtook_its_question() -> None:
    mails = [
        envelope("q", sent_at=at(0, 12)),
        envelope("r", references=("q",), sent_at=at(0, 11)),
        envelope("s", references=("q", "r"), sent_at=at(0, 10)),
    ]
    found = unified(*mails)
    assert (told(found), found.overtaking) == (
        [("q", at(0, 12)), ("r", at(0, 12) + 1), ("s", at(0, 12) + 2)],
        2,
    )


def test_a_clock_that_is_wrong_by_more_than_a_day_moves_nothing() -> None:
    mails = [envelope("q", sent_at=at(9)), envelope("r", references=("q",), sent_at=at(9) - OVERTAKING_S - 1)]
    found = unified(*mails)
    assert (told(found), found.overtaking) == ([("r", at(8) - 1), ("q", at(9))], 0)


def test_two_at_one_instant_stay_there() -> None:
    mails = [envelope("q", sent_at=at(0)), envelope("r", references=("q",), sent_at=at(0))]
    assert told(unified(*mails)) == [("q", at(0)), ("r", at(0))]


def test_messages_that_answer_each_other_in_a_ring_do_not_run_away() -> None:
    ring = [envelope(str(n), references=(str((n + 1) % 3),), sent_at=at(0, 9 + n)) for n in range(3)]
    assert all((when or 0) < at(0, 12) for _, when in told(unified(*ring)))


@st.composite
def mailboxes(draw: st.DrawFn) -> list[list[Envelope]]:
    """Three mailboxes of messages with few ids, few looks and few instants, so that copies of all kinds happen."""
    mail = st.builds(
        lambda own, above, sender, sent, received: envelope(
            own,
            references=() if above in (None, own) else (above,),
            sender=sender,
            sent_at=sent,
            received_at=received,
        ),
        st.sampled_from("abcde"),
        st.none() | st.sampled_from("abcde"),
        st.sampled_from(("x@x.test", "y@y.test")),
        st.none() | st.integers(0, 2).map(lambda hours: at(0) + hours * HOUR),
        st.none() | st.integers(0, 2).map(lambda hours: at(0) + hours * HOUR + 7),
    )
    return draw(st.lists(st.lists(mail, max_size=5), min_size=1, max_size=3))


@given(mailboxes(), st.randoms(use_true_random=False))
@settings(max_examples=500)
def test_law_2_the_order_of_mailboxes_and_of_mail_in_them_is_nothing(
    boxes: list[list[Envelope]], chance: Random
) -> None:
    one = unify([(box, False, number == 0) for number, box in enumerate(boxes)], NOW)
    shuffled = [(list(box), False, number == 0) for number, box in enumerate(boxes)]
    chance.shuffle(shuffled)
    for box, *_ in shuffled:
        chance.shuffle(box)
    assert unify(shuffled, NOW) == one


@given(mailboxes())
def test_every_message_is_counted_once_or_as_a_copy(boxes: list[list[Envelope]]) -> None:
    found = unify([(box, False, False) for box in boxes], NOW)
    assert len(found.envelopes) + found.copies == sum(map(len, boxes))
    assert found.received + found.date_header + found.none == len(found.envelopes)
