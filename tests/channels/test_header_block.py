"""Header blocks: found in any octets, never with a crash."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstreply.channels.email.base import HEAD_CHUNK, body_of
from firstreply.channels.email.header_block import judged
from firstreply.channels.email.sniff import Kind, kind_of

FIELDS = st.lists(
    st.sampled_from([b"From: a@example.org", b"Subject: x", b"X-A: 1", b"\tfolded", b"To: b@example.org"])
)


def whole(octets: bytes) -> tuple[bytes, str | None]:
    head, _, reason = judged(octets, len(octets), bytes)
    return head, reason


@given(st.binary(max_size=400))
def test_any_octets_are_judged(octets: bytes) -> None:
    head, reason = whole(octets)

    assert (head == b"") == (reason is not None)


@given(st.binary(max_size=600), st.sampled_from([b"", b"From ", b"\x1f\x8b", b"PK\x03\x04", b"From: "]))
def test_any_file_has_a_kind(octets: bytes, before: bytes) -> None:
    assert kind_of(before + octets) in set(Kind)


@given(FIELDS, st.sampled_from([b"\n", b"\r\n"]), st.binary(max_size=80))
def test_the_block_ends_at_the_first_empty_line_whatever_follows(
    fields: list[bytes], line: bytes, body: bytes
) -> None:
    lines = [b"Date: Mon, 02 Mar 2026 09:00:00 +0000", *fields]
    octets = line.join(lines) + line + line + body

    assert whole(octets) == (b"\n" + b"\n".join(lines), None)
    assert body_of(octets) == body


@given(st.integers(HEAD_CHUNK - 40, HEAD_CHUNK + 40))
def test_an_end_near_the_edge_of_the_first_look_is_found(length: int) -> None:
    head = b"Subject: x\nX-Long: " + b"a" * (length - 19)
    octets = head + b"\n\nbody"
    parts = iter([octets[HEAD_CHUNK:], b""])
    found = judged(octets[:HEAD_CHUNK], len(octets), lambda: next(parts))

    assert (found.head, found.reason) == (b"\n" + head, None)


def test_a_message_that_is_all_header_is_read() -> None:
    assert whole(b"From: a@example.org\nSubject: x\n") == (b"\nFrom: a@example.org\nSubject: x\n", None)


@pytest.mark.parametrize("octets", [b"junk line\nFrom: a@example.org\n\nx", b" folded\nSubject: x\n\nx"])
def test_a_damaged_first_line_does_not_hide_the_fields(octets: bytes) -> None:
    assert whole(octets)[1] is None
