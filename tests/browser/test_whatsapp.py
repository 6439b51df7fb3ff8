"""WhatsApp after its 24 hours: an approved template is found, filled in, looked at, sent, and its ticks come back."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from playwright.sync_api import Locator, Page, expect

from firstreply.channels.whatsapp.peer import Cloud
from tests.api.conftest import Office
from tests.api.test_messengers import NUMBER, Accounts
from tests.browser.conftest import AXE, VIOLATIONS
from tests.journey.office import couriers, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.postgres]
LONG_AGO_S = 25 * 3600


class Line(NamedTuple):
    """A number at the peer, and the lead who wrote by it long ago."""

    peer: Cloud
    accounts: Accounts
    source: str
    lead: UUID


@pytest.fixture
def line(office: Office, monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    from django.conf import settings

    from firstreply.web.desk.template import approved

    monkeypatch.setattr(settings, "FIRSTREPLY_PRIVATE_HOSTS", ("127.0.0.1",))
    monkeypatch.setattr(settings, "FIRSTREPLY_RATE_LIMIT", 0)
    approved.forget()
    accounts = Accounts(office)
    with Cloud().running() as peer:
        peer.carry = accounts.carry
        where = {"phone_number_id": Cloud.number, "account_id": Cloud.account, "base_url": peer.url}
        source = accounts.add("whatsapp", where, {"app_secret": Cloud.app_secret, "token": Cloud.token})
        assert office.ask("POST", f"/sources/{source}/connect").json()["ok"]
        wrote = {"from": NUMBER, "id": "wamid.old", "timestamp": str(int(time.time()) - LONG_AGO_S),
                 "type": "text", "text": {"body": "Do you have chairs?"}}  # fmt: skip
        sara = {"profile": {"name": "Sara Ahmadi"}, "wa_id": NUMBER}
        peer.deliver({"contacts": [sara], "messages": [wrote]})
        accounts.arrive()
        ((lead,),) = accounts.rows("Lead", "id")
        yield Line(peer, accounts, source, lead)
    approved.forget()


def offered(page: Page, text: str) -> Locator:
    """A template that is offered, unfolded."""
    page.get_by_role("button", name="Choose an approved template").click()
    one = page.locator("#quick [role=option]", has_text=text)
    one.locator(".named").click()
    return one


def sent(line: Line, name: str) -> Any:
    """How the peer was asked for that template, once couriers carried all there is."""
    from firstreply.store.models import Delivery

    with line.accounts.office.acting():  # nobody takes it back: the ten seconds are over
        Delivery.objects.filter(channel="reply").update(not_before=datetime.now(UTC))
    with couriers():
        wait_until(lambda: set(line.accounts.rows("Outgoing", "state")) == {("accepted",)})
    (asked,) = (one for one in line.peer.sent if one["template"]["name"] == name)
    return asked


def test_after_a_day_a_template_is_chosen_filled_in_and_sent_and_its_ticks_come_back(
    at_desk: Callable[..., Page], office: Office, line: Line
) -> None:
    page = at_desk(f"/leads/{line.lead}")
    expect(page.locator(".closed")).to_contain_text("only approved templates may be sent")
    one = offered(page, "Your visit is on")
    expect(page.locator("#quick [role=option]")).to_have_count(
        3
    )  # none of ours; one is refused, one wants a file
    one.locator("[data-gap]").nth(0).fill("Monday")
    expect(one.locator(".body")).to_have_text("Your visit is on Monday at {{2}}.")
    one.get_by_role("button", name="Use it").click()
    expect(one.locator("[data-gap]").nth(1)).to_be_focused()  # nothing is taken half filled in
    page.keyboard.type("10:00")
    page.keyboard.press("Enter")
    expect(page.locator("#text")).to_have_value("Your visit is on Monday at 10:00.")
    expect(page.locator("#text")).not_to_be_editable()
    expect(page.locator("#quick-chosen")).to_contain_text("appointment")
    page.locator("#composer button.first").click()
    expect(page.locator("#line")).to_contain_text("Your visit is on Monday at 10:00.")
    expect(page.locator("#text")).to_be_editable()

    asked = sent(line, "appointment")
    ((own,),) = line.accounts.rows("Outgoing", "id")
    parameters = [{"type": "text", "text": "Monday"}, {"type": "text", "text": "10:00"}]
    assert asked == {
        "messaging_product": "whatsapp", "recipient_type": "individual", "to": NUMBER, "type": "template",
        "template": {
            "name": "appointment", "language": {"code": "en"},
            "components": [{"type": "body", "parameters": parameters}],
        },
        "context": {"message_id": "wamid.old"}, "biz_opaque_callback_data": str(own), "id": asked["id"],
    }  # fmt: skip
    for status in ("sent", "delivered", "read"):
        line.peer.report(asked["id"], status, NUMBER)
    line.accounts.arrive()
    assert line.accounts.rows("Outgoing", "state", "template") == [
        ("read", {"name": "appointment", "language": "en", "parameters": ["Monday", "10:00"]})
    ]
    page.reload()
    expect(page.locator("#line .entry", has_text="Your visit is on Monday").last).to_contain_text("Read")


def test_on_a_phone_a_template_with_a_header_is_filled_in_part_by_part(
    at_desk: Callable[..., Page], line: Line
) -> None:
    page = at_desk(f"/leads/{line.lead}", viewport={"width": 390, "height": 800})
    one = offered(page, "It holds until")
    one.locator("[data-part=header]").fill("80 chairs")
    one.locator("[data-part=parameters]").fill("1 May")
    one.get_by_role("button", name="Use it").click()
    expect(page.locator("#text")).to_have_value("Your offer for 80 chairs\nIt holds until 1 May.")
    page.locator("#composer button.first").click()
    expect(page.locator("#line")).to_contain_text("It holds until 1 May.")
    assert sent(line, "offer")["template"]["components"] == [
        {"type": "header", "parameters": [{"type": "text", "text": "80 chairs"}]},
        {"type": "body", "parameters": [{"type": "text", "text": "1 May"}]},
    ]


def test_what_was_chosen_stays_chosen_when_somebody_has_answered_meanwhile(
    at_desk: Callable[..., Page], office: Office, line: Line
) -> None:
    from firstreply.journey import written
    from firstreply.journey.reply import Reply

    colleague, _ = office.member("admin", "Ada Admin")
    page = at_desk(f"/leads/{line.lead}", mind=("409",))
    one = offered(page, "wir sind wieder da")
    one.locator("[data-gap]").fill("Sara")
    theirs = {"name": "appointment", "language": "en", "parameters": ["Monday", "10:00"]}
    said = Reply(text="Your visit is on Monday at 10:00.", template=theirs)
    written.write(office.id, line.lead, said, by=colleague, now=datetime.now(UTC))
    one.get_by_role("button", name="Use it").click()
    page.locator("#composer button.first").click()
    page.get_by_role("button", name="Send all the same").click()
    expect(page.locator("#line")).to_contain_text("Guten Tag Sara, wir sind wieder da.")
    assert sent(line, "welcome_back")["template"]["components"] == [
        {"type": "body", "parameters": [{"type": "text", "parameter_name": "name", "text": "Sara"}]}
    ]


def test_the_channels_page_shows_what_is_approved_and_when_it_was_fetched(
    at_desk: Callable[..., Page], line: Line
) -> None:
    page = at_desk(f"/channels/{line.source}", bypass_csp=True)
    page.get_by_role("link", name="Approved templates").click()
    found = [row.inner_text().split("\n")[0].split("\t")[0] for row in page.locator("tbody tr").all()]
    assert found == ["appointment", "offer", "welcome_back", "plan", "spring"]
    expect(page.locator("tbody tr", has_text="plan").last).to_contain_text("Is not offered")
    expect(page.get_by_text("Fetched:")).to_be_visible()
    line.peer.templates.pop()
    page.reload()
    expect(page.locator("tbody tr")).to_have_count(5)
    page.get_by_role("button", name="Fetch again").click()
    expect(page.locator("tbody tr")).to_have_count(4)
    page.add_script_tag(path=AXE)
    assert page.evaluate(VIOLATIONS) == []
