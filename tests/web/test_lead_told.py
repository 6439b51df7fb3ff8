"""What a lead's page says of messengers, stages and people: names and words, and each thing once."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from firstreply.channels.telegram.peer import Bots
from firstreply.channels.whatsapp.peer import Cloud
from tests.api.conftest import Office, office
from tests.api.test_messengers import NUMBER, SARA, Accounts, accounts, bots, cloud
from tests.journey.test_beside import asks
from tests.web.desk import Desk, said
from tests.web.test_lead_page import desk, part, row

__all__ = ["accounts", "bots", "cloud", "desk", "office"]
pytestmark = pytest.mark.postgres


def only(office: Office) -> UUID:
    return UUID(str(row(office, "Lead").pk))


def answered(accounts: Accounts) -> str:
    """The page of the only lead once it was answered, in its words."""
    assert accounts.say("Welcome!", subject="About your inquiry")[0] in ("accepted", "delivered", "read")
    return said(Desk(accounts.office).get(f"/leads/{only(accounts.office)}"))


def test_an_answer_by_telegram_stands_there_once_by_names_and_without_a_subject(
    accounts: Accounts, bots: Bots
) -> None:
    bots.write(SARA, "Do you have chairs?")
    accounts.arrive()
    page = answered(accounts)
    counts = [
        page.count(one) for one in ("Welcome!", "Talked elsewhere", "telegram_id", "About your inquiry")
    ]
    assert counts == [1, 0, 0, 0]
    assert "Sara Amini Telegram" in page
    assert "Telegram (number)" in page
    assert row(accounts.office, "Wait").outcome == "answered"


def test_an_answer_by_whatsapp_stands_there_once(accounts: Accounts, cloud: Cloud) -> None:
    cloud.write(NUMBER, "Do you have chairs?", "Sara")
    accounts.arrive()
    page = answered(accounts)
    counts = [page.count(one) for one in ("Welcome!", "Talked elsewhere", "About your inquiry")]
    assert counts == [1, 0, 0]
    assert f"+{NUMBER}" in page


def test_what_was_said_elsewhere_and_written_down_is_told(office: Office, desk: Desk) -> None:
    from firstreply.journey import acted

    lead = asks(office)
    wait = row(office, "Wait", lead_id=lead)
    acted.talked(
        office.id, wait.pk, by=desk.member, now=datetime.now(UTC), text="On Telegram", channel="telegram"
    )
    page = said(desk.get(f"/leads/{lead}"))
    assert [page.count(one) for one in ("Talked elsewhere", "On Telegram")] == [1, 1]


def test_undoing_a_call_takes_back_the_call_and_no_message(accounts: Accounts, bots: Bots) -> None:
    from firstreply.core.fact import FactKind
    from firstreply.store.queries import lead_page

    bots.write(SARA, "Do you have chairs?")
    accounts.arrive()
    lead, me = only(accounts.office), accounts.office.founded.member
    answered(accounts)
    with accounts.office.acting():
        assert lead_page.last_fact(lead, me, (FactKind.TALKED, FactKind.CALLED)) is None


@pytest.mark.parametrize("language", ["en", "fa", "ar"])
def test_a_stage_is_left_for_a_reason_in_words(office: Office, desk: Desk, language: str) -> None:
    from firstreply.insights.words import use

    lead = asks(office)
    part(desk, f"/leads/{lead}/stage", stage="unqualified", reason="no_need: bought last year")
    desk.post("/looks", lang=language, to="/channels")
    page = said(desk.get(f"/leads/{lead}"))
    assert f"{use(language, '').say('No need')}: bought last year" in page
    assert "no_need" not in page


def test_who_wrote_is_called_by_the_name_that_is_known(office: Office, desk: Desk) -> None:
    from firstreply.store.models import Message

    lead = asks(office)
    with office.acting():
        Message.objects.filter(lead_id=lead).update(author_name="", party="lena@example.org")
    assert '<span class="actor"><bdi>Lena Lead</bdi></span>' in desk.get(f"/leads/{lead}").content.decode()
    with office.acting():
        Message.objects.filter(lead_id=lead).update(party="telegram:magda")
    assert (
        '<span class="actor"><bdi>Telegram magda</bdi></span>' in desk.get(f"/leads/{lead}").content.decode()
    )


def test_without_an_account_a_call_a_meeting_and_a_note_can_be_written_down(
    office: Office, desk: Desk
) -> None:
    page = desk.get(f"/leads/{asks(office)}").content.decode()
    assert "No account can send yet." in page
    for dialog in ("call", "meeting", "noting"):
        assert page.count(f'data-opens="{dialog}"') == 1
    assert 'id="text"' not in page


def test_cover_is_asked_for_by_a_key_of_its_own(office: Office, desk: Desk) -> None:
    import re

    lead = asks(office)
    part(desk, f"/leads/{lead}/give", to=desk.member)
    page = desk.get(f"/leads/{lead}").content.decode()
    keys = re.findall(r'data-key="(.)"', page)
    assert (keys.count("v"), keys.count("a"), set(keys) & set("jkxug?")) == (1, 1, set())
    assert 'data-key="v" data-says="Ask for cover"' in page


@pytest.mark.parametrize(
    ("language", "why"),
    [("en", ["+5 opening a mail", "+3 following a link", "+2 webinar joined", "+4 Our market"]),
     ("fa", ["+۵ باز کردن نامه", "+۳ دنبال کردن پیوند", "+۲ webinar joined", "+۴ Our market"])],
)  # fmt: skip
def test_what_gave_points_is_told_in_words(office: Office, desk: Desk, language: str, why: list[str]) -> None:
    from firstreply.store.models import Lead

    lead = asks(office)
    reasons = [
        ["engagement", "mail_opened", 5], ["engagement", "link_clicked", 3], ["engagement", "webinar_joined", 2],
        ["fit", "Our market", 4],
    ]  # fmt: skip
    with office.acting():
        Lead.objects.filter(pk=lead).update(points=14, point_reasons=reasons)
    desk.post("/looks", lang=language, to="/channels")
    page = said(desk.get(f"/leads/{lead}"))
    shown = page.translate({ord(one): None for one in "\u2068\u2069"})
    assert [one for one in why if one in shown] == why
