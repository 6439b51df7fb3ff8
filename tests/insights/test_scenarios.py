"""Whole mailboxes with the waits they must give, worked out by hand from the definition of response time.

Day 0 is a Monday. Alice asks on day 0 at 9:00 unless a scenario says otherwise; expected is each wait as
(who asked, hour it began since Monday 0:00, seconds it took or how else it ended, who answered).
"""

from pathlib import Path

import pytest

from firstreply.core.team import Team
from firstreply.insights.look_back import Answer
from tests.mails import DAY, HOUR, MINUTE, MONDAY, TEAM, K, at, looked, mail

ALICE, BOB, ADA, BEN = (
    "Alice <alice@shop.test>",
    "Bob <bob@mall.test>",
    "Ada <ada@ours.test>",
    "Ben <ben@ours.test>",
)
SALES, SUPPLIER, ROBOT = (
    "sales@ours.test",
    "buy@supplier.test",
    "Mail Delivery System <MAILER-DAEMON@mx.test>",
)
Told = list[tuple[str, float, int | str, str | None]]


def told(answer: Answer) -> Told:
    return [
        (
            wait.party.partition("@")[0],
            (wait.started_at - MONDAY) / HOUR,
            wait.ended_at - wait.started_at
            if wait.outcome.value == "answered" and wait.ended_at
            else wait.outcome.value,
            wait.author,
        )
        for wait in answer.look.waits
    ]


def asks(instant: int = at(0), to: str = SALES, **more: str) -> bytes:
    return mail(ALICE, to, instant, message_id="<q@x>", **more)


def answers(instant: int, to: str = ALICE, sender: str = ADA, **more: str) -> bytes:
    plain = {"message_id": "<a@x>", "in_reply_to": "<q@x>"}
    return mail(sender, to, instant, "Re: A question", "It costs 5.\n", **plain | more)


def report(instant: int, named: str = "Message-ID: <a@x>\n", action: str = "failed", **more: str) -> bytes:
    text = (
        "--b\nContent-Type: text/plain\n\nYour message was not delivered.\n\n--b\n"
        "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.test\n\n"
        f"Final-Recipient: rfc822; alice@shop.test\nAction: {action}\nStatus: 5.1.1\n\n--b\n"
        f"Content-Type: message/rfc822\n\n{named}Subject: Re: A question\nFrom: ada@ours.test\n\nIt costs 5.\n--b--\n"
    )
    # As Postfix, Exim and Gmail write it: RFC 3834 wants reports to say that they are automatic.
    plain = {
        "content_type": "multipart/report; report-type=delivery-status; boundary=b",
        "auto_submitted": "auto-replied",
    }
    return mail(ROBOT, ADA, instant, "Undelivered Mail Returned to Sender", text, **plain | more)


AN_HOUR: Told = [("alice", 9, HOUR, "Ada")]
OPEN: Told = [("alice", 9, "open", None)]


@pytest.mark.parametrize(
    "came_back",
    [
        report(at(0, 10, 1)),
        report(at(0, 10, 1), named="", in_reply_to="<a@x>"),
        report(at(0, 10, 1), named="", references="<q@x>\n <a@x>"),
        report(at(0, 10, 1), named=""),
        report(at(0, 10, 1)).replace(b"MAILER-DAEMON@mx.test", b"MAILER-DAEMON@mail.ours.test"),
        mail(
            "postmaster@ours.test",
            ADA,
            at(0, 10, 1),
            "Undeliverable: Re: A question",
            "Nobody of that name.\n",
            in_reply_to="<a@x>",
        ),
    ],
    ids=[
        "names_it_inside",
        "answers_it",
        "refers_to_it_last",
        "names_only_alice",
        "our_own_server",
        "our_own_postmaster",
    ],
)
def test_a_report_of_failure_voids_the_answer_whichever_way_it_names_it(
    tmp_path: Path, came_back: bytes
) -> None:
    answer = looked(tmp_path, {"Inbox": [asks(), came_back], "Sent": [answers(at(0, 10))]})
    kinds = [one.verdict.kind for one in answer.look.seen]
    assert (told(answer), kinds) == (OPEN, [K.INBOUND_HUMAN, K.OUTBOUND_HUMAN, K.INBOUND_AUTO])


def test_after_a_bounce_the_second_answer_is_timed_from_the_first_question(tmp_path: Path) -> None:
    # Asked Monday 9:00, answered 10:00 in vain, asked again Tuesday 9:00, answered Tuesday 10:00: 25 hours.
    again = mail(ALICE, SALES, at(1), in_reply_to="<q@x>")
    boxes = {
        "Inbox": [asks(), report(at(0, 10, 1)), again],
        "Sent": [answers(at(0, 10)), answers(at(1, 10), message_id="<b@x>")],
    }
    assert told(looked(tmp_path, boxes)) == [("alice", 9, 25 * HOUR, "Ada")]


