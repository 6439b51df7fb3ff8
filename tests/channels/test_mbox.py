"""mbox in every dialect, damaged and growing."""

import marshal
import os
from collections.abc import Callable
from pathlib import Path
from zlib import crc32

import pytest

from firstreply.channels.email.archive import FORMAT, Archive
from firstreply.channels.email.base import Reason
from firstreply.channels.email.mbox import Mbox
from firstreply.core.message import Envelope

LINE = b"From x@x.test Mon Jan  5 09:00:00 2026\n"


def one(number: int, body: bytes = b"Hello\n", extra: bytes = b"") -> bytes:
    return (
        f"From: a{number}@x.test\nTo: b@x.test\nDate: Mon, 5 Jan 2026 09:00:0{number} +0000\n"
        f"Message-ID: <{number}@x>\nSubject: Number {number}\n"
    ).encode() + extra + b"\n" + body  # fmt: skip


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "mail.mbox"


def read(path: Path, octets: bytes | None = None, memory: Path | None = None) -> list[Envelope]:
    """What an mbox with these octets holds."""
    if octets is not None:
        path.write_bytes(octets)
    archive = Archive(mailboxes=[Mbox(path)], folder=memory)
    [reading] = archive.read()
    archive.close()
    return reading.envelopes


def ids(envelopes: list[Envelope]) -> list[str]:
    return [each.message_id for each in envelopes]


def whole(path: Path) -> list[bytes]:
    """Every message as it was sent."""
    box = Mbox(path)
    found = [box.octets(start, end) for start, end, *_ in list(box.messages())]
    box.close()
    return found


FROM = b"Dear all,\n\nFrom here it is 10:30 by train.\n"


def mboxo(number: int, body: bytes) -> bytes:
    return LINE + one(number, body.replace(b"\nFrom ", b"\n>From ")) + b"\n"


def mboxrd(number: int, body: bytes) -> bytes:
    quoted = b"\n".join(b">" + ln if ln.lstrip(b">").startswith(b"From ") else ln for ln in body.split(b"\n"))
    return LINE + one(number, quoted) + b"\n"


def mboxcl(number: int, body: bytes) -> bytes:
    quoted = body.replace(b"\nFrom ", b"\n>From ")
    return LINE + one(number, quoted, b"Content-Length: %d\n" % len(quoted)) + b"\n"


def mboxcl2(number: int, body: bytes) -> bytes:
    return LINE + one(number, body, b"Content-Length: %d\n" % len(body)) + b"\n"


@pytest.mark.parametrize(
    ("dialect", "ends"),
    [(mboxo, b"\n"), (mboxrd, b"\n"), (mboxcl, b"\n"), (mboxcl2, b"\n"), (mboxo, b"\r\n"), (mboxrd, b"\r\n")],
)
def test_every_dialect_gives_every_message_and_its_text_back(
    path: Path, dialect: Callable[[int, bytes], bytes], ends: bytes
) -> None:
    octets = b"".join(dialect(number, FROM) for number in range(3)).replace(b"\n", ends)
    found = read(path, octets)
    assert (ids(found), found[0].subject, found[0].to) == (["0@x", "1@x", "2@x"], "Number 0", "b@x.test")
    assert [raw.partition(ends * 2)[2].rstrip() for raw in whole(path)] == [
        FROM.replace(b"\n", ends).rstrip()
    ] * 3


def test_lengths_are_believed_with_crlf_too(path: Path) -> None:
    body = FROM.replace(b"\n", b"\r\n")
    head = one(0, b"", b"Content-Length: %d\n" % len(body)).replace(b"\n", b"\r\n")
    assert ids(read(path, (LINE.replace(b"\n", b"\r\n") + head + body + b"\r\n") * 2)) == ["0@x", "0@x"]


def test_an_mboxcl2_separator_inside_a_body_is_text(path: Path) -> None:
    body = b"They sent me this:\n\n" + LINE + one(7)
    assert ids(read(path, mboxcl2(0, body) + mboxcl2(1, b"Bye\n"))) == ["0@x", "1@x"]


@pytest.mark.parametrize("length", [0, 3, 99, 4_000_000_000])
def test_a_length_that_lies_loses_no_message(path: Path, length: int) -> None:
    lying = LINE + one(0, b"Hello\n", b"Content-Length: %d\n" % length) + b"\n"
    assert ids(read(path, lying + mboxcl2(1, b"Bye\n") + mboxcl2(2, b"Bye\n"))) == ["0@x", "1@x", "2@x"]


def test_separators_need_no_empty_line_before_them(path: Path) -> None:
    assert ids(read(path, b"".join(LINE + one(number) for number in range(3)))) == ["0@x", "1@x", "2@x"]


@pytest.mark.parametrize(
    "text",
    [
        b"From now on:\n",
        b"From 9 to 5\nit is open.\n",
        b"From 10:30 on we are here.\nCome!\n",
        b">From me 10:30\n",
    ],
)
def test_a_line_of_text_that_begins_with_from_ends_no_message(path: Path, text: bytes) -> None:
    assert ids(read(path, LINE + one(0, b"Hello\n" + text) + b"\n" + LINE + one(1))) == ["0@x", "1@x"]


@pytest.mark.parametrize("separator", [
    b"From - Mon Jan 05 09:00:00 2026\n", b"From MAILER-DAEMON Mon Jan  5 09:00:00 2026\n",
    b"From a@x.test Mon Jan  5 09:00:00 +0100 2026\n", b"From a@x.test  Mon, 5 Jan 2026 09:00:00 +0000\n",
    b"From a b@x.test Mon Jan  5 09:00 2026 remote from host\n",
])  # fmt: skip
def test_separators_as_programs_write_them(path: Path, separator: bytes) -> None:
    assert ids(read(path, (separator + one(0) + b"\n") + (separator + one(1) + b"\n"))) == ["0@x", "1@x"]


