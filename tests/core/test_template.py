"""Templates: values are put in as text and as nothing else, and what is wrong is found before anybody gets it."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstreply.core.calendar import Calendar
from firstreply.core.template import (
    FIELDS,
    choose,
    difference,
    first_name,
    gaps,
    lint,
    may_be_empty,
    opening,
    render,
    segments,
    slots,
)
from tests.core.zones import at

LANGUAGES = st.sampled_from(["en", "ar", "fa"])
NAMES = st.sampled_from([*FIELDS, "custom.size", "nothing"])
SIGNS = st.text(
    st.characters() | st.sampled_from("{}|\r\n\t\u202e\u2066\u2068\u2069\u200c\x00\x85\u2028سلام"),
    max_size=40,
)
PLAIN = st.text(st.characters(exclude_characters="{}|\n\r", exclude_categories=["Cc", "Cs"]), max_size=12)
SLOTS = st.builds(lambda name, fallback: f"{{{name}|{fallback}}}", NAMES, PLAIN)
TEMPLATES = st.lists(SIGNS | SLOTS, max_size=8).map("".join)
FACTS = st.dictionaries(NAMES, SIGNS, max_size=6)
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067")


@given(TEMPLATES, FACTS, LANGUAGES, SIGNS)
def test_whatever_is_put_in_nothing_fails_and_nothing_turns_a_line_round(
    text: str, facts: dict[str, str], language: str, subject: str
) -> None:
    found = render(text, facts, language, subject=subject)
    for said in (found.text, found.subject):
        assert not TURNING & set(said)
        assert {sign for sign in said if unicodedata.category(sign) in ("Cc", "Cs")} <= {"\n"}
        depth = 0
        for sign in said:
            depth += {"\u2068": 1, "\u2069": -1}.get(sign, 0)
            assert 0 <= depth <= 1
        assert depth == 0
    assert found.text == "".join(run.text for run in found.runs)


@given(FACTS, LANGUAGES, TEMPLATES)
def test_a_subject_is_one_line(facts: dict[str, str], language: str, subject: str) -> None:
    found = render("", facts, language, subject=subject).subject
    assert not re.search(r"[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", found)
    assert found == found.strip()


def test_a_subject_that_is_cut_leaves_nothing_open() -> None:
    assert render("", {"name": "س" * 300}, "en", subject="{name}").subject == f"\u2068{'س' * 198}\u2069"


@given(st.sampled_from([*FIELDS]), SIGNS, LANGUAGES)
def test_a_value_is_never_read_as_a_template(name: str, inside: str, language: str) -> None:
    value = f"{{organisation}} {{{{company}}}} {{name|x}} {inside}"
    facts = dict.fromkeys(FIELDS, "SECOND") | {name: value}
    found = render(f"a {{{name}}} b", facts, language).text
    assert "{organisation} {{company}} {name|x}" in found
    assert "SECOND" not in found


@given(st.lists(SLOTS, max_size=8).map(" ".join), LANGUAGES)
def test_with_all_fallbacks_nothing_is_missing(text: str, language: str) -> None:
    found = render(text, {}, language)
    assert found.missing == ()
    assert gaps(found.text) == ()


def test_a_field_without_value_and_fallback_stays_as_it_is_written_and_is_named() -> None:
    found = render("Hello { name }, {company}!", {"company": "Acme"}, "en", subject="To {name|you} {city}")
    assert (found.text, found.subject) == ("Hello {name}, Acme!", "To you {city}")
    assert (found.used, found.missing) == (("company",), ("city", "name"))
    assert gaps(found.text) == ("name",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{first_name|there}", "there"),
        ("{first_name|}", ""),
        ("{{first_name}}", "{first_name}"),
        ("{{{organisation}}}", "{Acme}"),
        ("a } b { c", "a } b { c"),
        ("{first_name", "{first_name"),
        ("{first\nname|x}", "{first\nname|x}"),
        ("{ organisation | us }", "Acme"),
    ],
)
def test_braces(text: str, said: str) -> None:
    assert render(text, {"organisation": "Acme"}, "en").text == said


@pytest.mark.parametrize(
    ("value", "language", "said"),
    [
        ("Sara", "en", "Sara"),
        ("سارا", "en", "\u2068سارا\u2069"),
        ("سارا", "fa", "سارا"),
        ("Sara", "ar", "\u2068Sara\u2069"),
        ("+49 30 1234", "fa", "\u2068+49 30 1234\u2069"),
        ("https://example.com/a", "ar", "https://example.com/a"),
        ("sara@example.com", "fa", "sara@example.com"),
        ("a\nب", "en", "a\n\u2068ب\u2069"),
    ],
)
def test_a_value_of_another_direction_cannot_move_what_stands_round_it(
    value: str, language: str, said: str
) -> None:
    assert render("{need}", {"need": value}, language).text == said


@pytest.mark.parametrize(
    ("name", "language", "called"),
    [
        ("Jane Smith", "en", "Jane"),
        ("Dr. Jane Smith", "en", "Jane"),
        ("Doe, Jane", "en", "Jane"),
        ("JANE SMITH", "en", "Jane"),
        ("jean-luc picard", "fr", "Jean-Luc"),
        ("J. Smith", "en", "J. Smith"),
        ("Dr Smith", "en", "Dr Smith"),
        ("Abdul Rahman Khan", "en", "Abdul Rahman"),
        ("عبد الله حسن", "ar", "عبد الله"),
        ("أبو بكر سعيد", "ar", "أبو بكر"),
        ("نور الدين خالد", "ar", "نور الدين"),
        ("السيد أحمد علي", "ar", "أحمد"),
        ("محمد علي حسن", "ar", "محمد"),
        ("محمد رضا کریمی", "fa", "محمد رضا"),
        ("محمد کریمی", "fa", "محمد"),
        ("سید علی کریمی", "fa", "سید علی"),
        ("خانم دکتر سارا احمدی", "fa", "سارا"),
        ("آقای کریمی", "fa", "آقای کریمی"),
        ("王小明", "zh", "王小明"),
        ("info@example.com", "en", ""),
        ("+49 30 1234", "en", ""),
        ("", "en", ""),
    ],
)
def test_what_somebody_is_called_by(name: str, language: str, called: str) -> None:
    assert first_name(name, language) == called


@given(SIGNS, LANGUAGES)
def test_a_first_name_is_never_longer_than_the_name_and_never_fails(name: str, language: str) -> None:
    assert len(first_name(name, language)) <= 2 * len(unicodedata.normalize("NFC", name))


@pytest.mark.parametrize(
    ("text", "channel", "language", "codes"),
    [
        ("", "", "en", ["template_empty"]),
        ("Hello {nme|x}", "", "en", ["template_field_unknown"]),
        ("Hello {}", "", "en", ["template_field_unknown"]),
        ("Hello {name", "", "en", ["template_brace_alone"]),
        ("Hello {name}", "", "en", ["template_fallback_missing"]),
        ("Hello {custom.size}", "", "en", ["template_fallback_missing"]),
        ("Hello {name|}", "", "en", []),
        ("We are {organisation}", "", "en", []),
        ("Hello {{name}}", "", "en", ["template_braces_doubled"]),
        ("Two  spaces", "", "en", ["template_spaces_doubled"]),
        ("See http://a.example and www.b.example", "", "en", ["template_link_open"] * 2),
        ("See https://www.a.example/b", "", "en", []),
        ("ساعت 9 تا ۱۷", "", "fa", ["template_digits_mixed"]),
        ("Hello", "", "fa", ["template_other_script"]),
        ("{organisation}", "", "fa", []),
        ("a\u202eb", "", "en", ["template_signs_unfit"]),
        ("می\u200cخواهم", "", "fa", []),
        ("x" * 460, "sms", "en", ["template_sms_long"]),
        ("x" * 459, "sms", "en", []),
        ("س" * 202, "sms", "fa", ["template_sms_long"]),
        ("x" * 4097, "whatsapp", "en", ["template_long"]),
        ("x" * 20_001, "", "en", ["template_long"]),
    ],
)
def test_what_is_wrong_with_a_text(text: str, channel: str, language: str, codes: list[str]) -> None:
    assert [one.code for one in lint(text, channel=channel, language=language)] == codes


def test_a_problem_says_where_it_is_and_whether_it_is_grave() -> None:
    grave, light = lint("Dear {name}\nfrom {compny|us}", subject="Hi")
    assert (grave.code, grave.at, grave.length, grave.grave) == ("template_field_unknown", 17, 11, True)
    assert (light.code, light.at, light.length, light.grave) == ("template_fallback_missing", 5, 6, False)
    assert dict(grave.facts) == {"field": "compny"}


@given(TEMPLATES, SIGNS, LANGUAGES, st.sampled_from(["", "sms", "whatsapp", "email"]))
def test_whatever_is_typed_can_be_looked_at(text: str, subject: str, language: str, channel: str) -> None:
    for one in lint(text, subject=subject, language=language, channel=channel):
        assert 0 <= one.at <= len(text if one.part == "text" else subject)


@pytest.mark.parametrize(
    ("text", "parts", "encoding", "left"),
    [
        ("", 0, "GSM-7", 160),
        ("a" * 160, 1, "GSM-7", 0),
        ("a" * 161, 2, "GSM-7", 145),
        ("€" * 80, 1, "GSM-7", 0),
        ("€" * 81, 2, "GSM-7", 144),
        ("س" * 70, 1, "UCS-2", 0),
        ("س" * 71, 2, "UCS-2", 63),
        ("😀" * 35, 1, "UCS-2", 0),
        ("😀" * 36, 2, "UCS-2", 62),
    ],
)
def test_parts_of_a_short_message(text: str, parts: int, encoding: str, left: int) -> None:
    assert segments(text) == (parts, encoding, left)


@pytest.mark.parametrize(
    ("there", "lead", "ours", "chosen"),
    [
        (["ar", "en", "fa"], "fa", "en", ("fa", "lead")),
        (["ar", "en"], "fa", "en", ("en", "organisation")),
        (["ar", "fr"], "fa", "en", ("ar", "any")),
        (["ar"], "ar-EG", "en", ("ar", "lead")),
        (["pt-br"], "pt", "en", ("pt-br", "lead")),
        (["en"], "", "", ("en", "any")),
        ([], "en", "en", None),
    ],
)
def test_which_language_somebody_is_written_to_in(
    there: list[str], lead: str, ours: str, chosen: tuple[str, str] | None
) -> None:
    assert choose(there, lead=lead, organisation=ours) == chosen


def test_the_next_opening() -> None:
    hours = Calendar.from_dict(
        {
            "zone": "Europe/Berlin",
            "versions": [{"week": {"mon": [["09:00", "17:00"]], "tue": [["09:00", "17:00"]]}}],
        }
    )
    closed = Calendar.from_dict({"zone": "Europe/Berlin", "versions": [{"week": {}}]})
    monday = at("2026-11-23 12:00", "Europe/Berlin")
    assert opening(hours, monday) is None
    assert opening(hours, at("2026-11-23 17:00", "Europe/Berlin")) == at("2026-11-24 09:00", "Europe/Berlin")
    assert opening(hours, at("2026-11-24 20:00", "Europe/Berlin")) == at("2026-11-30 09:00", "Europe/Berlin")
    assert opening(closed, monday) is None
    assert opening(Calendar.always(), monday) is None


@given(SIGNS, SIGNS)
def test_a_difference_holds_both_texts(before: str, after: str) -> None:
    parts = difference(before, after)
    assert "".join(one.text for one in parts if one.kind != "come") == before
    assert "".join(one.text for one in parts if one.kind != "gone") == after


def test_a_field_is_one_word_of_a_difference() -> None:
    assert difference("Hi {name|you}!", "Hi {first_name|you}!") == (
        ("Hi ", "same"), ("{name|you}", "gone"), ("{first_name|you}", "come"), ("!", "same"),
    )  # fmt: skip


def test_every_field_is_either_always_there_or_wants_a_fallback() -> None:
    assert {one for one in FIELDS if not may_be_empty(one)} == {"organisation", "today", "now"}
    assert may_be_empty("custom.size")
    assert [one.name for one in slots("{a} {b|c} {{d}}")] == ["a", "b"]
