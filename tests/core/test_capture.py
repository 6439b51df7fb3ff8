"""Classes of messages, each with the evidence for it (the clock, section 1)."""

import base64
from typing import Any

import pytest

from firstreply.core.capture.kind import Capture
from firstreply.core.capture.phrases import machine_subject
from firstreply.core.mail.scan import scan
from firstreply.core.message import Seen
from firstreply.core.team import Identity, Person, Team
from tests.mails import TEAM, K, at, envelope

ALICE, ADA, SALES = "Alice <alice@shop.test>", "Ada <ada@ours.test>", "sales@ours.test"


def captured(team: Team = TEAM, *, junk: bool = False, when: int = at(0), **headers: Any) -> Seen:
    plain = {"sender": ALICE, "to": SALES, "subject": "A question"}
    return Capture(team).seen(envelope(**plain | headers), when, 0, junk=junk)


def marked(header: str) -> tuple[str, ...]:
    return scan(f"\nFrom: {ALICE}\nDate: Mon, 5 Jan 2026 09:00:00 +0000\nMessage-ID: <q@x>\n{header}\n").marks


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("Auto-Submitted: no", K.INBOUND_HUMAN),
        ("auto-submitted: No", K.INBOUND_HUMAN),
        ("Auto-Submitted: auto-replied", K.INBOUND_AUTO),
        ("Auto-Submitted: auto-replied (vacation)", K.INBOUND_AUTO),
        ("Auto-Submitted:\n auto-generated; type=x", K.INBOUND_AUTO),
        ("Auto-submitted: Auto-Notified", K.INBOUND_AUTO),
        ("Precedence: bulk", K.INBOUND_HUMAN),
        ("Precedence: list", K.INBOUND_HUMAN),
        ("Precedence: junk", K.INBOUND_HUMAN),
        ("Precedence: auto_reply", K.INBOUND_AUTO),
        ("precedence: Auto-Reply", K.INBOUND_AUTO),
        ("Return-Path: <>", K.INBOUND_AUTO),
        ("Return-Path: <alice@shop.test>", K.INBOUND_HUMAN),
        ("X-Autoreply: yes", K.INBOUND_AUTO),
        ("X-Autoreply: no", K.INBOUND_HUMAN),
        ("X-Autorespond: A question", K.INBOUND_AUTO),
        ("X-Failed-Recipients: gone@x.test", K.INBOUND_AUTO),
        ("X-Auto-Response-Suppress: All", K.INBOUND_HUMAN),
        ("Content-Type: multipart/report; report-type=delivery-status", K.INBOUND_AUTO),
        ('Content-Type: multipart/report;\n\treport-type="feedback-report"; boundary=b', K.INBOUND_AUTO),
        ("Content-Type: multipart/report; report-type=disposition-notification", K.INBOUND_AUTO),
        ("Content-Type: multipart/mixed; boundary=b", K.INBOUND_HUMAN),
        ("X-Spam-Flag: YES", K.SPAM),
        ("X-Spam-Flag: NO", K.INBOUND_HUMAN),
        ("X-Spam-Status: Yes, score=9.1", K.SPAM),
        ("X-Spam-Status: No, score=-1", K.INBOUND_HUMAN),
        ("X-Gmail-Labels: Inbox,Important", K.INBOUND_HUMAN),
        ("X-Gmail-Labels: Spam,Unread", K.SPAM),
        ("List-Unsubscribe: <https://shop.test/u>\nList-Unsubscribe-Post: List-Unsubscribe=One-Click", K.INBOUND_AUTO),
        ("List-Unsubscribe: <https://shop.test/u>", K.INBOUND_AUTO),
        ("List-Unsubscribe: <mailto:leave@shop.test>,\n <https://shop.test/u>", K.INBOUND_AUTO),
        ("List-Unsubscribe: <mailto:leave@list.test>\nX-Url: https://shop.test", K.INBOUND_HUMAN),
        ("List-Unsubscribe: <mailto:leave@list.test>", K.INBOUND_HUMAN),
        ("X-Priority: 1", K.INBOUND_HUMAN),
    ],
)  # fmt: skip
def test_headers_tell_machines_from_people(header: str, kind: K) -> None:
    assert captured(marks=marked(header)).verdict.kind is kind


