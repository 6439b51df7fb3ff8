"""Messages joined into conversations, each link with the evidence that made it."""

import base64
from datetime import UTC, datetime
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstreply.core.mail.byline import QuotedHead
from firstreply.core.message import Envelope
from firstreply.core.thread.conversation import Evidence, join, thread_index
from firstreply.core.thread.guess import WINDOW_S, Guesses
from tests.mails import DAY, MINUTE, at, envelope


def index(*answers: int) -> str:
    """A Thread-Index of one conversation, 5 octets more for each answer."""
    return base64.b64encode(bytes(22) + b"".join(bytes([one]) * 5 for one in answers)).decode()


def named(own: str, *references: str, **more: object) -> Envelope:
    return envelope(own, references=references, **more)


def test_ids_join_also_through_messages_that_are_not_there() -> None:
    found = join(
        [named("a", "gone"), named("b"), named("c", "lost", "gone"), named("d", "c"), named("e", "b")]
    )
    assert (found.of, found.count, found.links) == (
        [0, 1, 0, 0, 1],
        2,
        {Evidence.REFERENCES: 4, Evidence.IN_REPLY_TO: 0},
    )


def test_in_reply_to_alone_is_counted_apart() -> None:
    found = join([named("a"), named("b", "a", marks=("in_reply_to",))])
    assert (found.of, found.links[Evidence.IN_REPLY_TO], found.links[Evidence.REFERENCES]) == ([0, 0], 1, 0)


def test_a_thread_index_joins_what_names_no_id() -> None:
    found = join(
        [
            named("a", thread_index=index()),
            named("b", thread_index=index(1)),
            named("c", thread_index=index(1, 2, 3)),
            named("d", thread_index="not base64!"),
            named("e", "x", thread_index=index()),
        ]
    )
    assert (found.of, found.links[Evidence.THREAD_INDEX]) == ([0, 0, 0, 1, 2], 2)


@pytest.mark.parametrize(
    ("value", "octets"),
    [(index(), 22), (index(1), 27), (f"{index()[:9]}\r\n {index()[9:]}", 22), ("AAAA", 0), ("é", 0)],
)
def test_a_thread_index_has_22_octets_and_5_for_each_answer(value: str, octets: int) -> None:
    assert len(thread_index(value) or b"") == octets


@st.composite
def mails_with_ids(draw: st.DrawFn) -> list[Envelope]:
    ids = [str(number) for number in range(draw(st.integers(1, 12)))]
    anything = st.lists(st.sampled_from([*ids, "gone", "lost"]), max_size=3, unique=True)
    return [named(own, *(one for one in draw(anything) if one != own)) for own in ids]


@given(mails_with_ids(), st.randoms(use_true_random=False))
def test_law_2_the_partition_does_not_depend_on_the_order(mails: list[Envelope], chance: Random) -> None:
    def parted(each: list[Envelope]) -> set[frozenset[str]]:
        groups: dict[int, set[str]] = {}
        for one, number in zip(each, join(each).of, strict=True):
            groups.setdefault(number, set()).add(one.message_id)
        return {frozenset(group) for group in groups.values()}

    shuffled = list(mails)
    chance.shuffle(shuffled)
    assert parted(mails) == parted(shuffled)


@given(mails_with_ids())
def test_conversations_are_numbered_by_first_appearance(mails: list[Envelope]) -> None:
    found = join(mails)
    assert list(dict.fromkeys(found.of)) == list(range(found.count))


ASKED = envelope(
    "q", sender="Alice Shop <alice@shop.test>", to="ada@ours.test", subject="Price", sent_at=at(0, 9, 30)
)
REPLY = envelope(
    "r", sender="ada@ours.test", to="Alice <alice@shop.test>", subject="RE: Price", sent_at=at(1)
)


def guessed(mails: list[Envelope], head: QuotedHead | None = None) -> tuple[int, Evidence] | None:
    """What the last of these messages is guessed to answer."""
    return Guesses(mails, [one.sent_at for one in mails], lambda place: head)(len(mails) - 1)


