"""What goes out: letters, and what became of them."""

from typing import Final

from firstreply.insights.reasons.marking import mark

REFUSALS: Final[dict[str, str]] = {
    "letter_unsafe": mark(
        "What was written is not what was meant, so the letter {letter} was not sent. Take strange "
        "signs out of subject and name."
    ),
    "address_not_understood": mark("“{address}” is not an e-mail address that mail servers take."),
    "mailbox_sends_nothing": mark(
        "The mailbox {mailbox} has neither an SMTP server nor a sending service. Name one in its settings."
    ),
    "mailbox_without_server": mark(
        "A mailbox needs a server to be read from, a server to send by, or a sending service. Name "
        "one of them."
    ),
    "mailbox_setting_wrong": mark("The setting “{field}” of the mailbox does not fit."),
    "provider_unknown": mark("No sending service is called “{provider}” here."),
    "provider_key_missing": mark("The key of {provider} is missing. Copy it from the service's own pages."),
    "report_not_understood": mark(
        "A report of the sending service could not be read ({reason}). It was kept and can be read again."
    ),
    "smtp_login_failed": mark(
        "{server} does not let this mailbox send: {said}. Check user name and password; where two "
        "steps are on, an app password is needed."
    ),
    "smtp_tls_failed": mark(
        "No encrypted connection to {server} could be made: {said}. Nothing was sent in plain text."
    ),
    "smtp_unreachable": mark(
        "{server} does not answer: {said}. Check host and port; letters wait and are tried again."
    ),
    "smtp_not_public": mark(
        "{server} lies in a private network. Whoever runs this installation can allow it (private_hosts)."
    ),
    "no_automatic_answer": mark(
        "No automatic answer is sent there ({why}): a machine, a list, one of our own addresses, or "
        "somebody who had one lately."
    ),
}
