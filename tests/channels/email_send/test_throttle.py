"""Throttle: so many a minute, so many a day, and a letter that waits keeps its turn."""

from uuid import UUID

from firstreply.channels.answer import Sent, TryAgain
from firstreply.channels.email import outbox
from firstreply.channels.email.peer import MailPeer
from firstreply.channels.email.send.throttle import Throttle
from tests.channels.email_send.made import BOX, mailbox, outgoing

DAY = 86_400.0


def letters(count: int) -> list[UUID]:
    return [UUID(int=number) for number in range(1, count + 1)]


def test_letters_go_at_the_pace_and_each_is_told_its_turn_once() -> None:
    throttle, start = Throttle(), 1000.0
    waits = [throttle.wait(BOX, one, start, per_minute=30, per_day=0) for one in letters(63)]
    assert waits[:3] == [0.0, 0.0, 0.0]
    assert [round(one) for one in waits[3:6]] == [2, 4, 6]
    assert round(waits[-1]) == 120
    told = [(one, late) for one, late in zip(letters(63), waits, strict=True) if late]
    again = [throttle.wait(BOX, one, start + late, per_minute=30, per_day=0) for one, late in told]
    assert again == [0.0] * 60


def test_no_more_than_so_many_in_any_day() -> None:
    throttle, sent = Throttle(), list[float]()
    now = 0.0
    for one in letters(25):
        late = throttle.wait(BOX, one, now, per_minute=0, per_day=10)
        now += late
        assert throttle.wait(BOX, one, now, per_minute=0, per_day=10) == 0.0 if late else True
        sent.append(now)
        now += 60
    assert max(sum(1 for each in sent if at - DAY < each <= at) for at in sent) == 10


def test_turn_of_a_letter_that_never_comes_is_given_up() -> None:
    throttle = Throttle()
    first, second = letters(2)
    assert throttle.wait(BOX, first, 0.0, per_minute=1, per_day=0) == 0.0
    assert throttle.wait(BOX, second, 0.0, per_minute=1, per_day=0) == 60.0
    assert throttle.wait(BOX, second, 10_000.0, per_minute=1, per_day=0) == 0.0


def test_accounts_do_not_wait_for_each_other() -> None:
    throttle = Throttle()
    other = UUID(int=99)
    waits = [
        throttle.wait(whose, one, 0.0, per_minute=1, per_day=0)
        for whose, one in zip((BOX, other), letters(2), strict=True)
    ]
    assert waits == [0.0, 0.0]


def test_letter_beyond_the_pace_says_when_to_come_again() -> None:
    peer, own = MailPeer(), UUID(int=77)
    with peer.running():
        setup = mailbox(peer.port, own=own, per_minute=1)
        first, second = (outbox.send(outgoing(id=one), setup) for one in letters(2))
    assert isinstance(first, Sent)
    assert isinstance(second, TryAgain)
    assert (second.reason, round(second.after or 0)) == ("throttled", 60)
    assert len(peer.taken) == 1
