"""Words and dates: every text in three languages, plurals, numbers, durations, three calendars."""

import datetime as dt
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po

import firstreply
from firstreply.channels.email.base import Reason
from firstreply.channels.registry import channels
from firstreply.core.refusal import Refused
from firstreply.insights import reasons, words
from firstreply.insights.benchmarks import CAVEATS, SOURCES
from firstreply.insights.dates import GREGORIAN, WEEKDAYS, Dates
from firstreply.insights.metrics.registry import EVERY

PACKAGE = Path(firstreply.__file__).parent
CALLS = {"mark": None, "say": None, "many": (1, 2)}
PLURAL_FORMS = {"ar": 6, "fa": 2}

Text = str | tuple[str, ...]


def marked() -> Iterator[Text]:
    """Every text in the package that a person may read: marked in code and templates, or part of a metric."""
    for room in ("insights", "cli", "api", "jobs", "web", "site"):
        for path in PACKAGE.joinpath(room).rglob("*.py"):
            with path.open("rb") as source:
                yield from (found[1] for found in extract("python", source, CALLS))
        for path in PACKAGE.joinpath(room).rglob("*.j2"):
            with path.open("rb") as source:
                yield from (found[1] for found in extract("jinja2.ext:babel_extract", source, CALLS))
    for metric in EVERY.values():
        yield from (metric.title, metric.sentence)
    yield from (*SOURCES.values(), *CAVEATS.values())
    for channel in channels().values():
        yield from (text for field in channel.fields for text in (field.label, field.help))


def catalogue(lang: str) -> Catalog:
    with PACKAGE.joinpath("locale", lang, "LC_MESSAGES", "firstreply.po").open("rb") as source:
        return read_po(source, locale=lang)


def entries(lang: str) -> dict[Text, Message]:
    return {message.id: message for message in catalogue(lang) if message.id}


def names_in(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("lang", ["ar", "fa"])
def test_every_text_is_translated_and_no_translation_is_left_over(lang: str) -> None:
    assert {text for text in marked() if text} ^ set(entries(lang)) == set()


@pytest.mark.parametrize("lang", ["ar", "fa"])
def test_no_translation_is_empty_or_doubtful(lang: str) -> None:
    bad = [
        message.id
        for message in entries(lang).values()
        if message.fuzzy
        or not all(message.string if isinstance(message.string, tuple) else (message.string,))
    ]
    assert bad == []


@pytest.mark.parametrize("lang", ["ar", "fa"])
def test_plural_texts_have_all_forms_of_the_language(lang: str) -> None:
    plural = [message for message in entries(lang).values() if isinstance(message.id, tuple)]
    assert plural
    assert {len(message.string) for message in plural} == {PLURAL_FORMS[lang]}


@pytest.mark.parametrize("lang", ["ar", "fa"])
def test_translations_fill_in_the_same_names(lang: str) -> None:
    wrong = []
    for message in entries(lang).values():
        if isinstance(message.id, str):
            wrong += [message.id] if names_in(message.id) != names_in(message.string) else []
        else:  # "one" and "two" say their number in the noun
            wrong += [message.id for form in message.string if not names_in(form) <= names_in(message.id[1])]
            wrong += [message.id for form in message.string[3:] if names_in(form) != names_in(message.id[1])]
    assert wrong == []


def test_every_reason_for_not_reading_a_message_has_words() -> None:
    assert {str(reason) for reason in Reason} - set(reasons.EVIDENCE) == set()


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("auto_submitted:auto-replied", "its header says a machine sent it (auto-replied)"),
        ("subject:out_of_office", "the subject is that of an out-of-office reply"),
        ("subject", "same subject, people the other way round, close in time"),
        ("something_new:with detail", "something new: with detail"),
        ("bad\x1b[31m", "bad [31m"),
    ],
)
def test_evidence_is_said_and_unknown_evidence_is_readable(code: str, said: str) -> None:
    assert words.use("en").for_evidence(code) == said


def test_refusals_say_what_to_do_and_unknown_ones_show_their_facts() -> None:
    english = words.use("en")
    assert (
        english.for_refusal("source_not_found", {"path": "a\x1b.mbox"})
        == "There is nothing at a .mbox. Check the path."
    )
    assert english.for_refusal("source_not_found", {}) == "There is nothing at –. Check the path."
    assert english.for_refusal("brand_new", {"at": 3}) == "brand_new(at=3)"


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        words.use("de")
    assert refused.value.code == "unknown_language"


@pytest.mark.parametrize(
    ("seconds", "english", "persian"),
    [
        (None, "–", "–"),
        (0, "0 s", "۰ ثانیه"),
        (59.4, "59 s", "۵۹ ثانیه"),
        (60, "1 min", "۱ دقیقه"),
        (260, "4 min 20 s", "۴ د ۲۰ ث"),
        (599.6, "10 min", "۱۰ دقیقه"),
        (3569, "59 min", "۵۹ دقیقه"),
        (3599, "1 h", "۱ ساعت"),
        (7500, "2 h 05 min", "۲ س ۰۵ د"),
        (86_399, "1 d", "۱ روز"),
        (86_400, "24 h", "۲۴ ساعت"),
        (172_800, "48 h", "۴۸ ساعت"),
        (273_600, "3 d 4 h", "۳ روز ۴ س"),
        (863_999, "10 d", "۱۰ روز"),
        (2_000_000, "23 d", "۲۳ روز"),
        (-120, "−2 min", "−۲ دقیقه"),
    ],
)
def test_durations_have_two_units_at_most(seconds: float | None, english: str, persian: str) -> None:
    assert (words.use("en").duration(seconds), words.use("fa").duration(seconds)) == (english, persian)


