"""The laws of the clock, section 7, on mail of every shape: order is nothing, and a wait is owed from end to end."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from firstreply.core.capture.kind import Capture
from firstreply.core.capture.unify import unify
from firstreply.core.message import Envelope, Seen
from firstreply.core.respond.wait import Outcome, Wait
from firstreply.core.respond.waits import Waits, order, read
from firstreply.core.thread.conversation import join
from tests.mails import ALICE, BOB, DAY, HOUR, NOW, TEAM, K, at, envelope

PEOPLE = (ALICE, BOB, "ada@ours.test", "ben@ours.test", "sales@ours.test")
INBOUND = (K.INBOUND_HUMAN, K.INBOUND_FORM)


@dataclass(frozen=True)
class Lying:
    """A message and the mailboxes that hold a copy of it."""

    envelope: Envelope
    mailboxes: frozenset[int]


@st.composite
def worlds(draw: st.DrawFn) -> list[Lying]:
    """Up to 14 messages among two customers and three of ours, some answering earlier ones."""
    made: list[Lying] = []
    for number in range(draw(st.integers(1, 14))):
        above = draw(st.none() | st.sampled_from(made)) if made else None
        references = () if above is None else (*above.envelope.references, above.envelope.message_id)
        instant = at(0) + draw(st.integers(0, 40)) * draw(st.sampled_from((1, HOUR, DAY)))
        made.append(
            Lying(
                envelope(
                    f"{number}@x",
                    references=references,
                    sender=draw(st.sampled_from(PEOPLE)),
                    to=draw(st.sampled_from(PEOPLE)),
                    cc=draw(st.just("") | st.sampled_from(PEOPLE)),
                    subject=f"subject {number}",
                    sent_at=instant,
                    received_at=draw(st.none() | st.just(instant + 2)),
                    marks=draw(st.sampled_from(((), (), (), ("auto_submitted:auto-replied",)))),
                ),
                draw(st.frozensets(st.integers(0, 2), min_size=1)),
            )
        )
    return made


def seen_in(world: list[Lying], shuffle: Random | None = None) -> list[Seen]:
    """The world's messages as the clock sees them, whatever the order of mailboxes and of mail in them."""
    boxes = [[one.envelope for one in world if number in one.mailboxes] for number in range(3)]
    if shuffle is not None:
        shuffle.shuffle(boxes)
        for box in boxes:
            shuffle.shuffle(box)
    unique = unify([(box, False, False) for box in boxes], NOW)
    of, capture = join(unique.envelopes).of, Capture(TEAM)
    places = zip(unique.envelopes, unique.ats, of, strict=True)
    return sorted(
        (capture.seen(one, when, number) for one, when, number in places if when is not None), key=order
    )


def by_ids(seen: list[Seen], waits: list[Wait]) -> list[tuple[object, ...]]:
    """Waits told without positions, so that two readings compare."""
    ids = [one.envelope.message_id for one in seen]
    return [
        (
            wait.party,
            wait.started_at,
            wait.ended_at,
            wait.outcome,
            wait.first,
            wait.truncated,
            ids[wait.opened_by],
            [ids[place] for place in wait.joined],
            None if wait.ended_by is None else ids[wait.ended_by],
            wait.author,
            wait.touched_at,
            wait.evidence,
        )
        for wait in waits
    ]


@given(worlds(), st.randoms(use_true_random=False))
def test_law_2_order_of_mailboxes_and_of_mail_is_nothing(world: list[Lying], chance: Random) -> None:
    one, other = seen_in(world), seen_in(world, chance)
    assert by_ids(one, read(one)) == by_ids(other, read(other))


@given(worlds(), st.data())
def test_law_2_copies_in_further_mailboxes_change_nothing(world: list[Lying], data: st.DataObject) -> None:
    more = [Lying(one.envelope, one.mailboxes | data.draw(st.frozensets(st.integers(0, 2)))) for one in world]
    one, other = seen_in(world), seen_in(more)
    assert by_ids(one, read(one)) == by_ids(other, read(other))


@given(worlds(), st.integers(0, 14))
def test_law_2_one_by_one_equals_all_at_once_and_looking_in_between_changes_nothing(
    world: list[Lying], pause: int
) -> None:
    seen, live = seen_in(world), Waits()
    for position, message in enumerate(seen):
        live.see(position, message)
        if position == pause:
            assert live.all() == read(seen[: position + 1])
    assert live.all() == read(seen)


