"""Time to forward: how soon a message from outside was passed on inside."""

import re
from typing import Final

from firstreply.core.message import MessageClass
from firstreply.insights.look import Look

# "Fwd" and what other languages' mail programs write in its place.
_FORWARD: Final = re.compile(
    r"\s*(?:fwd?|wg|tr|rv|enc|i|doorst|vb|vs|ilt|إعادة توجيه|هدایت)\s*:", re.IGNORECASE
)
_OUTSIDE: Final = (MessageClass.INBOUND_HUMAN, MessageClass.INBOUND_FORM)


def forward_seconds(look: Look) -> list[int]:
    """Seconds from each message of people outside to its first forward inside, in scope by the forward."""
    if not any(message.verdict.kind is MessageClass.INTERNAL for message in look.seen):
        return []
    waiting: dict[int, int] = {}
    found = []
    for message in look.seen:
        if message.verdict.kind in _OUTSIDE:
            waiting[message.conversation] = message.at
        elif (
            message.verdict.kind is MessageClass.INTERNAL
            and message.conversation in waiting
            and _FORWARD.match(message.envelope.subject)
        ):
            since = waiting.pop(message.conversation)
            if look.chosen(message.at):
                found.append(message.at - since)
    return found
