"""Sending services: letters by their APIs, and what they say became of them; nobody else may say it."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from firstreply.channels.answer import Answer, Rejected, Sent, TryAgain
from firstreply.channels.base import Call, ForgedError, Setup, Taken
from firstreply.channels.email import outbox
from firstreply.channels.email.channel import CHANNEL
from firstreply.channels.enclosed import Enclosed
from firstreply.core import mail, signature
from firstreply.core.capture.brought import Nothing, Told
from firstreply.core.mail.body import safe_name
from firstreply.core.passage import Passage
from firstreply.core.refusal import Refused
from firstreply.site.django import set_up
from tests.channels.email_send.made import OWN, mailbox, outgoing
from tests.channels.email_send.services import KEY, Services
from tests.postgres import Server

pytestmark = pytest.mark.postgres
NOW = int(datetime(2026, 3, 2, 9, 5, tzinfo=UTC).timestamp())
LETTER = f"{OWN}@firm.example"
AT = datetime(2026, 3, 2, 9, 1, tzinfo=UTC)
LATER = datetime(2026, 3, 2, 9, 5, tzinfo=UTC)


@pytest.fixture(scope="module", autouse=True)
def django(server: Server) -> None:
    """Mail classes of Django want its settings, which are those of this process's server."""
    set_up()


@pytest.fixture
def services() -> Iterator[Services]:
    with Services().running() as running:
        yield running


def account(service: str, services: Services | None = None, key: str = KEY, **sealed: str) -> Setup:
    base: dict[str, Any] = {"base_url": f"{services.url}/{service}/"} if services else {}
    return mailbox(provider=service, sealed={"api_key": key, **sealed}, **base)


@pytest.mark.parametrize("service", ["postmark", "mailgun", "sendgrid"])
def test_letter_goes_out_with_its_id_and_thread(services: Services, service: str) -> None:
    told = outgoing(
        answers=("q@client.example",), subject="دویست صندلی\r\nBcc: x@evil.example", name='Ana, "A" <x@y>'
    )
    answer = outbox.send(told, account(service, services))
    (posted,) = services.posted
    assert isinstance(answer, Sent)
    assert answer.id == LETTER
    assert b"Message-ID: <" + LETTER.encode() in answer.raw
    assert posted.subject == "Re: دویست صندلی Bcc: x@evil.example"
    assert "ana@client.example" in posted.to
    assert "x@y" not in posted.to.rpartition("<")[2]
    assert posted.headers["message-id"] == f"<{LETTER}>"
    assert (posted.headers["in-reply-to"], posted.headers["references"]) == ("<q@client.example>",) * 2
    assert posted.metadata["letter"] == LETTER
    assert posted.text.strip() == "We have them."


FILES = {
    "پیشنهاد قیمت.pdf": ("application/pdf", b"%PDF\r\n\0\xff"),
    'a"; filename=b\r\nBcc: x@evil.example.txt': ("text/plain", b"1\r\n2\n\xd8\xb3"),
    "letter.eml": ("message/rfc822", b"From: x@evil.example\r\n\r\nHello"),
}


@pytest.mark.parametrize("service", ["postmark", "mailgun", "sendgrid"])
def test_files_go_along_whole(services: Services, service: str) -> None:
    files = tuple(
        Enclosed(name=name, content_type=kind, size=len(octets), octets=octets.__bytes__)
        for name, (kind, octets) in FILES.items()
    )
    answer = outbox.send(outgoing(files=files), account(service, services))
    assert isinstance(answer, Sent)
    (posted,) = services.posted
    found = [(kind.partition(";")[0], octets) for _, kind, octets in posted.files]
    assert found == [*list(FILES.values())[:2], ("application/octet-stream", FILES["letter.eml"][1])]
    assert [name for name, _, _ in posted.files][::2] == ["پیشنهاد قیمت.pdf", "letter.eml"]
    assert [(one.name, one.octets()) for one in mail.read(answer.raw).attachments] == [
        (safe_name(name), octets) for name, (_, octets) in FILES.items()
    ]


