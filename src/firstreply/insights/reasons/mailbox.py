"""Mailboxes that are read live."""

from typing import Final

from firstreply.insights.reasons.marking import mark

REFUSALS: Final[dict[str, str]] = {
    "mailbox_no_secret": mark("The mailbox “{source}” has no password. Write it into its settings."),
    "mailbox_no_server": mark("The mailbox “{source}” names no IMAP server, so it is not read."),
    "mailbox_no_consent": mark(
        "Nobody has agreed yet that “{source}” is read. Open the consent page of this mailbox and "
        "agree there."
    ),
    "mailbox_not_oauth": mark("“{source}” logs in with a password; there is nothing to agree to."),
    "mailbox_defect": mark(
        "Reading the mailbox failed because of a defect of ours ({reason}). It is tried again; the "
        "log says more."
    ),
    "mailbox_folder_not_read": mark("This folder is not read any more. What came from it stays."),
    "imap_not_public": mark(
        "{server} lies in a private network. Whoever runs this installation can allow it (private_hosts)."
    ),
    "imap_folder_missing": mark(
        "There is no folder “{folder}” in the mailbox. The other folders are read. Correct the name "
        "or make the folder."
    ),
    "imap_login_google": mark(
        "Gmail refused the login: it takes no ordinary password from programs. Turn on 2-Step "
        "Verification, make an app password at myaccount.google.com/apppasswords and enter that; or "
        "choose the login “google”."
    ),
    "imap_login_microsoft": mark(
        "Microsoft refused the login: its mailboxes take no passwords from programs. Choose the "
        "login “microsoft” and agree on its page."
    ),
    "imap_login_yahoo": mark(
        "Yahoo refused the login: make an app password (Account security, Generate app password) and "
        "enter that."
    ),
    "imap_login_icloud": mark(
        "iCloud refused the login: make an app-specific password at account.apple.com and enter "
        "that; the user name is the part before @icloud.com."
    ),
    "imap_login_zoho": mark(
        "Zoho refused the login: allow IMAP in Mail settings, and where two steps are on make an "
        "application-specific password at accounts.zoho.com."
    ),
    "imap_login_yandex": mark(
        "Yandex refused the login: allow IMAP in its mail settings and make an app password for mail "
        "at id.yandex.com."
    ),
    "imap_login_fastmail": mark(
        "Fastmail refused the login: make an app password (Settings, Privacy and security, App "
        "passwords) and enter that."
    ),
    "oauth_refused": mark(
        "The provider refused ({said}). Open the consent page of this mailbox and agree once more."
    ),
    "oauth_unreachable": mark("The provider of the login does not answer ({reason}). It is tried again."),
    "oauth_no_refresh_token": mark(
        "The provider gave access for an hour only. Take the access of this program away in your "
        "account there, and agree once more."
    ),
    "bench_needs": mark("“{name}” needs {program} ({path}). scripts/install-test-tools installs it."),
    "consent_other_mailbox": mark(
        "What was agreed to does not open the mailbox {mailbox} ({said}). Nothing was changed. Ask "
        "for the consent page once more, agree as {mailbox} itself, and see that IMAP is allowed "
        "there."
    ),
}
