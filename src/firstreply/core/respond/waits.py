"""Waits: read from messages and events in the order of their instants (the clock, section 3).

The same object serves an archive of a million messages and a live conversation that grows by one: `see` and `note`
take what happened next. What arrives out of order is read again from the beginning of what it touches.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from firstreply.core.mail.addresses import recipients
from firstreply.core.mail.ids import is_forward_subject
from firstreply.core.mail.words import decode
from firstreply.core.message import MessageClass, Seen
from firstreply.core.respond.event import Event, EventKind
from firstreply.core.respond.wait import Outcome, Wait
from firstreply.core.respond.waiting import Conversation, Open, told

IDLE_S: Final = 30 * 86400  #: an inbound message after this much silence is a new inquiry

_INBOUND: Final = (MessageClass.INBOUND_HUMAN, MessageClass.INBOUND_FORM)
_ENDS: Final = {
    EventKind.TALKED: Outcome.ANSWERED,
    EventKind.DISMISSED: Outcome.DISMISSED,
    EventKind.CLOSED: Outcome.DISMISSED,
    EventKind.VOIDED: Outcome.VOIDED,
}


class Waits:
    """Reads waits from what happened, in the order of `order`.

    `bounced`: whom our messages never reached, by id (empty: nobody at all), so they answered nothing there.
    `closing`: whether the message at a position only says thanks or goodbye; asked only after an answer of ours.
    `same`: addresses known to be one party (a merge; undoing it is reading again without). `public_lists`: lists of
    ours through which outsiders are reached. `met`: parties who wrote to us before all of this.
    """

    def __init__(
        self,
        *,
        idle_s: int = IDLE_S,
        bounced: Mapping[str, frozenset[str]] = MappingProxyType({}),
        closing: Callable[[int], bool] = lambda position: False,
        same: Mapping[str, str] = MappingProxyType({}),
        public_lists: frozenset[str] = frozenset(),
        met: Iterable[str] = (),
    ) -> None:
        self._idle_s = idle_s
        self._bounced = bounced
        self._closing = closing
        self._same = same
        self._public_lists = public_lists
        self._conversations: dict[int, Conversation] = {}
        self._elsewhere: dict[str, set[int]] = {}  #: party -> conversations in which it waits
        self._met = set(met)
        self._begun: set[int] = (
            set()
        )  #: conversations that machines, colleagues among themselves or spam began
        self._ended: list[Wait] = []

    def see(self, position: int, message: Seen) -> None:
        """Take the next message; `position` names it in the results."""
        kind = message.verdict.kind
        if kind in _INBOUND:
            self._inbound(position, message)
        elif kind is MessageClass.OUTBOUND_HUMAN:
            self._outbound(position, message)
        elif kind is MessageClass.SPAM:
            self._spam(position, message)
        else:
            self._aside(message)

    def note(self, event: Event) -> None:
        """Take the next event. Stage moves, owner changes, calls in vain, notes and pauses end nothing."""
        conversation = self._conversations.get(event.conversation)
        if conversation is None:
            return
        outcome = _ENDS.get(event.kind)
        party = self._same.get(event.party, event.party)
        for waiting in [party] if party else list(conversation.waiting):
            if waiting in conversation.waiting:
                conversation.waiting[waiting].note(event)
                if outcome is not None:
                    self._end(conversation, waiting, event.at, None, outcome, event.person, event.kind.value)
        if outcome is None:
            return
        conversation.last_at = event.at
        conversation.closed = conversation.closed or event.kind is EventKind.CLOSED
        conversation.answered = conversation.answered or event.kind is EventKind.TALKED

    def all(self) -> list[Wait]:
        """Every wait so far, ended or open, by its start."""
        still = [
            told(one, None, None, Outcome.OPEN, None, one.message.verdict.evidence)
            for conversation in self._conversations.values()
            for one in conversation.waiting.values()
        ]
        return sorted(self._ended + still, key=lambda wait: (wait.started_at, wait.opened_by, wait.party))

    def _conversation(self, message: Seen) -> Conversation:
        found = self._conversations.get(message.conversation)
        if found is None:
            number, evidence = message.conversation, message.verdict.evidence
            truncated = bool(message.envelope.references) and evidence != "forwarded_by_colleague"
            truncated = truncated and number not in self._begun
            found = self._conversations[message.conversation] = Conversation(message.at, truncated)
        return found

    def _inbound(self, position: int, message: Seen) -> None:
        party = self._same.get(message.party, message.party)
        known = message.conversation in self._conversations
        conversation = self._conversation(message)
        waiting = conversation.waiting.get(party)
        idle = message.at - conversation.last_at > self._idle_s
        conversation.last_at = message.at
        new_contact = party not in self._met
        self._met.add(party)
        if waiting is not None:
            waiting.joined.append(position)
            waiting.ids.append(message.envelope.message_id)
            return
        if idle or conversation.closed:
            conversation.truncated = conversation.closed = False
            conversation.asked = True
        fresh = conversation.asked = conversation.asked or not known
        if message.owed or new_contact:
            conversation.asked = False
            opened = Open(position, message, party, fresh, conversation.truncated)
            if not fresh and conversation.answered and self._closing(position):
                conversation.closed = True
                self._ended.append(
                    told(opened, message.at, position, Outcome.DISMISSED, None, "closing_thanks")
                )
                return
            conversation.waiting[party] = opened
            self._elsewhere.setdefault(party, set()).add(message.conversation)

    def _outbound(self, position: int, message: Seen) -> None:
        begins = message.conversation not in self._conversations
        conversation = self._conversation(message)
        conversation.last_at = message.at
        reached = self._arrived(message)
        if reached is None:
            return
        conversation.answered, conversation.asked = True, False
        reaches = [self._same.get(address, address) for address in reached]
        if conversation.waiting:
            for party, why in self._reached(conversation, message, reaches):
                self._end(conversation, party, message.at, position, Outcome.ANSWERED, message.person, why)
        if begins and not self._elsewhere.keys().isdisjoint(reaches):
            self._answer_elsewhere(position, message, reached)

    def _arrived(self, message: Seen) -> tuple[str, ...] | None:
        """Whom outside a message of ours got to; None when it came back."""
        lost = self._bounced.get(message.envelope.message_id)
        if lost is None:
            return message.reaches
        got = tuple(one for one in message.reaches if one not in lost)
        # A report that names only addresses we never wrote to speaks of where one of ours was passed on to.
        return got if 0 < len(got) < len(message.reaches) else None

    def _answer_elsewhere(self, position: int, message: Seen, reached: tuple[str, ...]) -> None:
        """A new thread of ours to someone (not a copy for information) answers what they asked in others."""
        directly = recipients(message.envelope.to)
        for address in reached:
            if address in directly:
                party = self._same.get(address, address)
                for number in sorted(self._elsewhere.get(party, ())):
                    other = self._conversations[number]
                    self._end(
                        other, party, message.at, position, Outcome.ANSWERED, message.person, "new_thread"
                    )

    def _reached(
        self, conversation: Conversation, message: Seen, reaches: list[str]
    ) -> Iterable[tuple[str, str]]:
        """Which waiting parties of this conversation the message gets to, and how."""
        on_list = bool(self._public_lists) and not self._public_lists.isdisjoint(reaches)
        parent = message.envelope.references[-1] if message.envelope.references else None
        for party, waiting in list(conversation.waiting.items()):
            if party in reaches:
                yield party, "reply_in_thread"
            elif on_list:
                yield party, "reply_through_list"
            elif parent in (waiting.message.envelope[0], *waiting.ids) and _gets_back(
                waiting, message, reaches
            ):
                yield party, "reply_to_message"

    def _aside(self, message: Seen) -> None:
        """What machines and colleagues say ends nothing; but it may be how a conversation began."""
        begins = not message.envelope.references
        if message.verdict.kind is not MessageClass.OUTBOUND_AUTO:
            if begins:
                self._begun.add(message.conversation)
        elif begins or message.conversation in self._conversations:  # an acknowledgement opens no thread
            conversation = self._conversation(message)
            conversation.last_at = message.at
            if conversation.waiting and (reached := self._arrived(message)):
                reaches = [self._same.get(address, address) for address in reached]
                for party, _ in self._reached(conversation, message, reaches):
                    conversation.waiting[party].touch(message.at)

    def _spam(self, position: int, message: Seen) -> None:
        fresh = message.conversation not in self._conversations
        if fresh and not message.envelope.references:
            self._begun.add(message.conversation)
        opened = Open(position, message, message.party, fresh, False)
        self._ended.append(told(opened, message.at, None, Outcome.VOIDED, None, message.verdict.evidence))

    def _end(
        self,
        conversation: Conversation,
        party: str,
        at: int,
        position: int | None,
        outcome: Outcome,
        author: str | None,
        evidence: str,
    ) -> None:
        opened = conversation.waiting.pop(party)
        elsewhere = self._elsewhere[party]
        elsewhere.discard(opened.message.conversation)
        if not elsewhere:
            del self._elsewhere[party]
        self._ended.append(told(opened, at, position, outcome, author, evidence))


def _gets_back(waiting: Open, message: Seen, reaches: list[str]) -> bool:
    """Whether what answers their message gets to them by another address: their Reply-To, a list that both are on.

    So it does where nobody knows their address. A forward or a question to a third party answers nobody.
    """
    asked = waiting.message.envelope
    if not reaches or is_forward_subject(decode(message.envelope.subject)):
        return False
    if "@" not in waiting.party or " " in waiting.party:
        return True
    return not set(recipients(f"{asked.reply_to},{asked.to},{asked.cc}")).isdisjoint(reaches)


def order(happening: Seen | Event) -> tuple[int, bool, str]:
    """The sort key of what happened: by instant, the customer first, then by id, so that arrival order is nothing."""
    if isinstance(happening, Event):
        return happening.at, True, f"{happening.kind}:{happening.party}"
    # What has an outside party came in.
    return happening.at, not happening.party, happening.envelope.message_id


def read(seen: Sequence[Seen], events: Iterable[Event] = (), **settings: object) -> list[Wait]:
    """The waits of messages sorted by `order`; positions in the result are positions in `seen`.

    `settings` are those of `Waits`. Events are put between the messages by their instants.
    """
    waits = Waits(**settings)  # type: ignore[arg-type]  # passed through as they are
    waiting_events = sorted(events, key=order)
    next_event = 0
    for position, message in enumerate(seen):
        while next_event < len(waiting_events) and order(waiting_events[next_event]) < order(message):
            waits.note(waiting_events[next_event])
            next_event += 1
        waits.see(position, message)
    for event in waiting_events[next_event:]:
        waits.note(event)
    return waits.all()
