"""What the frame of pages refuses."""

from typing import Final

from firstreply.insights.reasons.marking import mark

REFUSALS: Final[dict[str, str]] = {
    "page_not_found": mark(
        "There is no page at this address, or you may not see it. Check the address, or search for what you want."
    ),
    "page_closed": mark("This page is not for you. Nothing was changed; ask whoever administers your team."),
    "page_unreadable": mark(
        "What was sent cannot be read, or is too large. Nothing was kept here; go back, and send it again."
    ),
    "page_broken": mark(
        "Something failed on our side. Nothing was changed; what you typed is still on the page before this one: go"
        " back and try again. If it stays like this, tell your administrator the number below."
    ),
    "page_away": mark(
        "The database does not answer right now. Nothing was changed; what you typed is still on the page before"
        " this one: go back and send it again in a few seconds."
    ),
    "page_method": mark(
        "This address only takes what a button of ours sends. Nothing was changed; open the page it belongs to."
    ),
    "undo_over": mark(
        "It is too late to undo this here. Nothing was changed: reverse it by hand on its own page."
    ),
    "sent_unsure": mark(
        "This was sent before, and the connection broke before we could say whether it was done. Look whether it is"
        " there; if it is not, send it once more by hand."
    ),
    "undone_already": mark("This was undone before. Nothing was changed."),
}
