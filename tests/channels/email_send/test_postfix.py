"""A whole answer through a real Postfix and Dovecot: sent, delivered, filed; and what comes back is known."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test.utils import override_settings

from firstreply.core.member import Role
from tests.channels.dovecot_server import PASSWORD, USER, Dovecot
from tests.channels.email_send.postfix_server import Postfix
from tests.journey.conftest import Office
from tests.journey.office import couriers, wait_until

pytestmark = [pytest.mark.postgres, pytest.mark.dovecot, pytest.mark.slow]
HERE = override_settings(FIRSTREPLY_PRIVATE_HOSTS=("127.0.0.1",))


def mailbox(office: Office, postfix: Postfix, dovecot: Dovecot) -> UUID:
    from firstreply.journey.organise.decided import By
    from firstreply.journey.organise.sources import add_source
    from firstreply.store.tenancy import acting

    settings = {
        "address": USER, "smtp_host": "127.0.0.1", "smtp_port": postfix.port, "imap_host": "127.0.0.1",
        "imap_port": dovecot.tls_port, "per_minute": 0,
    }  # fmt: skip
    with acting(office.organisation):
        by = By(office.owner, Role.OWNER, datetime.now(UTC))
        return add_source("Sales", "email", {}, settings, by, sealed={"password": PASSWORD}).id


def asked(office: Office, email: str) -> UUID:
    office.submit({"name": "Ana", "emails": [email], "message": "200 chairs?"}, at=datetime.now(UTC))
    assert office.arrived(now=datetime.now(UTC)) == 1
    (lead,) = office.rows("Lead", "id")
    assert isinstance(lead, UUID)
    return lead


def answers(office: Office, lead: UUID, box: UUID) -> UUID:
    from firstreply.journey import written
    from firstreply.journey.reply import Reply

    by = office.rows("Lead", "owner_id", id=lead)[0]
    said = Reply(text="سلام، داریم.", subject="200 chairs", source=box)
    return written.write(office.organisation, lead, said, by=by, now=datetime.now(UTC))


def letters(dovecot: Dovecot, whose: str, folder: str = "") -> list[bytes]:
    at = dovecot.home / "mail" / whose / folder
    return [one.read_bytes() for part in ("new", "cur") for one in sorted(Path(at / part).glob("*"))]


@HERE
def test_answer_is_delivered_counts_and_stands_among_the_sent_mail_once(
    office: Office, postfix: Postfix, dovecot: Dovecot
) -> None:
    box = mailbox(office, postfix, dovecot)
    lead = asked(office, "ana@client.example")
    own = answers(office, lead, box)
    with couriers():
        wait_until(lambda: office.rows("Outgoing", "state") == ["accepted"])
        wait_until(lambda: letters(dovecot, "ana@client.example"))
        wait_until(lambda: office.rows("Delivery", "state", channel="filing") == ["sent"])
    assert office.arrived(now=datetime.now(UTC)) == 1
    assert office.rows("Wait", "outcome") == ["answered"]
    assert office.rows("Message", "external_id", "kind", channel="email") == [
        (f"{own}@example.com", "OUTBOUND_HUMAN")
    ]
    assert office.rows("Message", "author_id", channel="email") == office.rows("Lead", "owner_id")
    (delivered,) = letters(dovecot, "ana@client.example")
    (filed,) = letters(dovecot, USER, ".Verschickt")
    assert f"Message-ID: <{own}@example.com>".encode() in delivered
    assert filed.replace(b"\r\n", b"\n") in delivered.replace(b"\r\n", b"\n")
    assert filed_again(office, own) == 1


def filed_again(office: Office, own: UUID) -> int:
    """Have the copy filed once more, as after a worker's death; how many deliveries say it was."""
    office.change("Delivery", {"channel": "filing"}, state="pending", attempts=0, sent_at=None)
    with couriers():
        wait_until(lambda: office.rows("Delivery", "state", channel="filing") == ["sent"])
    return len(office.rows("Delivery", "id", key=f"filing:{own}"))


@HERE
def test_what_comes_back_is_known_and_the_reader_waits_again(
    office: Office, postfix: Postfix, dovecot: Dovecot
) -> None:
    before = len(letters(dovecot, USER))
    box = mailbox(office, postfix, dovecot)
    lead = asked(office, "bob@gone.example")
    answers(office, lead, box)
    with couriers():
        wait_until(lambda: office.rows("Outgoing", "state") == ["accepted"])
    office.arrived(now=datetime.now(UTC))
    assert office.rows("Wait", "outcome") == ["answered"]
    wait_until(lambda: len(letters(dovecot, USER)) == before + 1)
    office.bring([raw(office, box, letters(dovecot, USER)[-1])])
    assert office.arrived(now=datetime.now(UTC)) == 1
    assert office.rows("Outgoing", "state") == ["hard_bounced"]
    assert office.rows("Report", "state", "party", "source_id") == [("hard_bounced", "bob@gone.example", box)]
    assert office.rows("Wait", "outcome") == ["open"]
    assert office.rows("LiveEvent", "kind", kind="alert.undelivered") == ["alert.undelivered"]


def raw(office: Office, box: UUID, octets: bytes) -> Any:
    from dataclasses import replace

    one = office.incoming({}, datetime.now(UTC), "back", kind="message")
    return replace(one, source=box, raw=octets)


@HERE
def test_address_that_the_server_does_not_know_is_refused_at_once(
    office: Office, postfix: Postfix, dovecot: Dovecot
) -> None:
    box = mailbox(office, postfix, dovecot)
    lead = asked(office, "nobody@client.example")
    answers(office, lead, box)
    with couriers():
        wait_until(lambda: office.rows("Outgoing", "state") == ["failed"])
    assert office.rows("Wait", "outcome") == ["open"]
    (reason,) = office.rows("Outgoing", "reason")
    assert reason.startswith("reader_refused: 550 5.1.1")
