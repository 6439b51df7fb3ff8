"""Letters and mailboxes of these tests."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from firstreply.channels.base import Outgoing, Setup
from firstreply.channels.email.send.letter import Letter

OWN = UUID("01900000-0000-7000-8000-000000000001")
BOX = UUID("01900000-0000-7000-8000-00000000000a")
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NUMBERS = {"per_minute": 0, "per_day": 0}


def letter(**changes: Any) -> Letter:
    plain: dict[str, Any] = {
        "id": OWN, "sender": "sales@firm.example", "sender_name": "Maryam", "to": "ana@client.example",
        "to_name": "Ana", "subject": "Re: 200 chairs", "text": "We have them.", "language": "en", "at": AT,
    }  # fmt: skip
    return Letter(**(plain | changes))


def outgoing(**changes: Any) -> Outgoing:
    plain: dict[str, Any] = {
        "id": OWN, "to": "ana@client.example", "name": "Ana", "subject": "200 chairs", "text": "We have them.",
        "author": "Maryam", "author_id": "m1", "language": "en", "at": AT, "automatic": False,
    }  # fmt: skip
    return Outgoing(**(plain | changes))


def mailbox(
    port: int = 0, *, sealed: dict[str, str] | None = None, own: UUID = BOX, **settings: Any
) -> Setup:
    """One that sends through a server at this port of 127.0.0.1."""
    smtp = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_security": "none"} if port else {}
    return Setup(
        id=own,
        kind="email",
        name="Sales",
        address=f"https://reply.example/in/{own}",
        secret="ours",
        settings={"address": "sales@firm.example", **smtp, **NUMBERS, **settings},
        sealed=sealed or {},
        hosts=("127.0.0.1",),
    )
