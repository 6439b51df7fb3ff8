"""Rules for portals' mails: learned, tried, kept, and what a lead comes to by them."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.api.conftest import Office

pytestmark = pytest.mark.postgres
TEXT = """Neue Anfrage zu Objekt 4711

Name: Tim Sander
Telefon: 030 901820
E-Mail: tim.sander@post.example
Budget: auf Anfrage
Nachricht:
Wann passt es Ihnen?
"""


def mail(text: str, *, subject: str = "Neue Anfrage zu Objekt", own: str = "1", sender: str = "") -> str:
    sender = sender or "Marktplatz <no-reply@portal.example>"
    return (
        f"From: {sender}\r\nTo: owner@example.example\r\nSubject: {subject}\r\nMessage-ID: <{own}@portal.example>\r\n"
        "Date: Tue, 03 Mar 2026 10:00:00 +0000\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
        + text.replace("\n", "\r\n")
    )


def marks(**values: str) -> list[dict[str, Any]]:
    return [
        {"start": TEXT.index(one), "end": TEXT.index(one) + len(one), "field": name}
        for name, one in values.items()
    ]


@pytest.fixture
def learned(office: Office) -> Any:
    """A rule learned from a mail with five marks."""
    marked = marks(product="4711", name="Tim Sander", phone="030 901820", email="tim.sander@post.example",
                   budget="auf Anfrage", need="Wann passt es Ihnen?")  # fmt: skip
    given = {
        "name": "portal",
        "sender": "portal.example",
        "subject": "Anfrage",
        "marks": marked,
        "text": TEXT,
    }
    return office.ask("POST", "/mail-rules/learn", given).json()


def bring(office: Office, raw: str) -> None:
    from firstreply.journey import flow

    headers = {"Authorization": f"Bearer {office.token}"}
    answer = office.client.generic(
        "POST", "/api/v1/messages", raw.encode(), content_type="message/rfc822", headers=headers
    )
    assert answer.status_code == 202
    flow.arrived(office.id, now=datetime.now(UTC))


def leads(office: Office) -> list[Any]:
    from firstreply.store.models import Lead

    with office.acting():
        return list(Lead.objects.order_by("id").values_list("persona", flat=True))


def test_what_was_marked_is_found_and_what_is_wrong_is_told(learned: Any) -> None:
    assert [(one["field"], one["value"]) for one in learned["found"]] == [
        ("product", "4711"),
        ("name", "Tim Sander"),
        ("phone", "030 901820"),
        ("email", "tim.sander@post.example"),
        ("budget", "auf Anfrage"),
        ("need", "Wann passt es Ihnen?"),
    ]
    assert [(one["field"], one["code"]) for one in learned["errors"]] == [("budget", "not_a_number")]
    assert learned["persona"]["custom"] == {"budget": "auf Anfrage"}
    assert [TEXT[one["start"] : one["end"]] for one in learned["found"]] == [
        one["value"] for one in learned["found"]
    ]


def test_rules_are_kept_in_their_order_and_tried_on_other_mails(office: Office, learned: Any) -> None:
    assert office.get("/mail-rules").json() == {"rules": []}
    kept = office.ask("PUT", "/mail-rules", {"rules": [learned["rule"]]})
    assert (kept.status_code, kept.json()) == (200, {"rules": [learned["rule"]]})
    assert office.get("/mail-rules").json() == {"rules": [learned["rule"]]}
    other = mail("Name: Eva Lund\nE-Mail: eva@post.example\n", subject="Rechnung")
    tried = office.ask("POST", "/mail-rules/preview", {"rule": learned["rule"], "raw": other}).json()
    assert (tried["fits"], tried["missing"]) == (False, ["product", "phone", "budget", "need"])
    assert tried["persona"] == {"name": "Eva Lund", "emails": ["eva@post.example"]}


@pytest.mark.parametrize(
    ("method", "path", "given", "code"),
    [
        ("POST", "/mail-rules/learn", {"text": "x", "name": "a", "sender": "p.example",
                                       "marks": [{"start": 0, "end": 9, "field": "name"}]}, "mark_wrong"),
        ("POST", "/mail-rules/learn", {"text": "Tim", "name": "a", "sender": "p.example",
                                       "marks": [{"start": 0, "end": 3, "field": "name"}]}, "mark_without_anchor"),
        ("POST", "/mail-rules/learn", {"name": "a", "sender": "p.example",
                                       "marks": [{"start": 0, "end": 3, "field": "name"}]}, "example_not_understood"),
        ("PUT", "/mail-rules", {"rules": [{"name": "a", "sender": "no domain",
                                           "fields": [{"field": "name", "before": ["x"]}]}]}, "mail_rule_wrong"),
    ],
)  # fmt: skip
def test_what_teaches_nothing_is_refused(
    office: Office, method: str, path: str, given: Any, code: str
) -> None:
    answer = office.ask(method, path, given)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_a_portals_mail_becomes_the_person_in_it_without_a_reply_to(office: Office, learned: Any) -> None:
    office.ask("PUT", "/mail-rules", {"rules": [learned["rule"]]})
    bring(office, mail(TEXT))
    bring(office, mail("Neue Anfrage zu Objekt 99\n\nName: Eva Lund\nTelefon: 0171 5550001\n", own="2"))
    assert leads(office) == [
        {"name": "Tim Sander", "emails": ["tim.sander@post.example"], "phones": ["+4930901820"], "product": "4711",
         "need": "Wann passt es Ihnen?", "custom": {"budget": "auf Anfrage"}},
        {"name": "Eva Lund", "phones": ["+491715550001"], "product": "99",
         "need": "Neue Anfrage zu Objekt 99\n\nName: Eva Lund\nTelefon: 0171 5550001"},
    ]  # fmt: skip
    from firstreply.store.models import Message, Wait

    with office.acting():
        read = list(Message.objects.order_by("id").values_list("kind", "evidence", "party"))
        waits = list(Wait.objects.order_by("id").values_list("party", "outcome"))
    assert read == [
        ("INBOUND_FORM", "form:rule:portal", "tim.sander@post.example"),
        ("INBOUND_FORM", "form:rule:portal", "+491715550001"),
    ]
    assert sorted(waits) == [("+491715550001", "open"), ("tim.sander@post.example", "open")]


def test_a_mail_of_the_portal_that_tells_of_nobody_is_read_like_any_other(
    office: Office, learned: Any
) -> None:
    office.ask("PUT", "/mail-rules", {"rules": [learned["rule"]]})
    bring(office, mail("Ihre Anfrage-Statistik im Juni\n", subject="Anfrage-Statistik"))
    from firstreply.store.models import Message

    with office.acting():
        assert list(Message.objects.values_list("kind", "party")) == [
            ("INBOUND_AUTO", "no-reply@portal.example")
        ]
    assert leads(office) == []


def test_another_sender_cannot_speak_for_the_portal(office: Office, learned: Any) -> None:
    office.ask("PUT", "/mail-rules", {"rules": [learned["rule"]]})
    bring(office, mail(TEXT, sender="Eve <eve@evil.example>"))
    assert [one["emails"] for one in leads(office)] == [["eve@evil.example"]]
