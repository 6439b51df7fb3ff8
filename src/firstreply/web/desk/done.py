"""Done: what a page says of the step that led to it."""

from typing import Final

from firstreply.insights.reasons import mark

#: Rooms add their own: `DONE |= {...}` in the module that does it.
DONE: Final[dict[str, str]] = {
    "saved": mark("Saved."),
    "arrived": mark("It had arrived the first time. Nothing was done twice."),
    "added": mark("The channel is added."),
    "off": mark("Switched off. Nothing is taken or sent by it until it is switched on again."),
    "on": mark("Switched on."),
    "again": mark("It is being worked on again."),
    "tested": mark("A test inquiry came in by this channel. It is marked with the tag “test”."),
    "kept": mark("The document is kept. Choose it below, and save."),
    "forgotten": mark("The document is gone. Links to it lead nowhere from now on."),
    "comparing": mark("The folders are being compared with the server. It takes a few seconds."),
    "connected": mark("The mailbox is connected."),
    "asked": mark("It is on its way. What became of it stands below in a moment."),
    "webhook-off": mark("Switched off. It is told nothing until it is switched on again."),
    "learned": mark("Learned. Every later mail of that sender is read in the same way."),
    "signed-out": mark("You are signed out."),
    "looks": mark("Saved."),
    "sample-there": mark(
        "Sample data is there. It is marked with the tag “sample”, and goes with one button."
    ),
    "sample-gone": mark("The sample data is gone, with all that hung on it."),
    "woken": mark("This browser is woken when there is something for you."),
    "password-set": mark("The new password is set. Sign in with it."),
    "password-changed": mark("The password is changed, and all other sessions have ended."),
    "session-ended": mark("That session has ended."),
    "sessions-ended": mark("All other sessions have ended."),
    "letter-sent": mark("A letter is on its way."),
    "address-verified": mark("Thank you. The address is yours."),
    "address-changed": mark("From now on you sign in by the new address."),
    "factor-added": mark("Added. From now on it is asked for when you sign in."),
    "factor-removed": mark("Removed."),
    "codes-renewed": mark("New codes are made. The old ones are worth nothing now."),
    "link-revoked": mark("That address shows nothing any more."),
    "digest-added": mark("The figures come by mail from now on."),
    "digest-waits": mark("Kept. The figures come by mail as soon as a mail server is set up."),
    "digest-ended": mark("They come no more."),
    "digest-sent": mark("A letter is on its way to you."),
    "undone": mark("Undone."),
}