@given(worlds())
@settings(max_examples=300)
def test_a_touch_comes_after_the_question_and_not_after_the_answer(world: list[Lying]) -> None:
    for wait in read(seen_in(world)):
        if wait.outcome is Outcome.ANSWERED:
            assert wait.touched_at is not None
            assert wait.ended_at is not None
            assert wait.started_at <= wait.touched_at <= wait.ended_at
        else:
            assert wait.touched_at is None or wait.touched_at >= wait.started_at


@given(worlds())
@settings(max_examples=300)
def test_what_machines_of_ours_say_changes_nothing_but_the_touch(world: list[Lying]) -> None:
    seen = seen_in(world)
    silent = [one._replace(reaches=()) if one.verdict.kind is K.OUTBOUND_AUTO else one for one in seen]
    said = [(replace(wait, touched_at=None), wait.touched_at) for wait in read(seen)]
    unsaid = [(replace(wait, touched_at=None), wait.touched_at) for wait in read(silent)]
    assert [wait for wait, _ in said] == [wait for wait, _ in unsaid]
    assert all(at is None or (early or at) <= at for (_, early), (_, at) in zip(said, unsaid, strict=True))


@given(worlds())
@settings(max_examples=300)
def test_law_4_a_wait_is_owed_from_end_to_end(world: list[Lying]) -> None:
    seen = seen_in(world)
    found = [
        (wait.conversation, wait.party, wait.opened_by, wait.joined, wait.ended_by)
        for wait in read(seen)
        if wait.outcome is not Outcome.VOIDED
    ]
    assert sorted(found, key=repr) == sorted(counted_by_hand(seen), key=repr)


def counted_by_hand(seen: list[Seen]) -> Iterator[tuple[int, str, int, tuple[int, ...], int | None]]:
    """What is owed to each party in each conversation, message by message: an oracle with no state shared."""
    for conversation, party in {(one.conversation, one.party) for one in seen if one.verdict.kind in INBOUND}:
        owed: list[int] = []
        for place, one in enumerate(seen):
            if is_from(one, conversation, party) and (owed or one.owed or is_first_contact(seen, place)):
                owed.append(place)
            elif owed and gets_to(seen, place, party, owed):
                yield conversation, party, owed[0], tuple(owed[1:]), place
                owed = []
        if owed:
            yield conversation, party, owed[0], tuple(owed[1:]), None


def is_from(one: Seen, conversation: int, party: str) -> bool:
    return one.verdict.kind in INBOUND and (one.conversation, one.party) == (conversation, party)


def is_first_contact(seen: list[Seen], place: int) -> bool:
    party = seen[place].party
    return not any(one.party == party and one.verdict.kind in INBOUND for one in seen[:place])


def gets_to(seen: list[Seen], place: int, party: str, owed: list[int]) -> bool:
    one, asked = seen[place], seen[owed[0]]
    if one.verdict.kind is not K.OUTBOUND_HUMAN:
        return False
    if one.conversation == asked.conversation:
        parent = one.envelope.references[-1:]
        answers_it = parent in [(seen[each].envelope.message_id,) for each in owed]
        back = {asked.envelope.to, asked.envelope.cc} & set(one.reaches)
        return party in one.reaches or (answers_it and back != set())
    before = [other for other in seen[:place] if other.conversation == one.conversation and begins(other)]
    return not before and party in one.reaches and party == one.envelope.to


def begins(one: Seen) -> bool:
    """Whether a message can be how a conversation begins, for someone outside."""
    if one.verdict.kind is K.OUTBOUND_AUTO:
        return not one.envelope.references
    return one.verdict.kind in (*INBOUND, K.OUTBOUND_HUMAN)


@given(worlds())
def test_law_5_every_wait_opens_to_messages_of_its_party(world: list[Lying]) -> None:
    seen = seen_in(world)
    for wait in read(seen):
        for place in (wait.opened_by, *wait.joined):
            assert is_from(seen[place], wait.conversation, wait.party)
        assert wait.started_at == seen[wait.opened_by].at
        if wait.ended_by is not None:
            assert (seen[wait.ended_by].at, seen[wait.ended_by].person) == (wait.ended_at, wait.author)


@given(worlds())
def test_no_duration_is_negative_and_no_answer_comes_before_its_question(world: list[Lying]) -> None:
    seen = seen_in(world)
    assert [
        wait for wait in read(seen) if wait.ended_at is not None and wait.ended_at < wait.started_at
    ] == []
    ats = {one.envelope.message_id: one.at for one in seen}
    early = [
        one
        for one in seen
        if one.envelope.references and 0 < ats.get(one.envelope.references[-1], 0) - one.at <= DAY
    ]
    assert early == []
