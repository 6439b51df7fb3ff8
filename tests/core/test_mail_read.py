"""Whole messages: parts, texts, HTML, attachments, forms, farewells."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstreply.core.mail import body, closing, form, html, read, transfer
from firstreply.core.mail.body import safe_name
from firstreply.core.message import Address

ALTERNATIVE = b"""\
From: =?utf-8?q?Zo=C3=AB?= <zoe@example.net>
To: sales@example.org, "Lee, Ann" <ann@example.org>
Cc: boss@example.org
Reply-To: zoe@home.example
Subject: =?utf-8?q?Pr=C3=A9s?=
 entation
Date: Mon, 2 Mar 2026 10:05:59 +0100
Received: from a by b; Mon, 2 Mar 2026 10:06:11 +0100
Message-ID: <one@example.net>
Content-Type: multipart/mixed; boundary="outer"

preamble
--outer
Content-Type: multipart/alternative; boundary=inner

--inner
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

Gr=C3=BC=C3=9Fe

On Mon, 2 Mar 2026 at 09:58, Ann <ann@example.org> wrote:
> hello
--inner
Content-Type: text/html; charset=utf-8

<p>Gr&uuml;&szlig;e</p>
--inner--
--outer
Content-Type: application/pdf; name="../../price.pdf"
Content-Disposition: attachment
Content-Transfer-Encoding: base64

QUJD
--outer
Content-Type: message/rfc822

From: Max <max@example.de>
Date: Sun, 1 Mar 2026 18:00:00 +0100
Subject: Anfrage

