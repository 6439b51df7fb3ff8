"""Files as people have them: letters, delimiters, headers, quotes, sheets and cards."""

import io
import zipfile
from datetime import date, datetime
from time import process_time
from typing import Any

import openpyxl
import pytest

from firstreply.channels.file.reading import Kind, Reading
from firstreply.channels.file.table import look, records
from firstreply.core.refusal import Refused
from tests.channels.file.lists import octets, workbook

PLAIN = "Name;E-Mail\nJürgen Größe;j@example.com\n"


def read(content: bytes | str, **chosen: Any) -> list[list[str]]:
    """All rows after the header."""
    file = octets(content)
    reading, _ = look(file, chosen=chosen)
    return [one.cells for one in records(file, reading)]


@pytest.mark.parametrize(
    ("encoding", "text", "found"),
    [
        ("utf-8", PLAIN, "utf-8"),
        ("utf-8-sig", PLAIN, "utf-8-sig"),
        ("utf-16", PLAIN, "utf-16"),
        ("utf-16-le", PLAIN, "utf-16-le"),
        ("utf-16-be", PLAIN, "utf-16-be"),
        ("cp1252", PLAIN, "cp1252"),
        ("cp1256", "الاسم;الهاتف\nفاطمة الزهراء;0501234567\nأحمد;0507654321\n", "cp1256"),
        ("cp1254", "Adı;Şehir\nAyşe;İstanbul\nÇağrı;Muğla\n", "cp1254"),
        ("cp1250", "Imię;Miasto;Nr\nŁukasz;Łódź;48123456789\nŻaneta;Kraków;48123456780\n", "cp1250"),
        ("cp1251", "Имя;Телефон\nИван;84951234567\n", "cp1251"),
    ],
)
def test_letters_are_told_and_read(encoding: str, text: str, found: str) -> None:
    reading, rows = look(octets(text.encode(encoding)))
    assert reading.encoding == found
    assert [reading.columns, *(tuple(one.cells) for one in rows)] == [
        tuple(line.split(";")) for line in text.splitlines()
    ]


@pytest.mark.parametrize("name", ["zip", "rot13", "undefined", "a\0b", "klingon"])
def test_what_is_no_name_of_letters_is_refused(name: str) -> None:
    with pytest.raises(Refused, match="file_encoding_unknown"):
        read(PLAIN, encoding=name)


def test_letters_may_be_chosen() -> None:
    assert read("Name;Mail\nJürgen;j@example.com\n".encode("cp1252"), encoding="cp1251")[0][0] != "Jürgen"
    assert (
        read("Name;Mail\nJürgen;j@example.com\n".encode("cp1252"), encoding="windows-1252")[0][0] == "Jürgen"
    )


def test_single_octets_of_another_encoding_are_read_as_what_they_are() -> None:
    joined = "Name,Mail\nZoë,z@example.com\n".encode() + "Jürgen,j@example.com\n".encode("cp1252")
    assert [row[0] for row in read(joined)] == ["Zoë", "Jürgen"]


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    lines = [["Name", "E-Mail", "Note"], ["Ann", "a@example.com", "a, b; c"], ["Ben", "b@example.com", "x|y"]]
    text = "\r\n".join(delimiter.join(f'"{cell}"' for cell in line) for line in lines)
    assert look(octets(text))[0].delimiter == delimiter
    assert read(text) == lines[1:]


def test_a_line_that_names_the_delimiter_is_no_row() -> None:
    assert read("sep=;\nName;Mail\nAnn, Dr.;a@example.com\n") == [["Ann, Dr.", "a@example.com"]]


def test_line_breaks_and_quotes_in_cells_stay() -> None:
    assert read('Name,Note\nAnn,"first\nsecond ""x"""\n') == [["Ann", 'first\nsecond "x"']]


def test_rows_may_be_shorter_longer_or_empty() -> None:
    assert read("Name,Mail,Phone\nAnn\n\nBen,b@example.com,1,2,3\n") == [
        ["Ann"], [], ["Ben", "b@example.com", "1", "2", "3"],
    ]  # fmt: skip


def test_nul_characters_go() -> None:
    assert read(b"Name,Mail\nA\0nn,a@example.com\n" + b"Ben,b@example.com\n" * 100)[0] == [
        "Ann",
        "a@example.com",
    ]


def test_a_quote_that_is_never_closed_costs_its_own_row_only() -> None:
    text = "Name,Mail\n" + '"Ann,a@example.com\n' + "".join(f"P{n},p{n}@example.com\n" for n in range(3000))
    file = octets(text, chunk=4096)
    found = list(records(file, look(file)[0]))
    assert (found[0].number, found[0].wrong) == (2, "row_quote_open")
    assert [one.cells[0] for one in found[1:]] == [f"P{n}" for n in range(3000)]
    assert found[-1].number == 3002


def test_an_open_quote_near_the_end_costs_one_row() -> None:
    file = octets('Name,Mail\nAnn,a@example.com\n"Ben,b@example.com\nCem,c@example.com\n')
    assert [(one.cells[0], one.wrong) for one in records(file, look(file)[0])] == [
        ("Ann", ""), ('"Ben,b@example.com', "row_quote_open"), ("Cem", ""),
    ]  # fmt: skip


def test_titles_before_the_header_are_left_out_and_numbers_stay_those_of_the_file() -> None:
    reading, rows = look(octets("Visitors 2026\n\nName,E-Mail\nAnn,a@example.com\n"))
    assert (reading.header, reading.columns, rows[0].number) == (3, ("Name", "E-Mail"), 4)


def test_a_list_without_a_header_has_none() -> None:
    reading, rows = look(octets("Ann,a@example.com\nBen,b@example.com\n"))
    assert (reading.header, len(rows)) == (0, 2)