def test_a_service_is_not_asked_to_carry_what_it_does_not() -> None:
    large = Enclosed(name="a.zip", content_type="application/zip", size=8 << 20, octets=bytes)
    with pytest.raises(Refused) as caught:
        outbox.fit(outgoing(files=(large,)), account("postmark"))
    assert (caught.value.code, caught.value.facts) == ("files_too_large", {"channel": "postmark", "limit": 7})
    outbox.fit(outgoing(files=(large,)), account("sendgrid"))


def sent(services: Services, *, to: str = "ana@client.example", key: str = KEY) -> Answer:
    return outbox.send(outgoing(to=to), account("postmark", services, key))


def test_what_a_service_answers_means(services: Services) -> None:
    assert sent(services, key="wrong") == TryAgain(reason="login_refused: status 401", unreachable=True)
    assert sent(services, to="gone@client.example") == Rejected(reason="reader_refused")
    services.answers = [(429, {}), (503, {}), (400, {"Message": "too many attachments"})]
    assert sent(services) == TryAgain(reason="too_much: status 429", after=90.0)
    assert sent(services) == TryAgain(reason="not_now: status 503", unreachable=True)
    third = sent(services)
    assert isinstance(third, Rejected)
    assert third.reason.startswith("letter_refused: status 400")


def test_service_that_is_not_there_has_nothing() -> None:
    with Services().running() as running:
        gone = account("postmark", running)
    assert outbox.send(outgoing(), gone) == TryAgain(reason="no_answer: no_connection", unreachable=True)


def test_service_in_a_private_network_is_not_asked(services: Services) -> None:
    closed = account("postmark", services)
    object.__setattr__(closed, "hosts", ())
    assert outbox.send(outgoing(), closed) == TryAgain(reason="address_not_public", unreachable=True)
    assert services.calls == 0


