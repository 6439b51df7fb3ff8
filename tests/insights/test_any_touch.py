"""Time to any touch: what machines of ours said counts there, and there alone."""

from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from firstreply.core.respond.wait import Outcome, Wait
from firstreply.insights.document import document
from tests.insights.looks import DAY, HOUR, MONDAY, large_look, look, wait
from tests.mails import ALICE, at, looked, mail

ACKNOWLEDGED = {"auto_submitted": "auto-replied", "in_reply_to": "<q@x>", "message_id": "<ack@x>"}


def touched(*waits: Wait, block: str = "first_response", **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = document(look(*waits, **more))[block]["any_touch"]
    return found


def test_a_touch_counts_when_it_arrived_and_the_untouched_count_as_waiting() -> None:
    waits = [
        wait(MONDAY, 2 * HOUR, touched_at=MONDAY + 60),
        wait(MONDAY, 2 * HOUR),
        wait(MONDAY, touched_at=MONDAY + 600),
        wait(MONDAY),
        wait(MONDAY, 5 * DAY, touched_at=MONDAY + 60),
    ]
    assert touched(*waits) == {
        "n": 5,
        "median_s": 600,
        "within": {"300": 0.4, "900": 0.6, "3600": 0.6, "14400": 0.8, "86400": 0.8},
    }


def test_the_headline_does_not_see_a_touch() -> None:
    plain = [wait(MONDAY, after) for after in (60, 600, HOUR, DAY, None)]
    acknowledged = [wait(MONDAY, after, touched_at=MONDAY + 1) for after in (60, 600, HOUR, DAY, None)]
    blocks = [document(look(*waits))["first_response"] for waits in (plain, acknowledged)]
    assert [block.pop("any_touch")["median_s"] for block in blocks] == [HOUR, 1]
    assert blocks[0] == blocks[1]


def test_where_every_touch_is_the_answer_both_figures_are_one() -> None:
    block = document(look(*(wait(MONDAY, after) for after in (60, 600, HOUR, DAY, None))))["first_response"]
    wall = block["wall"]
    assert block["any_touch"] == {"n": wall["n"], "median_s": wall["median_s"], "within": wall["within"]}


def test_a_dismissed_wait_competes_unless_it_was_touched_before() -> None:
    untouched = [wait(MONDAY, HOUR)] * 2 + [wait(MONDAY, 60, Outcome.DISMISSED)] * 2
    before = [wait(MONDAY, 60, Outcome.DISMISSED, touched_at=MONDAY + 1)] * 2 + [wait(MONDAY, HOUR)] * 2
    found = [touched(*waits, minimum_sample=4) for waits in (untouched, before)]
    assert [each["within"]["3600"] for each in found] == [0.5, 1.0]
    assert [each["within"]["300"] for each in found] == [0.0, 0.5]


def test_voided_waits_are_out_and_too_few_are_withheld() -> None:
    waits = [wait(MONDAY, 9, Outcome.VOIDED, touched_at=MONDAY + 1), *[wait(MONDAY, 9)] * 4]
    assert touched(*waits) == {
        "n": 4,
        "median_s": None,
        "within": dict.fromkeys(("300", "900", "3600", "14400", "86400")),
    }


def test_every_block_of_the_document_has_it() -> None:
    made = document(large_look(500))
    rows = [made, *made["by_person"], *made["by_mailbox"], *made["by_domain"], *made["by_weekday"]]
    blocks = [
        block for row in rows for name in ("first_response", "all_responses") if (block := row.get(name))
    ]
    assert [block["any_touch"]["n"] for block in blocks] == [block["wall"]["n"] for block in blocks]


SPANS = st.lists(
    st.tuples(st.none() | st.integers(0, 5 * DAY), st.none() | st.integers(0, 5 * DAY)),
    min_size=5,
    max_size=20,
)


@given(SPANS)
def test_a_touch_is_never_later_than_the_answer(spans: list[tuple[int | None, int | None]]) -> None:
    waits = [
        wait(
            MONDAY, answered, touched_at=MONDAY + min(each for each in (early, answered) if each is not None)
        )
        if early is not None or answered is not None
        else wait(MONDAY)
        for answered, early in spans
    ]
    block = document(look(*waits))["first_response"]
    pairs = [(block["any_touch"]["within"][key], share) for key, share in block["wall"]["within"].items()]
    assert all(touch >= answer for touch, answer in pairs)


def asked() -> bytes:
    return mail(ALICE, "sales@ours.test", at(0), message_id="<q@x>")


def one_wait(folder: Path, *, inbox: list[bytes], sent: list[bytes]) -> Wait:
    [found] = looked(folder, {"Inbox": inbox, "Sent": sent}).look.waits
    return found


def test_an_acknowledgement_in_sent_touches_and_the_answer_ends(tmp_path: Path) -> None:
    sent = [
        mail("sales@ours.test", ALICE, at(0) + 3, "Thank you", **ACKNOWLEDGED),
        mail("ada@ours.test", ALICE, at(0) + HOUR, "Re: A question", in_reply_to="<q@x>"),
    ]
    found = one_wait(tmp_path, inbox=[asked()], sent=sent)
    assert (found.touched_at, found.ended_at, found.author) == (at(0) + 3, at(0) + HOUR, "Ada")


def test_an_acknowledgement_that_came_back_touched_nobody(tmp_path: Path) -> None:
    report = mail(
        "MAILER-DAEMON@mx.test",
        "sales@ours.test",
        at(0) + 60,
        "Undelivered Mail Returned to Sender",
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.test\n\n"
        "Final-Recipient: rfc822; alice@shop.test\nAction: failed\nStatus: 5.1.1\n\n--b\n"
        "Content-Type: message/rfc822\n\nMessage-ID: <ack@x>\nSubject: Thank you\n\nThanks.\n--b--\n",
        content_type="multipart/report; report-type=delivery-status; boundary=b",
    )
    sent = [mail("sales@ours.test", ALICE, at(0) + 3, "Thank you", **ACKNOWLEDGED)]
    found = one_wait(tmp_path, inbox=[asked(), report], sent=sent)
    assert (found.touched_at, found.outcome) == (None, Outcome.OPEN)


FORM = "Name: Carol Reed\nE-mail: carol@buyer.test\nMessage: What does it cost?\n"


def test_a_form_of_ours_that_copies_the_person_in_is_their_inquiry(tmp_path: Path) -> None:
    form = mail(
        "web@ours.test",
        "sales@ours.test",
        at(0),
        "Contact form",
        FORM,
        cc="carol@buyer.test",
        auto_submitted="auto-generated",
    )
    found = one_wait(tmp_path, inbox=[form], sent=[])
    assert (found.party, found.touched_at) == ("carol@buyer.test", None)


def test_an_acknowledgement_that_repeats_the_form_to_the_person_asks_nothing(tmp_path: Path) -> None:
    copy = mail(
        "web@ours.test",
        "carol@buyer.test",
        at(0),
        "We have your message",
        FORM,
        auto_submitted="auto-generated",
    )
    assert looked(tmp_path, {"Sent": [copy]}).look.waits == []