def quoted(name: str, address: str, moment: datetime | None) -> QuotedHead:
    plain = dict.fromkeys(QuotedHead.__annotations__)
    return QuotedHead(**plain | {"sender_name": name, "sender_address": address, "instant": moment})


def test_the_same_subject_between_the_same_two_the_other_way_round_is_an_answer() -> None:
    assert guessed([ASKED, REPLY]) == (0, Evidence.SUBJECT)


@pytest.mark.parametrize(
    "reply",
    [
        REPLY._replace(subject="Price"),
        REPLY._replace(subject="Fwd: Price"),
        REPLY._replace(subject="Re: Prices"),
        REPLY._replace(sender="ben@ours.test"),
        REPLY._replace(to="bob@mall.test"),
        REPLY._replace(to="malice@shop.test"),
        REPLY._replace(sender="alice@shop.test", to="ada@ours.test"),
        REPLY._replace(sent_at=(ASKED.sent_at or 0) + WINDOW_S + 1),
        REPLY._replace(sent_at=None),
    ],
)
def test_what_differs_in_subject_people_or_time_is_none(reply: Envelope) -> None:
    assert guessed([ASKED, reply]) is None


def test_the_latest_question_is_the_one_that_is_answered() -> None:
    again = ASKED._replace(message_id="q2", sent_at=at(0, 12))
    assert guessed([ASKED, again, REPLY]) == (1, Evidence.SUBJECT)


@pytest.mark.parametrize(
    ("name", "address", "moment", "found"),
    [
        ("", "alice@shop.test", datetime(2026, 1, 5, 9, 30, tzinfo=UTC), True),
        ("Shop, Alice", "", datetime(2026, 1, 5, 9, 30), True),  # noqa: DTZ001 (quoted without a zone)
        ("Shop, Alice", "", datetime(2026, 1, 5, 15, 0), True),  # noqa: DTZ001 (half past nine, five and a half hours east)
        ("Shop, Alice", "", datetime(2026, 1, 5, 9, 31), False),  # noqa: DTZ001
        ("", "alice@shop.test", datetime(2026, 1, 5, 9, 31, tzinfo=UTC), False),
        ("", "bob@mall.test", datetime(2026, 1, 5, 9, 30, tzinfo=UTC), False),
        ("Bob", "", datetime(2026, 1, 5, 9, 30, tzinfo=UTC), False),
        ("", "alice@shop.test", None, False),
    ],
)
def test_a_quotation_that_names_sender_and_minute_is_the_better_evidence(
    name: str, address: str, moment: datetime | None, found: bool
) -> None:
    colleague = REPLY._replace(sender="ben@ours.test")  # by its people alone it would answer nothing
    expected = (0, Evidence.QUOTED_BLOCK) if found else None
    assert guessed([ASKED, colleague], quoted(name, address, moment)) == expected


def test_many_messages_of_one_subject_are_looked_at_within_bounds() -> None:
    """A newsletter answered 20,000 times: the time must not grow with the square of it."""
    mails = [ASKED._replace(message_id=str(n), sent_at=at(0) + n) for n in range(20_000)]
    mails.append(REPLY._replace(sent_at=at(0) + 20 * MINUTE + DAY))
    looked: list[int] = []
    guesses = Guesses(mails, [one.sent_at for one in mails], lambda place: looked.append(place))
    assert (guesses(20_000), looked) == ((19_999, Evidence.SUBJECT), [20_000])


@pytest.mark.parametrize(
    "subject",
    [
        "Re: Price",
        "RE:price",
        "Price",
        "[shop] Re: price",
        "Price (fwd)",
        "[Fwd: price]",
        "Re: [x] Re:  PRICE",
    ],
)
def test_a_base_subject_is_found_again_however_it_is_dressed(subject: str) -> None:
    asked = envelope("q", subject=subject, sender="a@shop.test", to="b@ours.test")
    answer = envelope("a", subject="Re: price", sender="b@ours.test", to="a@shop.test")

    assert Guesses([asked, answer], [0, 60], lambda at: None)(1) == (0, Evidence.SUBJECT)