def call(told: Any, **headers: str) -> Call:
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    given = {
        "content-type": "application/json",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    return Call(method="POST", url="https://reply.example/in/1", query="", headers=given, body=body)


def basic(password: str) -> str:
    return "Basic " + base64.b64encode(f"firstreply:{password}".encode()).decode()


def take(asked: Call, setup: Setup, now: int = NOW) -> Taken:
    assert CHANNEL.take is not None
    return CHANNEL.take(asked, setup, now)


def said(taken: Taken, setup: Setup) -> Any:
    assert CHANNEL.read is not None
    (piece,) = taken.pieces
    return CHANNEL.read(json.loads(json.dumps(piece.payload)), setup, LATER)


BOUNCE = {
    "RecordType": "Bounce", "Type": "HardBounce", "MessageID": "pm-1", "Email": "Ana@client.example", "ID": 4,
    "BouncedAt": "2026-03-02T09:01:00Z", "Details": "smtp;550 5.1.1 unknown", "Metadata": {"letter": LETTER},
}  # fmt: skip


def test_reports_move_the_letter() -> None:
    setup = account("postmark")
    cases = {
        Passage.HARD_BOUNCED: BOUNCE,
        Passage.SOFT_BOUNCED: BOUNCE | {"Type": "SoftBounce", "Details": "mailbox full"},
        Passage.DELIVERED: {"RecordType": "Delivery", "Recipient": "ana@client.example", "Metadata": {"letter": LETTER},
                            "DeliveredAt": "2026-03-02T09:01:00Z"},
        Passage.COMPLAINED: BOUNCE | {"RecordType": "SpamComplaint", "Type": "SpamComplaint"},
    }  # fmt: skip
    for wanted, report in cases.items():
        (told,) = said(take(call(report, authorization=basic("ours")), setup), setup)
        assert isinstance(told, Told)
        assert (told.id, told.passage, told.at, told.party) == (LETTER, wanted, AT, "ana@client.example")


def test_report_without_our_secret_is_forged() -> None:
    setup = account("postmark")
    for headers in (
        {},
        {"authorization": basic("guess")},
        {"authorization": "Basic !!"},
        {"authorization": "Bearer ours"},
    ):
        with pytest.raises(ForgedError):
            take(call(BOUNCE, **headers), setup)


def test_same_report_is_one_piece_and_another_is_another() -> None:
    setup = account("postmark")
    first, again = (take(call(BOUNCE, authorization=basic("ours")), setup).pieces[0].id for _ in range(2))
    other = take(call(BOUNCE | {"ID": 5}, authorization=basic("ours")), setup).pieces[0].id
    assert first == again
    assert first != other


def mailgun(token: str, at: int = NOW, key: str = "sign") -> dict[str, Any]:
    signed = hmac.new(key.encode(), f"{at}{token}".encode(), hashlib.sha256).hexdigest()
    return {
        "signature": {"timestamp": str(at), "token": token, "signature": signed},
        "event-data": {"event": "failed", "severity": "permanent", "timestamp": AT.timestamp(),
                       "recipient": "ana@client.example", "user-variables": {"letter": LETTER},
                       "delivery-status": {"message": "5.1.1 unknown"}, "reason": "bounce"},
    }  # fmt: skip


def test_mailguns_signature_counts_once_and_not_for_ever() -> None:
    setup = account("mailgun", webhook_key="sign")
    taken = take(call(mailgun("t-1")), setup)
    (told,) = said(taken, setup)
    assert (told.id, told.passage) == (LETTER, Passage.HARD_BOUNCED)
    other = mailgun("t-1")
    other["event-data"]["event"] = "delivered"
    assert take(call(other), setup).pieces[0].id == taken.pieces[0].id == "mailgun:t-1"
    for forged in (mailgun("t-2", key="guess"), mailgun("t-3", at=NOW - 90_000), {}, b"not json"):
        with pytest.raises(ForgedError):
            take(call(forged), setup)


def test_sendgrids_signature() -> None:
    private = ec.generate_private_key(ec.SECP256R1())
    public = base64.b64encode(
        private.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    ).decode()
    setup = account("sendgrid", webhook_key=public)
    common = {"email": "ana@client.example", "timestamp": int(AT.timestamp()), "letter": LETTER}
    body = json.dumps([common | {"event": event} for event in ("delivered", "processed")]).encode()
    signed = base64.b64encode(private.sign(b"1700" + body, ec.ECDSA(hashes.SHA256()))).decode()
    headers = {
        "x_twilio_email_event_webhook_signature": signed,
        "x_twilio_email_event_webhook_timestamp": "1700",
    }
    found = said(take(call(body, **headers), setup), setup)
    assert [one.passage for one in found] == [Passage.DELIVERED, Passage.ACCEPTED]
    with pytest.raises(ForgedError):
        take(call(body.replace(b"delivered", b"bounced"), **headers), setup)
    with pytest.raises(ForgedError):
        take(call(body, authorization=basic("ours")), setup)


def test_resends_signature() -> None:
    key = "whsec_" + base64.b64encode(b"k" * 24).decode()
    setup = account("resend", webhook_key=key)
    moment = "2026-03-02T09:01:00.000Z"
    header = {"name": "X-Metadata", "value": json.dumps({"letter": LETTER})}
    data = {"email_id": "re-1", "to": ["ana@client.example"], "created_at": moment, "headers": [header]}
    body = json.dumps({"type": "email.delivered", "created_at": moment, "data": data}).encode()
    headers = {
        "svix_id": "m1",
        "svix_timestamp": str(NOW),
        "svix_signature": signature.signed(key, "m1", str(NOW), body),
    }
    (told,) = said(take(call(body, **headers), setup), setup)
    assert (told.id, told.passage) == (LETTER, Passage.DELIVERED)
    with pytest.raises(ForgedError):
        take(call(body, **headers), setup, NOW + 4000)


def test_report_about_nothing_of_ours_is_nothing() -> None:
    setup = account("postmark")
    report = {"RecordType": "SubscriptionChange", "Recipient": "ana@client.example", "SuppressSending": False}
    assert said(take(call(report, authorization=basic("ours")), setup), setup) == Nothing(what="report")


def test_thousand_forged_reports_and_none_is_taken() -> None:
    accepted = 0
    for number in range(1000):
        service, key = (("postmark", ""), ("mailgun", "sign"), ("resend", "whsec_a2s="), ("brevo", ""))[
            number % 4
        ]
        setup = account(service, webhook_key=key) if key else account(service)
        try:
            take(call(mailgun(f"t{number}", key=f"guess{number}"), authorization=basic(str(number))), setup)
        except ForgedError:
            continue
        accepted += 1
    assert accepted == 0
