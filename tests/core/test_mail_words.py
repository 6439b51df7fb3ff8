"""Header text: encoded words, raw octets, parameters, addresses."""

from email.header import Header

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstreply.core.mail import charset, words
from firstreply.core.mail.addresses import addresses, bare
from firstreply.core.message import Address


def raw(text: str, encoding: str = "utf-8") -> str:
    """Header text as the reader gets it: one character per octet."""
    return text.encode(encoding).decode("latin-1")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("plain", "plain"),
        ("=?utf-8?q?caf=C3=A9?=", "café"),
        ("=?UTF-8?B?2YLbjNmF2Ko=?= now", "قیمت now"),
        ("=?utf-8?b?2YI=?= =?utf-8?b?24w=?=", "قی"),
        ("=?utf-8?b?2YI=?= x =?utf-8?b?24w=?=", "ق x ی"),
        ("=?utf-8?q?=D9?=\n =?utf-8?q?=82?=", "ق"),
        ("=?windows-1256?B?3s3jyg==?=", "قحمت"),
        ("=?iso-8859-1?q?a_b?=", "a b"),
        ("=?utf-8*en?q?a?=", "a"),
        ("=?utf-8?q?what?_now?=", "what? now"),
        ("=?utf-8?q?a b?=", "a b"),
        ("=?utf-8?x?abc?=", "=?x?x?abc?=".replace("x?x", "utf-8?x")),
        ("=?nonsense?q?abc?=", "abc"),
        ("=?utf-8?b?!!!?=", "!!!"),
        ("=?utf-8?q?open", "=?utf-8?q?open"),
        ("=?utf-7?q?+AGE-?=", "+AGE-"),
        ("one\n two", "one two"),
        ("one\r\n\ttwo", "one two"),
    ],
)
def test_a_header_reads_as_people_wrote_it(value: str, text: str) -> None:
    assert words.decode(value) == text


def test_raw_octets_are_utf8_else_windows_1252() -> None:
    assert words.decode(raw("Jürgen")) == "Jürgen"
    assert words.decode(raw("Jürgen", "latin-1")) == "Jürgen"


def test_a_line_break_in_an_encoded_word_makes_no_new_header() -> None:
    assert words.decode("=?utf-8?q?a=0D=0ABcc:_x?=") == "a Bcc: x"


def test_letters_that_turn_the_reading_round_are_taken_out_and_joiners_stay() -> None:
    assert words.decode(raw("photo\u202egpj.exe")) == "photogpj.exe"
    assert words.decode(raw("می\u200cخواهم")) == "می\u200cخواهم"


@given(st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=60))
def test_what_the_standard_library_encodes_is_read_back(text: str) -> None:
    encoded = Header(text, "utf-8").encode(linesep="\n")
    assert words.decode(encoded).split() == text.split()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ('text/plain; charset="utf-8"', ("text/plain", {"charset": "utf-8"})),
        ("Text/HTML;charset=x;;format=flowed", ("text/html", {"charset": "x", "format": "flowed"})),
        ("a/b; name*=utf-8''%d9%82.txt", ("a/b", {"name": "ق.txt"})),
        ("a/b; name*0*=utf-8''%d9%82; name*1=\"b.txt\"", ("a/b", {"name": "قb.txt"})),
        ("a/b; name*1=two; name*0=one", ("a/b", {"name": "onetwo"})),
        ('a/b; name="=?utf-8?q?=D9=82?="', ("a/b", {"name": "ق"})),
        ('a/b; name="x;y=z"; c=d', ("a/b", {"name": "x;y=z", "c": "d"})),
        ('a/b; name="open; c=d', ("a/b", {"name": "open", "c": "d"})),
        ('a/b; name="a \\"b\\""', ("a/b", {"name": 'a "b"'})),
        ("", ("", {})),
    ],
)
def test_parameters_are_put_together(value: str, expected: tuple[str, dict[str, str]]) -> None:
    assert words.parameters(value) == expected


