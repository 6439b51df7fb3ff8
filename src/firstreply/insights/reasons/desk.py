"""Pages for channels."""

from typing import Final

from firstreply.insights.reasons.marking import mark

REFUSALS: Final[dict[str, str]] = {
    "form_strange": mark(
        "This form is not one of ours, or is from another sign-in. Nothing was changed. Open the "
        "page anew and send it again."
    ),
    "setting_wrong": mark("“{field}” is not written as it is needed here. Nothing was changed."),
    "name_missing": mark("A name is needed, of {limit} characters at most. Nothing was changed."),
    "test_rejected": mark("The other side refused the test letter: {reason}."),
    "test_not_now": mark("The test letter could not be handed over now: {reason}. Try again in a moment."),
    "consent_strange": mark(
        "This answer belongs to no question of ours, or came too late. Nothing was changed. Press "
        "the button on the mailbox’s page again."
    ),
    "consent_not_given": mark(
        "The service gave no consent ({reason}). Nothing was changed. Press the button on the "
        "mailbox’s page again, and agree."
    ),
    "file_missing": mark("No file came, or it is empty. Choose one."),
    "file_too_large_at_once": mark(
        "Without script a file of at most {limit} MB goes up in one piece. Nothing was added. Allow "
        "script here, or use the API or firstreply import."
    ),
    "not_confirmed": mark("Nothing was taken back: tick the box that says that you are sure."),
    "form_draft_unreadable": mark("The draft did not come whole. Nothing was saved. Open the page anew."),
}
