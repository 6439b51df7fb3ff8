"""`firstreply bench fuzz`: damaged messages read in full; crashes, the slowest, the hungriest, the speed."""

import lzma
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from random import Random
from time import process_time
from typing import Final

from firstreply.cli.bench.figure import Figure
from firstreply.cli.bench.mutate import SAMPLES, mutated
from firstreply.core.mail import closing, form, read

_SEED: Final = 20260302
_TRACED: Final = 200  #: one message in so many is read once more under the memory tracer
_ARCHIVE: Final = 4_000_000  #: octets of a compressed mailbox that are taken in
_LARGEST: Final = 1_000_000
_ENORMOUS: Final = 64 << 20


def figures(data: Path | None, count: int = 100_000) -> list[Figure]:
    """Figures of `count` mutated messages, made from the reference archives in `data`, else from own samples."""
    known = (*SAMPLES, *(messages(data) if data else ()))
    chance = Random(_SEED)  # noqa: S311 (damage, not secrets)
    crashes, slowest, hungriest, used = 0, 0.0, 0, 0.0
    for number in range(count):
        raw = mutated(chance.choice(known), chance, known)
        began = process_time()
        try:
            read_in_full(raw)
        except Exception:
            crashes += 1
        took = process_time() - began
        used += took
        slowest = max(slowest, took)
        if number % _TRACED == 0:
            hungriest = max(hungriest, memory(raw))
    large = [(_seconds(raw), memory(raw)) for raw in enormous()]
    return [
        Figure(name="messages", value=count, unit="messages"),
        Figure(name="crashes", value=crashes, unit="messages", goal=0, better="less"),
        Figure(name="slowest", value=slowest, unit="s", goal=5, better="less"),
        Figure(name="most_memory", value=hungriest / (1 << 20), unit="MB", goal=64, better="less"),
        Figure(name="slowest_of_64_MB", value=max(s for s, _ in large), unit="s", goal=5, better="less"),
        Figure(
            name="most_memory_of_64_MB",
            value=max(m for _, m in large) / (1 << 20),
            unit="MB",
            goal=64,
            better="less",
        ),
        Figure(name="speed", value=count / used if used else 0.0, unit="messages per CPU-second"),
    ]


def read_in_full(raw: bytes) -> None:
    """Ask a message for everything that can be asked of it."""
    message = read(raw)
    _ = (message.headers, message.sender, message.to, message.cc, message.reply_to, message.subject)
    _ = (
        message.sent_at,
        message.received_at,
        message.html,
        message.new_text,
        message.quoted_head,
        message.forwarded,
    )
    _ = [attachment.octets() for attachment in message.attachments]
    form.lead(message.text, message.envelope.sender, message.envelope.reply_to)
    closing.is_closing(message.split.written)


def enormous() -> Iterator[bytes]:
    """Messages of 64 MB, each bad in its own way."""
    head = b"From: a@example.org\nSubject: big\nContent-Type: %s\nContent-Transfer-Encoding: %s\n\n"
    for kind, encoding, line in (
        (b"application/pdf", b"base64", b"QUJD" * 19 + b"\n"),
        (b"application/pdf", b"x-uuencode", b"begin 644 a\n" + b"#0V%T\n"),
        (b"text/plain", b"quoted-printable", b"=D9=82 > On a wrote:\n"),
        (b"text/html", b"7bit", b"<div><p><blockquote>&amp;<br>"),
        (b"text/plain", b"7bit", b"From: a@b.c\nTo: On 1 Jan 2020 a wrote:\n"),
        (b'multipart/mixed; boundary="-"', b"7bit", b"---\nX: y\n\n"),
        (b"text/plain\nTo: " + b"a@b.c, (" * 100_000, b"7bit", b">"),
    ):
        start = head % (kind, encoding)
        yield (start + line * (_ENORMOUS // len(line)))[:_ENORMOUS]


def _seconds(raw: bytes) -> float:
    began = process_time()
    read_in_full(raw)
    return process_time() - began


def memory(raw: bytes) -> int:
    """Octets at the peak of reading a message, the message itself not counted."""
    tracemalloc.start()
    try:
        read_in_full(raw)
    except Exception:  # counted where it was first met
        return 0
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    return peak


def messages(data: Path) -> Iterator[bytes]:
    """The messages of the reference archives, of a whole mailbox the first two thousand."""
    for path in sorted((data / "mail").rglob("*")):
        if path.suffix == ".xz" and path.name.endswith(".mbox.xz"):
            with lzma.open(path) as archive:
                yield from archive.read(_ARCHIVE).split(b"\n\nFrom ")[:2000]
        elif path.is_file() and path.suffix not in (".gz", ".xz", ".json") and path.stat().st_size < _LARGEST:
            yield path.read_bytes()
