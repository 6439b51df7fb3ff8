"""Time to forward: how soon a message from outside was passed on inside."""

from typing import Final

from firstreply.core.mail.ids import is_forward_subject
from firstreply.core.mail.words import decode
from firstreply.core.message import MessageClass
from firstreply.insights.look import Look

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
            and is_forward_subject(decode(message.envelope.subject))
        ):
            since = waiting.pop(message.conversation)
            if look.chosen(message.at):
                found.append(message.at - since)
    return found
