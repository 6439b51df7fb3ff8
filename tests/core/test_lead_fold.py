"""One spelling for what people write in many."""

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from firstreply.core.lead import ascii_digits, fold, fold_email, fold_name

SCRIPTS = st.text(
    st.one_of(
        st.characters(codec=None),
        st.characters(min_codepoint=0x600, max_codepoint=0x6FF),
        st.characters(min_codepoint=0xFB50, max_codepoint=0xFEFF),
        st.sampled_from("  \u200c\u200f\u202eİıßΐﬁⅷ\u0345\u0301\u0654"),
    ),
    max_size=30,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("شركة النّور", "شرکه النور"),
        ("أحمد إبراهيم آل ٱلبنا", "احمد ابراهیم ال البنا"),
        ("مؤسسة رئيس ليلى", "موسسه رییس لیلی"),
        ("كـتـاب", "کتاب"),
        ("می‌خواهم", "میخواهم"),
        ("۱۲۳ ١٢٣", "123 123"),
        ("\u202eABC\u202c", "abc"),
        ("STRAßE", "strasse"),
        ("ＡＣＭＥ　Ltd", "acme ltd"),
        ("  a \t\n b ", "a b"),
        ("خانهٔ ما", "خانه ما"),
        ("ﻻ", "لا"),
        ("a\x00b", "a b"),
    ],
)
def test_spellings_of_one_thing_fold_to_one_key(one: str, other: str) -> None:
    assert fold(one) == fold(other) == other


@given(SCRIPTS)
@example("İ\u0345")
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(SCRIPTS)
def test_folded_text_has_nothing_unseen_or_unstorable(text: str) -> None:
    kinds = {unicodedata.category(char) for char in fold(text)}
    assert kinds & {"Cc", "Cs", "Zl", "Zp"} == set()
    assert (
        re.search("[\u0640\u064b-\u0652\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff٠-٩۰-۹]", fold(text))
        is None
    )


@given(SCRIPTS, SCRIPTS)
def test_folding_does_not_depend_on_composition(one: str, other: str) -> None:
    text = one + other
    assert fold(unicodedata.normalize("NFC", text)) == fold(unicodedata.normalize("NFD", text))


def test_digits_become_ascii_and_letters_stay() -> None:
    assert ascii_digits("تلفن ۰۲۱-٤٥") == "تلفن 021-45"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Doe, Jane", "Jane DOE"),
        ("Jean-Luc  O'Hara", "jean luc o hara"),
        ("رضايي، علي", "علی رضایی"),
        ("ACME, Inc., Ltd", "acme inc ltd"),
    ],
)
def test_one_name_in_two_spellings_is_one(one: str, other: str) -> None:
    assert fold_name(one) == fold_name(other)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("  Jane@Example.COM ", "jane@example.com"),
        ("<jane@example.com>", "jane@example.com"),
        ("jane@example.com.", "jane@example.com"),
        ("ali۱۲@example.com", "ali12@example.com"),
        ("info@bücher.example", "info@xn--bcher-kva.example"),
        ("jane.doe+fair@gmail.com", "jane.doe+fair@gmail.com"),
        ("\u202ajane@example.com\u202c", "jane@example.com"),
        ("jane", ""),
        ("jane@", ""),
        ("@example.com", ""),
        ("a b@example.com", ""),
        ("jane@localhost", ""),
        ("jane@exa mple.com", ""),
        ("x" * 65 + "@example.com", ""),
        ("j@" + "a" * 64 + ".com", ""),
        ("jane@example.com\r\nBcc: x@example.com", ""),
    ],
)
def test_mailbox_has_one_address(written: str, folded: str) -> None:
    assert fold_email(written) == folded


@given(st.one_of(SCRIPTS, st.emails(), st.builds("{}@{}".format, SCRIPTS, SCRIPTS)))
def test_folded_address_folds_to_itself(text: str) -> None:
    assert fold_email(fold_email(text)) == fold_email(text)
