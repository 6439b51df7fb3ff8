"""Kept: messages as the store holds them, so that conversations and waits can be read again without their bodies.

What a body tells (whom a report gave up on, what is quoted, whether it only says thanks) is read once, when a message
is heard. Everything else follows from headers and from what stands beside a message, and is worked out each time: so
the order in which messages come in changes nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from uuid import UUID

from firstreply.core.mail.byline import QuotedHead
from firstreply.core.message import Seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One message. `seen` says class and people; its instant and conversation are those it has now.

    `mail` ones are joined by headers; others (a form, a chat) stay in the conversation they came into. `fixed` is set
    where the instant is not the message's own (a forward: the original's).
    """

    id: UUID
    conversation: UUID
    seen: Seen
    mail: bool
    sent: bool = False
    junk: bool = False
    fixed: bool = False
    closing: bool = False
    lost: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
    quoted: QuotedHead | None = None