@pytest.mark.parametrize(
    ("octets", "english", "arabic", "persian"),
    [
        (0, "0 KB", "٠ ك.ب", "۰ کیلوبایت"),
        (1, "1 KB", "١ ك.ب", "۱ کیلوبایت"),
        (12_345, "13 KB", "١٣ ك.ب", "۱۳ کیلوبایت"),
        (1_048_576, "1 MB", "١ م.ب", "۱ مگابایت"),
        (3_500_000, "3.4 MB", "٣٫٤ م.ب", "۳٫۴ مگابایت"),
    ],
)
def test_sizes_are_said_in_the_reader_s_digits(octets: int, english: str, arabic: str, persian: str) -> None:
    assert [words.use(lang).size(octets) for lang in ("en", "ar", "fa")] == [english, arabic, persian]


@pytest.mark.parametrize(
    ("n", "said"),
    [
        (0, "لا رسائل"),
        (1, "رسالة واحدة"),
        (2, "رسالتان"),
        (3, "٣ رسائل"),
        (11, "١١ رسالة"),
        (100, "١٠٠ رسالة"),
        (1205, "١٬٢٠٥ رسائل"),
    ],
)
def test_arabic_counts_in_six_ways(n: int, said: str) -> None:
    assert words.use("ar").many("{n} message", "{n} messages", n) == said


def test_long_durations_join_both_units_as_the_language_does() -> None:
    said = [words.use(lang).duration_long(7500) for lang in words.LANGUAGES]
    assert said == ["2 hours 5 minutes", "ساعتين و٥ دقائق", "۲ ساعت و ۵ دقیقه"]


@pytest.mark.parametrize(
    ("share", "english", "arabic"),
    [
        (None, "–", "–"),
        (0.0, "0%", "٠٪"),
        (0.004, "0.4%", "٠٫٤٪"),
        (0.5, "50%", "٥٠٪"),
        (0.9999, "99.9%", "٩٩٫٩٪"),
        (1.0, "100%", "١٠٠٪"),
    ],
)
def test_a_share_is_never_rounded_to_all_or_none(share: float | None, english: str, arabic: str) -> None:
    assert (words.use("en").percent(share), words.use("ar").percent(share)) == (english, arabic)


@pytest.mark.parametrize("lang", ["ar", "fa"])
def test_names_of_months_and_days_are_those_of_cldr(lang: str) -> None:
    say, locale = words.use(lang).say, Locale.parse(lang)
    assert [say(name).replace("\u200c", "") for name in GREGORIAN] == [
        locale.months["format"]["wide"][month].replace("ژوئیهٔ", "ژوئیه").replace("ژانویهٔ", "ژانویه")
        .replace("فوریهٔ", "فوریه").replace("مهٔ", "مه").replace("\u200c", "")
        for month in range(1, 13)
    ]  # fmt: skip
    assert [say(name) for name in WEEKDAYS] == [locale.days["format"]["wide"][day] for day in range(7)]


@pytest.mark.parametrize(
    ("lang", "system", "day", "moment"),
    [
        ("en", "gregorian", "22 November 2026", "2026-11-22 01:35"),
        ("ar", "gregorian", "٢٢ نوفمبر ٢٠٢٦", "٢٠٢٦/١١/٢٢ ٠١:٣٥"),
        ("ar", "hijri", "١٢ جمادى الآخرة ١٤٤٨", "١٤٤٨/٠٦/١٢ ٠١:٣٥"),
        ("fa", "jalali", "۱ آذر ۱۴۰۵", "۱۴۰۵/۰۹/۰۱ ۰۱:۳۵"),
        ("en", "jalali", "1 Azar 1405", "1405-09-01 01:35"),
    ],
)
def test_an_instant_is_written_in_its_zone_and_calendar(
    lang: str, system: str, day: str, moment: str
) -> None:
    dates = Dates(words.use(lang), system, "Asia/Tehran")
    assert (dates.day("2026-11-21T22:05:00Z"), dates.moment("2026-11-21T22:05:00Z")) == (day, moment)


def test_a_day_beyond_the_hijri_tables_is_written_in_the_gregorian_calendar() -> None:
    assert Dates(words.use("en"), "hijri", "UTC").long(dt.date(1901, 2, 3)) == "3 February 1901"


def test_the_week_begins_where_readers_expect_it() -> None:
    weeks = [Dates(words.use(lang), "gregorian", "UTC").week() for lang in words.LANGUAGES]
    assert weeks == [(0, 1, 2, 3, 4, 5, 6), (6, 0, 1, 2, 3, 4, 5), (5, 6, 0, 1, 2, 3, 4)]


def test_an_unknown_calendar_system_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        Dates(words.use("en"), "mayan", "UTC")
    assert refused.value.facts["known"] == "gregorian, jalali, hijri"
