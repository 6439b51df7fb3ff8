"""Mutations: well-formed messages, and ways to damage them as wires, programs and attackers do."""

from collections.abc import Callable
from random import Random
from typing import Final

_PLAIN: Final = """\
Received: from mx.example.net (mx.example.net [192.0.2.7]) by in.example.org; Mon, 2 Mar 2026 10:06:11 +0100
From: =?utf-8?q?Zo=C3=AB_B=C3=A4cker?= <zoe@example.net>
To: "Sales, North" <sales@example.org>, undisclosed: a@example.org, (nobody) b@example.org;
Subject: Re: =?windows-1256?B?2tHWIMfh06rR?= and =?utf-8?b?2YLbjNmF2Ko=?=
Date: Mon, 2 Mar 2026 10:05:59 +0100
Message-ID: <one@example.net>
In-Reply-To: <zero@example.org>
References: <minus@example.org> <zero@example.org>
Content-Type: text/plain; charset=utf-8; format=flowed
Content-Transfer-Encoding: 8bit

Thanks, that suits us. Could you send the price list?

On Mon, 2 Mar 2026 at 09:58, Sales North <sales@example.org> wrote:

> Good morning,
>
> shall we say Tuesday?
>
>> On Sun, 1 Mar 2026 at 20:01, Zoë <zoe@example.net> wrote:
>> I would like to see the machine.
--\x20
Zoë Bäcker, +49 30 1234567
Sent from my phone
"""
_MULTIPART: Final = """\
From: form@example.org
Reply-To: Reza Karimi <reza@example.ir>
To: team@example.org
Subject: New inquiry
Date: Tue, 3 Mar 2026 08:00:00 GMT
Auto-Submitted: auto-generated
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="outer"

preamble
--outer
Content-Type: multipart/alternative; boundary=inner

--inner
Content-Type: text/plain; charset="windows-1256"
Content-Transfer-Encoding: quoted-printable

Name: Reza Karimi
E-mail: reza@example.ir
=C7=E1=E5=C7=CA=DD: +98 21 1234 5678
Message: Please call=
 me back.
--inner
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: base64

PGh0bWw+PGJvZHk+PHRhYmxlPjx0cj48dGQ+TmFtZTwvdGQ+PHRkPlJlemE8L3RkPjwvdHI+PC90YWJsZT48ZGl2IGNsYXNzPSJnbWFpbF9x
dW90ZSI+PGJsb2NrcXVvdGU+aGk8L2Jsb2NrcXVvdGU+PC9kaXY+PC9ib2R5PjwvaHRtbD4=
--inner--
--outer
Content-Type: application/octet-stream; name*0*=utf-8''%d9%82; name*1="list.txt"
Content-Disposition: attachment; filename="=?utf-8?q?=D9=82?=.txt"
Content-Transfer-Encoding: x-uuencode

begin 644 list.txt
#0V%T
`
end
--outer--
epilogue
"""
_FORWARD: Final = """\
From colleague@example.org Tue Mar  3 09:00:00 2026
From: Colleague <colleague@example.org>
To: sales@example.org
Subject: Fwd: Anfrage
Date: Tue, 3 Mar 2026 09:00:00 +0330
Content-Type: multipart/digest; boundary=d

--d

From: Max <max@example.de>
Date: Mon, 2 Mar 2026 18:00:00 +0100
Subject: Anfrage

Bitte um ein Angebot.
--d
Content-Type: text/html

<p>FYI</p><hr><div style='border:none;border-top:solid #E1E1E1 1.0pt'><b>Von:</b> Max &lt;max@example.de&gt;<br>
<b>Gesendet:</b> Montag, 2. März 2026 18:00<br><b>An:</b> info@example.org<br><b>Betreff:</b> Anfrage</div>
<p>Bitte um ein Angebot.<!-- open <style>p{}</style>
-----Ursprüngliche Nachricht-----
Von: Eva
--d--
"""
SAMPLES: Final = tuple(text.encode() for text in (_PLAIN, _MULTIPART, _FORWARD))

_TOKENS: Final = (
    b"\n\n", b"\r", b"\x00", b"\xff\xfe", b"=?utf-8?b?", b"=?x?q?=?=", b"?=", b"((((((((", b'"', b"<", b">", b"\\",
    b";", b"=", b"\nContent-Type: multipart/mixed; boundary=x\n\n--x\n", b"\n--outer\n", b"\n--inner--\n",
    b"\nContent-Transfer-Encoding: base64\n", b"\nTo: ((((((((((\n", b"\nDate: 99 Foo 99999 99:99:99 +9999\n",
    b"charset=utf-7", b"charset=idna", b"<blockquote>", b"<!--", b"&#x110000;", b"\xe2\x80\xae",
    b"On On On On wrote:\n", b"\n> > > ", b"\nFrom: \nSent: \nTo: \nSubject: \n",
    b"begin 644 x\n", b"%zz*0*=", b"\n \n \n", b"-- \n",
)  # fmt: skip


def mutated(message: bytes, chance: Random, others: tuple[bytes, ...] = SAMPLES) -> bytes:
    """The message with one to six damages of random kinds at random places; the same for the same `chance`."""
    out = message
    for _ in range(chance.randint(1, 6)):
        out = chance.choice(_WAYS)(out, chance, others)[:4_000_000]
    return out


def _place(message: bytes, chance: Random) -> int:
    # Half of the damage falls on the header, where most of the reading is done.
    return chance.randint(0, min(len(message), 1200) if chance.random() < 0.5 else len(message))


def _flip(message: bytes, chance: Random, _: tuple[bytes, ...]) -> bytes:
    out = bytearray(message)
    for _n in range(chance.randint(1, 20)):
        if out:
            out[min(_place(message, chance), len(out) - 1)] = chance.randrange(256)
    return bytes(out)


def _cut(message: bytes, chance: Random, _: tuple[bytes, ...]) -> bytes:
    return message[: _place(message, chance)]


def _drop(message: bytes, chance: Random, _: tuple[bytes, ...]) -> bytes:
    at = _place(message, chance)
    return message[:at] + message[at + chance.randint(1, 200) :]


def _double(message: bytes, chance: Random, _: tuple[bytes, ...]) -> bytes:
    at = _place(message, chance)
    piece = message[at : at + chance.randint(1, 300)]
    return message[:at] + piece * chance.randint(2, 40) + message[at:]


def _splice(message: bytes, chance: Random, others: tuple[bytes, ...]) -> bytes:
    other = chance.choice(others)
    return message[: _place(message, chance)] + other[_place(other, chance) :]


def _insert(message: bytes, chance: Random, _: tuple[bytes, ...]) -> bytes:
    at = _place(message, chance)
    many = chance.choice((1, 1, 1, 3, 50, 400))
    return message[:at] + chance.choice(_TOKENS) * many + message[at:]


def _nest(message: bytes, chance: Random, _: tuple[bytes, ...]) -> bytes:
    deep = chance.choice((2, 10, 60))
    opening = b"".join(
        b"Content-Type: multipart/mixed; boundary=n%d\n\n--n%d\n" % (n, n) for n in range(deep)
    )
    return opening + message


def _line_ends(message: bytes, chance: Random, _: tuple[bytes, ...]) -> bytes:
    return message.replace(b"\n", chance.choice((b"\r\n", b"\r", b"\n\r", b"\r\r\n")))


_WAYS: Final[tuple[Callable[[bytes, Random, tuple[bytes, ...]], bytes], ...]] = (
    _flip, _flip, _cut, _drop, _double, _splice, _insert, _insert, _insert, _nest, _line_ends,
)  # fmt: skip
