"""Which sentence belongs to which code of core: refusals, and the evidence of classes, links and waits.

The sentences are English and marked for the catalogues; `words.Words` translates them.
"""

from typing import Final


def mark(text: str) -> str:
    """Name a text for the catalogues without translating it here."""
    return text


REFUSALS: Final[dict[str, str]] = {
    "unknown_language": mark("There is no language “{lang}”. Choose one of: {known}."),
    "unknown_calendar_system": mark("There is no calendar system “{system}”. Choose one of: {known}."),
}

EVIDENCE: Final[dict[str, str]] = {
    # How a wait began or ended.
    "first_contact": mark("first message of this person"),
    "to": mark("addressed to one of ours"),
    "delivered": mark("delivered to an address of ours"),
    "list": mark("came through a list or group address of ours"),
    "reply": mark("answered by one of ours"),
    "same_thread": mark("answered in the same conversation"),
    "new_thread": mark("answered in a new conversation"),
    "thanks_then_close": mark("closing thanks, then nothing more"),
    "bounced": mark("the answer bounced: the wait resumed"),
    # How a message got its class.
    "auto_submitted": mark("marked automatic by its sender ({detail})"),
    "precedence": mark("marked as bulk mail ({detail})"),
    "out_of_office": mark("out-of-office wording in the subject"),
    "null_sender": mark("sent with no return address"),
    "spam": mark("marked as spam on its way"),
    "form": mark("a form notification with a person behind it"),
    "team_address": mark("sender is one of the team"),
    "outside_address": mark("sender is outside the team"),
    "no_outside_participant": mark("everybody on it is of the team"),
    # How a message found its conversation.
    "references": mark("names the message it answers (References)"),
    "in_reply_to": mark("names the message it answers (In-Reply-To)"),
    "thread_index": mark("shares a conversation number (Thread-Index)"),
    "quoted_block": mark("quotes the message it answers"),
    "subject": mark("same subject, people the other way round, close in time"),
}
