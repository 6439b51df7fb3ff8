"""From mail in files to waits: the cases of the clock, section 8, that only whole mailboxes can show."""

from pathlib import Path
from random import Random

import pytest

from firstreply.core.respond.wait import Wait
from firstreply.core.team import Team
from tests.mails import DAY, HOUR, TEAM, K, at, looked, mail

ALICE, ADA, SALES = "Alice <alice@shop.test>", "Ada <ada@ours.test>", "sales@ours.test"
OUT_OF_OFFICE = {"subject": "Automatic reply: A question", "auto_submitted": "auto-replied"}


def told(waits: list[Wait] | tuple[Wait, ...]) -> list[tuple[str, int, int | None, str]]:
    """Party, start, seconds it took, outcome."""
    return [
        (
            one.party,
            one.started_at,
            None if one.ended_at is None else one.ended_at - one.started_at,
            one.outcome.value,
        )
        for one in waits
    ]


def test_case_16_the_customers_out_of_office_reopens_nothing(tmp_path: Path) -> None:
    inbox = [
        mail(ALICE, SALES, at(0), message_id="<q@x>"),
        mail(ALICE, ADA, at(1, 9, 1), in_reply_to="<a@x>", **OUT_OF_OFFICE),
    ]
    sent = [mail(ADA, ALICE, at(1), "Re: A question", message_id="<a@x>", in_reply_to="<q@x>")]
    answered = looked(tmp_path, {"Inbox": inbox, "Sent": sent}).look
    assert told(answered.waits) == [("alice@shop.test", at(0), DAY, "answered")]


def test_case_16_our_own_auto_reply_and_the_warning_mail_answer_nothing(tmp_path: Path) -> None:
    inbox = [
        mail(ALICE, SALES, at(0), message_id="<q@x>"),
        mail("noreply@ours.test", ADA, at(0, 13), "Overdue: A question", in_reply_to="<q@x>"),
    ]
    sent = [mail(SALES, ALICE, at(0) + 3, in_reply_to="<q@x>", **OUT_OF_OFFICE)]
    waits = looked(tmp_path, {"Inbox": inbox, "Sent": sent}).look.waits
    assert told(waits) == [("alice@shop.test", at(0), None, "open")]


def test_case_17_our_own_follow_up_in_sent_is_not_the_customers_reply(tmp_path: Path) -> None:
    sent = [
        mail(ADA, ALICE, at(1), message_id="<a@x>", in_reply_to="<q@x>"),
        mail(ADA, ALICE, at(4), message_id="<b@x>", in_reply_to="<a@x>"),
    ]
    boxes = {"Inbox": [mail(ALICE, SALES, at(0), message_id="<q@x>")], "Sent": sent}
    assert told(looked(tmp_path, boxes).look.waits) == [("alice@shop.test", at(0), DAY, "answered")]


FORM = "Name: Alice Shop\nEmail: alice@shop.test\nPhone: +49 30 1234567\nMessage: What does it cost?\n"


@pytest.mark.parametrize(
    ("reply_to", "sender"),
    [
        ("alice@shop.test", "forms@builder.test"),
        ("alice@shop.test", "website@ours.test"),
        ("", "noreply@builder.test"),
    ],
)
def test_case_19_a_form_notification_by_a_machine_is_a_lead(
    tmp_path: Path, reply_to: str, sender: str
) -> None:
    form = mail(
        sender, SALES, at(0), "New submission", FORM, message_id="<f@x>", reply_to=reply_to,
        auto_submitted="auto-generated",
    )  # fmt: skip
    sent = mail(ADA, ALICE, at(0, 10), "Re: New submission", in_reply_to="<f@x>")
    look = looked(tmp_path, {"Inbox": [form], "Sent": [sent]}).look
    assert [one.verdict.kind for one in look.seen] == [K.INBOUND_FORM, K.OUTBOUND_HUMAN]
    assert told(look.waits) == [("alice@shop.test", at(0), HOUR, "answered")]


def test_case_20_a_reply_sent_from_a_mail_program_is_seen_through_sent(tmp_path: Path) -> None:
    inbox = [mail(ALICE, SALES, at(0), message_id="<q@x>")]
    sent = [mail(ADA, ALICE, at(0, 10), in_reply_to="<q@x>")]
    whole = looked(tmp_path, {"Inbox": inbox, "Sent Items": sent}).look
    assert (whole.coverage["sent_covered"], told(whole.waits)[0][3]) == (True, "answered")
    half = looked(tmp_path, {"Inbox": inbox}).look
    assert (half.coverage["sent_covered"], told(half.waits)[0][3]) == (False, "open")


