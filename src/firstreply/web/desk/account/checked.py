"""Checked: what the other side said of itself when it was asked, in sentences; none of its codes stands on a page."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from firstreply.insights.reasons import mark
from firstreply.insights.untrusted import plain
from firstreply.insights.words import Words

_LONGEST: Final = 200
#: What Meta thinks of the messages of a number, and of the name that people see.
_QUALITY: Final = {
    "GREEN": mark("Its messages are well received (quality: high)."),
    "YELLOW": mark("Some of its messages were reported or blocked (quality: medium)."),
    "RED": mark("Many of its messages were reported or blocked (quality: low). It may be restricted."),
}
_VERIFIED: Final = {
    "VERIFIED": mark("The number is verified."),
    "NOT_VERIFIED": mark("The number is not verified yet."),
    "EXPIRED": mark("The verification of the number has run out."),
}
_NAMED: Final = {
    "APPROVED": mark("The name that people see is approved."),
    "AVAILABLE_WITHOUT_REVIEW": mark("The name that people see is approved."),
    "PENDING_REVIEW": mark("The name that people see is still being reviewed."),
    "DECLINED": mark("The name that people see was declined."),
    "EXPIRED": mark("The approval of the name that people see has run out."),
    "NONE": mark("There is no name yet that people see."),
}
_READING: Final = {
    "imap": mark("The mailbox is read."),
    "nothing": mark("No server for reading is set: nothing is read."),
}
_SENDING: Final = {
    "smtp": mark("Letters go out by SMTP."),
    "nothing": mark("No server for sending is set: nothing can be sent."),
}


def sentences(words: Words, facts: Mapping[str, Any]) -> list[str]:
    """One sentence for each thing that was said; what is not known here is left out."""
    found: list[str] = []
    for tells in (_telegram, _twilio, _whatsapp, _page, _mailbox):
        found += tells(words, facts)
    return found


def _telegram(words: Words, facts: Mapping[str, Any]) -> Iterator[str]:
    if facts.get("username"):
        text = mark("The bot is {name} (@{username}).")
        yield words.say(text, name=_plain(facts.get("name") or "–"), username=_plain(facts["username"]))
    if facts.get("connected"):
        yield words.say(mark("Telegram brings its messages here."))
    waiting = facts.get("pending_update_count")
    if waiting == 0:
        yield words.say(mark("Nothing waits there to be brought."))
    elif isinstance(waiting, int):
        yield words.many(
            "{n} message waits there to be brought.", "{n} messages wait there to be brought.", waiting
        )
    if facts.get("last_error_message"):
        yield words.say(mark("What went wrong last: {reason}"), reason=_plain(facts["last_error_message"]))


def _twilio(words: Words, facts: Mapping[str, Any]) -> Iterator[str]:
    if facts.get("friendly_name"):
        yield words.say(mark("The account “{name}” is in use."), name=_plain(facts["friendly_name"]))
    if str(facts.get("type", "")).lower() == "trial":
        yield words.say(mark("It is a trial account: it reaches only numbers that were confirmed at Twilio."))


def _whatsapp(words: Words, facts: Mapping[str, Any]) -> Iterator[str]:
    number, name = facts.get("display_phone_number"), facts.get("verified_name")
    if number:
        # Left to right, whatever stands around it.
        shown = f"\u2066{_plain(number)}\u2069"
        yield (
            words.say(
                mark("The number is {number}, and people see “{name}”."), number=shown, name=_plain(name)
            )
            if name
            else words.say(mark("The number is {number}."), number=shown)
        )
    for field, told in (
        ("code_verification_status", _VERIFIED),
        ("name_status", _NAMED),
        ("quality_rating", _QUALITY),
    ):
        yield from _told(words, told, facts.get(field))


def _page(words: Words, facts: Mapping[str, Any]) -> Iterator[str]:
    if facts.get("page"):
        yield words.say(mark("The page “{page}” tells of its leads here."), page=_plain(facts["page"]))


def _mailbox(words: Words, facts: Mapping[str, Any]) -> Iterator[str]:
    yield from _told(words, _READING, facts.get("reading"))
    folders = facts.get("folders")
    if isinstance(folders, list) and folders:
        names = ", ".join(f"\u2068{_plain(one)}\u2069" for one in folders)
        yield words.say(mark("Folders that are read: {folders}."), folders=names)
    if facts.get("reading") == "imap":
        yield words.say(
            mark("What you send from elsewhere is seen too.")
            if facts.get("sent")
            else mark("There is no folder of sent mail: answers from elsewhere are not seen.")
        )
        yield words.say(
            mark("New mail is told of at once.")
            if facts.get("idle")
            else mark("The server does not tell of new mail: it is asked every few seconds.")
        )
    sending = facts.get("sending")
    if isinstance(sending, str) and sending not in _SENDING:
        service = sending.replace("_", " ").capitalize()
        yield words.say(mark("Letters go out by {service}."), service=_plain(service))
    yield from _told(words, _SENDING, sending)


def _told(words: Words, told: Mapping[str, str], code: object) -> Iterator[str]:
    if isinstance(code, str) and code in told:
        yield words.say(told[code])


def _plain(value: object) -> str:
    return plain(str(value), _LONGEST)
