"""Time to forward: how soon a message from outside was passed on inside."""

from collections.abc import Callable, Hashable, Iterable
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
    told = (
        (
            message.conversation,
            message.at,
            message.verdict.kind,
            message.verdict.kind is MessageClass.INTERNAL
            and is_forward_subject(decode(message.envelope.subject)),
        )
        for message in look.seen
    )
    return passed_on(told, look.chosen)


def passed_on(
    told: Iterable[tuple[Hashable, int, MessageClass, bool]], chosen: Callable[[int], bool]
) -> list[int]:
    """The same of (conversation, instant, class, whether it is a forward inside), in order of time."""
    waiting: dict[Hashable, int] = {}
    found = []
    for conversation, at, kind, forward in told:
        if kind in _OUTSIDE:
            waiting[conversation] = at
        elif forward and conversation in waiting:
            since = waiting.pop(conversation)
            if chosen(at):
                found.append(at - since)
    return found