def test_case_31_old_mail_keeps_its_dates_and_its_order_in_the_file_is_nothing(tmp_path: Path) -> None:
    mails = [
        mail(ALICE, SALES, at(0), message_id="<q@x>"),
        mail(ADA, ALICE, at(2), message_id="<a@x>", in_reply_to="<q@x>"),
        mail(ALICE, ADA, at(3), message_id="<r@x>", in_reply_to="<a@x>"),
        mail("Ben <ben@ours.test>", ALICE, at(5), message_id="<s@x>", in_reply_to="<r@x>"),
    ]
    expected = [
        ("alice@shop.test", at(0), 2 * DAY, "answered"),
        ("alice@shop.test", at(3), 2 * DAY, "answered"),
    ]
    for turn in range(5):
        Random(turn).shuffle(mails)
        folder = tmp_path / str(turn)
        folder.mkdir()
        assert told(looked(folder, {"all": mails}).look.waits) == expected


def test_a_forward_by_a_colleague_is_the_customers_message_at_its_own_instant(tmp_path: Path) -> None:
    text = (
        "Can you take this?\n\n---------- Forwarded message ---------\nFrom: Alice <alice@shop.test>\n"
        "Date: Mon, 5 Jan 2026 at 09:00\nSubject: A question\nTo: <info@elsewhere.test>\n\nWhat does it cost?\n"
    )
    inbox = [mail(ADA, "ben@ours.test", at(0, 15), "Fwd: A question", text, references="<lost@x>")]
    sent = [mail("Ben <ben@ours.test>", ALICE, at(0, 17), "Re: A question")]
    look = looked(tmp_path, {"Inbox": inbox, "Sent": sent}).look
    assert told(look.waits) == [("alice@shop.test", at(0, 9), 8 * HOUR, "answered")]
    assert [wait.truncated for wait in look.waits] == [False]


def test_a_forward_by_someone_outside_is_their_own_message(tmp_path: Path) -> None:
    text = "---------- Forwarded message ---------\nFrom: Eve <eve@far.test>\nDate: Mon, 5 Jan 2026 at 09:00\n\nHi\n"
    look = looked(tmp_path, {"Inbox": [mail(ALICE, SALES, at(0, 15), "Fwd: A question", text)]}).look
    assert told(look.waits) == [("alice@shop.test", at(0, 15), None, "open")]


BOUNCE = """--b
Content-Type: text/plain

Sorry.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.test

Final-Recipient: rfc822; {lost}
Action: {action}
Status: {status}

--b
Content-Type: message/rfc822

Message-ID: <a@x>
Subject: Re: A question

--b--
"""
REPORT = "multipart/report; report-type=delivery-status; boundary=b"


@pytest.mark.parametrize(
    ("action", "status", "lost", "outcome"),
    [
        ("failed", "5.1.1", "alice@shop.test", "open"),
        ("failed", "5.1.1", "alice@forwarded.test", "open"),
        ("delayed", "4.2.0", "alice@shop.test", "answered"),
        ("delivered", "2.0.0", "alice@shop.test", "answered"),
    ],
)
def test_a_hard_bounce_voids_the_answer_and_a_delay_does_not(
    tmp_path: Path, action: str, status: str, lost: str, outcome: str
) -> None:
    text = BOUNCE.format(action=action, status=status, lost=lost)
    inbox = [
        mail(ALICE, SALES, at(0), message_id="<q@x>"),
        mail("MAILER-DAEMON@mx.test", ADA, at(0, 10, 1), "Delivery Status", text, content_type=REPORT),
    ]
    sent = [mail(ADA, ALICE, at(0, 10), message_id="<a@x>", in_reply_to="<q@x>")]
    waits = looked(tmp_path, {"Inbox": inbox, "Sent": sent}).look.waits
    assert [(wait.started_at, wait.outcome.value) for wait in waits] == [(at(0), outcome)]


