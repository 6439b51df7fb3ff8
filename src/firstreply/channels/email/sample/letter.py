"""One letter of the sample archive as the octets a mail system would leave behind."""

from base64 import b64encode
from binascii import b2a_qp
from datetime import UTC, datetime
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WORD: Final = 42  #: octets in one encoded word; the encoded line stays under 76


class Person(NamedTuple):
    """A display name (any script, may be empty) and an address."""

    name: str
    address: str


class Letter(NamedTuple):
    """A message before it is written out. `at` is the instant it was sent, epoch seconds."""

    at: int
    zone: str
    sender: Person
    to: tuple[Person, ...]
    subject: str
    body: str
    message_id: str
    cc: tuple[Person, ...] = ()
    references: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()  #: further header lines, ASCII
    delivered_to: str = ""  #: the mailbox of ours it arrived in; "" when we sent it and nobody of ours got it
    is_sent: bool = False  #: kept in our Sent folder
    transit_s: int = 4
    clock_error_s: int = 0  #: how wrong the sender's clock is
    report: bytes = b""  #: a complete multipart body in place of `body`, its type in `headers`

    def thread(self) -> tuple[str, ...]:
        """The References of an answer to this letter."""
        return (*self.references, self.message_id)


def date(at: int, zone: str) -> str:
    """An RFC 5322 date in the zone's offset at that instant."""
    when = datetime.fromtimestamp(at, ZoneInfo(zone))
    return (
        f"{_DAYS[when.weekday()]}, {when.day:02} {_MONTHS[when.month - 1]} {when.year} "
        f"{when.hour:02}:{when.minute:02}:{when.second:02} {when:%z}"
    )


def words(text: str) -> str:
    """Header text as it travels: ASCII as it is, else RFC 2047 words of whole characters, folded."""
    if text.isascii():
        return text
    parts, part = [], b""
    for letter in text:
        octets = letter.encode()
        if len(part) + len(octets) > _WORD:
            parts.append(part)
            part = b""
        part += octets
    parts.append(part)
    return "\n ".join(f"=?utf-8?B?{b64encode(each).decode()}?=" for each in parts)


def mailbox(person: Person) -> str:
    """A name and address as a header shows them."""
    if not person.name:
        return person.address
    name = words(person.name) if not person.name.isascii() else person.name
    return f"{name} <{person.address}>"


def octets(letter: Letter, *, arrived: bool) -> bytes:
    """The whole message; with Delivered-To and Received where it `arrived` in a mailbox of ours."""
    lines = _trace(letter) if arrived else []
    lines += [
        f"Date: {date(letter.at + letter.clock_error_s, letter.zone)}",
        f"From: {mailbox(letter.sender)}",
        "To: " + ",\n ".join(map(mailbox, letter.to)),
        f"Subject: {words(letter.subject)}",
        f"Message-ID: <{letter.message_id}>",
    ]
    if letter.cc:
        lines.append("Cc: " + ",\n ".join(map(mailbox, letter.cc)))
    if letter.references:
        lines.append(f"In-Reply-To: <{letter.references[-1]}>")
        lines.append("References: " + "\n ".join(f"<{each}>" for each in letter.references[-6:]))
    lines += [f"{name}: {value}" for name, value in letter.headers]
    lines.append("MIME-Version: 1.0")
    if letter.report:
        return "\n".join(lines).encode() + b"\n\n" + letter.report
    kind, body = _encoded(letter.body)
    return "\n".join([*lines, *kind]).encode() + b"\n\n" + body


def _trace(letter: Letter) -> list[str]:
    received = letter.at + letter.transit_s
    domain = letter.sender.address.partition("@")[2]
    queue = letter.message_id[:11].upper()
    hop = letter.at + max(0, min(2, letter.transit_s))
    return [
        f"Return-Path: <{'' if letter.report else letter.sender.address}>",
        f"Delivered-To: {letter.delivered_to}",
        f"Received: from mail.{domain} (mail.{domain} [192.0.2.{len(domain)}])\n"
        f"\tby mx.example.com (Postfix) with ESMTPS id {queue}\n"
        f"\tfor <{letter.delivered_to}>; {date(received, 'UTC')}",
        "Received: from localhost (localhost [127.0.0.1])\n"
        f"\tby mail.{domain} with ESMTPSA; {date(hop, 'UTC')}",
    ]


def _encoded(body: str) -> tuple[list[str], bytes]:
    if body.isascii():
        return ["Content-Type: text/plain; charset=us-ascii"], body.encode() + b"\n"
    text = ["Content-Type: text/plain; charset=utf-8"]
    if len(body) % 2:
        code = b64encode((body + "\n").encode())
        folded = b"\n".join(code[i : i + 76] for i in range(0, len(code), 76))
        return [*text, "Content-Transfer-Encoding: base64"], folded + b"\n"
    return [*text, "Content-Transfer-Encoding: quoted-printable"], b2a_qp((body + "\n").encode())


def separator(letter: Letter, *, arrived: bool) -> bytes:
    """The mbox line above a message, in UTC."""
    when = datetime.fromtimestamp(letter.at + (letter.transit_s if arrived else 0), UTC)
    day = f"{_DAYS[when.weekday()]} {_MONTHS[when.month - 1]} {when.day:2} {when:%H:%M:%S} {when.year}"
    sender = "MAILER-DAEMON" if letter.report else letter.sender.address
    return f"From {sender} {day}\n".encode()


def in_mbox(letter: Letter, *, arrived: bool) -> bytes:
    """The message as one entry of an mboxrd file: a line that begins with `>*From ` gets one more `>`."""
    raw = octets(letter, arrived=arrived)
    if b"From " in raw:
        raw = b"\n".join(
            b">" + line if line.lstrip(b">").startswith(b"From ") else line for line in raw.split(b"\n")
        )
    return separator(letter, arrived=arrived) + raw.rstrip(b"\n") + b"\n\n"
