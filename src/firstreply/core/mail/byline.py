"""Byline: whom the head of a quotation names, and what time."""

import re
from datetime import datetime
from typing import Final, NamedTuple

from firstreply.core.mail import addresses, moment, vocabulary
from firstreply.core.mail.block import ADDRESS, NOTES_DATE, Head
from firstreply.core.mail.moment import Moment, Precision

_LONGEST: Final = moment.LONGEST
_TEMPLATE: Final = re.compile(
    r"\b(?:via|ha|a|am|um|uhr|Uhr|har|hat|om|at|kl|klo|alle|le|on|op|heeft|het|volgende|følgende|o|godz|"
    r"пользователь|użytkownik|tarihinde|utilisateur|from|от|by|saat|г|р|تمت كتابة ما يلي بواسطة|ذلك|آن را)\b"
)
_BEGINS: Final = re.compile(
    r"(?:On|Am|Le|El|Em|Il|Op|Den|At|W dniu|Dnia|Dne|În|Pe|La|Στις|Vào|Pada|На|В|Від|От|O)\b"
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
    return moment.find(found[0] if found else sender)


def _said(name: str, address: str, when: Moment | None, subject: str | None) -> QuotedHead:
    return QuotedHead(
        name,
        address,
        when.at if when else None,
        when.precision if when else None,
        subject,
        when.other if when else None,
    )


_BEHALF: Final = re.compile(
    r"(?i)\b(?:on behalf of|im auftrag von|de la part de|en nombre de|per conto di|namens|i uppdrag av)\b"
)


def person(written: str) -> tuple[str, str]:
    """The name and the address of a sender as quoted: `X <x@y>`, `X [mailto:x@y]`, `X/HOU/ECT@ECT`.

    Of a sender who writes for another one, the other one's name, without an address.
    """
    text = written[:_LONGEST].replace("&lt;", "<").replace("&gt;", ">").replace("mailto:", " ")
    behalf = _BEHALF.search(text)
    if behalf:
        return _name(text[behalf.end() :].split("<")[0].split("[")[0]), ""
    found = ADDRESS.search(text)
    if found is None or "." not in found[0].rpartition("@")[2] or "/" in found[0]:
        return _name(text.split("<")[0].split("@")[0] if "@" in text else text), ""
    before = text[: found.start()]
    after = addresses.addresses(text) if "<" not in text else ()
    return _name(before) or _name(after[0].name if after else ""), _tidy(found[0])


def _tidy(address: str) -> str:
    return address.strip("'\".").lower()


def _name(text: str) -> str:
    name = text.strip(" \t<>\"'“”«»[]()*_:,;‘’\u200e\u200f-")
    first = name.partition("/")[0] if name.count("/") else name
    return " ".join(first.split()).strip(" \"'“”,")[:200]


_BETWEEN: Final = re.compile(r"[,،;:]")
_QUOTED: Final = re.compile(r"[\"“]([^\"“”]{1,100})[\"”][\s<(\[]*$")
_NOBODY: Final = frozenset(("you", "sie", "du", "vous", "te", "вы", "to", "usted", "lei", "tu"))


def _from_line(line: str) -> QuotedHead:
    """Name, address and time of an attribution line, in whatever order its language puts them."""
    line = vocabulary.plain(line[:_LONGEST].replace("&lt;", "<").replace("&gt;", ">"))
    when = moment.find(line)
    head, rest = "", line
    if when:
        head, rest = line[: when.span[0]], line[when.span[1] :]
        if len(head) > 30 or "@" in head or vocabulary.WROTE.search(head):
            head, rest = "", f"{head} , {rest}"
    name, address = _named(rest)
    if not name and head:
        opening = _BEGINS.match(head)
        name = _last_name(head[opening.end() :] if opening else head)
    return _said("" if name.lower() in _NOBODY else name, address, when, None)


def _named(text: str) -> tuple[str, str]:
    """The name and the address in an attribution line without its date."""
    verb = vocabulary.WROTE.search(text)
    stop = verb.start() if verb else len(text)
    found = list(ADDRESS.finditer(text))
    told = next((one for one in reversed(found) if one.start() < stop), found[0] if found else None)
    before = text[: told.start() if told and told.start() < stop else stop]
    quoted = _QUOTED.search(before)
    name = _name(quoted[1]) if quoted else _last_name(before)
    if not name and verb:
        name = _first_name(text[verb.end() : told.start() if told and told.start() > stop else len(text)])
    return name, _tidy(told[0]) if told else ""


def _pieces(text: str) -> list[str]:
    """What may be a name among the words of an attribution line, its fixed words and addresses taken out."""
    pieces = (_name(_TEMPLATE.sub(" ", piece)) for piece in _BETWEEN.split(ADDRESS.sub(" ", text)))
    return [piece for piece in pieces if piece and not piece[0].isdigit()]


def _last_name(text: str) -> str:
    return next(reversed(_pieces(text)), "")


def _first_name(text: str) -> str:
    return next(iter(_pieces(text)), "")
