"""Byline: whom the head of a quotation names, and what time."""

import re
from datetime import datetime
from typing import Final, NamedTuple

from firstreply.core.mail import addresses, moment, vocabulary
from firstreply.core.mail.block import ADDRESS, NOTES_DATE, Head
from firstreply.core.mail.moment import Moment, Precision

_LONGEST: Final = moment.LONGEST
_TEMPLATE: Final = re.compile(
    r"\b(?:via|ha|a|am|um|uhr|har|hat|om|at|kl|klo|alle|le|on|op|heeft|het|volgende|følgende|"
    r"пользователь|użytkownik|tarihinde|utilisateur|from|от|by|saat|ذلك|آن را)\b",
    re.IGNORECASE,
)


class QuotedHead(NamedTuple):
    """Who wrote what is quoted, and when, as the message quoting it says."""

    sender_name: str
    sender_address: str  #: "" where only a name is given
    instant: datetime | None  #: with a zone only where one is written
    precision: Precision | None
    subject: str | None
    other: datetime | None = None  #: the second reading where day and month may be swapped


def said_by(head: Head) -> QuotedHead:
    """Whom and when a head names."""
    if "from" not in head.fields and "sent" not in head.fields:
        return _from_line(head.fields.get("line", ""))
    sender, sent = head.fields.get("from", ""), head.fields.get("sent", "")
    when = moment.find(sent) if sent else None
    if when is None and sender:
        when = _dated_tail(sender)
        sender = NOTES_DATE.sub("", sender[:_LONGEST])
    name, address = person(sender)
    subject = head.fields.get("subject")
    return _said(name, address, when, subject)


def _dated_tail(sender: str) -> Moment | None:
    found = NOTES_DATE.search(sender[:_LONGEST])
    return moment.find(found[0]) if found else None


def _said(name: str, address: str, when: Moment | None, subject: str | None) -> QuotedHead:
    return QuotedHead(
        name,
        address,
        when.at if when else None,
        when.precision if when else None,
        subject,
        when.other if when else None,
    )


def person(written: str) -> tuple[str, str]:
    """The name and the address of a sender as quoted: `X <x@y>`, `X [mailto:x@y]`, `X/HOU/ECT@ECT`."""
    text = (
        written[:_LONGEST]
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("[mailto:", "<")
        .replace("<mailto:", "<")
    )
    text = text.replace("]", ">") if "[" not in text else text
    found = ADDRESS.search(text)
    if found is None or "." not in found[0].rpartition("@")[2] or "/" in found[0]:
        return _name(text.split("<")[0].split("@")[0] if "@" in text else text), ""
    before = text[: found.start()]
    return _name(before) or _name(addresses.addresses(text)[0].name if "<" not in text else ""), found[
        0
    ].strip("'\".").lower()


def _name(text: str) -> str:
    name = text.strip(" \t<>\"'“”«»[]()*_:,;‘’\u200e\u200f-")
    first = name.partition("/")[0] if name.count("/") else name
    return " ".join(first.split()).strip(" \"'“”,")[:200]


_BETWEEN: Final = re.compile(r"[,،،;:]")


def _from_line(line: str) -> QuotedHead:
    """Name, address and time of an attribution line in any order of words."""
    line = line[:_LONGEST].replace("&lt;", "<").replace("&gt;", ">")
    when = moment.find(line)
    found = ADDRESS.search(line)
    address = found[0].strip("'\".").lower() if found else ""
    rest = line
    if when:
        # The folded text may be shorter than the line; what stands after the date is searched from its end.
        rest = (
            line[min(when.span[1], len(line)) :]
            if when.span[0] < 60 and len(line) - when.span[1] > 8
            else line
        )
    if found and (mark := rest.find(found[0])) >= 0:
        before = rest[:mark]
        rest = before if before.strip(" <\"'[(:") else line[: line.find(found[0])]
    else:
        rest = (
            vocabulary.WROTE.split(rest)[0]
            if not rest[:40].strip().startswith(("schrieb", "skrev", "schreef"))
            else rest
        )
    rest = vocabulary.WROTE.sub(" ", rest)
    pieces = [_TEMPLATE.sub(" ", piece) for piece in _BETWEEN.split(rest)]
    named = [name for piece in pieces if (name := _name(piece)) and not name[0].isdigit() and "@" not in name]
    return _said(" ".join(named[-1:]), address, when, None)