def test_a_header_that_is_repeated_is_no_row() -> None:
    assert read("Name,Mail\nAnn,a@example.com\nName,Mail\nBen,b@example.com\n") == [
        ["Ann", "a@example.com"], ["Ben", "b@example.com"],
    ]  # fmt: skip


MET = datetime(2026, 5, 2, 10, 30)  # noqa: DTZ001 (a spreadsheet knows no zones)


def test_typed_cells_of_a_workbook_are_text_without_loss() -> None:
    book = workbook(
        [["Name", "Phone", "Met", "Born", "Amount", "Ok"],
         ["Ann", 493012345678, MET, date(1990, 1, 2), 1.5, True]]
    )  # fmt: skip
    assert read(book) == [["Ann", "493012345678", "2026-05-02 10:30:00", "1990-01-02", "1.5", "true"]]


def test_the_first_sheet_that_is_seen_is_read_unless_another_is_chosen() -> None:
    book = workbook(
        [["x"]],
        [["Name", "E-Mail"], ["Ann", "a@example.com"]],
        [["Name", "E-Mail"], ["Ben", "b@example.com"]],
        hidden=1,
    )
    reading, _ = look(octets(book))
    assert (reading.kind, reading.sheet, reading.sheets) == (Kind.WORKBOOK, "Sheet 2", ("Sheet 2", "Sheet 3"))
    assert read(book, sheet="Sheet 3") == [["Ben", "b@example.com"]]


def test_a_workbook_that_unpacks_to_more_than_any_list_is_refused_before_it_is() -> None:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<x/>")
        with packed.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as entry:
            for _ in range(100):
                entry.write(b"0" * 1_000_000)
    with pytest.raises(Refused, match="file_bomb"):
        look(octets(into.getvalue(), chunk=65536))


def test_two_cells_far_apart_end_nobody_but_the_reader() -> None:
    """A sheet is held as a grid: from A1 to the last cell there can be, that is half a terabyte."""
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "E-mail", "1"
    into = io.BytesIO()
    book.save(into)
    with pytest.raises(Refused, match="file_bomb"):
        look(octets(into.getvalue(), chunk=65536))


CARDS = """BEGIN:VCARD
VERSION:3.0
FN:Ann Example
N:Example;Ann;;;
ORG:Example Ltd;Sales
EMAIL;TYPE=work:ann@example.com
EMAIL:ann@example.org
TEL;TYPE=cell:+49 171 1234567
NOTE:met at the fair\\, wants a quote
PHOTO;ENCODING=b:""" + "\n ".join(["A" * 70] * 3000) + """
END:VCARD
BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=BCrgen
FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:J=C3=BCrgen M=C3=BCller
TEL;CELL:0171 7654321
END:VCARD
BEGIN:VCARD
VERSION:4.0
FN:سارة
TEL;VALUE=uri:tel:+971501234567
END:VCARD
"""  # fmt: skip


def test_cards_of_three_versions_are_rows() -> None:
    file = octets(CARDS, chunk=4096)
    reading, rows = look(file)
    told = [dict(zip(reading.columns, one.cells, strict=True)) for one in rows]
    assert [(one["Full name"], one["Email"], one["Phone"]) for one in told] == [
        ("Ann Example", "ann@example.com; ann@example.org", "+49 171 1234567"),
        ("Jürgen Müller", "", "0171 7654321"),
        ("سارة", "", "+971501234567"),
    ]
    assert (told[0]["Company"], told[0]["Note"]) == ("Example Ltd", "met at the fair, wants a quote")


@pytest.mark.parametrize(
    "line",
    [
        "TEL;" + "TYPE=a;" * 8000 + ":1",
        "A;" * 30_000 + ":",
        "TEL;" + "TYPE=a;" * 24 + ":1",
    ],
)
def test_a_card_with_parameters_without_end_is_left_out_at_once(line: str) -> None:
    file = octets(
        f"BEGIN:VCARD\nVERSION:3.0\nFN:Odd\n{line}\nEND:VCARD\nBEGIN:VCARD\nVERSION:3.0\nFN:Ann\nEND:VCARD\n"
    )
    reading, _ = look(file)
    began = process_time()
    assert [(one.wrong, one.cells[:1]) for one in records(file, reading)] == [
        ("card_too_large", []),
        ("", ["Ann"]),
    ]
    assert process_time() - began < 2


def test_a_card_without_end_is_cut_off_and_the_next_one_read() -> None:
    bomb = "BEGIN:VCARD\nVERSION:3.0\nFN:Bomb\n" + "NOTE:x\n" * 100_000 + "END:VCARD\n"
    file = octets(bomb + "BEGIN:VCARD\nVERSION:3.0\nFN:Ann\nEND:VCARD\n", chunk=65536)
    found = list(records(file, look(file)[0]))
    assert [(one.number, one.wrong, one.cells[:1]) for one in found] == [
        (1, "card_too_large", []),
        (2, "", ["Ann"]),
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"\n\n", "file_empty"),
        (b"%PDF-1.7 ...", "file_not_a_list"),
        (bytes(range(256)) * 20, "file_not_a_list"),
        (b"PK\x03\x04 broken", "file_unreadable"),
        (b"x" * 1_100_000, "file_line_too_long"),
    ],
)
def test_what_is_no_list_is_refused(content: bytes, code: str) -> None:
    file = octets(content, chunk=65536)
    with pytest.raises(Refused, match=code):
        look(file)


def test_a_reading_is_kept_as_json() -> None:
    reading, _ = look(octets(PLAIN))
    assert Reading.from_dict(reading.to_dict()) == reading
