"""Whatever a file is, it is read or refused with a reason; nothing else happens."""

import contextlib

from hypothesis import given
from hypothesis import strategies as st

from firstreply.channels.file.table import look, records
from firstreply.core.refusal import Refused
from tests.channels.file.lists import octets, workbook
from tests.channels.file.test_reading import CARDS

BOOK = workbook([["Name", "E-Mail"], ["Ann", "a@example.com"]])
LIST = b'Name;E-Mail\n"An\nn";a@example.com\nBen;b@example.com\n'
WHOLE = st.sampled_from([BOOK, LIST, CARDS.replace("A" * 70, "A").encode(), LIST.decode().encode("utf-16")])
CHANGES = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.binary(max_size=6), st.booleans()), max_size=8
)


def taken(content: bytes) -> int:
    """How many rows it has; 0 when it is refused."""
    found = 0
    with contextlib.suppress(Refused):
        file = octets(content, chunk=4096)
        reading, _ = look(file)
        for one in records(file, reading):
            assert all(isinstance(cell, str) for cell in one.cells)
            found += 1
    return found


@given(WHOLE, CHANGES)
def test_a_file_that_was_damaged_is_read_or_refused(
    whole: bytes, changes: list[tuple[float, bytes, bool]]
) -> None:
    for at, octets_, over in changes:
        place = int(at * len(whole))
        whole = whole[:place] + octets_ + whole[place + (len(octets_) if over else 0) :]
    assert taken(whole) >= 0


@given(st.binary(max_size=300))
def test_any_octets_are_read_or_refused(content: bytes) -> None:
    assert taken(content) >= 0


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    assert taken(text.encode("utf-8", "surrogatepass")) >= 0
