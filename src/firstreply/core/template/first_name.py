"""First name: what somebody is called by, out of a name as they wrote it, in the manners of its script."""

import re
import unicodedata
from typing import Final

from firstreply.core.lead.fold import fold


def _folded(*lines: str) -> frozenset[str]:
    return frozenset(fold(one) for line in lines for one in line.split())


_TITLES: Final = _folded(
    "mr mrs ms miss mx dr prof professor eng engineer sir madam herr frau monsieur madame mme mlle señor señora",
    "السيد السيدة سيد سيدة الآنسة آنسة د دكتور الدكتور دكتورة الدكتورة أ أستاذ الأستاذ أستاذة الأستاذة",
    "م مهندس المهندس مهندسة المهندسة الشيخ الحاج آقا آقای خانم خانوم دکتر مهندس جناب سرکار استاد حاج",
)
#: Words that are half a name: the next one belongs to it.
_BEGUN: Final = _folded("عبد أبو ابو أبا أم ام بنت abdul abd abdel abdal abu umm سید میر حاجی")
#: Words that belong to the one before them: `نور الدين`, `Nur al-Din`.
_ENDING: Final = _folded(
    "الدين الله الرحمن الرحيم الزهراء الإسلام الحق الملك الكريم العزيز الزهرا",
    "eldin el-din al-din aldin uddin ud-din ullah allah",
)
#: Persian double names: the first of them, and what may follow it where a family name comes after.
_PAIRED: Final = _folded("محمد امیر علی غلام mohammad amir")
_SECOND: Final = _folded(
    "رضا علی حسین حسن مهدی امین جواد کاظم صادق تقی باقر هادی طاها پارسا حسام سام یاسین ابراهیم اسماعیل محمد عباس",
    "reza ali hossein hosein hassan mahdi mehdi amin javad kazem sadegh",
)
_PERSIAN: Final = re.compile("[پچژگکی]")
_EASTERN: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_NO_NAME: Final = re.compile(r"[@0-9٠-٩۰-۹/\\<>{}|_=+#]|https?:")
_INITIAL: Final = re.compile(r"\w\.?")


def first_name(name: str, language: str = "") -> str:
    """What to call them by; "" where the text is no name of a person.

    Titles go; `Doe, Jane` is Jane; عبد الله and Abdul Rahman stay whole, and so does محمد رضا before a family name; in
    Chinese, Japanese and Korean the whole name is the polite one, as it is where only initials, or a title and one
    word, are given. Names all in capitals or all small get one capital.
    """
    told = " ".join(unicodedata.normalize("NFC", name).split())
    if not any(map(str.isalpha, told)) or _NO_NAME.search(told):
        return ""
    last, comma, first = told.replace("،", ",").partition(",")
    if comma:
        told = f"{first.strip()} {last.strip()}".strip()
    if _EASTERN.search(told):
        return told
    words = told.split()
    while len(words) > 1 and _key(words[0]) in _TITLES and not _is_name_here(words, language):
        words.pop(0)
    if len(words) == 1:
        return _cased(told)
    if _INITIAL.fullmatch(words[0]):
        return _cased(" ".join(words))
    return _cased(" ".join(words[: _given(words, language)]))


def _given(words: list[str], language: str) -> int:
    """How many words the given name has."""
    one, two = _key(words[0]), _key(words[1])
    if one in _BEGUN or two in _ENDING:
        return 2
    persian = language.startswith("fa") or any(_PERSIAN.search(word) for word in words)
    if len(words) > 2 and persian and one in _PAIRED and two in _SECOND:
        return 2
    return 1


def _is_name_here(words: list[str], language: str) -> bool:
    """`سید علی کریمی` is a Persian's own name; `سيد` before an Arabic one is a title."""
    return _key(words[0]) == fold("سید") and (language.startswith("fa") or "ی" in "".join(words))


def _key(word: str) -> str:
    return fold(word).rstrip(".")


def _cased(name: str) -> str:
    if len(name) > 2 and (name.isupper() or name.islower()):
        return " ".join("-".join(part.capitalize() for part in word.split("-")) for word in name.split())
    return name
