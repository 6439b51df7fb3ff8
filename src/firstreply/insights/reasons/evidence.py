"""Evidence: why a message has its class, a link its place, a wait its end; why something was not read."""

from typing import Final

from firstreply.insights.reasons.marking import mark

EVIDENCE: Final[dict[str, str]] = {
    # How a wait ended (while it is open, the evidence is that of its first message).
    "reply_in_thread": mark("one of ours answered in the same conversation"),
    "reply_to_message": mark("one of ours answered this very message"),
    "reply_through_list": mark("one of ours answered through the list"),
    "new_thread": mark("one of ours wrote to them in a new conversation"),
    "closing_thanks": mark("closing thanks, then nothing more"),
    "talked": mark("a conversation was logged"),
    "dismissed": mark("somebody said that no reply was needed"),
    "closed": mark("the conversation was closed"),
    "voided": mark("set aside as spam, a duplicate or no inquiry"),
    # How a message got its class.
    "outside_sender": mark("the sender is outside the team"),
    "hidden_sender": mark("the sender stands behind a list or group address"),
    "forwarded_by_colleague": mark("forwarded by a colleague: the original sender and time count"),
    "team_sender": mark("the sender is on the team"),
    "no_outside_recipient": mark("everybody on it is on the team"),
    "form": mark("a form notification with a person behind it"),
    "form:rule": mark("read by the rule “{detail}”"),
    "call_answered": mark("the call was answered after all"),
    "took_call": mark("took the call"),
    "auto_submitted": mark("its header says a machine sent it ({detail})"),
    "header": mark("its header {detail} marks it as automatic"),
    "report": mark("a report by a mail server ({detail})"),
    "precedence": mark("marked as an automatic reply"),
    "null_return_path": mark("sent with no return address"),
    "robot_address": mark("sent from a machine's address"),
    "newsletter": mark("a newsletter"),
    "subject": mark("same subject, people the other way round, close in time"),
    "subject:out_of_office": mark("the subject is that of an out-of-office reply"),
    "subject:bounce": mark("the subject is that of a bounce"),
    "subject:receipt": mark("the subject is that of a receipt"),
    "spam_flag": mark("marked as spam on its way"),
    "spam_status": mark("marked as spam on its way"),
    "label:spam": mark("labelled as spam"),
    "junk_folder": mark("lay in the folder for spam"),
    # How a message found its conversation.
    "references": mark("names the message it answers (References)"),
    "in_reply_to": mark("names the message it answers (In-Reply-To)"),
    "thread_index": mark("shares a conversation number (Thread-Index)"),
    "quoted_block": mark("quotes the message it answers"),
    # Why a message, or a whole folder, was not read.
    "empty_file": mark("the file is empty"),
    "no_header": mark("no header where the message should begin"),
    "null_bytes": mark("zero bytes where the message should be"),
    "not_a_message": mark("a file of another kind"),
    "too_large": mark("too large: only its beginning was read"),
    "header_too_large": mark("its headers do not end"),
    "truncated": mark("it ends too early"),
    "permission_denied": mark("not allowed to read it"),
    "read_error": mark("the disk or the server failed to give it"),
    "vanished": mark("it was gone before it was read"),
    "drafts_folder": mark("a folder of drafts, left out"),
    "trash_folder": mark("a folder of deleted mail, left out"),
    "unsafe_name": mark("its name points outside the archive"),
    "nested_too_deep": mark("an archive inside too many archives"),
    "encrypted": mark("it needs a password"),
}
