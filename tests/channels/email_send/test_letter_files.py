"""Letters with files: read back they are exactly those files, whatever they are called and say that they are."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firstreply.channels.email.send.letter import written
from firstreply.channels.email.send.proof import Meant, proven
from firstreply.channels.email.send.together import Part
from firstreply.channels.enclosed import Enclosed
from firstreply.core import mail
from tests.channels.email_send.made import letter
from tests.channels.email_send.test_letter import PLAIN, bad, names, read

PDF = b"%PDF-1.7\r\n\x00\xff" + bytes(range(256)) * 30
HEAD = [one for one in PLAIN if one != "Content-Transfer-Encoding"]


def file(name: str = "offer.pdf", kind: str = "application/pdf", octets: bytes = PDF) -> Enclosed:
    return Enclosed(name=name, content_type=kind, size=len(octets), octets=lambda: octets)


def brought(octets: bytes) -> list[tuple[str | None, str, bytes]]:
    """Name, kind and octets of each file, as the standard library reads them."""
    found = [one for one in read(octets).walk() if one.get_content_disposition() == "attachment"]
    return [(one.get_filename(), one.get_content_type(), one.get_payload(decode=True)) for one in found]


@pytest.mark.parametrize(
    "name",
    [
        "offer.pdf",
        "Angebot für Müller (2).pdf",
        "عرض السعر ٢٠٠ كرسي.pdf",
        "پیشنهادِ قیمت — نسخهٔ ۲.pdf",
        "😀" * 40 + ".png",
        "ن" * 240,
    ],
)
def test_a_file_is_read_back_with_its_name_and_every_octet(name: str) -> None:
    octets = written(letter(text="سلام", files=(file(name),)))
    assert brought(octets) == [(name, "application/pdf", PDF)]
    (ours,) = mail.read(octets).attachments
    assert (ours.name, ours.kind, ours.octets()) == (name, "application/pdf", PDF)
    assert names(octets) == HEAD
    assert read(octets).get_body(("plain",)).get_content().splitlines() == ["سلام"]
    assert max(map(len, octets.split(b"\r\n"))) <= 78


def test_three_files_of_the_same_name_stay_three_in_their_order() -> None:
    contents = [b"one", b"", b"\r\n--=_f\r\n.\r\n"]
    octets = written(letter(files=tuple(file("a.txt", "text/plain", one) for one in contents)))
    assert brought(octets) == [("a.txt", "text/plain", one) for one in contents]


def test_without_a_file_nothing_changes() -> None:
    assert written(letter()) == written(letter(files=()))
    assert names(written(letter())) == PLAIN


def test_a_page_and_its_text_stay_together_before_the_files() -> None:
    octets = written(letter(html="<p>We have them.</p>", files=(file(),)))
    found = read(octets)
    assert [one.get_content_type() for one in found.walk()] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "application/pdf",
    ]  # fmt: skip
    assert brought(octets) == [("offer.pdf", "application/pdf", PDF)]


@pytest.mark.parametrize(
    "kind",
    [
        "",
        "x",
        "message/rfc822",
        "multipart/mixed",
        "text/html\r\nBcc: x@evil.example",
        "text/html; name=a",
        "application/" + "x" * 300,
        "متن/ساده",
        "image/png\0",
    ],
)
def test_a_kind_that_is_none_or_may_not_be_so_is_octets_or_itself(kind: str) -> None:
    ((name, told, octets),) = brought(written(letter(files=(file("a.bin", kind),))))
    assert (name, octets) == ("a.bin", PDF)
    assert told == ("text/html" if kind == "text/html; name=a" else "application/octet-stream")


@settings(max_examples=200, deadline=None)
@given(
    name=bad,
    kind=st.one_of(bad, st.just("application/pdf")),
    content=st.one_of(st.binary(max_size=200), bad.map(lambda one: one.encode("utf-8", "replace"))),
)
def test_no_name_kind_or_content_becomes_anything_else(name: str, kind: str, content: bytes) -> None:
    octets = written(letter(files=(file(name, kind, content), file())))
    assert names(octets) == HEAD
    found = read(octets)
    assert (found["Bcc"], found["Cc"], found["Reply-To"]) == (None, None, None)
    assert [one.addr_spec for one in found["To"].addresses] == ["ana@client.example"]
    (_, told, first), second = brought(octets)
    assert (first, second) == (content, ("offer.pdf", "application/pdf", PDF))
    parts = [one for one in found.walk() if one.get_content_disposition() == "attachment"]
    assert [one.keys() for one in parts] == [
        ["Content-Type", "Content-Transfer-Encoding", "Content-Disposition"]
    ] * 2
    assert set(told) <= set("abcdefghijklmnopqrstuvwxyz0123456789.+_-/")
    assert octets.count(b"\r\n") == octets.count(b"\n") == octets.count(b"\r")


def test_the_proof_sees_a_file_that_is_missing_changed_or_too_many() -> None:
    octets = written(letter(files=(file(),)))
    part = Part("offer.pdf", "application/pdf", PDF)
    people = {"From": "sales@firm.example", "To": "ana@client.example"}

    def holds(*files: Part) -> bool:
        return proven(octets, Meant(tuple(HEAD), people, files))

    assert holds(part)
    for other in (
        (),
        (part, part),
        (part._replace(octets=PDF[:-1]),),
        (part._replace(name="offer.exe"),),
        (part._replace(kind="text/html"),),
    ):
        assert not holds(*other)


def test_a_letter_of_twenty_megabytes_is_written_and_proven_in_seconds() -> None:
    begun = datetime.now(UTC)
    content = (b"\xa5" * (10 << 20)).__bytes__
    two = tuple(
        Enclosed(name=f"{n}.zip", content_type="application/zip", size=10 << 20, octets=content) for n in "ab"
    )
    assert len(written(letter(files=two))) > 27 << 20
    assert (datetime.now(UTC) - begun).total_seconds() < 10
