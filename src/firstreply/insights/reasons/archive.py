"""Archives, mailboxes and files: what could not be read, and what could not be written."""

from typing import Final

from firstreply.insights.reasons.marking import mark

REFUSALS: Final[dict[str, str]] = {
    "unknown_language": mark("There is no language “{lang}”. Choose one of: {known}."),
    "source_not_found": mark("There is nothing at {path}. Check the path."),
    "source_not_readable": mark("{path} cannot be read. Check that you may read it."),
    "not_a_mail_archive": mark(
        "{path} is no mail archive (it looks like: {found}). Give an mbox file, a Maildir, or a folder of "
        "messages."
    ),
    "archive_expands_too_much": mark(
        "{path} was not unpacked: it would grow beyond the limit ({limit}, at most {allowed}). Unpack it "
        "yourself if you trust it."
    ),
    "disk_full": mark(
        "There is too little room on the disk to unpack {path}: {needed_free} bytes must stay free."
    ),
    "team_file_malformed": mark("The team file is not understood at “{at}”: expected {want}."),
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
    "bench_unknown": mark("There is no benchmark “{name}”. Choose one of: {known}."),
    "bench_option_unfit": mark("The benchmark “{name}” has no option {option}."),
    "secret_in_url": mark(
        "The address for {host} holds a password. Take it out: addresses end up in logs and histories."
    ),
    "secret_file_not_readable": mark("The file {path} named by {variable} cannot be read."),
}
