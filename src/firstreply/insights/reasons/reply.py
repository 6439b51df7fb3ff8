"""Accounts, their settings, and messages of ours."""

from typing import Final

from firstreply.insights.reasons.marking import mark

REFUSALS: Final[dict[str, str]] = {
    "text_too_long": mark("The text is longer than {limit} letters. Shorten it. Nothing was sent."),
    "account_missing": mark("No account can send yet. Add a mailbox or a messenger under /sources."),
    "account_unfit": mark(
        "The account {source} cannot send, is switched off or is not there. Choose another."
    ),
    "address_missing": mark("The lead has no address for {channel}. Add one, or choose another account."),
    "reply_on_its_way": mark("It cannot be taken back any more ({state})."),
    "piece_not_understood": mark(
        "What {channel} brought has a shape that is not known here ({error}). It is kept, and can be "
        "tried again after an update."
    ),
    "source_kind_unknown": mark("There is no source of the kind “{kind}”. Known: {known}."),
    "settings_invalid": mark("Some settings do not fit. Nothing was changed."),
    "seal_broken": mark(
        "The passwords of “{source}” were sealed with another key and cannot be read. Enter them again."
    ),
    "channel_cannot": mark("Accounts of the kind “{kind}” have nothing to {what}."),
    "demo_needs_this_machine": mark(
        "The demo's providers run on this machine, where nothing is sent unless you allow it. Set "
        "FIRSTREPLY_PRIVATE_HOSTS=127.0.0.1 for the product and for this command."
    ),
    "demo_not_running": mark("Nobody answers at {address}. Start the product first: firstreply up."),
    "files_not_carried": mark(
        "Messages by {channel} carry no files. Nothing was sent, and your text is still here. Take the files off, or "
        "choose another account."
    ),
    "files_too_many": mark(
        "One message by {channel} carries no more files than {limit}. Nothing was sent, and your text is still here. "
        "Take some off, and send them with another message."
    ),
    "files_too_large": mark(
        "The files have more than {limit} MB together, which is the most that {channel} carries. Nothing was sent, "
        "and your text is still here. Take some off, or write a link to them instead."
    ),
    "files_with_template": mark(
        "An approved template goes without files. Nothing was sent. Take the files off, or write a text of your own."
    ),
    "file_kind_not_carried": mark(
        "{channel} does not carry files like “{name}”. Nothing was sent, and your text is still here. Take it off, or "
        "send it as a PDF."
    ),
    "file_gone": mark("A file that was to go with it is no longer there. Attach it anew and write again."),
    "account_disabled": mark("The account is switched off. Switch it on, or answer by another."),
}
