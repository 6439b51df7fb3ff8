"""Places and tongues: what lists call countries and languages, as codes."""

from collections.abc import Mapping
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Final

import phonenumbers

from firstreply.core.lead.fold import fold

#: Names that the library of numbers does not know.
_COUNTRIES: Final = {
    "AE": "الإمارات, امارات, uae, united arab emirates, emirates", "AF": "أفغانستان, افغانستان", "AM": "ارمنستان",
    "AT": "النمسا, اتریش", "AZ": "آذربایجان", "BH": "البحرين, بحرین", "CA": "كندا, کانادا", "CH": "سويسرا, سوئیس",
    "CN": "الصين, چین", "DE": "ألمانيا, آلمان", "DZ": "الجزائر, الجزایر", "EG": "مصر", "ES": "إسبانيا, اسپانیا",
    "FR": "فرنسا, فرانسه", "GB": "بريطانيا, المملكة المتحدة, انگلستان, بریتانیا, uk, great britain, england, scotland",
    "IN": "الهند, هند", "IQ": "العراق, عراق", "IR": "إيران, ایران, جمهوری اسلامی ایران", "IT": "إيطاليا, ایتالیا",
    "JO": "الأردن, اردن", "KW": "الكويت, کویت", "LB": "لبنان", "LY": "ليبيا, لیبی", "MA": "المغرب, مراکش",
    "NL": "هولندا, هلند",
    "OM": "عمان, عُمان", "PK": "باكستان, پاکستان", "PS": "فلسطين, فلسطین", "QA": "قطر", "RU": "روسيا, روسیه",
    "SA": "السعودية, المملكة العربية السعودية, عربستان, ksa", "SD": "السودان, سودان", "SE": "السويد, سوئد",
    "SY": "سوريا, سوریه", "TN": "تونس", "TR": "تركيا, ترکیه, türkiye, turkiye", "YE": "اليمن, یمن",
    "US": "الولايات المتحدة, أمريكا, آمریکا, ایالات متحده, usa, america, u.s., u.s.a.", "KR": "korea, south korea",
}  # fmt: skip
_LANGUAGES: Final = {
    "ar": "arabic, arabisch, arabe, العربية, عربي, عربی", "de": "german, deutsch, allemand, الألمانية, آلمانی",
    "en": "english, englisch, anglais, الإنجليزية, انجليزي, انگلیسی", "es": "spanish, spanisch, español, espagnol",
    "fa": "persian, farsi, persisch, فارسی, الفارسية",
    "fr": "french, französisch, français, francais, فرانسه, الفرنسية",
    "it": "italian, italienisch, italiano", "nl": "dutch, niederländisch, nederlands", "pt": "portuguese, português",
    "ru": "russian, russisch, русский", "tr": "turkish, türkisch, türkçe, ترکی, التركية",
    "zh": "chinese, chinesisch, 中文",
}  # fmt: skip
_OF_NAMES: Final = ("en", "de", "fr", "es", "it", "nl", "pt", "ru", "pl", "sv", "tr")


def country(text: str) -> str:
    """The code (ISO 3166 alpha-2) of a country that is named; the text as it is where nobody is known by it."""
    return text if len(text.strip()) <= 2 else _countries().get(fold(text), text)


def language(text: str) -> str:
    """The code of a language that is named; the text as it is where none is known by it."""
    return _languages().get(fold(text), text)


@cache
def _countries() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for code, names in _names().items():
        for tongue in _OF_NAMES:
            name = names.get(tongue, "")
            name = names.get(name[1:], "") if name.startswith("*") else name
            if name:
                found.setdefault(fold(name), code)
    return found | _listed(_COUNTRIES)


@cache
def _names() -> Mapping[str, Mapping[str, str]]:
    """Names of countries by code and language. The module alone: its package is the prefixes of the whole world, which
    take seconds to load and that nobody here asks for.
    """
    place = Path(phonenumbers.__file__).parent / "geodata" / "locale.py"
    spec = spec_from_file_location("phonenumbers.geodata.countries", place)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    names: Mapping[str, Mapping[str, str]] = module.LOCALE_DATA
    return names


@cache
def _languages() -> Mapping[str, str]:
    return _listed(_LANGUAGES)


def _listed(names: Mapping[str, str]) -> dict[str, str]:
    return {fold(name): code for code, some in names.items() for name in some.split(",")}


def country_name(code: str, language: str) -> str:
    """What a country is called in that language; the code where nobody has a name for it."""
    names = _names().get(code.upper(), {})
    found = names.get(language, "")
    return (names.get(found[1:], "") if found.startswith("*") else found) or code.upper()
