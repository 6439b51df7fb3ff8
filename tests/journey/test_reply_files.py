"""Files with an answer: those beside its lead go out with it, whole, and nothing else does."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from firstreply.channels import registry
from firstreply.channels.answer import Answer, TryAgain
from firstreply.channels.base import Channel, Outgoing, Setup
from firstreply.channels.email.peer import MailPeer
from firstreply.channels.enclosed import Carried
from firstreply.core import mail
from firstreply.core.refusal import Refused
from tests.journey.conftest import Office
from tests.journey.office import couriers, wait_until
from tests.journey.test_reply import Pigeon, account, asks, writes
from tests.journey.test_reply_automatic import box
from tests.statements import counted

__all__ = ["account"]
pytestmark = pytest.mark.postgres
NOW = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
MB = 1 << 20


class Strong(Pigeon):
    """One that carries three files, and reads them as it flies."""

    def send(self, outgoing: Outgoing, setup: Setup) -> Answer:
        self.carried.append([(one.name, one.content_type, one.octets()) for one in outgoing.files])
        return super().send(outgoing, setup)

    @property
    def carried(self) -> list[list[tuple[str, str, bytes]]]:
        return self.__dict__.setdefault("_carried", [])


@pytest.fixture
def pigeon() -> Iterator[Strong]:
    other = Strong()
    registry.channels()["pigeon"] = Channel(
        kind="pigeon", read=other.read, send=other.send, reaches=("phone",), carries=Carried(3)
    )
    yield other
    del registry.channels()["pigeon"]


def lay(
    office: Office,
    lead: UUID,
    name: str = "offer.pdf",
    content: bytes = b"%PDF",
    kind: str = "application/pdf",
) -> UUID:
    from firstreply.journey import acted

    made = acted.lay(office.organisation, lead, name, kind, content, by=None, now=NOW).made
    assert isinstance(made, UUID)
    return made


def refused(office: Office, lead: UUID, *files: UUID, **said: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        writes(office, lead, files=files, **said)
    assert office.rows("Outgoing", "id") == []
    return caught.value


def test_files_go_out_with_the_answer_in_their_order_and_once_more_by_a_second_attempt(
    office: Office, account: UUID, pigeon: Strong
) -> None:
    lead = asks(office, account)
    first, second = lay(office, lead, "عرض.pdf"), lay(office, lead, "plan.png", b"\x89PNG", "image/png")
    pigeon.answers = [TryAgain(reason="storm", after=0.0)]
    own = writes(office, lead, files=[second, first, second])
    with couriers():
        wait_until(lambda: office.rows("Outgoing", "state") == ["accepted"])
    whole = [("plan.png", "image/png", b"\x89PNG"), ("عرض.pdf", "application/pdf", b"%PDF")]
    assert pigeon.carried == [whole, whole]
    assert [one.id for one in pigeon.sent] == [own, own]
    assert office.rows("Outgoing", "files") == [[str(second), str(first)]]


def test_a_file_that_was_promised_goes_although_it_was_taken_away_since(
    office: Office, account: UUID, pigeon: Strong
) -> None:
    from firstreply.journey import acted

    lead = asks(office, account)
    own = lay(office, lead)
    writes(office, lead, files=(own,))
    acted.take_away(office.organisation, own, by=None, now=NOW)
    with couriers():
        wait_until(lambda: office.rows("Outgoing", "state") == ["accepted"])
    assert pigeon.carried == [[("offer.pdf", "application/pdf", b"%PDF")]]


def test_a_file_of_another_lead_one_that_is_away_and_one_that_never_was_are_not_found(
    office: Office, account: UUID, pigeon: Strong
) -> None:
    from firstreply.journey import acted

    lead = asks(office, account)
    office.submit({"name": "Omid", "emails": ["omid@there.example"], "need": "Chairs"})
    office.arrived()
    (other,) = office.rows("Lead", "id", name="Omid")
    foreign, away, here = lay(office, other), lay(office, lead), lay(office, lead)
    acted.take_away(office.organisation, away, by=None, now=NOW)
    for wrong in (foreign, away, UUID(int=7)):
        found = refused(office, lead, here, wrong)
        assert (found.code, found.facts["what"], found.facts["id"]) == ("not_found", "file", str(wrong))


def test_what_the_channel_does_not_carry_is_refused_before_it_is_queued(
    office: Office, account: UUID, pigeon: Strong
) -> None:
    from dataclasses import replace

    lead = asks(office, account)
    small = [lay(office, lead, f"{n}.txt", b"x", "text/plain") for n in range(4)]
    large = [lay(office, lead, f"{n}.zip", b"x" * (7 * MB)) for n in range(3)]
    many, much = refused(office, lead, *small), refused(office, lead, *large)
    assert (many.code, many.facts) == ("files_too_many", {"channel": "pigeon", "limit": 3})
    assert (much.code, much.facts) == ("files_too_large", {"channel": "pigeon", "limit": 20})
    assert (
        refused(office, lead, small[0], template={"name": "spring", "language": "en"}).code
        == "files_with_template"
    )
    registry.channels()["pigeon"] = replace(registry.channels()["pigeon"], carries=None)
    none = refused(office, lead, small[0])
    assert (none.code, none.facts) == ("files_not_carried", {"channel": "pigeon"})


def test_one_file_and_three_are_asked_for_by_as_many_queries(
    office: Office, account: UUID, pigeon: Strong
) -> None:
    from firstreply.journey.reply import enclosed

    lead = asks(office, account)
    files = [lay(office, lead, f"{n}.txt", b"%d" % n) for n in range(3)]
    counts = []
    for some in (files[:1], files):
        with counted() as found:
            writes(office, lead, files=some)
        with counted() as sent:
            assert [one.octets() for one in enclosed(office.organisation, [str(one) for one in some])] == [
                b"%d" % n for n in range(len(some))
            ]
        counts.append((len(found), len(sent)))
    assert counts[0] == counts[1]
    with counted() as sent:
        assert enclosed(office.organisation, []) == ()
    assert len(sent) == 0


def test_by_mail_the_files_reach_the_server_come_back_with_the_message_and_everything_agrees(
    office: Office,
) -> None:
    from django.test import override_settings

    from firstreply.journey.rebuild import check

    source = box(office)
    office.submit({"name": "Ana", "emails": ["ana@client.example"], "need": "Chairs"})
    office.arrived()
    (lead,) = office.rows("Lead", "id")
    files = [
        lay(office, lead, "پیشنهاد قیمت.pdf", b"%PDF\r\n\0"),
        lay(office, lead, "a.txt", b"1\n.\n2", "text/plain"),
    ]
    peer = MailPeer()
    with peer.running(), override_settings(FIRSTREPLY_PRIVATE_HOSTS=("127.0.0.1",)):
        (kept,) = office.rows("Source", "settings", id=source)
        office.change("Source", {"id": source}, settings=kept | {"smtp_port": peer.port})
        writes(office, lead, "We have them.", source=source, files=files)
        with couriers():
            wait_until(lambda: office.rows("Outgoing", "state") == ["accepted"])
    (taken,) = peer.taken
    sent = [(one.name, one.kind, one.octets()) for one in mail.read(taken.octets).attachments]
    assert sent == [
        ("پیشنهاد قیمت.pdf", "application/pdf", b"%PDF\r\n\0"),
        ("a.txt", "text/plain", b"1\n.\n2"),
    ]
    assert office.arrived(now=datetime.now(UTC)) == 1
    assert office.rows("Message", "body", party="") == ["We have them."]
    assert [bytes(one) for one in office.rows("Arrival", "raw", external_id__startswith="out:")] == [
        taken.octets
    ]
    assert check(office.organisation).total == 0
