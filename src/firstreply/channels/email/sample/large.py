"""Large archives for benchmarks: cheap to make, shaped like real list and sales mail."""

from collections import deque
from pathlib import Path
from random import Random
from time import gmtime
from typing import Final, NamedTuple

_BEGIN: Final = 1_577_836_800  #: 2020-01-01, UTC
_DAYS: Final = (b"Mon", b"Tue", b"Wed", b"Thu", b"Fri", b"Sat", b"Sun")
_MONTHS: Final = (
    b"Jan",
    b"Feb",
    b"Mar",
    b"Apr",
    b"May",
    b"Jun",
    b"Jul",
    b"Aug",
    b"Sep",
    b"Oct",
    b"Nov",
    b"Dec",
)
_REPS: Final = 20
_CUSTOMERS: Final = 4096
_BATCH: Final = 2000  #: messages written at once
_WORDS: Final = (
    b"price", b"delivery", b"steel", b"panel", b"order", b"please", b"quantity", b"sample", b"offer", b"invoice",
    b"next", b"week", b"could", b"you", b"send", b"the", b"list", b"for", b"our", b"warehouse",
)  # fmt: skip

_MESSAGE: Final = (
    b"From %(sender)b %(asctime)b\n"
    b"Return-Path: <%(sender)b>\n"
    b"Delivered-To: sales@example.com\n"
    b"Received: from mx.example.com (mx.example.com [192.0.2.10])\n\tby store.example.com (Postfix) with LMTP id "
    b"%(key)08X\n\tfor <sales@example.com>; %(received)b +0000 (UTC)\n"
    b"Received: from relay.example.net (relay.example.net [198.51.100.7])\n\tby mx.example.com (Postfix) with ESMTPS "
    b"id %(key)08X\n\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))\n"
    b"\tfor <sales@example.com>; %(received)b +0000\n"
    b"Received: from [10.0.0.5] (unknown [203.0.113.9])\n\tby relay.example.net with ESMTPSA id %(key)08x;\n"
    b"\t%(received)b +0000\n"
    b"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.net; s=mail; t=1577836800;\n"
    b"\th=date:from:to:message-id:subject:mime-version;\n"
    b"\tbh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=;\n\tb=%(signature)b\n"
    b"Date: %(date)b\nFrom: %(name)b <%(sender)b>\nTo: %(to)b\nSubject: %(subject)b\n"
    b"Message-ID: <%(key)08x.%(number)d@%(host)b>\n%(answers)b"
    b"MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n"
    b"User-Agent: Mailer/4.2\nX-Virus-Scanned: clean at example.com\n\n%(body)b\n\n"
)


class _Turn(NamedTuple):
    """A message still to come in a conversation."""

    subject: bytes
    customer: int
    rep: int
    references: tuple[bytes, ...]
    by_us: bool


def write_large(path: Path, *, messages: int = 1_000_000, seed: int = 7) -> None:
    """Write one mbox of so many messages, about 2 KB each, in order of time, in constant memory.

    Customers of example.org ask, 20 people of example.com answer (about 5 of 6 inquiries), threads have 1 to 5
    messages. The same seed and number give the same octets.
    """
    writer = _Writer(seed)
    with path.open("wb") as file:
        for begin in range(0, messages, _BATCH):
            file.write(
                b"".join([writer.message(number) for number in range(begin, min(begin + _BATCH, messages))])
            )


class _Writer:
    def __init__(self, seed: int) -> None:
        chance = Random(seed)  # noqa: S311 (a made-up archive, nothing secret)
        self._bits: Final = chance.getrandbits
        self._bodies: Final = [_body(chance, 300 + 10 * n) for n in range(64)]
        self._signatures: Final = [chance.randbytes(96).hex().encode() for _ in range(64)]
        self._pending: Final[dict[int, deque[_Turn]]] = {}
        self._due: Final[deque[_Turn]] = deque()
        self._minute = -1
        self._stamp = self._asctime = b""

    def message(self, number: int) -> bytes:
        """The next message: what is due, else a new inquiry. A minute passes between two."""
        bits = self._bits(32)
        arrived = self._pending.pop(number, None)
        if arrived:
            self._due.extend(arrived)
        if self._due:
            turn = self._due.popleft()
        else:
            turn = _Turn(
                b"Inquiry %d: %b" % (number, _WORDS[bits % len(_WORDS)]),
                bits % _CUSTOMERS,
                bits % _REPS,
                (),
                False,
            )
        self._then(turn, number, bits)
        return self._written(turn, number, bits)

    def _then(self, turn: _Turn, number: int, bits: int) -> None:
        """What this message leads to: an answer most often, after few or very many other messages."""
        if bits >> 28 < (3 if not turn.by_us else 8):
            return
        host = b"mail.example.com" if turn.by_us else b"mail.example.org"
        own = b"<%08x.%d@%b>" % (bits, number, host)
        wait = 1 + ((bits >> 8) & 0x3F) * (1 if bits & 7 else 60)
        subject = turn.subject if turn.references else b"Re: " + turn.subject
        following = turn._replace(
            subject=subject, references=(*turn.references[-3:], own), by_us=not turn.by_us
        )
        self._pending.setdefault(number + wait, deque()).append(following)

    def _written(self, turn: _Turn, number: int, bits: int) -> bytes:
        minute, second = divmod(_BEGIN + number * 60, 60)
        if minute != self._minute:
            self._clock(minute)
        second = bits % 60
        received = self._stamp + b"%02d" % second
        customer = b"customer%d@example.org" % turn.customer
        rep = b"rep%d@example.com" % turn.rep
        answers = b""
        if turn.references:
            joined = b"\n ".join(turn.references)
            answers = b"In-Reply-To: %b\nReferences: %b\n" % (turn.references[-1], joined)
        return _MESSAGE % {
            b"sender": rep if turn.by_us else customer,
            b"name": b"Rep %d" % turn.rep if turn.by_us else b"Customer %d" % turn.customer,
            b"to": customer if turn.by_us else b"sales@example.com",
            b"asctime": self._asctime % second,
            b"received": received,
            b"date": received + b" +0000",
            b"key": bits,
            b"number": number,
            b"host": b"mail.example.com" if turn.by_us else b"mail.example.org",
            b"signature": self._signatures[bits & 63],
            b"subject": turn.subject,
            b"answers": answers,
            b"body": self._bodies[(bits >> 6) & 63],
        }

    def _clock(self, minute: int) -> None:
        when = gmtime(minute * 60)
        day, month = _DAYS[when.tm_wday], _MONTHS[when.tm_mon - 1]
        self._minute = minute
        self._stamp = b"%b, %02d %b %d %02d:%02d:" % (
            day,
            when.tm_mday,
            month,
            when.tm_year,
            when.tm_hour,
            when.tm_min,
        )
        self._asctime = b"%b %b %2d %02d:%02d:%%02d %d" % (
            day, month, when.tm_mday, when.tm_hour, when.tm_min, when.tm_year,
        )  # fmt: skip


def _body(chance: Random, length: int) -> bytes:
    lines: list[bytes] = []
    line = b"Hello,"
    while len(b"".join(lines)) < length:
        line += b" " + chance.choice(_WORDS)
        if len(line) > 68:
            lines.append(line)
            line = b""
    return b"\n".join([*lines, b"Regards"])
