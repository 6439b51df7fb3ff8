"""A single raw mail, as a server or the API hands it over: its envelope."""

from typing import Final

from firstreply.channels.email.base import MESSAGE_CAP, body_of
from firstreply.channels.email.header_block import judged
from firstreply.core.mail.addresses import recipients
from firstreply.core.mail.ids import marked_ids
from firstreply.core.mail.scan import scan
from firstreply.core.message import Envelope
from firstreply.core.refusal import Refused

_MOST: Final = MESSAGE_CAP


def envelope_of(raw: bytes, *, source: int, received_at: int | None = None) -> Envelope:
    """The envelope of a raw mail; `received_at` is the server's own time where it told one (epoch seconds).

    Refuses `mail_unreadable` with the reason, where it is none.
    """
    block = judged(raw[:_MOST], len(raw), bytes)
    if block.reason is not None:
        raise Refused("mail_unreadable", reason=block.reason.value)
    envelope = scan(block.head.decode("latin-1"), lambda: body_of(raw), (source, 0, len(raw)))
    if not envelope.sender and envelope.sent_at is None and envelope.message_id.startswith("sha256:"):
        raise Refused("mail_unreadable", reason="no_header")
    envelope = _led_back(envelope)
    return envelope if received_at is None else envelope._replace(received_at=received_at)


def _led_back(envelope: Envelope) -> Envelope:
    """An answer to an address that we marked answers the letter it was marked for, even if it names no id."""
    if envelope.references or "+" not in envelope.to:
        return envelope
    return envelope._replace(references=marked_ids(recipients(envelope.to)))
