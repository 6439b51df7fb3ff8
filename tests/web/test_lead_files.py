"""Files with an answer, at the desk: laid beside the lead, kept with the draft, sent, taken back and seen again."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from firstreply.channels import registry
from firstreply.channels.answer import Sent
from firstreply.channels.base import Channel
from firstreply.channels.enclosed import Carried
from tests.api.conftest import Office, office
from tests.journey.test_beside import asks
from tests.statements import counted
from tests.web.desk import Desk, alerts, said
from tests.web.test_lead_page import desk, part, refuses, row, undone

__all__ = ["desk", "office"]
pytestmark = pytest.mark.postgres
OFFER = b"%PDF-1.7\0\xff"


@pytest.fixture
def account(office: Office) -> Iterator[UUID]:
    """An account of a channel that carries three files by pigeon."""
    from firstreply.store.models import Source

    channel = Channel(
        kind="pigeon",
        send=lambda outgoing, setup: Sent(id=str(outgoing.id)),
        reaches=("email",),
        carries=Carried(3),
    )
    registry.channels()["pigeon"] = channel
    with office.acting():
        own = Source.objects.create(organisation_id=office.id, kind="pigeon", name="Loft").pk
    yield own
    del registry.channels()["pigeon"]


def file(name: str = "offer.pdf", octets: bytes = OFFER) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, octets, "application/pdf")


def enclosed(desk: Desk, lead: UUID, *names: str) -> list[str]:
    """Files that the composer laid beside the lead; their ids."""
    found = []
    for name in names or ("offer.pdf",):
        answer = part(desk, f"/leads/{lead}/enclose", file=file(name))
        assert answer.status_code == 200, answer.content
        found += [one["id"] for one in json.loads(answer.content)["files"]]
    return found


def going(page: Any) -> list[str]:
    """The files that are ticked in the composer."""
    import re

    return re.findall(r'name="files" data-unkept value="([^"]+)" checked', page.content.decode())


def test_a_file_that_is_laid_is_told_of_as_it_is_called_now(office: Office, desk: Desk) -> None:
    lead = asks(office)
    answer = part(desk, f"/leads/{lead}/enclose", file=file("..\\عرض\u202efdp.exe"))
    (told,) = json.loads(answer.content)["files"]
    assert (told["name"], told["size"]) == ("عرضfdp.exe", "1 KB")
    assert row(office, "Attachment", pk=told["id"]).lead_id == lead
    assert "No file came" in refuses(part(desk, f"/leads/{lead}/enclose"), 422)


def test_files_stay_with_the_draft_go_with_the_answer_and_come_back_by_undo(
    office: Office, desk: Desk, account: UUID
) -> None:
    lead = asks(office)
    first, second = enclosed(desk, lead, "offer.pdf", "پلان.pdf")
    kept = part(desk, f"/leads/{lead}/draft", text="", files=[second, first], source=account, revision=0)
    assert json.loads(kept.content) == {"revision": 1}
    again = Desk(office)
    page = again.get(f"/leads/{lead}")
    assert going(page) == [second, first]
    answer = part(again, f"/leads/{lead}/write", source=account, text="Here it is.", files=[second, first])
    assert answer.status_code == 200
    assert row(office, "Outgoing", lead_id=lead).files == [second, first]
    assert going(again.get(f"/leads/{lead}")) == []
    undone(again, answer)
    assert row(office, "Outgoing", lead_id=lead).state == "cancelled"
    page = again.get(f"/leads/{lead}")
    assert going(page) == [second, first]
    assert ">\nHere it is.</textarea>" in page.content.decode()


def test_without_script_the_form_brings_its_files_itself(office: Office, desk: Desk, account: UUID) -> None:
    lead = asks(office)
    (lying,) = enclosed(desk, lead, "old.pdf")
    page = desk.get(f"/leads/{lead}").content.decode()
    assert f'action="/leads/{lead}/write" enctype="multipart/form-data"' in page
    fields = {
        "source": account,
        "text": "Here they are.",
        "file": [file("a.pdf"), file("b.pdf")],
        "files": lying,
    }
    answer = desk.post(f"/leads/{lead}/write", **fields)
    assert (answer.status_code, answer["Location"].partition("&")[0]) == (
        303,
        f"/leads/{lead}?done=lead-sending",
    )
    sent = row(office, "Outgoing", lead_id=lead).files
    assert sent[0] == lying
    assert [row(office, "Attachment", pk=one).name for one in sent] == ["old.pdf", "a.pdf", "b.pdf"]


def test_what_cannot_be_sent_stays_with_its_files_whatever_brought_them(
    office: Office, desk: Desk, account: UUID
) -> None:
    lead = asks(office)
    four = {"source": account, "text": "Here they are.", "file": [file(f"{n}.pdf") for n in range(4)]}
    answer = desk.post(f"/leads/{lead}/write", **four)
    assert answer.status_code == 422
    assert alerts(answer) == [
        "One message by Pigeon carries no more files than 3. Nothing was sent, and your text is still here. "
        "Take some off, and send them with another message."
    ]
    assert len(going(answer)) == 4
    assert ">\nHere they are.</textarea>" in answer.content.decode()
    assert row(office, "Outgoing", lead_id=lead) is None


def test_each_account_says_how_many_files_it_carries(office: Office, desk: Desk, account: UUID) -> None:
    from firstreply.store.models import Source

    with office.acting():
        Source.objects.create(organisation_id=office.id, kind="twilio", name="Line")
    page = desk.get(f"/leads/{asks(office)}").content.decode()
    assert (
        'data-channel="pigeon" data-files="3" data-uncarried="Pigeon carries 3 files with each message.'
        in page
    )
    assert 'data-channel="sms" data-files="0" data-uncarried="SMS carries no files.' in page


def test_the_timeline_shows_what_went_and_gives_it_also_once_it_was_taken_away(
    office: Office, desk: Desk, account: UUID
) -> None:
    lead = asks(office)
    (own,) = enclosed(desk, lead, 'پیشنهاد "نهایی".pdf')
    part(desk, f"/leads/{lead}/write", source=account, text="Here it is.", files=own)
    sent = row(office, "Outgoing", lead_id=lead).pk
    place = f"/leads/{lead}/replies/{sent}/files/{own}"
    assert f'href="{place}" download' in desk.get(f"/leads/{lead}").content.decode()
    part(desk, f"/leads/{lead}/files/{own}/away")
    page = desk.get(f"/leads/{lead}")
    assert f'href="{place}" download' in page.content.decode()
    assert "پیشنهاد" in said(page)
    given = desk.client.get(place)
    assert (given.content, given["Content-Type"]) == (OFFER, "application/octet-stream")
    assert given["Content-Disposition"].startswith("attachment;")


def test_a_file_that_did_not_go_with_a_message_is_not_given_as_one_of_it(
    office: Office, desk: Desk, account: UUID
) -> None:
    lead, other = asks(office), asks(office, name="Omid", email="omid@example.net")
    went, stayed = enclosed(desk, lead, "a.pdf", "b.pdf")
    part(desk, f"/leads/{lead}/write", source=account, text="Here it is.", files=went)
    sent = row(office, "Outgoing", lead_id=lead).pk
    assert desk.get(f"/leads/{lead}/replies/{sent}/files/{stayed}").status_code == 404
    assert desk.get(f"/leads/{other}/replies/{sent}/files/{went}").status_code == 404
    refused = part(desk, f"/leads/{other}/write", source=account, text="Here it is.", files=went)
    assert (refused.status_code, row(office, "Outgoing", lead_id=other)) == (404, None)


def test_a_message_that_failed_is_written_again_with_its_files(
    office: Office, desk: Desk, account: UUID
) -> None:
    lead = asks(office)
    (own,) = enclosed(desk, lead)
    part(desk, f"/leads/{lead}/write", source=account, text="Here it is.", files=own)
    sent = row(office, "Outgoing", lead_id=lead).pk
    assert going(desk.get(f"/leads/{lead}?again={sent}&reply=1")) == [own]


def test_the_page_asks_as_often_for_three_files_as_for_one(office: Office, desk: Desk, account: UUID) -> None:
    counts = []
    for n in (1, 3):
        lead = asks(office, name=f"{n}" * 9, email=f"{n}@example{n}.org")
        files = enclosed(desk, lead, *(f"{one}.pdf" for one in range(n)))
        part(desk, f"/leads/{lead}/write", source=account, text="Here.", files=files)
        part(desk, f"/leads/{lead}/draft", text="More", files=files, revision=0)
        with counted() as found:
            page = desk.get(f"/leads/{lead}")
        assert (len(going(page)), page.content.decode().count('class="plain sent-files"')) == (n, 1)
        counts.append(len(found))
    assert counts[0] == counts[1]