def test_a_delay_and_an_absence_that_name_the_answer_void_nothing(tmp_path: Path) -> None:
    retrying = mail(
        "Mail Delivery Subsystem <mailer-daemon@big.test>", ADA, at(0, 10, 1), "Delivery Status Notification (Delay)",
        "There was a temporary problem delivering your message. We will retry for 46 more hours.\n",
        in_reply_to="<a@x>", x_failed_recipients="alice@shop.test", auto_submitted="auto-replied",
    )  # fmt: skip
    away = mail(
        ALICE, ADA, at(0, 10, 2), "Gone", "Message-ID: <a@x>\n", in_reply_to="<a@x>", auto_submitted="auto-replied"
    )  # fmt: skip
    boxes = {
        "Inbox": [asks(), report(at(0, 10, 1), action="delayed"), retrying, away],
        "Sent": [answers(at(0, 10))],
    }
    assert told(looked(tmp_path, boxes)) == AN_HOUR


@pytest.mark.parametrize("subject", ["Fwd: A question", "Re: A question"])
def test_passing_a_question_to_a_supplier_answers_nobody(tmp_path: Path, subject: str) -> None:
    # 9:00 asked, 10:00 to the supplier in the same conversation, 12:00 to Alice: 3 hours.
    aside = mail(ADA, SUPPLIER, at(0, 10), subject, in_reply_to="<q@x>")
    boxes = {"Inbox": [asks()], "Sent": [aside, answers(at(0, 12))]}
    assert told(looked(tmp_path, boxes)) == [("alice", 9, 3 * HOUR, "Ada")]


def test_an_answer_to_the_reply_to_address_answers_whoever_asked(tmp_path: Path) -> None:
    boxes = {
        "Inbox": [asks(reply_to="alice@home.test")],
        "Sent": [answers(at(0, 10), to="alice@home.test")],
    }
    assert told(looked(tmp_path, boxes)) == AN_HOUR


LISTED = Team(people=TEAM.people, domains=TEAM.domains, lists=frozenset({SALES}))


@pytest.mark.parametrize(
    ("headers", "party"),
    [
        ({"reply_to": ALICE}, "alice"),
        ({"x_original_from": ALICE}, "alice"),
        ({}, "'alice shop' via sales"),
    ],
)
def test_whoever_wrote_through_a_group_address_of_our_own_domain_is_outside(
    tmp_path: Path, headers: dict[str, str], party: str
) -> None:
    hidden = mail("'Alice Shop' via Sales <sales@ours.test>", SALES, at(0), message_id="<q@x>", **headers)
    boxes = {"Inbox": [hidden], "Sent": [answers(at(0, 10))]}
    assert told(looked(tmp_path, boxes, LISTED)) == [(party, 9, HOUR, "Ada")]


@pytest.mark.parametrize("name", ["Ada", "'Ada'", '"Ada"'])
def test_a_colleague_whom_a_list_names_in_quotes_is_known(tmp_path: Path, name: str) -> None:
    team = Team(people=TEAM.people, lists=frozenset({"users@list.test"}))
    reply = answers(at(0, 10), to="users@list.test", sender=f"{name} via Users <users@list.test>")
    assert told(looked(tmp_path, {"List": [asks(to="users@list.test"), reply]}, team)) == AN_HOUR


AUTO = {"auto_submitted": "auto-generated"}
FORM = "Name: Alice Shop\nEmail: alice@shop.test\nMessage: What does it cost?\n"
FORWARDED = """fyi

---------- Forwarded message ---------
From: Alice <alice@shop.test>
Date: Mon, Jan 5, 2026 at 9:00 AM
Subject: A question
To: <ben@ours.test>

What does it cost?
"""


