"""Mail that is no answer and no question, or an answer hard to see: blind copies, reactions, dates to come."""

from pathlib import Path

from tests.insights.test_scenarios import ADA, ALICE, AN_HOUR, answers, asks, told
from tests.mails import HOUR, at, looked, mail


def test_an_answer_with_the_customer_in_blind_copy_is_an_answer(tmp_path: Path) -> None:
    blind = answers(at(0, 10), to="Ben <ben@ours.test>", bcc=ALICE)

    assert told(looked(tmp_path, {"Inbox": [asks()], "Sent": [blind]})) == AN_HOUR


def test_an_emoji_reaction_to_our_answer_waits_for_nothing(tmp_path: Path) -> None:
    body = (
        "--b\nContent-Type: text/plain\n\n👍\n--b\n"
        'Content-Type: text/vnd.google.email-reaction+json\n\n{"emoji": "👍", "version": 1}\n--b--\n'
    )
    reaction = mail(
        ALICE, ADA, at(0, 11), "Re: A question", body,
        message_id="<r@x>", in_reply_to="<a@x>", content_type="multipart/alternative; boundary=b",
    )  # fmt: skip
    answer = looked(tmp_path, {"Inbox": [asks(), reaction], "Sent": [answers(at(0, 10))]})

    assert told(answer) == [*AN_HOUR, ("alice", 11, "dismissed", None)]


def test_accepting_our_invitation_waits_for_nothing(tmp_path: Path) -> None:
    accepted = mail(
        ALICE, ADA, at(0, 11), "Accepted: A question", "BEGIN:VCALENDAR\nMETHOD:REPLY\nEND:VCALENDAR\n",
        message_id="<r@x>", in_reply_to="<a@x>", content_type="text/calendar; charset=utf-8; method=REPLY",
    )  # fmt: skip
    answer = looked(tmp_path, {"Inbox": [asks(), accepted], "Sent": [answers(at(0, 10))]})

    assert told(answer) == [*AN_HOUR, ("alice", 11, "dismissed", None)]


def test_a_message_that_claims_to_be_from_the_future_ages_no_open_wait(tmp_path: Path) -> None:
    far = mail(ADA, "bob@mall.test", at(0) + 400 * 365 * 24 * HOUR, "Hello", message_id="<f@x>")
    look = looked(tmp_path, {"Inbox": [asks()], "Sent": [answers(at(0, 10)), far]}).look

    assert look.end == at(0, 10)
