"""Automatic answers (RFC 3834): to people, now and then; never to machines, lists, ourselves."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from firstreply.core.message import MessageClass
from firstreply.core.respond.automatic import Inquirer, head_of, silence

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
K = MessageClass


def why(days_ago: float | None = None, **asked: Any) -> str:
    plain: dict[str, Any] = {"kind": K.INBOUND_HUMAN, "party": "ana@client.example"}
    answered = None if days_ago is None else NOW - timedelta(days=days_ago)
    return silence(Inquirer(**(plain | asked)), answered_at=answered, now=NOW)


def head(lines: str) -> dict[str, str]:
    return head_of(f"From: ana@client.example\n{lines}\n\nHello\n".encode())


def test_person_is_answered_once_in_a_week() -> None:
    assert (why(), why(8), why(7), why(6.9), why(0)) == ("", "", "", "answered_lately", "answered_lately")


@pytest.mark.parametrize("kind", [K.INBOUND_AUTO, K.SPAM, K.INTERNAL, K.OUTBOUND_HUMAN, K.OUTBOUND_AUTO])
def test_what_no_person_wrote_is_not_answered(kind: MessageClass) -> None:
    assert why(kind=kind) == "not_a_person"


@pytest.mark.parametrize(
    "party",
    ["noreply@client.example", "no-reply+x@a.example", "mailer-daemon@mx.example", "postmaster@a.example",
     "owner-list@a.example", "list-request@a.example", "chairs-bounces@a.example"],
)  # fmt: skip
def test_addresses_that_nobody_reads_are_not_answered(party: str) -> None:
    assert (why(party=party), why(party=party, kind=K.INBOUND_FORM)) == ("robot", "robot")


def test_nobody_and_ourselves_are_not_answered() -> None:
    assert (why(party=""), why(party="<>"), why(is_ours=True)) == ("no_address", "no_address", "ourselves")


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ("Auto-Submitted: auto-replied", "machine"),
        ("Auto-Submitted: auto-generated; x=1", "machine"),
        ("Auto-Submitted: no", ""),
        ("Return-Path: <>", "machine"),
        ("Return-Path: <ana@client.example>", ""),
        ("X-Auto-Response-Suppress: DR, OOF, AutoReply", "machine"),
        ("List-Id: <chairs.lists.example>", "list"),
        ("List-Unsubscribe: <https://a.example>", "list"),
        ("Precedence: bulk", "list"),
        ("Precedence: list", "list"),
        ("Precedence: first-class", ""),
        ("X-Mailer: a program", ""),
    ],
)
def test_signs_in_a_mails_head(lines: str, reason: str) -> None:
    assert why(head=head(lines)) == reason


def test_marks_of_the_envelope_count_too_unless_the_sender_vouches() -> None:
    assert why(marks=("null_return_path",)) == "machine"
    assert why(marks=("auto_submitted:auto-notified",)) == "machine"
    assert why(marks=("auto_submitted:no", "header:x-autoreply"), head=head("Auto-Submitted: no")) == ""
    assert why(marks=("unsubscribe", "in_reply_to")) == ""


def test_person_in_a_form_is_answered_though_a_machine_brought_their_words() -> None:
    notified = head("Auto-Submitted: auto-generated\nPrecedence: bulk")
    assert why(kind=K.INBOUND_FORM, head=notified, marks=("auto_submitted:auto-generated",)) == ""
    assert why(2, kind=K.INBOUND_FORM) == "answered_lately"