@pytest.mark.parametrize(
    ("before", "listed"), [(b"\n\n", 0), (b"\xef\xbb\xbf", 0), (b"  \r\n", 0), (b"garbage!\x00\xff\n\n", 1)]
)
def test_what_stands_before_the_first_message_is_listed_and_costs_none(
    path: Path, before: bytes, listed: int
) -> None:
    assert ids(read(path, before + LINE + one(0) + b"\n" + LINE + one(1))) == ["0@x", "1@x"]
    box = Mbox(path)
    list(box.messages())
    assert [each.reason for each in box.unreadable] == [Reason.NOT_A_MESSAGE] * listed
    box.close()


def test_a_file_that_begins_without_a_separator(path: Path) -> None:
    assert ids(read(path, one(0) + b"\n" + LINE + one(1))) == ["0@x", "1@x"]


def test_an_empty_file_holds_nothing(path: Path) -> None:
    assert read(path, b"") == []


def test_a_message_cut_within_its_headers_costs_only_itself(path: Path) -> None:
    cut = LINE + b"From: a0@x.test\nMessage-ID: <0@x>\nSubj\n"
    assert ids(read(path, cut + LINE + one(1))) == ["0@x", "1@x"]


@pytest.mark.parametrize("place", range(1, len(LINE + one(1)), 7))
def test_a_file_cut_anywhere_is_read_up_to_there(path: Path, place: int) -> None:
    octets = (LINE + one(0) + b"\n" + LINE + one(1))[:-place]
    assert (
        ids(read(path, octets))[: 1 + octets.count(b"<1@x>")] == ["0@x", "1@x"][: 1 + octets.count(b"<1@x>")]
    )


def test_a_message_without_headers_is_listed(path: Path) -> None:
    path.write_bytes(LINE + one(0) + b"\n" + LINE + b"\njust text\n\n" + LINE + one(1))
    archive = Archive(mailboxes=[Mbox(path)])
    [reading] = archive.read()
    assert (ids(reading.envelopes), [each.reason for each in reading.unreadable]) == (
        ["0@x", "1@x"],
        ["no_header"],
    )
    archive.close()


def test_reading_goes_on_from_any_start(path: Path) -> None:
    path.write_bytes(b"".join(mboxrd(number, FROM) for number in range(4)))
    box = Mbox(path)
    every = list(box.messages())
    assert [list(box.messages(start)) for start, *_ in every] == [every[place:] for place in range(4)]
    box.close()


GROWN = [mboxrd(number, FROM) for number in range(5)]


@pytest.mark.parametrize("before", [1, 2, 4])
@pytest.mark.parametrize("cut", [0, 1, 30, 100])
def test_a_grown_file_is_read_on_and_equals_a_fresh_reading(
    path: Path, tmp_path: Path, before: int, cut: int
) -> None:
    memory, octets = tmp_path / "memory", b"".join(GROWN)
    read(path, octets[: len(b"".join(GROWN[:before])) - cut], memory)
    assert read(path, octets, memory) == read(path, octets)


@pytest.mark.parametrize(
    "after",
    [
        b"".join(GROWN[1:]),
        b"".join(GROWN[:2]),
        b"".join(reversed(GROWN)),
        b"".join(GROWN).replace(b"a0@", b"z0@"),
        b"",
    ],
)
def test_a_file_that_changed_otherwise_is_read_anew(path: Path, tmp_path: Path, after: bytes) -> None:
    memory = tmp_path / "memory"
    read(path, b"".join(GROWN[:3]), memory)
    assert read(path, after, memory) == read(path, after)


def test_an_unchanged_file_is_not_read_again(path: Path, tmp_path: Path) -> None:
    memory = tmp_path / "memory"
    first = read(path, b"".join(GROWN), memory)
    seen = path.stat()
    path.write_bytes(b"x" * seen.st_size)
    os.utime(path, ns=(seen.st_atime_ns, seen.st_mtime_ns))
    assert read(path, memory=memory) == first


def spoilt(octets: bytes) -> list[bytes]:
    return [b"", b"not ours", octets[:-1], octets[:40], octets[:50] + b"\x00" + octets[51:], octets + b"x"]


@pytest.mark.parametrize("way", range(6))
def test_a_damaged_memory_is_not_trusted(path: Path, tmp_path: Path, way: int) -> None:
    memory = tmp_path / "memory"
    first = read(path, b"".join(GROWN), memory)
    [kept] = memory.iterdir()
    kept.write_bytes(spoilt(kept.read_bytes())[way])
    assert read(path, memory=memory) == first


def test_a_memory_in_an_older_format_is_not_read(path: Path, tmp_path: Path) -> None:
    memory = tmp_path / "memory"
    first = read(path, b"".join(GROWN), memory)
    [kept] = memory.iterdir()
    older = marshal.dumps({"format": FORMAT - 1})
    kept.write_bytes(b"%02d %08x\n" % (FORMAT - 1, crc32(older)) + older)
    assert read(path, memory=memory) == first


def test_a_memory_that_cannot_be_written_costs_nothing(path: Path, tmp_path: Path) -> None:
    (tmp_path / "memory").write_text("a file where the folder should be")
    assert len(read(path, b"".join(GROWN), tmp_path / "memory")) == 5