Bitte um ein Angebot.
--outer--
"""


def test_a_message_is_read_whole() -> None:
    message = read(ALTERNATIVE)
    assert message.sender == (Address("Zoë", "zoe@example.net"),)
    assert message.to == (Address("", "sales@example.org"), Address("Lee, Ann", "ann@example.org"))
    assert message.cc == (Address("", "boss@example.org"),)
    assert message.reply_to == (Address("", "zoe@home.example"),)
    assert message.subject == "Prés entation"
    assert message.sent_at == datetime(2026, 3, 2, 9, 5, 59, tzinfo=UTC)
    assert message.received_at == datetime(2026, 3, 2, 9, 6, 11, tzinfo=UTC)
    assert message.envelope.message_id == "one@example.net"
    assert message.new_text == "Grüße"
    assert message.html == "<p>Gr&uuml;&szlig;e</p>"
    assert message.cap == ""


def test_files_and_embedded_messages_are_attachments_with_safe_names() -> None:
    attachments = read(ALTERNATIVE).attachments
    assert [(one.name, one.kind) for one in attachments] == [
        ("price.pdf", "application/pdf"),
        ("Anfrage", "message/rfc822"),
    ]
    assert attachments[0].octets() == b"ABC"


@given(st.text(st.sampled_from("a./\\ \r\n\t\u200c\u202e\u2028\x00é"), max_size=20) | st.text())
def test_a_safe_name_has_no_folder_and_stays_what_it_is(told: str) -> None:
    for name in (safe_name(told), safe_name(f"{told}/{'x' * 254} y")):
        assert safe_name(name) == name == name.strip()
        assert not {"/", "\\", "\n", "\0", "\u202e"} & set(name)
        assert name not in (".", "..")
        assert len(name) <= 255


@pytest.mark.parametrize(
    ("told", "name"), [("C:\\ offer.pdf", "offer.pdf"), ("a/ ..", ""), ("a b/", "a b"), ("\\\r\n0", "0")]
)
def test_folders_of_any_system_go_from_a_name(told: str, name: str) -> None:
    assert safe_name(told) == name


def test_an_attached_message_is_the_forwarded_one() -> None:
    forwarded = read(ALTERNATIVE).forwarded
    assert forwarded is not None
    assert (forwarded.sender_address, forwarded.text) == ("max@example.de", "Bitte um ein Angebot.")
    assert forwarded.instant == datetime(2026, 3, 1, 17, 0, tzinfo=UTC)


def test_the_same_message_with_other_line_ends_reads_the_same() -> None:
    for ends in (b"\r\n", b"\r"):
        message = read(ALTERNATIVE.replace(b"\n", ends))
        assert message.new_text == "Grüße"
        assert [one.name for one in message.attachments] == ["price.pdf", "Anfrage"]


@pytest.mark.parametrize(
    "raw", [b"", b"\n", b"\x00", b"no header at all", b":", b"\xff" * 100, b"From: a\n", b"\r\n\r\n"]
)
def test_what_is_no_mail_gives_empty_values(raw: bytes) -> None:
    message = read(raw)
    assert (message.subject, message.to, message.attachments, message.quoted_head) == ("", (), (), None)


def test_html_is_the_text_where_there_is_no_plain_one() -> None:
    raw = b"Content-Type: text/html; charset=windows-1256\n\n<p>" + "مرحبا".encode("cp1256") + b"<p>a<br>b"
    assert read(raw).text == "مرحبا\n\na\nb"


def test_an_empty_plain_part_gives_way_to_html() -> None:
    raw = b"Content-Type: multipart/alternative; boundary=b\n\n--b\n\n \n--b\nContent-Type: text/html\n\n<b>hi</b>\n"
    assert read(raw).text == "hi"


def test_text_around_an_attachment_is_one_text() -> None:
    raw = (
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\nContent-Type: text/plain; name=a.txt\n\nfile\n"
        b"--b\nContent-Type: text/plain\n\ntwo\n--b--\n"
    )
    message = read(raw)
    assert message.text == "one\ntwo"
    assert [one.name for one in message.attachments] == ["a.txt"]


def test_a_missing_last_boundary_loses_nothing() -> None:
    raw = b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\nContent-Type: text/plain\n\ntwo\n"
    assert read(raw).text == "one\ntwo\n"


def test_a_boundary_that_never_comes_leaves_the_text() -> None:
    assert read(b"Content-Type: multipart/mixed; boundary=b\n\nhello\n").text == "hello\n"


def test_deep_nesting_stops_at_the_cap_and_says_so() -> None:
    raw = (
        b"".join(b"Content-Type: multipart/mixed; boundary=n%d\n\n--n%d\n" % (n, n) for n in range(100))
        + b"\nhi\n"
    )
    assert read(raw).cap == "depth"


def test_a_message_of_many_parts_stops_at_the_cap_and_says_so() -> None:
    raw = b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 5000
    message = read(raw)
    assert len(message.parts) == body.PARTS
    assert message.cap == "parts"


@pytest.mark.parametrize(
    ("octets", "decoded"),
    [
        (b"QUJD", b"ABC"),
        (b"QU JD\r\nRA", b"ABCD"),
        (b"QQ==QUI=", b"AAB"),
        (b"QUJDR", b"ABC"),
        (b"-_", b"\xfb"),
        (b"not base64 at all, is it?!", b"not base64 at all, is it?!"),
    ],
)
def test_damaged_base64_gives_what_can_be_read(octets: bytes, decoded: bytes) -> None:
    assert transfer.base64(octets) == decoded


def test_base64_in_pieces_is_base64_at_once() -> None:
    raw = b"QUJDREVGR0hJSktM\n" * 200_000
    assert transfer.decode(raw, 0, len(raw), "base64", 1 << 30) == b"ABCDEFGHIJKL" * 200_000
    assert transfer.decode(raw, 0, len(raw), "base64", 5) == b"ABCDE"


def test_uuencoded_files_are_read_and_named() -> None:
    raw = b"Content-Transfer-Encoding: x-uuencode\nContent-Type: a/b\n\nbegin 644 a.txt\n#0V%T\n\xff\xff\n`\nend\n"
    (only,) = read(raw).attachments
    assert (only.name, only.octets()) == ("a.txt", b"Cat")


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("one<br>two<br/><br>three", "one\ntwo\n\nthree"),
        ("<div>a</div><div>b</div>", "a\nb"),
        ("a  b\n c", "a b c"),
        ("<pre>a  b\n c</pre>", "a  b\n c"),
        ("<ul><li>a<li>b</ul>", "- a\n- b"),
        ("<table><tr><td>Name</td><td>Ann</td></tr></table>", "Name\tAnn"),
        ("&lt;b&gt; &amp; &nbsp;x&#1602;", "<b> & xق"),
        ("<script>bad()</script><style>p{}</style>ok<!-- no -->", "ok"),
        ("ok<script>never closed", "ok"),
        ("a < b and <3", "a < b and <3"),
        ('<a href="x>y">link</a>', "link"),
        ("<blockquote>old<blockquote>older</blockquote></blockquote>new", "> old\n>\n>> older\n>\nnew"),
        (
            '<div class="gmail_quote">On x, y wrote:<blockquote>old</blockquote></div>new',
            "> On x, y wrote:\n>\n> old\n>\nnew",
        ),
        ('new<div id="divRplyFwdMsg"><b>From:</b> a</div><div>old</div>', "new\n> From: a\n> old"),
        ("<html><head><title>t</title></head><body>b", "b"),
        ("", ""),
    ],
)
def test_html_reads_as_people_see_it(page: str, text: str) -> None:
    assert html.text(page) == text


def test_a_form_gives_the_person_behind_it() -> None:
    text = "Inquiry\n\nName: Reza Karimi\nMail: Reza@example.ir\nPhone: +98 21 1234 5678\nMessage: Please\ncall.\n--\n"
    found = form.lead(text, "form@example.org", "")
    assert found is not None
    assert (found.name, found.email, found.phone) == ("Reza Karimi", "reza@example.ir", "+98 21 1234 5678")
    assert found.message == "Please\ncall."
    assert found.evidence == ("label:email", "label:message", "label:name", "label:phone")


@pytest.mark.parametrize(
    "text",
    [
        "الاسم: علي\nالبريد الإلكتروني: ali@example.sa\nالرسالة: السعر؟",
        "نام و نام خانوادگی: علی\nایمیل: ali@example.sa\nپیام: قیمت؟",
        "Nom : Ali\nAdresse e-mail : ali@example.sa\nVotre message : prix ?",
        "Name\tAli\nE-Mail-Adresse\tali@example.sa\nNachricht\tPreis?",
        "Vorname: Ali\nE-Mail: ali@example.sa\nAnfrage: Preis?",
        "Nombre: Ali\nCorreo electrónico: ali@example.sa\nMensaje: precio",
        "Ad Soyad: Ali\nE-posta: ali@example.sa\nMesaj: fiyat",
        "Your name\nAli\nYour email\nali@example.sa\nMessage\nprice?",
        "*Имя:* Али\n*E-mail:* ali@example.sa\n*Сообщение:* цена?",
        "From: Ali <ali@example.sa>\nSubject: Price\n\nMessage Body:\nprice?",
    ],
)
def test_forms_are_read_in_many_languages(text: str) -> None:
    found = form.lead(text)
    assert found is not None
    assert found.email == "ali@example.sa"
    assert found.name
    assert found.message


def test_a_reply_to_of_another_person_is_evidence_of_its_own() -> None:
    found = form.lead("You have a new message.", "Site <form@example.org>", "Ann <ann@example.net>")
    assert found is not None
    assert (found.name, found.email, found.evidence) == ("Ann", "ann@example.net", ("reply_to",))
    assert form.lead("You have a new message.", "form@example.org", "no-reply@example.org") is None
    assert form.lead("You have a new message.", "form@example.org", "FORM@example.org") is None


def test_ordinary_mail_is_no_form() -> None:
    assert form.lead("Hello,\n\nplease find attached.\n\nName your price!\nAnn") is None
    assert form.lead("Subject: x\nMessage: y") is None
    assert form.lead("See you.\n\nTel: +49 30 1234567\nE-mail: ann@example.org") is None
    assert form.lead("> Name: Ann\n> E-mail: ann@example.org\n\nDone.") is None


CLOSINGS = """
Thanks!
Thank you very much, Ann
Many thanks for the quick reply! Best regards, Ann Lee
Ok, thanks. Bye
Hi Ann, many thanks!
شكرا جزيلا
شكراً لك على الرد السريع
خیلی ممنون
ممنون از پاسخ شما رضا
Merci beaucoup !
Vielen Dank und schönes Wochenende
Muchas gracias
Teşekkür ederim
Grazie mille
Obrigado pela resposta
Hartelijk dank
Спасибо большое!
""".strip()
OPENINGS = """
Thanks, but when?
Thanks. Please send the price list.
Thanks! Can you call me tomorrow
Thank you, I will check with my colleagues
Hello
Thanks, 12 pieces then
شكرا، متى نبدأ؟
شكرا لكن أريد السعر
ممنون، قیمت چند است
Merci, mais je préfère attendre
Danke, bitte noch ein Angebot
Thanks http://x.org
no thanks
Urgent! Thanks
Спасибо, но когда
""".strip()


@pytest.mark.parametrize("text", CLOSINGS.splitlines())
def test_thanks_and_farewells_close(text: str) -> None:
    assert closing.is_closing(text) is True


@pytest.mark.parametrize("text", [*OPENINGS.splitlines(), ""])
def test_requests_and_doubts_do_not_close(text: str) -> None:
    assert closing.is_closing(text) is False
