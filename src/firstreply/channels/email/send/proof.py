"""Proof: a letter that was written is read again, by other rules than it was written by, before it leaves."""

import base64
import re
from collections.abc import Mapping
from typing import Final, NamedTuple
from unicodedata import category

from firstreply.channels.email.send.together import Part
from firstreply.core.mail import Message, read

_FIELD: Final = re.compile(rb"([!-9;-~]+): ?([^\r\n\x00]*(?:\r\n [^\r\n\x00]+)*)\r\n")
_WORD: Final = re.compile(rb"(?<=[ (])=\?utf-8\?b\?([A-Za-z0-9+/=]{1,64})\?=(?=[ \r]|$)")
_BEGUN: Final = re.compile(rb"=\?(?!=)")  #: `=?=` ends one
_LONGEST: Final = 998  #: octets of a line (RFC 5321)


class Meant(NamedTuple):
    """What a letter is to say of itself: its headers' names in order, whom each names, and the files that it brings."""

    names: tuple[str, ...]
    people: Mapping[str, str]
    files: tuple[Part, ...] = ()


def proven(octets: bytes, meant: Meant) -> bool:
    """Whether these octets hold exactly those headers, people and files, however they are read."""
    head, found, body = octets.partition(b"\r\n\r\n")
    if not found or _is_loose(octets) or any(len(line) > _LONGEST for line in octets.split(b"\r\n")):
        return False
    if not body.isascii() or not _words_are_words(head):
        return False
    fields = _fields(head + b"\r\n")
    if fields is None or tuple(name for name, _ in fields) != meant.names:
        return False
    message = read(octets)
    if tuple(field.name.lower() for field in message.headers) != tuple(name.lower() for name in meant.names):
        return False
    if not _brings(message, meant.files):
        return False
    named = {"From": message.sender, "To": message.to, "Reply-To": message.reply_to}
    return not message.cc and all(
        _is_alone(dict(fields).get(name, b""), meant.people.get(name, ""))
        and (len(people) == 1) == (name in meant.people)
        and (not _ascii(meant, name) or [one.address for one in people] == [meant.people[name]])
        for name, people in named.items()
    )


def _is_loose(octets: bytes) -> bool:
    """Whether a line ends where only some servers see an end, or there is a zero."""
    ends = octets.count(b"\r\n")
    return octets.count(b"\r") != ends or octets.count(b"\n") != ends or b"\0" in octets


def _brings(message: Message, files: tuple[Part, ...]) -> bool:
    """Whether it brings these files and no other, octet for octet."""
    found = message.attachments
    return len(found) == len(files) and all(
        (one.name, one.kind, one.disposition) == (part.name, part.kind, "attachment")
        and one.octets() == part.octets
        for one, part in zip(found, files, strict=True)
    )


def _is_alone(value: bytes, address: str) -> bool:
    """Whether a header names this one address: there is one @, no comma, and the address ends it."""
    own = address.encode()
    return value == own or (value.endswith(b"<%b>" % own) and value.count(b"@") == 1 and b"," not in value)


def _ascii(meant: Meant, name: str) -> bool:
    """Whether the address there reads the same in every charset."""
    return name in meant.people and meant.people[name].isascii()


def _words_are_words(head: bytes) -> bool:
    """Whether encoded words hold only what a line may show: whoever decodes them gets no second line."""
    if len(_BEGUN.findall(head)) != len(found := _WORD.findall(head)):
        return False
    try:
        texts = [base64.b64decode(word, validate=True).decode("utf-8") for word in found]
    except ValueError:
        return False
    return all(sign.isprintable() or category(sign) in ("Zs", "Cf") for text in texts for sign in text)


def _fields(head: bytes) -> list[tuple[str, bytes]] | None:
    """Name and value of each header, None where anything stands between them."""
    found, at = [], 0
    while at < len(head):
        match = _FIELD.match(head, at)
        if match is None:
            return None
        found.append((match[1].decode("ascii"), match[2]))
        at = match.end()
    return found
