"""Done: what a page says of the step that led to it."""

from typing import Final

from firstreply.insights.reasons import mark

DONE: Final = {
    "saved": mark("Saved."),
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
}