def test_a_human_who_says_no_is_believed_over_every_other_sign() -> None:
    marks = (*marked("Auto-Submitted: no"), "null_return_path")
    assert captured(marks=marks, subject="Automatic reply: x").verdict.kind is K.INBOUND_HUMAN


OUT_OF_OFFICE = [
    "Automatic reply: A question", "Out of Office: Re: A question", "Out of Office AutoReply: A question",
    "I'm out of the office until Monday", "AUTO: Kim is out of the office (returning 5 May)", "OOO: holidays",
    "Automatische Antwort: Frage", "Abwesenheitsnotiz: Frage", "Réponse automatique : Question", "Absence: Question",
    "Respuesta automática: Pregunta", "Fuera de la oficina", "Resposta automática: Pergunta", "Risposta automatica: D",
    "Otomatik yanıt: Soru", "Automatisch antwoord: Vraag", "Automatiskt svar: Fråga", "Автоматический ответ: Вопрос",
    "رد تلقائي: سؤال", "خارج المكتب", "پاسخ خودکار: پرسش", "در مرخصی", "自动回复: 问题",
]  # fmt: skip


@pytest.mark.parametrize("text", OUT_OF_OFFICE)
def test_an_out_of_office_without_headers_is_told_by_its_subject(text: str) -> None:
    encoded = f"=?utf-8?B?{base64.b64encode(text.encode()).decode()}?="
    raw = text.encode().decode("latin-1")
    assert [machine_subject(one) for one in (encoded, raw)] == ["out_of_office"] * 2
    assert captured(subject=encoded).verdict == (K.INBOUND_AUTO, "subject:out_of_office")


@pytest.mark.parametrize(
    ("subject", "found"),
    [
        ("Undeliverable: A question", "bounce"),
        ("Delivery Status Notification (Failure)", "bounce"),
        ("Read: A question", "receipt"),
        ("Gelesen: Frage", "receipt"),
        ("complaint about message from 192.0.2.1", "report"),
        ("Out of office hours support?", ""),
        ("Automatic response system for hotels", ""),
        ("Re: Automatic reply: A question", ""),
        ("On vacation rentals in May", ""),
        ("Auto: what does the blue one cost?", ""),
        ("Absence of a price list", ""),
        ("Reading your offer", ""),
        ("سؤال عن الأسعار", ""),
        ("", ""),
    ],
)
def test_only_what_a_machine_would_write_is_a_machines_subject(subject: str, found: str) -> None:
    assert machine_subject(subject.encode().decode("latin-1")) == found


@pytest.mark.parametrize(
    ("sender", "subject", "kind"),
    [
        ("MAILER-DAEMON@mx.test", "Undeliverable: x", K.INBOUND_AUTO),
        ("MAILER-DAEMON <>", "failed", K.INBOUND_AUTO),
        ("<>", "failed", K.INBOUND_AUTO),
        ("Mail Delivery Subsystem <MAILER-DAEMON>", "failed", K.INBOUND_AUTO),
        ("no-reply@shop.test", "Your order", K.INBOUND_AUTO),
        ("Do Not Reply <donotreply+7@shop.test>", "Your order", K.INBOUND_AUTO),
        ("norepl@shop.test", "Hi", K.INBOUND_HUMAN),
        ("daemonic@shop.test", "Hi", K.INBOUND_HUMAN),
        ("alice@shop.test", "Undeliverable: your parcel to us", K.INBOUND_HUMAN),
        ("Alice", "I have no address", K.INBOUND_HUMAN),
    ],
)
def test_robots_are_told_by_their_address(sender: str, subject: str, kind: K) -> None:
    assert captured(sender=sender, subject=subject).verdict.kind is kind


def test_two_people_without_addresses_are_two_parties() -> None:
    assert [captured(sender=name).party for name in ("Alice  Shop", "Bob")] == ["alice shop", "bob"]


LIST_TEAM = Team(people=TEAM.people, lists=frozenset({"users@list.test"}))


@pytest.mark.parametrize(
    ("team", "headers", "kind"),
    [
        (TEAM, {"to": "ada@ours.test"}, K.INBOUND_AUTO),
        (TEAM, {"to": "customers@shop.test"}, K.INBOUND_HUMAN),
        (TEAM, {"to": "ada@ours.test", "references": ("a@x",)}, K.INBOUND_HUMAN),
        (LIST_TEAM, {"to": "users@list.test"}, K.INBOUND_HUMAN),
        (LIST_TEAM, {"to": "ada@ours.test", "cc": "users@list.test"}, K.INBOUND_HUMAN),
    ],
)
def test_a_link_to_unsubscribe_makes_a_newsletter_only_of_what_was_sent_to_us(
    team: Team, headers: dict[str, Any], kind: K
) -> None:
    assert captured(team, marks=("unsubscribe",), **headers).verdict.kind is kind


