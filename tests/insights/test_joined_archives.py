"""Whole mailboxes and how their messages are joined: by Thread-Index alone, by subject alone. Day 0 is a Monday."""

from base64 import b64encode
from pathlib import Path

import pytest

from tests.mails import at, looked, mail

ALICE, BOB, ADA = "Alice <alice@shop.test>", "Bob <bob@mall.test>", "Ada <ada@ours.test>"
SALES = "sales@ours.test"


def asks(**more: str) -> bytes:
    return mail(ALICE, SALES, at(0), message_id="<q@x>", **more)


def index(octets: int, last: bytes = b"") -> str:
    return b64encode(bytes(range(octets)) + last).decode()


@pytest.mark.parametrize(
    ("asked", "answered", "threads"),
    [
        (index(22), index(27), 1),
        (index(22, b"first"), index(22, b"other"), 1),  # what both grew from is not in the archive
        (index(22), b64encode(bytes(27)).decode(), 2),
    ],
)
def test_a_thread_index_alone_joins_what_names_the_same_conversation(
    tmp_path: Path, asked: str, answered: str, threads: int
) -> None:
    reply = mail(ADA, ALICE, at(0, 10), "Our prices", thread_index=answered)
    boxes = {"Inbox": [asks(thread_index=asked)], "Sent": [reply]}
    look = looked(tmp_path, boxes, subject_joining=False).look
    assert (look.threads, look.threading["thread_index"]) == (threads, 2 - threads)


@pytest.mark.parametrize(
    ("subject", "to", "day", "joining", "threads"),
    [
        ("Re: A question", ALICE, 0, True, 1),  # asked was sales@, Ada answers
        ("AW: A question", ALICE, 29, True, 1),
        ("Re: A question", ALICE, 31, True, 2),  # beyond the window
        ("Re: A question", BOB, 0, True, 2),  # somebody else asked
        ("A question", ALICE, 0, True, 2),  # no answer by its subject
        ("Re: A question", ALICE, 0, False, 2),
    ],
)
def test_a_colleague_who_answers_for_a_shared_address_is_joined_by_subject(
    tmp_path: Path, subject: str, to: str, day: int, joining: bool, threads: int
) -> None:
    boxes = {"Inbox": [asks()], "Sent": [mail(ADA, to, at(day, 10), subject)]}
    look = looked(tmp_path, boxes, subject_joining=joining).look
    assert (look.threads, look.threading["subject"]) == (threads, 2 - threads)


def test_a_follow_up_to_the_shared_address_is_joined_to_the_answer_of_a_colleague(tmp_path: Path) -> None:
    # Asked 9:00, answered 10:00 by Ada; Alice writes to sales@ again at 11:00: a second wait, no second inquiry.
    more = mail(ALICE, SALES, at(0, 11), "Re: A question", "And for ten?\n")
    boxes = {
        "Inbox": [mail(ALICE, SALES, at(0)), more],
        "Sent": [mail(ADA, ALICE, at(0, 10), "Re: A question")],
    }
    look = looked(tmp_path, boxes).look
    assert (look.threads, [(one.started_at, one.first) for one in look.waits]) == (
        1,
        [(at(0), True), (at(0, 11), False)],
    )
