"""Letter: what one reader is sent, and its octets, which are read again before anybody gets them."""

import base64
import quopri
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Final, Literal
from uuid import UUID

from firstreply.channels.email.send.header import address_of, id_of, line, mailbox, words
from firstreply.channels.email.send.proof import Meant, proven
from firstreply.channels.email.send.together import Part, together
from firstreply.channels.enclosed import Enclosed
from firstreply.core.refusal import Refused

_REFERENCES: Final = 20  #: the first and the last of a long conversation are named
_MOSTLY: Final = 0.8  #: a text with more ASCII than this stays readable in its octets


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter to one person. `id` and the sender's domain make its Message-ID, the same over every attempt.

    `automatic` as RFC 3834 says: nothing, `auto-replied` (it answers somebody) or `auto-generated`.
    """

    id: UUID
    sender: str
    sender_name: str
    to: str
    to_name: str
    subject: str
    text: str
    language: str
    at: datetime
    automatic: Literal["", "auto-replied", "auto-generated"] = ""
    answers: tuple[str, ...] = ()  #: Message-IDs, the oldest first
    reply_to: str = ""  #: where it is not the sender
    html: str = ""  #: the same as a page, for mail programs that show such
    files: tuple[Enclosed, ...] = ()

    @property
    def message_id(self) -> str:
        """Without brackets."""
        return f"{self.id}@{self.sender.rpartition('@')[2].encode('idna').decode()}"


def written(letter: Letter) -> bytes:
    """The letter's octets, lines ended by CRLF.

    Refuses `address_not_understood` naming it, and `letter_unsafe` where what was written is not what was meant (which
    nobody knows how to bring about).
    """
    sender, to = _address(letter.sender), _address(letter.to)
    reply_to = _address(letter.reply_to) if letter.reply_to else ""
    about, body = _two(letter) if letter.html else _part("plain", letter.text)
    files = tuple(Part.of(one) for one in letter.files)
    if files:
        about, body = together(letter.id, about, body, files)
    head = [
        ("MIME-Version", "1.0"),
        *about,
        ("From", mailbox(letter.sender_name, sender)),
        ("To", mailbox(letter.to_name, to)),
        ("Subject", words(letter.subject)),
        ("Date", format_datetime(letter.at)),
        ("Message-ID", f"<{letter.message_id}>"),
        ("Content-Language", _language(letter.language)),
        *_more(letter, reply_to),
    ]
    lines = [(name, line(name, [value])) for name, value in head if value]
    octets = b"".join(text for _, text in lines) + b"\r\n" + body
    meant = Meant(
        names=tuple(name for name, _ in lines),
        people={"From": sender, "To": to} | ({"Reply-To": reply_to} if reply_to else {}),
        files=files,
    )
    if not proven(octets, meant):
        raise Refused("letter_unsafe", letter=str(letter.id))
    return octets


def _more(letter: Letter, reply_to: str) -> list[tuple[str, str]]:
    known = list(dict.fromkeys(one for one in map(id_of, letter.answers) if one))
    if len(known) > _REFERENCES:
        known = known[:1] + known[1 - _REFERENCES :]
    automatic = letter.automatic
    return [
        ("Reply-To", reply_to),
        ("In-Reply-To", f"<{known[-1]}>" if known else ""),
        ("References", " ".join(f"<{one}>" for one in known)),
        ("Auto-Submitted", automatic),
        ("X-Auto-Response-Suppress", "All" if automatic else ""),
    ]


def _two(letter: Letter) -> tuple[list[tuple[str, str]], bytes]:
    """Text and page: the reader's program shows the last that it can."""
    mark = f"=_{letter.id.hex}"  # neither encoding ever writes `=_`
    octets = b""
    for kind, text in (("plain", letter.text), ("html", letter.html)):
        head, body = _part(kind, text)
        about = "".join(f"{name}: {value}\r\n" for name, value in head)
        octets += f"--{mark}\r\n{about}\r\n".encode() + body + b"\r\n"
    return [
        ("Content-Type", f'multipart/alternative; boundary="{mark}"')
    ], octets + f"--{mark}--\r\n".encode()


def _part(kind: str, text: str) -> tuple[list[tuple[str, str]], bytes]:
    encoding, body = _body(text)
    return [
        ("Content-Type", f'text/{kind}; charset="utf-8"'),
        ("Content-Transfer-Encoding", encoding),
    ], body


def _body(text: str) -> tuple[str, bytes]:
    """(transfer encoding, octets): readable where the text is mostly ASCII, base64 where it is not."""
    given = "\n".join(text.replace("\0", "").splitlines()).encode("utf-8", "replace")
    plain = sum(octet < 128 for octet in given)
    if plain >= _MOSTLY * len(given):
        return "quoted-printable", quopri.encodestring(given + b"\n").replace(b"\n", b"\r\n")
    return "base64", base64.encodebytes(given.replace(b"\n", b"\r\n")).replace(b"\n", b"\r\n")


def _address(given: str) -> str:
    found = address_of(given)
    if found is None:
        raise Refused("address_not_understood", address=given[:200])
    return found


def _language(given: str) -> str:
    return (
        given if given and len(given) <= 20 and given.replace("-", "").isalnum() and given.isascii() else ""
    )
