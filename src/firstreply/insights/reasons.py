"""Which sentence belongs to which code of core and channels: refusals, and the evidence of what was decided.

The sentences are English and marked for the catalogues; `words.Words` translates them and fills in the facts.
"""

from typing import Final


def mark(text: str) -> str:
    """Name a text for the catalogues without translating it here."""
    return text


#: What happened, and what to do about it.
REFUSALS: Final[dict[str, str]] = {
    "unknown_language": mark("There is no language “{lang}”. Choose one of: {known}."),
    "unknown_calendar_system": mark("There is no calendar system “{system}”. Choose one of: {known}."),
    "source_not_found": mark("There is nothing at {path}. Check the path."),
    "source_not_readable": mark("{path} cannot be read. Check that you may read it."),
    "not_a_mail_archive": mark(
        "{path} is no mail archive (it looks like: {found}). Give an mbox file, a Maildir, or a folder of messages."
    ),
    "archive_expands_too_much": mark(
        "{path} was not unpacked: it would grow beyond the limit ({limit}, at most {allowed}). Unpack it yourself "
        "if you trust it."
    ),
    "disk_full": mark(
        "There is too little room on the disk to unpack {path}: {needed_free} bytes must stay free."
    ),
    "team_file_malformed": mark("The team file is not understood at “{at}”: expected {want}."),
    "holidays_country_unknown": mark(
        "No holidays are known for the country “{country}”. Use a code such as DE."
    ),
    "holidays_subdivision_unknown": mark("“{subdivision}” is no known part of the country “{country}”."),
    "holidays_category_unknown": mark("The country “{country}” has no holidays of the kind {categories}."),
    "calendar_not_a_table": mark("The calendar is not understood at “{place}”: found {value}."),
    "calendar_key_unknown": mark("The calendar has an unknown entry “{key}” in “{place}”."),
    "calendar_day_unknown": mark("The calendar names a day “{day}”. Use mon, tue, wed, thu, fri, sat, sun."),
    "calendar_date_malformed": mark("“{value}” in “{place}” is no date. Write it as 2026-01-31."),
    "calendar_window_malformed": mark(
        "The hours {window} on “{day}” are not understood. Write them as 09:00, 17:00."
    ),
    "calendar_window_empty": mark("The hours {window} on “{day}” are empty: they end when they begin."),
    "calendar_version_repeated": mark("Two versions of the calendar begin on {day}. Keep one."),
    "calendar_zone_unknown": mark("There is no time zone “{zone}”. Use a name such as Europe/Berlin."),
    "datetime_naive": mark("The time {at} names no time zone. Give it one, such as +03:00."),
    "instants_not_whole": mark("The times must be whole seconds; {dtype} was given."),
    "span_negative": mark("A span of working time cannot be negative; {seconds} seconds were given."),
    "never_due": mark("The calendar “{calendar}” never opens. Give it working hours."),
    "beyond_horizon": mark("The time lies too far in the future to be computed."),
    "target_not_positive": mark("The target must be longer than 0 seconds; {seconds} was given."),
    "warning_out_of_range": mark(
        "A warning must come between 0 and 100 percent of the target; {percent} was given."
    ),
    "imap_url_malformed": mark(
        "The address of the mail server is not understood ({reason}). Write imaps://user@host."
    ),
    "imap_unreachable": mark("The mail server {server} cannot be reached: {reason}."),
    "imap_tls_failed": mark("No secure connection to {server}: {reason}."),
    "imap_login_failed": mark("{server} refused the login. Check the name and the password."),
    "imap_no_password": mark("No password for {server}. Set it in the environment or answer the prompt."),
    "imap_no_such_folder": mark("There is no folder “{folder}” on the mail server."),
    "imap_folder_changed": mark("A folder on {server} was rebuilt while it was read. Run again."),
    "file_not_found": mark("There is no file at {path}. Check the path."),
    "file_not_json": mark("{path} is not JSON: {why}."),
    "file_not_written": mark("{path} could not be written. Check the folder, and that you may write there."),
    "stdout_wanted_twice": mark("Only one output can go to standard output. Give the others a file."),
    "output_is_source": mark("{path} is being read, so it is not written over. Choose another name."),
    "dates_reversed": mark("The stretch ends ({until}) before it begins ({since})."),
    "team_not_understood": mark("“{given}” is no team file, domain or address."),
    "file_exists": mark("{path} is there already. Choose another name, or remove it."),
    "interrupted": mark("Stopped before the end."),
    "calendar_without_zone": mark(
        "The calendar “{name}” names no time zone. Add one, such as Europe/Berlin."
    ),
    "calendar_unknown": mark(
        "“{given}” is no calendar. Write the name of one in the team file, a JSON file, or sun-thu 09:00-17:00 "
        "Africa/Cairo."
    ),
    "date_unreadable": mark("“{given}” is no date. Write it as 2026-01-31."),
    "span_unreadable": mark("“{given}” is no span of time. Write it as 30m, 4h or 2d."),
    "bench_unknown": mark("There is no benchmark “{name}”. Choose one of: {known}."),
    "secret_in_url": mark(
        "The address for {host} holds a password. Take it out: addresses end up in logs and histories."
    ),
    "secret_file_not_readable": mark("The file {path} named by {variable} cannot be read."),
}

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
