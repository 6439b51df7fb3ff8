"""The few headers the clock needs, read from header blocks as programs really write them."""

import pytest

from firstreply.core.mail.scan import scan

PLAIN = (
    "\nFrom: a@x.test\nTo: b@x.test\nDate: Mon, 5 Jan 2026 09:00:00 +0000\nMessage-ID: <q@x>\nSubject: Hi\n"
)
NINE = 1_767_603_600


def test_the_usual_headers() -> None:
    found = scan(PLAIN, at=(3, 10, 20))
    assert (found.message_id, found.sender, found.to, found.subject) == ("q@x", "a@x.test", "b@x.test", "Hi")
    assert (found.sent_at, found.received_at, found.references, found.marks) == (NINE, None, (), ())
    assert (found.source, found.start, found.end) == (3, 10, 20)


@pytest.mark.parametrize(
    "head",
    [
        PLAIN.lower().replace("mon, 5 jan", "Mon, 5 Jan"),
        PLAIN.upper().replace("<Q@X>", "<q@x>"),
        PLAIN.replace(": ", " : "),
        PLAIN.replace(": ", ":"),
        PLAIN.replace(": ", ":\n\t"),
        "\nX-Odd\nno colon here\n" + PLAIN[1:],
        "From x@x Mon Jan  5 09:00:00 2026" + PLAIN,
    ],
)
def test_spelling_and_folding_of_headers_is_nothing(head: str) -> None:
    found = scan(head)
    values = [found.message_id, found.sender, found.to, found.subject]
    assert ([one.strip().lower() for one in values], found.sent_at) == (
        ["q@x", "a@x.test", "b@x.test", "hi"],
        NINE,
    )


def test_of_repeated_headers_the_first_counts_and_recipients_are_joined() -> None:
    found = scan(PLAIN + "To: c@x.test\nSubject: Later\nFrom: z@x.test\nMessage-ID: <z@x>\n")
    assert (found.message_id, found.sender, found.subject, found.to) == (
        "q@x",
        "a@x.test",
        "Hi",
        "b@x.test, c@x.test",
    )


def test_a_header_inside_a_folded_one_is_none() -> None:
    assert (
        scan(PLAIN + "X-Note: see\n References: <evil@x>\n Auto-Submitted: auto-replied\n").references == ()
    )


@pytest.mark.parametrize(
    ("headers", "references"),
    [
        ("References: <a@x> <b@x>\nIn-Reply-To: <b@x>\n", ("a@x", "b@x")),
        ("References: <a@x> <b@x>\nIn-Reply-To: <c@x>\n", ("a@x", "b@x", "c@x")),
        ("References: <a@x> <b@x>\nIn-Reply-To: <a@x>\n", ("a@x", "b@x")),
        ("References: <a@x>\n\t<b@x>\n <a@x>\n", ("a@x", "b@x")),
        ("References: <a@x><b@x>,<c@x>\n", ("a@x", "b@x", "c@x")),
        ("References: <a@\n x> <q@x>\n", ("a@x",)),
        ("References: =?us-ascii?Q?=3Ca=40x=3E_=3Cb=40x=3E?=\n", ("a@x", "b@x")),
        ("In-Reply-To: a@x\n", ("a@x",)),
        ("In-Reply-To: Your message of Monday <a@x>\n", ("a@x",)),
        ('In-Reply-To: "Bob" of "Mon, 5 Jan" <a@x> <b@x>\n', ("a@x", "b@x")),
        ("In-Reply-To: <q@x>\n", ()),
        ("In-Reply-To:\nReferences:\n", ()),
    ],
)
def test_what_a_message_answers(headers: str, references: tuple[str, ...]) -> None:
    assert scan(PLAIN + headers).references == references


def test_in_reply_to_alone_is_marked_as_the_evidence() -> None:
    assert scan(PLAIN + "In-Reply-To: <a@x>\n").marks == ("in_reply_to",)
    assert scan(PLAIN + "In-Reply-To: <a@x>\nReferences: <a@x>\n").marks == ()


@pytest.mark.parametrize("written", ["<q@x>", "q@x", " <q@x> ", "<q@x> (added by mx)", "<\n q@x>"])
def test_an_id_is_read_with_or_without_brackets(written: str) -> None:
    assert scan(PLAIN.replace("<q@x>", written)).message_id == "q@x"


def test_without_an_id_sender_date_subject_and_body_make_one() -> None:
    head = PLAIN.replace("Message-ID: <q@x>\n", "")
    one, again = scan(head, lambda: b"Hello\n"), scan(head, lambda: b"Hello\r\n")
    assert one.message_id == again.message_id
    replied = scan(head.replace("Subject: Hi", "Subject: Re: Hi"), lambda: b"Hello")
    assert replied.message_id == one.message_id
    others = {
        scan(head, lambda: b"Bye").message_id,
        scan(head.replace("Hi", "Ho"), lambda: b"Hello").message_id,
        scan(head.replace("a@x", "c@x"), lambda: b"Hello").message_id,
        scan(head.replace("09:00", "09:01"), lambda: b"Hello").message_id,
    }
    assert len({one.message_id, *others}) == 5


@pytest.mark.parametrize(
    ("hops", "at"),
    [
        (
            "Received: by mx; Mon, 5 Jan 2026 10:00:00 +0100\nReceived: by far; Sun, 4 Jan 2026 10:00:00 +0000\n",
            NINE,
        ),
        (
            "Received: from a (b; c)\n\tby mx with SMTP id 7\n\tfor <b@x.test>; Mon, 5 Jan 2026 09:00:00 GMT\n",
            NINE,
        ),
        ("Received: by mx;\n 5 Jan 2026 09:00:00 -0000 (UTC)\n", NINE),
        ("Received: (qmail 7 invoked from network); 5 Jan 2026 09:00:00 -0000\n", NINE),
        ("Received: by mx without a date\n", None),
        ("X-Received: by mx; Mon, 5 Jan 2026 09:00:00 +0000\n", None),
    ],
)
def test_the_topmost_hop_says_when_it_was_received(hops: str, at: int | None) -> None:
    assert scan("\n" + hops + PLAIN[1:]).received_at == at


@pytest.mark.parametrize(
    "date", ["", "yesterday", "Mon, 32 Jan 2026 09:00:00 +0000", "Mon, 5 Jan 2026 25:00:00 +0000"]
)
def test_an_impossible_date_is_none(date: str) -> None:
    assert scan(PLAIN.replace("Mon, 5 Jan 2026 09:00:00 +0000", date)).sent_at is None


def test_nothing_at_all_is_an_empty_envelope() -> None:
    found = scan("")
    assert (found.sender, found.to, found.sent_at, found.references) == ("", "", None, ())
    assert found.message_id.startswith("sha256:")