@pytest.mark.parametrize(
    ("inbox", "sent", "expected"),
    [
        pytest.param(
            [asks(), mail(ALICE, SALES, at(1), in_reply_to="<q@x>"), mail(ALICE, SALES, at(2), in_reply_to="<q@x>")],
            [answers(at(3))],
            [("alice", 9, 3 * DAY, "Ada")],
            id="chasers_join_the_wait",
        ),
        pytest.param([mail(ALICE, BOB, at(0), cc=ADA)], [], OPEN, id="first_contact_by_copy_is_owed"),
        pytest.param(
            [asks(), mail(ALICE, BOB, at(1), "Other", cc=ADA, delivered_to="ada@ours.test")],
            [answers(at(0, 10))],
            AN_HOUR,
            id="a_later_copy_is_owed_nothing",
        ),
        pytest.param(
            [asks(), mail(ALICE, "hello@brand.test", at(1), "Other", delivered_to="ada@ours.test")],
            [answers(at(0, 10))],
            [*AN_HOUR, ("alice", 33, "open", None)],
            id="an_alias_is_owed",
        ),
        pytest.param(
            [asks(to=ADA)], [answers(at(0, 10), sender=BEN)], [("alice", 9, HOUR, "Ben")], id="credit_to_the_author"
        ),
        pytest.param(
            [asks()], [answers(at(0, 10), sender=SALES)], [("alice", 9, HOUR, None)], id="a_shared_address_is_nobody"
        ),
        pytest.param(
            [asks(), mail(ALICE, SALES, at(0, 9, 30), "Second")],
            [answers(at(0, 10))],
            [*AN_HOUR, ("alice", 9.5, "open", None)],
            id="an_answer_in_one_conversation_leaves_the_other",
        ),
        pytest.param(
            [asks(), mail(ALICE, SALES, at(0, 9, 30), "Second")],
            [mail(ADA, ALICE, at(0, 10), "Our offer")],
            [*AN_HOUR, ("alice", 9.5, 30 * MINUTE, "Ada")],
            id="an_answer_in_a_new_conversation_answers_all",
        ),
        pytest.param(
            [asks()],
            [answers(at(0) + 3, auto_submitted="auto-replied"), answers(at(0, 10), message_id="", auto_submitted="no")],
            AN_HOUR,
            id="an_acknowledgement_ends_nothing_and_auto_submitted_no_is_a_person",
        ),
        pytest.param(
            [mail("wordpress@ours.test", SALES, at(0), "Contact form", FORM, **AUTO)],
            [mail(ADA, ALICE, at(0, 10), "Your question")],
            AN_HOUR,
            id="a_form_names_its_lead_in_the_text",
        ),
        pytest.param(
            [mail("forms@builder.test", SALES, at(0), "New", reply_to=ALICE, **AUTO)],
            [mail(ADA, ALICE, at(0, 10), "Your question")],
            AN_HOUR,
            id="a_form_names_its_lead_in_reply_to",
        ),
        pytest.param(
            [mail(BEN, ADA, at(0, 12), "Fwd: A question", FORWARDED)],
            [mail(ADA, ALICE, at(0, 13), "Your question")],
            [("alice", 9, 4 * HOUR, "Ada")],
            id="a_colleagues_forward_counts_from_the_original",
        ),
        pytest.param(
            [asks(), mail(ALICE, ADA, at(0, 11), "Re: A question", "Thanks!\n", in_reply_to="<a@x>")],
            [answers(at(0, 10))],
            [*AN_HOUR, ("alice", 11, "dismissed", None)],
            id="thanks_is_dismissed",
        ),
        pytest.param([asks()], [answers(at(0))], [("alice", 9, 0, "Ada")], id="the_same_second_customer_first"),
        pytest.param(
            [asks(at(0, 6), received="from a by mx.ours.test; Mon, 05 Jan 2026 09:00:00 +0000")],
            [answers(at(0, 10))],
            AN_HOUR,
            id="the_servers_time_before_the_senders",
        ),
    ],
)  # fmt: skip
def test_the_waits_of_a_mailbox(
    tmp_path: Path, inbox: list[bytes], sent: list[bytes], expected: Told
) -> None:
    assert told(looked(tmp_path, {"Inbox": inbox, "Sent": sent})) == expected


def test_a_thread_that_began_as_spam_began_before_our_eyes(tmp_path: Path) -> None:
    again = mail(ALICE, SALES, at(0, 9, 30), "Re: A question", in_reply_to="<q@x>", message_id="<r@x>")
    look = looked(tmp_path, {"Inbox": [asks(x_spam_flag="YES"), again]}).look
    assert [(one.outcome.value, one.first, one.truncated) for one in look.waits] == [
        ("voided", True, False),
        ("open", True, False),
    ]


def test_a_report_that_names_nobody_we_wrote_to_voids_nothing(tmp_path: Path) -> None:
    strange = report(at(0, 10, 1), named="").replace(b"rfc822; alice@shop.test", b"rfc822; eve@far.test")
    late = report(at(9), named="")
    boxes = {"Inbox": [asks(), strange, late], "Sent": [answers(at(0, 10))]}
    assert told(looked(tmp_path, boxes)) == AN_HOUR