def test_junk_is_told_by_the_folder_and_says_so() -> None:
    assert captured(junk=True).verdict == (K.SPAM, "junk_folder")
    assert captured(junk=True, sender=ADA, to=ALICE).verdict.kind is K.OUTBOUND_HUMAN


@pytest.mark.parametrize(
    ("headers", "kind", "party"),
    [
        ({"sender": "forms@builder.test", "reply_to": ALICE}, K.INBOUND_FORM, "alice@shop.test"),
        ({"sender": "website@ours.test", "reply_to": ALICE}, K.INBOUND_FORM, "alice@shop.test"),
        ({"sender": "no-reply@shop.test", "reply_to": "help@shop.test"}, K.INBOUND_AUTO, "no-reply@shop.test"),
        ({"sender": "forms@builder.test", "reply_to": "no-reply@x.test"}, K.INBOUND_AUTO, "forms@builder.test"),
        ({"sender": "forms@builder.test", "reply_to": ADA}, K.INBOUND_AUTO, "forms@builder.test"),
        ({"sender": "f@builder.test", "reply_to": ALICE, "references": ("a@x",)}, K.INBOUND_AUTO, "f@builder.test"),
    ],
)  # fmt: skip
def test_a_machines_mail_that_speaks_for_a_person_is_that_persons(
    headers: dict[str, Any], kind: K, party: str
) -> None:
    one = captured(marks=("auto_submitted:auto-generated",), **headers)
    assert (one.verdict.kind, one.party) == (kind, party)


def test_an_auto_reply_with_a_reply_to_is_no_form() -> None:
    marks = ("auto_submitted:auto-replied",)
    assert captured(sender="x@builder.test", reply_to=ALICE, marks=marks).verdict.kind is K.INBOUND_AUTO


@pytest.mark.parametrize(
    ("headers", "kind", "evidence"),
    [
        ({"to": ALICE}, K.OUTBOUND_HUMAN, "team_sender"),
        ({"to": "ben@ours.test"}, K.INTERNAL, "no_outside_recipient"),
        ({"to": "ben@ours.test", "cc": ALICE}, K.OUTBOUND_HUMAN, "team_sender"),
        ({"to": ALICE, "marks": ("auto_submitted:auto-replied",)}, K.OUTBOUND_AUTO, "auto_submitted:auto-replied"),
        ({"to": ALICE, "subject": "Automatic reply: x"}, K.OUTBOUND_AUTO, "subject:out_of_office"),
        ({"to": ALICE, "sender": "noreply@ours.test"}, K.OUTBOUND_AUTO, "robot_address"),
        ({"to": ALICE, "marks": ("one_click_unsubscribe",)}, K.OUTBOUND_AUTO, "newsletter"),
        ({"to": ALICE, "marks": ("spam_flag",)}, K.OUTBOUND_HUMAN, "team_sender"),
    ],
)  # fmt: skip
def test_what_ours_write(headers: dict[str, Any], kind: K, evidence: str) -> None:
    one = captured(**{"sender": ADA} | headers)
    assert (one.verdict, one.party) == ((kind, evidence), "")


HIDING = Team(
    people=TEAM.people,
    domains=frozenset({"ours.test"}),
    lists=frozenset({"users@list.test", "info@ours.test"}),
)


HIDDEN = "hidden_sender"