def test_a_bounce_of_a_copy_leaves_the_answer_to_the_others(tmp_path: Path) -> None:
    text = BOUNCE.format(action="failed", status="5.1.1", lost="gone@shop.test")
    inbox = [
        mail(ALICE, SALES, at(0), message_id="<q@x>"),
        mail("MAILER-DAEMON@mx.test", ADA, at(0, 10, 1), "Delivery Status", text, content_type=REPORT),
    ]
    sent = [mail(ADA, ALICE, at(0, 10), message_id="<a@x>", in_reply_to="<q@x>", cc="gone@shop.test")]
    waits = looked(tmp_path, {"Inbox": inbox, "Sent": sent}).look.waits
    assert told(waits) == [("alice@shop.test", at(0), HOUR, "answered")]


def test_a_closing_thanks_is_dismissed_at_once(tmp_path: Path) -> None:
    inbox = [
        mail(ALICE, SALES, at(0), message_id="<q@x>"),
        mail(ALICE, ADA, at(0, 11), "Re: A question", "Thank you very much!\n", in_reply_to="<a@x>"),
    ]
    sent = [mail(ADA, ALICE, at(0, 10), message_id="<a@x>", in_reply_to="<q@x>")]
    waits = looked(tmp_path, {"Inbox": inbox, "Sent": sent}).look.waits
    assert [(one[2], one[3]) for one in told(waits)] == [(HOUR, "answered"), (0, "dismissed")]


def test_mail_in_a_junk_folder_is_voided_and_a_clean_copy_vouches_for_it(tmp_path: Path) -> None:
    lost, kept = (mail(ALICE, SALES, at(n), message_id=f"<{n}@x>") for n in (0, 1))
    waits = looked(tmp_path, {"Junk": [lost, kept], "Inbox": [kept]}).look.waits
    assert [(one[1], one[3]) for one in told(waits)] == [(at(0), "voided"), (at(1), "open")]


def test_one_message_in_two_mailboxes_under_two_ids_is_one(tmp_path: Path) -> None:
    boxes = {
        "Inbox": [
            mail(ALICE, SALES, at(0), message_id="<q@x>"),
            mail(ALICE, SALES, at(1), in_reply_to="<q2@x>"),
        ],
        "Archive": [mail(ALICE, SALES, at(0), message_id="<q2@x>")],
    }
    look = looked(tmp_path, boxes).look
    assert (look.coverage["unique_messages"], look.coverage["duplicates"], look.threads) == (2, 1, 1)


@pytest.mark.parametrize(("joining", "threads"), [(True, 1), (False, 2)])
def test_a_reply_without_ids_is_joined_by_what_it_quotes_unless_that_is_off(
    tmp_path: Path, joining: bool, threads: int
) -> None:
    text = (
        "It costs 5.\n\n-----Original Message-----\nFrom: Alice <alice@shop.test>\n"
        "Sent: Monday, January 05, 2026 9:00 AM\nTo: sales\nSubject: A question\n\nWhat?\n"
    )
    boxes = {
        "Inbox": [mail(ALICE, SALES, at(0))],
        "Sent": [mail(ADA, ALICE, at(2), "RE: A question", text)],
    }
    look = looked(tmp_path, boxes, subject_joining=joining).look
    assert (look.threads, look.threading["quoted_block"]) == (threads, int(joining))


def test_a_team_that_is_not_named_is_guessed_and_said_so(tmp_path: Path) -> None:
    boxes = {
        "Inbox": [mail(ALICE, ADA, at(0), message_id="<q@x>")],
        "Sent": [mail(ADA, ALICE, at(0, 10), in_reply_to="<q@x>")],
    }
    look = looked(tmp_path, boxes, team=None).look
    assert (look.team.how, look.team.guessed, list(look.team.people)) == ("sent_folder", True, ["Ada"])
    assert told(look.waits) == [("alice@shop.test", at(0), HOUR, "answered")]


def test_nothing_but_strangers_gives_waits_and_no_crash(tmp_path: Path) -> None:
    look = looked(tmp_path, {"Inbox": [mail(ALICE, "eve@far.test", at(0))]}, team=Team()).look
    assert told(look.waits) == [("alice@shop.test", at(0), None, "open")]


def test_an_archive_without_messages_gives_an_empty_look(tmp_path: Path) -> None:
    look = looked(tmp_path, {"Inbox": [b"Subject: no sender, no date\n\nbody"]}, team=TEAM).look
    assert (look.seen, look.waits, look.coverage["unreadable"]) == ([], [], 1)
