"""Answers by WhatsApp, to a real server that speaks the Cloud API."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from firstreply.channels.answer import Rejected, Sent, TryAgain
from firstreply.channels.base import Checked, Outgoing
from firstreply.channels.enclosed import Enclosed
from firstreply.channels.whatsapp.graph import check, connect, templates
from firstreply.channels.whatsapp.peer import Cloud
from firstreply.channels.whatsapp.sending import fit, send
from firstreply.core.refusal import Refused
from tests.channels.whatsapp.account import setup

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    with Cloud().running() as peer:
        peer.wrote["491701234567"] = 9e12
        yield peer


def outgoing(**changes: Any) -> Outgoing:
    plain: dict[str, Any] = {
        "id": UUID(int=7), "to": "+491701234567", "name": "Sara", "subject": "", "text": "سلام Sara", "author": "Ada",
        "author_id": "", "language": "fa", "at": NOW, "automatic": False, "last_in_at": NOW - timedelta(hours=1),
    }  # fmt: skip
    return Outgoing(**(plain | changes))


def test_an_answer_quotes_the_message_it_answers(cloud: Cloud) -> None:
    answers = ("<mail@x>", "wamid.1", "wamid.2")
    assert send(outgoing(answers=answers), setup(cloud.url)) == Sent("wamid.HBgL000000000001")
    assert cloud.sent == [
        {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": "491701234567",
            "type": "text",
            "text": {"preview_url": False, "body": "سلام Sara"},
            "context": {"message_id": "wamid.2"},
            "biz_opaque_callback_data": str(UUID(int=7)),
            "id": "wamid.HBgL000000000001",
        }
    ]


@pytest.mark.parametrize("last", [None, NOW - timedelta(hours=24), NOW - timedelta(days=30)])
def test_after_a_day_only_templates_are_sent(cloud: Cloud, last: datetime | None) -> None:
    late = outgoing(last_in_at=last)
    with pytest.raises(Refused) as refused:
        fit(late, setup(cloud.url))
    assert refused.value.code == "whatsapp_window_closed"
    assert send(late, setup(cloud.url)) == Rejected(reason="whatsapp_window_closed")
    assert cloud.got == []  # nobody was asked
    template = {"name": "appointment", "language": "en", "parameters": ["Monday", "10:00"]}
    assert send(outgoing(last_in_at=last, template=template), setup(cloud.url)) == Sent(
        "wamid.HBgL000000000001"
    )


def test_parameters_of_a_template_go_by_place_or_by_name(cloud: Cloud) -> None:
    send(
        outgoing(template={"name": "appointment", "language": "en", "parameters": ["a", "b"]}),
        setup(cloud.url),
    )
    send(
        outgoing(template={"name": "welcome_back", "language": "de", "parameters": {"name": "Sara"}}),
        setup(cloud.url),
    )
    assert [one["template"] for one in cloud.sent] == [
        {"name": "appointment", "language": {"code": "en"},
         "components": [
             {"type": "body", "parameters": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]}]},
        {"name": "welcome_back", "language": {"code": "de"},
         "components": [{"type": "body", "parameters": [{"type": "text", "parameter_name": "name", "text": "Sara"}]}]},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"to": "sara@example.com"}, "recipient_wrong"),
        ({"text": " "}, "text_missing"),
        ({"text": "x" * 4097}, "text_too_long"),
        ({"template": {"name": "x"}}, "template_wrong"),
        ({"template": {"name": "x", "language": "en", "parameters": [7]}}, "template_wrong"),
    ],
)
def test_what_meta_would_not_take_is_refused_before_it_is_asked(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        fit(outgoing(**changes), setup())
    assert refused.value.code == code


def test_who_hides_their_number_is_reached_by_their_id(cloud: Cloud) -> None:
    cloud.wrote["DE.1349"] = 9e12
    send(outgoing(to="whatsapp:de.1349"), setup(cloud.url))
    assert [(one.get("to"), one.get("recipient")) for one in cloud.sent] == [(None, "DE.1349")]


def error(code: int, status: int = 400) -> tuple[int, Any]:
    return status, {"error": {"code": code, "message": "no"}}


@pytest.mark.parametrize(
    ("failing", "answer"),
    [
        (error(131047), Rejected(reason="whatsapp_window_closed")),
        (error(131026), Rejected(reason="whatsapp_undeliverable", gone=True)),
        (error(132001, 404), Rejected(reason="whatsapp_template_unknown")),
        (error(130429, 429), TryAgain(reason="whatsapp_rate_limited")),
        (error(80007), TryAgain(reason="whatsapp_rate_limited")),
        (error(131056), TryAgain(reason="whatsapp_rate_limited", after=6.0)),
        (error(190, 401), TryAgain(reason="whatsapp_token_refused", unreachable=True)),
        (error(131042), TryAgain(reason="whatsapp_payment_wanted", unreachable=True)),
        (error(999_999), Rejected(reason="whatsapp 999999")),
        ((503, "away"), TryAgain(reason="status 503")),
        ((400, None), Rejected(reason="status 400")),
        ((200, {}), Sent("")),
    ],
)
def test_what_metas_answer_means_for_the_message(
    cloud: Cloud, failing: tuple[int, Any], answer: object
) -> None:
    cloud.failing.append(failing)
    assert send(outgoing(), setup(cloud.url)) == answer


def test_nobody_there_is_tried_again_and_a_private_address_never_reached(cloud: Cloud) -> None:
    gone = setup("http://127.0.0.1:1")
    assert send(outgoing(), gone) == TryAgain(reason="no_answer: ConnectionRefusedError", unreachable=True)
    inside = type(gone)(
        id=gone.id, kind="whatsapp", name="", address="", settings={"base_url": "https://10.0.0.1"}
    )
    assert send(outgoing(), inside) == Rejected(reason="address_not_public")


def test_an_account_says_which_number_it_is(cloud: Cloud) -> None:
    facts = {"display_phone_number": "+1 555-078-3881", "verified_name": "Acme", "quality_rating": "GREEN",
             "code_verification_status": "VERIFIED"}  # fmt: skip
    assert check(setup(cloud.url)) == Checked(ok=True, facts=facts)
    cloud.token = "another"
    refused = Checked(ok=False, code="channel_token_refused", facts={"reason": "whatsapp_token_refused"})
    assert check(setup(cloud.url)) == refused
    assert check(setup("http://127.0.0.1:1")).code == "channel_unreachable"


def test_an_address_that_does_not_prove_itself_is_not_connected(cloud: Cloud) -> None:
    answer = connect(setup(cloud.url))
    assert (answer.ok, answer.code, answer.facts) == (False, "channel_refused", {"reason": "whatsapp 2200"})
    assert [one.path for one in cloud.got] == [
        f"/v25.0/{Cloud.account}/subscribed_apps",
        f"/v25.0/{Cloud.number}",
    ]


def test_templates_of_all_pages_are_listed(cloud: Cloud) -> None:
    first, *others = templates(setup(cloud.url))
    assert first == {
        "name": "appointment", "language": "en", "status": "APPROVED", "category": "UTILITY", "header": "",
        "header_parameters": [], "text": "Your visit is on {{1}} at {{2}}.", "parameters": ["1", "2"], "needs": "",
    }  # fmt: skip
    assert [(one["name"], one["status"], one["header_parameters"], one["parameters"]) for one in others] == [
        ("welcome_back", "APPROVED", [], ["name"]),
        ("offer", "APPROVED", ["1"], ["1"]),
        ("plan", "APPROVED", [], []),
        ("spring", "REJECTED", [], []),
    ]


_LINK = {"type": "URL", "text": "Pay", "url": "https://example.com/pay/{{1}}"}


@pytest.mark.parametrize(
    ("part", "needs"),
    [
        ({"type": "HEADER", "format": "IMAGE"}, "media"),
        ({"type": "HEADER", "format": "TEXT", "text": "Hello"}, ""),
        ({"type": "FOOTER", "text": "Acme"}, ""),
        ({"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Yes"}]}, ""),
        ({"type": "BUTTONS", "buttons": [_LINK | {"url": "https://example.com/pay"}]}, ""),
        ({"type": "BUTTONS", "buttons": [_LINK]}, "button"),
        ({"type": "BUTTONS", "buttons": [{"type": "COPY_CODE"}]}, "button"),
        ({"type": "CAROUSEL", "cards": []}, "cards"),
    ],
)
def test_what_a_template_needs_beside_text_is_known(cloud: Cloud, part: dict[str, Any], needs: str) -> None:
    cloud.templates = [cloud.templates[0]]
    cloud.templates[0]["components"].append(part)
    assert [one["needs"] for one in templates(setup(cloud.url))] == [needs]


@pytest.mark.parametrize("given", [{}, {"parameters": ["a"]}, {"parameters": ["a", "b"], "header": ["c"]}])
def test_too_few_or_too_many_parameters_are_said_to_be_wrong(cloud: Cloud, given: dict[str, Any]) -> None:
    template = {"name": "appointment", "language": "en", **given}
    assert send(outgoing(template=template), setup(cloud.url)) == Rejected(
        reason="whatsapp_template_parameters"
    )
    assert cloud.sent == []


def test_no_secret_shows_in_what_is_told_of_an_account(cloud: Cloud) -> None:
    assert Cloud.token not in repr(setup(cloud.url)) + repr(check(setup(cloud.url)))


def file(
    name: str = "offer.pdf", kind: str = "application/pdf", octets: bytes = b"%PDF\r\n\0\xff--", size: int = 0
) -> Enclosed:
    return Enclosed(name=name, content_type=kind, size=size or len(octets), octets=octets.__bytes__)


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (file("پیشنهاد.pdf"), {"document": {"id": "1", "caption": "سلام Sara", "filename": "پیشنهاد.pdf"}}),
        (
            file("a.PDF", "application/octet-stream"),
            {"document": {"id": "1", "caption": "سلام Sara", "filename": "a.PDF"}},
        ),
        (file("plan.png", "image/png"), {"image": {"id": "1", "caption": "سلام Sara"}}),
        (file("tour", "video/mp4"), {"video": {"id": "1", "caption": "سلام Sara"}}),
    ],
)
def test_a_file_is_brought_and_then_shown_with_the_text_under_it(
    cloud: Cloud, given: Enclosed, wanted: dict[str, Any]
) -> None:
    answer = send(outgoing(files=(given,), answers=("wamid.2",)), setup(cloud.url))
    assert answer == Sent("wamid.HBgL000000000002")
    (sent,) = cloud.sent
    (kind,) = wanted
    assert (sent["type"], sent[kind], sent["context"]) == (kind, wanted[kind], {"message_id": "wamid.2"})
    assert [octets for _, octets in cloud.media.values()] == [given.octets()]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (file("a.zip", "application/zip"), "file_kind_not_carried"),
        (file("a.html", "text/html\r\nX-Evil: 1"), "file_kind_not_carried"),
        (file("a.png", "image/png", size=(5 << 20) + 1), "files_too_large"),
    ],
)
def test_a_file_that_meta_does_not_take_is_refused_before_it_is_asked(
    cloud: Cloud, given: Enclosed, code: str
) -> None:
    told = outgoing(files=(given,))
    with pytest.raises(Refused) as refused:
        fit(told, setup(cloud.url))
    assert refused.value.code == code
    assert (send(told, setup(cloud.url)), cloud.got) == (Rejected(reason=code), [])


def test_a_file_that_was_not_brought_is_tried_again_and_its_message_sent_once(cloud: Cloud) -> None:
    told = outgoing(files=(file(),))
    cloud.failing = [(503, {})]
    assert send(told, setup(cloud.url)) == TryAgain(reason="status 503")
    assert cloud.sent == []
    assert isinstance(send(told, setup(cloud.url)), Sent)
    assert [one["type"] for one in cloud.sent] == ["document"]


def test_a_text_with_a_file_is_shorter(cloud: Cloud) -> None:
    with pytest.raises(Refused) as refused:
        fit(outgoing(files=(file(),), text="x" * 1025), setup(cloud.url))
    assert (refused.value.code, refused.value.facts) == ("text_too_long", {"limit": 1024})