@pytest.mark.parametrize(
    ("headers", "party", "evidence"),
    [
        ({"sender": "Alice via Users <users@list.test>", "original_from": ALICE}, "alice@shop.test", HIDDEN),
        ({"sender": "A via U <users@list.test>", "reply_to": f"{ALICE}, users@list.test"}, "alice@shop.test", HIDDEN),
        ({"sender": "'Alice Shop' via Users <users@list.test>"}, "'alice shop' via users@list.test", HIDDEN),
        ({"sender": "Alice über Users <users@list.test>", "reply_to": ALICE}, "alice@shop.test", HIDDEN),
        ({"sender": "users@list.test"}, "via users@list.test", HIDDEN),
        ({"sender": "Bob via Docs <docs@big.test>", "reply_to": "bob@mall.test"}, "bob@mall.test", HIDDEN),
        ({"sender": "Bob via Docs <docs@big.test>"}, "docs@big.test", "outside_sender"),
    ],
)  # fmt: skip
def test_the_person_behind_a_list_is_found(headers: dict[str, Any], party: str, evidence: str) -> None:
    one = captured(HIDING, to="users@list.test", **headers)
    assert (one.party, one.verdict) == (party, (K.INBOUND_HUMAN, evidence))


@pytest.mark.parametrize(
    "headers",
    [
        {"sender": "Ada via Users <users@list.test>", "original_from": ADA},
        {"sender": "Ada via Users <users@list.test>", "reply_to": "ada@ours.test"},
        {"sender": "Ada via Users <users@list.test>"},
    ],
)
def test_one_of_ours_behind_a_list_is_ours(headers: dict[str, Any]) -> None:
    one = captured(HIDING, to="users@list.test", **headers)
    assert (one.verdict.kind, one.person, one.reaches) == (K.OUTBOUND_HUMAN, "Ada", ("users@list.test",))


def test_a_shared_mailbox_is_ours_and_its_author_is_told_by_name_where_there_is_one() -> None:
    wrote = [captured(sender=f"{name} <sales@ours.test>", to=ALICE) for name in ("Ada", "Sales team", "")]
    assert [(one.verdict.kind, one.person) for one in wrote] == [
        (K.OUTBOUND_HUMAN, "Ada"), (K.OUTBOUND_HUMAN, None), (K.OUTBOUND_HUMAN, None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("headers", "owed", "owner", "mailbox"),
    [
        ({"to": "sales@ours.test"}, True, None, "sales@ours.test"),
        ({"to": "ada@ours.test"}, True, "Ada", "ada@ours.test"),
        ({"to": "ada@ours.test, ben@ours.test"}, True, None, "ada@ours.test"),
        ({"to": "x@far.test", "cc": "ada@ours.test"}, False, None, "ada@ours.test"),
        ({"to": "x@far.test", "cc": "info@ours.test"}, True, None, "info@ours.test"),
        ({"to": "x@far.test"}, True, None, ""),
        ({"to": "", "delivered": "ada@ours.test"}, True, None, "ada@ours.test"),
        ({"to": "users@list.test"}, True, None, "users@list.test"),
    ],
)
def test_what_is_owed_and_by_whom(
    headers: dict[str, Any], owed: bool, owner: str | None, mailbox: str
) -> None:
    one = captured(HIDING, **headers)
    assert (one.owed, one.owner, one.mailbox) == (owed, owner, mailbox)


def test_a_group_address_of_ours_reaches_nobody_outside_and_a_public_list_does() -> None:
    assert captured(HIDING, sender=ADA, to="info@ours.test").verdict.kind is K.INTERNAL
    assert captured(HIDING, sender=ADA, to="users@list.test").reaches == ("users@list.test",)


def test_an_address_is_a_persons_only_while_it_was() -> None:
    was = Identity(address="ada@shop.test", since=at(10), until=at(20))
    team = Team(people=(Person(name="Ada", identities=(was,)),))
    capture = Capture(team)
    kinds = [
        capture.seen(envelope(sender="ada@shop.test", to="bob@mall.test"), at(day), 0).verdict.kind
        for day in (15, 9, 19, 20)
    ]
    assert kinds == [K.OUTBOUND_HUMAN, K.INBOUND_HUMAN, K.OUTBOUND_HUMAN, K.INBOUND_HUMAN]


@pytest.mark.parametrize("own", ["eve@ours.test", "eve@mail.ours.test", "EVE@OURS.TEST"])
def test_whoever_writes_from_our_domain_is_ours(own: str) -> None:
    assert captured(sender=own, to=ALICE).verdict.kind is K.OUTBOUND_HUMAN


@pytest.mark.parametrize("other", ["eve@yours.test", "eve@ours.test.evil.test", "ours.test@evil.test"])
def test_whoever_writes_from_a_domain_that_only_looks_like_ours_is_not(other: str) -> None:
    assert captured(sender=other).verdict.kind is K.INBOUND_HUMAN
