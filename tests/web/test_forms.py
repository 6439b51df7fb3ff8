"""Forms as people outside meet them: shown, filled in, corrected, taken once, and doubted without losing a word."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.api.conftest import Office
from tests.postgres import Database
from tests.web.forms import FORM, GOOD, Outside, founded

pytestmark = pytest.mark.postgres
Made = Callable[..., Outside]


@pytest.fixture
def office(database: Database) -> Office:
    """An organisation."""
    return founded()


@pytest.fixture
def form(office: Office, database: Database) -> Made:
    """Makes forms: the usual one, with changes."""
    return lambda **changes: Outside(office, database, {**FORM, **changes})


def test_form_is_shown_in_the_languages_it_speaks(form: Made) -> None:
    outside = form(languages=["en", "fa"])
    page = outside.get(Accept_Language="fa-IR")
    assert (page.status_code, page["Content-Language"], "Set-Cookie" in page) == (200, "fa", False)
    assert '<html lang="fa" dir="rtl">' in page.content.decode()
    assert "درخواست پیشنهاد" in page.content.decode()
    assert outside.get("?lang=en", Accept_Language="fa")["Content-Language"] == "en"
    assert outside.get("?lang=ar", Accept_Language="ar")["Content-Language"] == "en"
    assert len(page.content) < 30_000


def test_person_who_fills_it_in_becomes_a_lead(form: Made) -> None:
    outside = form()
    sent = outside.send(
        {
            **GOOD,
            "custom.seats": "۲۰۰",
            "tags": ["delivery", "assembly"],
            **outside.opened("?utm_source=ad&page=https://a.example/x"),
        }
    )
    assert (sent.status_code, b"Thank you" in sent.content) == (200, True)
    outside.arrived()
    assert outside.kept() == [("done", "", None)]
    (lead,) = outside.office.get("/leads").json()["items"]
    persona = lead["persona"]
    assert (persona["name"], persona["emails"], persona["tags"]) == (
        "Sara",
        ["sara@acme.example"],
        ["delivery", "assembly"],
    )
    assert (persona["custom"], persona["source"]) == ({"seats": {"number": "200"}}, "ad")
    ((touches, consents),) = outside.rows("SELECT touches, consents FROM lead")
    assert touches["first"] == touches["last"]
    assert {k: v for k, v in touches["first"].items() if k != "at"} == {
        "utm_source": "ad",
        "page": "https://a.example/x",
    }
    assert (consents["contact"]["text"], consents["contact"]["state"]) == (
        "You may keep this and contact me.",
        "given",
    )
    assert set(consents) == {"contact"}


def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(form: Made) -> None:
    outside = form()
    typed = {"name": "  ", "email": "no address", "need": "200 chairs & <b>more</b>", "product": "boats"}
    page = outside.send({**typed, **outside.opened()})
    text = page.content.decode()
    assert page.status_code == 422
    assert (
        text.count('aria-invalid="true"') == 3
    )  # name, product, consent; the address is looked at after these
    assert text.count("autofocus") == 1
    assert "200 chairs &amp; &lt;b&gt;more&lt;/b&gt;" in text
    assert outside.kept() == []
    again = outside.send({**GOOD, "email": "no address", **outside.opened()})
    assert (again.status_code, again.content.decode().count('aria-invalid="true"')) == (422, 1)
    assert "This is no e-mail address" in again.content.decode()


def test_text_that_is_too_long_is_told_with_the_limit(form: Made) -> None:
    outside = form()
    page = outside.send({**GOOD, "need": "x" * 4001, **outside.opened()})
    assert (page.status_code, re.search("4,?000", page.content.decode()) is not None) == (422, True)
    assert "x" * 4001 in page.content.decode()


def test_double_click_is_one_lead_and_one_wait(form: Made) -> None:
    outside = form()
    fields = {**GOOD, **outside.opened()}
    assert [outside.send(fields).status_code for _ in range(3)] == [200, 200, 200]
    outside.arrived()
    assert (len(outside.kept()), outside.rows("SELECT count(*) FROM lead")) == (1, [(1,)])


def test_repeat_inquiry_of_a_known_person_is_a_new_wait(form: Made) -> None:
    outside = form()
    for need in ("200 chairs", "and 20 tables"):
        assert outside.send({**GOOD, "need": need, **outside.opened()}).status_code == 200
        outside.arrived()
    assert outside.rows("SELECT count(*) FROM lead") == [(1,)]
    assert outside.rows("SELECT outcome FROM wait") == [("open",), ("open",)]


def test_same_form_sent_again_with_other_words_asks_for_a_button(form: Made) -> None:
    outside = form()
    ticket = outside.opened()
    assert b"Thank you" in outside.send({**GOOD, **ticket}).content
    more = outside.send({**GOOD, "need": "300 chairs", **ticket})
    assert b"One more step" in more.content
    outside.arrived()
    assert outside.kept() == [("done", "", None), ("quarantined", "form_suspected", "ticket_used")]


def test_trap_is_thanked_and_kept_nowhere(form: Made) -> None:
    outside = form()
    sent = outside.send({**GOOD, **outside.opened(script=False), "_gotcha": "http://spam.example"})
    assert (sent.status_code, b"Thank you" in sent.content, outside.kept()) == (200, True, [])


def test_trap_that_a_browser_filled_in_is_doubted_and_kept(form: Made) -> None:
    outside = form()
    sent = outside.send({**GOOD, **outside.opened(), "_gotcha": "Acme"})
    assert b"One more step" in sent.content
    outside.arrived()
    assert outside.kept() == [("quarantined", "form_suspected", "trap")]


@pytest.mark.parametrize(
    ("why", "changes", "sent"),
    [
        ("no_work", {}, {"_w": ""}),
        ("no_work", {}, {"_w": "-1"}),
        ("no_ticket", {}, {"_t": "a.b"}),
        ("too_fast", {"least_s": 30}, {}),
        ("no_origin", {"hosts": ["acme.example"]}, {}),
    ],
)
def test_doubtful_submission_waits_for_a_button_and_nothing_is_lost(
    form: Made, why: str, changes: dict[str, Any], sent: dict[str, str]
) -> None:
    outside = form(**changes)
    page = outside.send({**GOOD, **outside.opened(), **sent})
    assert b"One more step" in page.content
    outside.arrived()
    assert outside.kept() == [("quarantined", "form_suspected", why)]
    assert b"Thank you" in outside.send({"_t": outside.hidden(page, "_t")}, "/sure").content
    outside.arrived()
    assert outside.kept() == [("done", "", None)]
    assert outside.rows("SELECT name FROM lead") == [("Sara",)]


def test_button_pressed_before_the_worker_came_counts_too(form: Made) -> None:
    outside = form()
    page = outside.send({**GOOD, **outside.opened(script=False)})
    outside.send({"_t": outside.hidden(page, "_t")}, "/sure")
    outside.arrived()
    assert outside.kept() == [("done", "", None)]


def test_button_pressed_at_once_is_asked_for_again(form: Made) -> None:
    outside = form(wait_s=30)
    page = outside.send({**GOOD, **outside.opened(script=False)})
    again = outside.send({"_t": outside.hidden(page, "_t")}, "/sure")
    assert (again.status_code, b"very quick" in again.content) == (200, True)
    outside.arrived()
    assert outside.kept()[0][0] == "quarantined"


def test_what_is_doubted_can_be_replayed_by_the_team(form: Made) -> None:
    outside = form()
    outside.send({**GOOD, **outside.opened(script=False)})
    outside.arrived()
    (arrival,) = outside.office.get("/arrivals?state=quarantined").json()["items"]
    assert arrival["reason"]["code"] == "form_suspected"
    assert outside.office.ask("POST", f"/arrivals/{arrival['id']}/replay").status_code in (200, 202)
    outside.arrived()
    assert outside.kept() == [("done", "", None)]


def test_forged_button_is_refused(form: Made) -> None:
    outside = form()
    filled = outside.opened(script=False)
    assert outside.send({"_t": filled["_t"]}, "/sure").status_code == 400
    assert outside.send({"_t": "é"}, "/sure").status_code == 400


def test_only_listed_pages_may_send_and_embed(form: Made) -> None:
    outside = form(hosts=["acme.example", "*.shop.example"], plain="take")
    assert outside.send(GOOD, Origin="https://evil.example").status_code == 403
    assert outside.send(GOOD, Referer="https://acme.example.evil.example/x").status_code == 403
    for origin in ("https://acme.example", "http://de.shop.example:8080", "http://testserver"):
        assert outside.send({**GOOD, "need": origin}, Origin=origin).status_code == 200
    policy = outside.get("/frame")["Content-Security-Policy"]
    assert policy.split("frame-ancestors ")[1].split(";")[0] == "'self' acme.example *.shop.example"
    assert "frame-ancestors 'self';" in outside.get()["Content-Security-Policy"]
    outside.arrived()
    assert [row[0] for row in outside.kept()] == ["done"] * 3


def test_page_of_ones_own_needs_one_more_button_unless_the_form_says_otherwise(form: Made) -> None:
    outside = form()
    page = outside.send({**GOOD, "utm_campaign": "spring", "consent.newsletter": "on"})
    assert b"One more step" in page.content
    outside.send({"_t": outside.hidden(page, "_t")}, "/sure")
    outside.arrived()
    ((touches, consents, campaign),) = outside.rows(
        "SELECT touches, consents, persona->>'campaign' FROM lead"
    )
    assert (touches["last"]["utm_campaign"], sorted(consents), campaign) == (
        "spring",
        ["contact", "newsletter"],
        "spring",
    )


@pytest.mark.parametrize("kind", ["text/plain", "application/json", ""])
def test_what_is_no_form_is_refused(form: Made, kind: str) -> None:
    outside = form()
    assert (outside.raw(b"{}", kind).status_code, outside.kept()) == (415, [])


def multipart(*parts: tuple[str, bytes]) -> bytes:
    heads = [
        b"--b\r\nContent-Disposition: form-data; " + head.encode() + b"\r\n\r\n" + body
        for head, body in parts
    ]
    return b"\r\n".join([*heads, b"--b--\r\n"])


def test_files_are_not_taken_and_the_form_says_so(form: Made) -> None:
    outside = form(plain="take")
    fields = [(f'name="{name}"', text.encode()) for name, text in GOOD.items()]
    good = outside.raw(
        multipart(*fields, ('name="file"; filename=""', b"")), "multipart/form-data; boundary=b"
    )
    assert b"Thank you" in good.content
    file = ('name="file"; filename="a.exe"', b"MZ")
    page = outside.raw(multipart(*fields, file), "multipart/form-data; boundary=b")
    assert (page.status_code, b"200 chairs" in page.content) == (422, True)


def test_endless_and_broken_parts_are_cut_off(form: Made) -> None:
    from django.conf import settings

    outside = form()
    many = multipart(*[(f'name="a{n}"', b"x") for n in range(400)])
    for body in (
        many,
        b"--b\r\nnothing",
        multipart(('name="a"', b"x"))[:-6],
        b"--b\r\n" + b"x" * 9000 + b"\r\n\r\n--b--",
    ):
        assert outside.raw(body, "multipart/form-data; boundary=b").status_code == 400
    assert outside.raw(b"a=1&" * 400).status_code == 400
    assert outside.raw(b"name=" + b"x" * settings.FIRSTREPLY_MAX_BODY_BYTES).status_code == 413
    assert outside.kept() == []


def test_wrong_charset_is_read_with_signs_in_its_place(form: Made) -> None:
    outside = form(plain="take", fields=[{"name": "name", "label": "Name"}], consents=[], newsletter=False)
    assert outside.raw(b"name=J%E9r%F4me%00").status_code == 200
    outside.arrived()
    assert outside.rows("SELECT name FROM lead") == [("J\ufffdr\ufffdme",)]


def test_questions_that_the_form_does_not_know_are_kept_only_if_it_says_so(form: Made) -> None:
    outside = form(plain="take")
    for n in range(2):
        if n:
            again(outside, others=True, plain="take")
        outside.send(
            {**GOOD, "email": f"s{n}@acme.example", "Company size": "20", "_x": "1", "custom.seats": "3"}
        )
        outside.arrived()
    found = outside.rows("SELECT persona->'custom' FROM lead ORDER BY id")
    assert found == [({"seats": {"number": "3"}},), ({"seats": {"number": "3"}, "company_size": "20"},)]


def again(outside: Outside, **changes: Any) -> Outside:
    """The same form, defined anew."""
    from firstreply.web.forms import asked

    settings = {"form": {**FORM, **changes}}
    assert (
        outside.office.ask("PATCH", f"/sources/{outside.id}", {"settings": settings}, match="*").status_code
        == 200
    )
    asked.forget()
    outside.definition = settings["form"]
    return outside


def test_address_that_sends_too_fast_is_told_when_to_go_on(form: Made) -> None:
    outside = form(plain="take")
    pages = [outside.send({**GOOD, "need": str(n)}) for n in range(32)]
    assert [page.status_code for page in pages].count(429) == 2
    assert (int(pages[-1]["Retry-After"]) > 0, b"Sara" in pages[-1].content) == (True, True)


def test_form_leads_to_the_page_that_its_definition_names(form: Made) -> None:
    outside = form(redirect="https://acme.example/thanks?x=1")
    sent = outside.send({**GOOD, **outside.opened(), "redirect": "https://evil.example"})
    assert (sent.status_code, sent["Location"]) == (303, "https://acme.example/thanks?x=1")
    assert "form-action 'self' https://acme.example;" in outside.get()["Content-Security-Policy"]


def test_what_is_no_form_is_not_here(form: Made, office: Office) -> None:
    outside = form()
    plain = office.ask("POST", "/sources", {"name": "plain", "kind": "form"}).json()["id"]
    for source in (plain, str(office.founded.source), "01a2042e-36cf-70a0-a211-52d61bb7e99b"):
        assert office.client.get(f"/f/{source}").status_code == 404
    assert office.client.put(f"/f/{outside.id}").status_code == 405


XSS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' autofocus onfocus=alert(1) x='",
    "{{7*7}}",
)


@pytest.mark.parametrize("text", XSS)
def test_markup_in_any_field_is_text(form: Made, text: str) -> None:
    outside = form()
    names = [
        "name",
        "email",
        "phone",
        "need",
        "product",
        "tags",
        "custom.seats",
        "consent.contact",
        "_l",
        "_w",
    ]
    page = outside.send({**dict.fromkeys(names, text), "_t": outside.opened()["_t"]})
    shown = page.content.decode()
    assert page.status_code == 422
    for bad in ("<script>alert", "<img src=x", "' autofocus onfocus", ">49<"):
        assert bad not in shown
    prefilled = outside.get("?" + "&".join(f"{name}={text}" for name in names)).content.decode()
    assert "<script>alert" not in prefilled
    assert "<img src=x" not in prefilled
