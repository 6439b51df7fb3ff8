"""Proof: a letter that was written is read again, by other rules than it was written by, before it leaves."""

import base64
import re
from collections.abc import Mapping
from typing import Final, NamedTuple
from unicodedata import category

from firstreply.core.mail import read

_FIELD: Final = re.compile(rb"([!-9;-~]+): ?([^\r\n\x00]*(?:\r\n [^\r\n\x00]+)*)\r\n")
_LOOSE: Final = re.compile(rb"\r(?!\n)|(?<!\r)\n|\x00")  #: ends of lines that only some servers see
_WORD: Final = re.compile(rb"(?<=[ (])=\?utf-8\?b\?([A-Za-z0-9+/=]{1,64})\?=(?=[ \r]|$)")
_BEGUN: Final = re.compile(rb"=\?(?!=)")  #: `=?=` ends one
_LONGEST: Final = 998  #: octets of a line (RFC 5321)


class Meant(NamedTuple):
    """What a letter is to say of itself: its headers' names in order, and whom each names."""

    names: tuple[str, ...]
    people: Mapping[str, str]


def proven(octets: bytes, meant: Meant) -> bool:
    """Whether these octets hold exactly those headers and people, however they are read."""
    head, found, body = octets.partition(b"\r\n\r\n")
    if not found or _LOOSE.search(octets) or any(len(line) > _LONGEST for line in octets.split(b"\r\n")):
        return False
    if any(octet > 127 for octet in body) or not _words_are_words(head):
        return False
    fields = _fields(head + b"\r\n")
    if fields is None or tuple(name for name, _ in fields) != meant.names:
        return False
    message = read(octets)
    if tuple(field.name.lower() for field in message.headers) != tuple(name.lower() for name in meant.names):
        return False
    named = {"From": message.sender, "To": message.to, "Reply-To": message.reply_to}
    return not message.cc and all(
        _is_alone(dict(fields).get(name, b""), meant.people.get(name, ""))
        and (len(people) == 1) == (name in meant.people)
        and (not _ascii(meant, name) or [one.address for one in people] == [meant.people[name]])
        for name, people in named.items()
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
