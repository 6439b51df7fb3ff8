"""Proof: a letter that was written is read again, by other rules than it was written by, before it leaves."""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from firstreply.core.mail import read

_FIELD: Final = re.compile(rb"([!-9;-~]+): ?([^\r\n\x00]*(?:\r\n [^\r\n\x00]+)*)\r\n")
_LOOSE: Final = re.compile(rb"\r(?!\n)|(?<!\r)\n|\x00")  #: ends of lines that only some servers see
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
    if any(octet > 127 for octet in body):
        return False
    fields = _fields(head + b"\r\n")
    if fields is None or tuple(name for name, _ in fields) != meant.names:
        return False
    message = read(octets)
    if tuple(field.name.lower() for field in message.headers) != tuple(name.lower() for name in meant.names):
        return False
    texts = [message.subject, *(field.text for field in message.headers)]
    if any(sign < " " for text in texts for sign in text):
        return False
    named = {"From": message.sender, "To": message.to, "Reply-To": message.reply_to}
    return not message.cc and all(
        [one.address.casefold() for one in people] == _wanted(meant.people.get(name))
        for name, people in named.items()
    )


def _wanted(address: str | None) -> list[str]:
    return [] if address is None else [address.casefold()]


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
