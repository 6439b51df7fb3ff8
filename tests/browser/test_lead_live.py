"""One lead in Chromium while things happen elsewhere: the side follows by itself, and what is being typed stays."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from tests.api.conftest import Office
from tests.browser.test_lead import account, asks
from tests.journey.office import couriers

__all__ = ["account"]
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.postgres]

#: As a hand at a corner of a box does it, or what watches over boxes: htmx must not carry it over into what is new.
STYLED = "for (const one of document.querySelectorAll('[id]')) one.style.setProperty('caret-color', 'auto')"


@pytest.fixture
def lead(office: Office) -> UUID:
    """Nothing is planned for it: the form for a step stands open beside it, as it does at first."""
    return asks(office)


def over(office: Office) -> None:
    """Nobody takes back what was written: the ten seconds are over."""
    from firstreply.store.models import Delivery

    with office.acting():
        Delivery.objects.filter(channel="reply").update(not_before=datetime.now(UTC))


def moves(office: Office, lead: UUID, stage: str) -> None:
    from firstreply.journey import acted

    acted.move_stage(office.id, lead, stage, by=office.founded.member, now=datetime.now(UTC), reason="")


def renames(office: Office, lead: UUID, **fields: str) -> None:
    from firstreply.journey import acted

    acted.change_lead(office.id, lead, fields, by=office.founded.member, now=datetime.now(UTC))


def test_the_clock_beside_stops_when_the_answer_has_gone_out(
    at_desk: Callable[..., Page], office: Office, lead: UUID, account: UUID
) -> None:
    from firstreply.journey import flow

    page = at_desk(f"/leads/{lead}?reply=1")
    expect(page.locator("#step-title")).to_be_visible()
    expect(page.locator(".clockcard time.clock")).to_have_count(1)
    page.keyboard.type("We have 200.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".entry.ours")).to_contain_text("We have 200.")
    over(office)
    with couriers():
        expect(page.locator(".entry.ours")).to_contain_text("Sent")
        flow.arrived(office.id, now=datetime.now(UTC))
        expect(page.locator(".clockcard")).to_contain_text("Answered")
    expect(page.locator(".clockcard time.clock")).to_have_count(0)


def test_a_stage_that_is_moved_elsewhere_shows_beside(
    at_desk: Callable[..., Page], office: Office, lead: UUID, account: UUID
) -> None:
    page = at_desk(f"/leads/{lead}")
    expect(page.locator("#live.well")).to_have_count(1)
    moves(office, lead, "contacted")
    expect(page.locator("#stage")).to_have_value("contacted")


def test_what_is_typed_beside_stays_while_all_else_there_follows(
    at_desk: Callable[..., Page], office: Office, lead: UUID, account: UUID
) -> None:
    page = at_desk(f"/leads/{lead}")
    expect(page.locator("#live.well")).to_have_count(1)
    page.locator("#step-title").fill("Send the offer")
    page.keyboard.press("Escape")
    page.locator("#side h1").click()
    page.keyboard.press(".")
    page.locator("#f-name").fill("Lena L")
    moves(office, lead, "contacted")
    renames(office, lead, company="Seats Ltd")
    expect(page.locator("#stage")).to_have_value("contacted")
    expect(page.locator("#side .whois")).to_contain_text("Seats Ltd")
    expect(page.locator("#part-company .value")).to_have_text("Seats Ltd")
    assert page.locator("#step-title").input_value() == "Send the offer"
    assert page.locator("#f-name").input_value() == "Lena L"
    expect(page.locator("#f-name")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#side h1")).to_have_text("Lena L")
    assert page.locator("#step-title").input_value() == "Send the offer"
    page.locator("#step-title").press("Enter")
    expect(page.locator(".todo .what")).to_have_text("Send the offer")


def test_who_changes_what_another_has_changed_meanwhile_is_told_so(
    at_desk: Callable[..., Page], office: Office, lead: UUID, account: UUID
) -> None:
    page = at_desk(f"/leads/{lead}", mind=("409",))
    expect(page.locator("#live.well")).to_have_count(1)
    page.keyboard.press(".")
    page.locator("#f-name").fill("Lena Leader")
    renames(office, lead, name="Magda Meyer")
    expect(page.locator("#side h1")).to_have_text("Magda Meyer")
    expect(page.locator("#f-name")).to_have_value("Lena Leader")
    page.locator("#f-name").press("Enter")
    expect(page.locator("#part-name [role=alert]")).to_contain_text("Magda Meyer")
    page.locator("#f-name").press("Enter")
    expect(page.locator("#side h1")).to_have_text("Lena Leader")


def test_an_answer_that_waited_for_the_network_is_not_sent_over_a_colleagues_and_says_whose(
    at_desk: Callable[..., Page], office: Office, lead: UUID, account: UUID
) -> None:
    from firstreply.journey import written
    from firstreply.journey.reply import Reply

    colleague, _ = office.member("admin", "Ada Admin")
    page = at_desk(f"/leads/{lead}?reply=1", mind=("ERR_", "Failed to fetch", "htmx", "409"))
    expect(page.locator("#live.well")).to_have_count(1)
    page.locator("#text").fill("We have 200.")
    page.context.set_offline(True)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#waiting")).to_contain_text("We have 200.")
    said = Reply(text="We have them.", source=account)
    written.write(office.id, lead, said, by=colleague, now=datetime.now(UTC))
    page.context.set_offline(False)
    expect(page.locator("#waiting")).to_contain_text(
        "It was refused: Ada Admin has answered since you began to write. Read it first; nothing was sent yet."
    )


def test_an_answer_that_waited_for_the_network_is_gone_from_the_composer_once_it_was_sent(
    at_desk: Callable[..., Page], office: Office, lead: UUID, account: UUID
) -> None:
    page = at_desk(f"/leads/{lead}?reply=1", mind=("ERR_", "Failed to fetch", "htmx"))
    expect(page.locator("#live.well")).to_have_count(1)
    page.keyboard.type("We have 200.")
    page.context.set_offline(True)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#waiting")).to_contain_text("We have 200.")
    page.context.set_offline(False)
    expect(page.locator(".entry.ours")).to_contain_text("We have 200.")
    expect(page.locator("#text")).to_have_value("")
    page.reload()
    expect(page.locator("#text")).to_have_value("")
    expect(page.locator("#composer .kept")).to_have_count(0)


def test_what_is_typed_is_kept_on_the_server_again_after_the_network_was_away(
    at_desk: Callable[..., Page], lead: UUID, account: UUID
) -> None:
    page = at_desk(f"/leads/{lead}?reply=1", mind=("ERR_", "Failed to fetch", "htmx"))
    page.keyboard.type("We have 200.")
    page.context.set_offline(True)
    page.keyboard.press("Control+Enter")
    page.locator("#waiting").get_by_role("button", name="Throw it away").click()
    page.context.set_offline(False)
    page.locator("#text").press_sequentially(" Or 300.")
    expect(page.locator("#composer .saved")).to_have_text("Kept")


def test_sending_taking_back_and_refreshing_leave_the_console_silent_and_the_server_in_peace(
    at_desk: Callable[..., Page], office: Office, lead: UUID, account: UUID
) -> None:
    """What the browser complains of fails it at the end; who is there is asked for when something happens."""
    page, asked = at_desk(f"/leads/{lead}?reply=1"), list[str]()
    page.evaluate(STYLED)
    page.on("request", lambda one: asked.append(one.url) if one.url.endswith("/looking") else None)
    for text in ("We have 200.", "We have 201."):
        page.locator("#text").fill(text)
        page.keyboard.press("Control+Enter")
        expect(page.locator(".entry.ours")).to_contain_text(text)
        page.locator("#toasts").get_by_role("button", name="Undo").first.click()
        expect(page.locator("#text")).to_have_value(text)
    page.evaluate("document.dispatchEvent(new CustomEvent('fr:undone', {detail: {name: 'unmerge'}}))")
    page.wait_for_timeout(1000)
    assert len(asked) < 12
    inbox = at_desk("/inbox")
    inbox.evaluate(STYLED)
    inbox.keyboard.press("j")
    inbox.keyboard.press("#")
    expect(inbox.locator("#box [data-row]")).to_have_count(0)
    inbox.keyboard.press("u")
    expect(inbox.locator("#box [data-row]")).to_have_count(1)


def test_a_call_is_logged_by_a_key_where_no_account_can_send_and_ends_the_wait(
    at_desk: Callable[..., Page], lead: UUID
) -> None:
    page = at_desk(f"/leads/{lead}?reply=1")
    expect(page.locator("#composer")).to_contain_text("No account can send yet.")
    page.keyboard.press("c")
    page.locator("#call-note").fill("Two hundred, by Friday")
    page.locator("#call").get_by_role("button", name="Write it down").click()
    expect(page.locator(".clockcard")).to_contain_text("Answered")
    page.keyboard.press("n")
    page.keyboard.type("Knows our CEO")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".entry.fact", has_text="Knows our CEO")).to_have_count(1)
