"""Files with an answer in Chromium: chosen, dropped, there after a reload, sent, and saved from the timeline."""

from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from playwright.sync_api import Page, Route, expect

from firstreply.channels import registry
from firstreply.channels.answer import Sent
from firstreply.channels.base import Channel
from firstreply.channels.enclosed import Carried
from tests.api.conftest import Office
from tests.browser.conftest import until
from tests.browser.test_lead import asks, one

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.postgres]
OFFER, PLAN = "عرض السعر.pdf", "plan.png"
DROP = """([name, text]) => {
  const given = new DataTransfer();
  given.items.add(new File([text], name, { type: "image/png" }));
  const told = { bubbles: true, cancelable: true, dataTransfer: given };
  for (const type of ["dragover", "drop"]) document.getElementById("text").dispatchEvent(new DragEvent(type, told));
}"""


@pytest.fixture
def account(office: Office) -> Iterator[UUID]:
    """An account that carries two files with each letter by pigeon."""
    from firstreply.store.models import Source

    channel = Channel(
        kind="pigeon",
        send=lambda outgoing, setup: Sent(id=str(outgoing.id)),
        reaches=("email",),
        carries=Carried(2),
    )
    registry.channels()["pigeon"] = channel
    with office.acting():
        own = Source.objects.create(organisation_id=office.id, kind="pigeon", name="Loft").pk
    yield own
    del registry.channels()["pigeon"]


def test_files_are_chosen_and_dropped_survive_a_reload_go_out_come_back_and_are_saved(
    at_desk: Callable[..., Page], office: Office, account: UUID
) -> None:
    lead = asks(office)
    page = at_desk(f"/leads/{lead}?reply=1")
    page.on("filechooser", lambda _: None)  # from now on none opens on the screen
    going, lying = page.locator(".enclosed .going li"), page.locator(".enclosed .lying li")
    page.keyboard.type("Here is the offer")
    page.keyboard.press("Escape")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("p")
    chooser.value.set_files({"name": OFFER, "mimeType": "application/pdf", "buffer": b"%PDF\0\xff"})
    expect(going).to_have_count(1)
    expect(going.first.locator("bdi")).to_have_text(OFFER)
    held: list[Route] = []
    page.route("**/enclose", lambda route: held.append(route))
    page.evaluate(DROP, [PLAN, "png"])
    page.locator("#text").press("End")
    with page.expect_response("**/draft") as kept:  # what is typed while the second is still on its way
        page.keyboard.type(".")
    assert kept.value.status == 200
    held[0].continue_()
    page.unroute("**/enclose")
    expect(going).to_have_count(2)
    page.evaluate(DROP, ["third.png", "3"])
    expect(page.locator(".uncarried")).to_contain_text("Pigeon carries 2 files with each message.")
    expect(going.nth(2).get_by_role("checkbox")).to_be_enabled()
    going.nth(2).click()
    expect(page.locator(".uncarried")).to_be_hidden()
    expect(lying).to_have_count(1)
    until(lambda: len(one(office, "Draft", lead_id=lead).files), 2)
    page.reload()
    expect(going).to_have_count(2)
    expect(page.locator("#text")).to_have_value("Here is the offer.")
    expect(page.locator(".kept")).to_have_count(0)
    page.locator("#text").focus()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".sent-files a")).to_have_count(2)
    expect(going).to_have_count(0)
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(going).to_have_count(2)
    expect(page.locator(".sent-files a")).to_have_count(0)
    going.nth(1).get_by_role("checkbox").press("Space")
    expect(going).to_have_count(1)
    page.locator("#text").focus()
    page.keyboard.press("Control+Enter")
    with page.expect_download() as saved:
        page.locator(".sent-files a", has_text=OFFER).click()
    assert saved.value.suggested_filename == OFFER
    with open(saved.value.path(), "rb") as found:
        assert found.read() == b"%PDF\0\xff"
    assert len(one(office, "Outgoing", lead_id=lead).files) == 1


def test_a_file_that_is_too_large_or_does_not_get_there_is_named_and_the_text_stays(
    at_desk: Callable[..., Page], office: Office, account: UUID
) -> None:
    page = at_desk(f"/leads/{asks(office)}?reply=1", mind=("ERR_FAILED",))
    page.keyboard.type("Here is the offer.")
    page.evaluate("document.getElementById('enclosed').dataset.largest = '10'")
    page.evaluate(DROP, ["large.png", "x" * 11])
    expect(page.locator(".enclosed .problem")).to_contain_text("larger than 10 MB")
    page.route("**/enclose", lambda route: route.abort())
    page.evaluate(DROP, ["small.png", "x"])
    expect(page.locator(".enclosed .problem")).to_contain_text("It could not be attached.")
    expect(page.locator(".enclosed .going li")).to_have_count(0)
    expect(page.locator("#text")).to_have_value("Here is the offer.")