@pytest.mark.parametrize(
    ("octets", "label", "text"),
    [
        ("قیمت".encode(), "", "قیمت"),
        ("قحمت".encode("cp1256"), "windows-1256", "قحمت"),
        ("قحمت".encode("cp1256"), "x-cp1256", "قحمت"),
        ("Привет".encode("koi8-r"), "KOI8-R", "Привет"),
        ("世界".encode("gb18030"), "gb2312", "世界"),
        ("世界".encode("iso2022-jp"), "iso-2022-jp", "世界"),
        (b"caf\xe9", "us-ascii", "café"),
        (b"\xef\xbb\xbfa", "latin1", "a"),
        (b"+AGE-", "utf-7", "+AGE-"),
        (b"xn--a", "idna", "xn--a"),
        (b"abc", "../../etc/passwd", "abc"),
    ],
)
def test_octets_are_read_in_the_charset_named(octets: bytes, label: str, text: str) -> None:
    assert charset.decode(octets, label) == text


@pytest.mark.parametrize(
    ("value", "people"),
    [
        ("a@b.c", [("", "a@b.c")]),
        ("Ann Lee <a@b.c>", [("Ann Lee", "a@b.c")]),
        ('"Lee, Ann" <a@b.c>, x@y.z', [("Lee, Ann", "a@b.c"), ("", "x@y.z")]),
        ("a@b.c (Ann Lee)", [("Ann Lee", "a@b.c")]),
        ("Ann a@b.c", [("Ann", "a@b.c")]),
        ("<a@b.c>", [("", "a@b.c")]),
        ("team: a@b.c, Bo <b@b.c>;, x@y.z", [("", "a@b.c"), ("Bo", "b@b.c"), ("", "x@y.z")]),
        ("undisclosed-recipients:;", []),
        ("=?utf-8?q?B=C3=B6?= <b@b.c>", [("Bö", "b@b.c")]),
        ("=?utf-8?q?Lee,_Ann?= <a@b.c>", [("Lee, Ann", "a@b.c")]),
        ('"=?utf-8?q?B=C3=B6?=" <b@b.c>', [("Bö", "b@b.c")]),
        ("<@relay,@other:a@b.c>", [("", "a@b.c")]),
        ('"a b"@c.d', [("", '"a b"@c.d')]),
        ("a@b.c; x@y.z", [("", "a@b.c"), ("", "x@y.z")]),
        ("mailto:a@b.c", [("", "a@b.c")]),
        ("Ann <a@b.c", [("Ann", "a@b.c")]),
        ('"Ann <a@b.c>, x@y.z', [("Ann", "a@b.c"), ("", "x@y.z")]),
        ("Nobody", [("Nobody", "")]),
        ("((((a@b.c", [("", "a@b.c")]),
        ("a@b.c (x (y) z)", [("x (y) z", "a@b.c")]),
        ("", []),
        (",,;", []),
    ],
)
def test_the_people_of_an_address_list(value: str, people: list[tuple[str, str]]) -> None:
    assert [tuple(one) for one in addresses(value)] == people


@pytest.mark.parametrize(
    ("value", "folded"),
    [
        ("Ann <A@B.c>", "a@b.c"),
        ("A@b.C", "a@b.c"),
        ('"x <y@z>" <a@b.c>', "a@b.c"),
        ("a@b.c (Ann)", "a@b.c"),
        (raw("Zoë <z@b.c>"), "z@b.c"),
        ("Nobody", ""),
        ("", ""),
    ],
)
def test_the_bare_address_is_folded(value: str, folded: str) -> None:
    assert bare(value) == folded


@given(st.text(max_size=200))
def test_no_address_list_makes_the_reader_fail(value: str) -> None:
    assert all(isinstance(one, Address) for one in addresses(value))
    assert bare(value) == bare(value).lower()
