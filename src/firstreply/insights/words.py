"""Words: every text a person reads, in their language. Core and channels give codes, this gives sentences.

A `Words` is passed to whoever writes; there is no current language. English texts are the keys of the
catalogues in `firstreply/locale`, and the texts themselves when the language is English.
"""

import gettext
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

from firstreply.core.refusal import Refused
from firstreply.insights.reasons import ANY_TITLE, EVIDENCE, REFUSALS, SAME_TERMS, TERMS, TITLES, mark
from firstreply.insights.untrusted import plain

LANGUAGES: Final = ("en", "ar", "fa")
NAMES: Final = {"en": "English", "ar": "العربية", "fa": "فارسی"}
_LATIN: Final = "0123456789.,%"
#: Digits, decimal and thousands separator and percent sign, by the name of the digits.
_SIGNS: Final = {"latin": _LATIN, "arabic": "٠١٢٣٤٥٦٧٨٩٫٬٪", "persian": "۰۱۲۳۴۵۶۷۸۹٫٬٪"}
DIGITS: Final = tuple(_SIGNS)
#: The digits of a language, for whoever chose none.
DIGITS_OF: Final = {"en": "latin", "ar": "arabic", "fa": "persian"}
_IN_DAYS: Final = ("{a} {b} h", "{a}")
_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_NUMBER: Final = re.compile(r"(?<!\d)-?\d+")  # in 2026-01-31 it joins, in -100 it is a sign
#: Facts that count something. Other whole numbers (a port, a version, a process) are names: written as they are.
_COUNTS: Final = frozenset(
    ("limit", "least", "most", "seconds", "percent", "after", "step", "steps", "ge", "gt", "le", "lt")
) | {"min_length", "max_length", "multiple_of", "decimal_places"}


class Words:
    """One language: sentences, plurals, numbers and durations. Stateless once made."""

    def __init__(self, lang: str, catalogue: gettext.NullTranslations, digits: str = "") -> None:
        self.lang: Final = lang
        self.digits_name: Final = digits or DIGITS_OF.get(lang, "latin")
        self.direction: Final = "ltr" if lang == "en" else "rtl"
        self._catalogue = catalogue
        self._signs = str.maketrans(_LATIN, _SIGNS[self.digits_name])
        self._known: dict[str, str] = {}

    def say(self, text: str, **facts: object) -> str:
        """Translate `text` and fill in its {names}; whole numbers are written as this language writes them."""
        known = self._known.get(text)
        if known is None:
            known = self._known[text] = self._catalogue.gettext(text) if text else ""
        return known.format(**self._written(facts)) if facts else known

    def many(self, one: str, other: str, n: int, **facts: object) -> str:
        """The form of the text that fits the count `n`, which the text may show as {n}."""
        text = self._catalogue.ngettext(one, other, n)
        return text.format(n=self.number(n), **self._written(facts))

    def digits(self, text: str) -> str:
        """The same text in this language's digits and separators. For display, never for ids or addresses."""
        return text.translate(self._signs)

    def number(self, value: float, decimals: int = 0) -> str:
        return f"{value:,.{decimals}f}".translate(self._signs)

    def size(self, octets: int) -> str:
        """How large a file is, rounded up: `12 KB`, `3.4 MB`."""
        kilo = -(-octets // 1024)
        if kilo < 1024:
            return self.say(mark("{n} KB"), n=kilo)
        tenths = -(-kilo * 10 // 1024)
        return self.say(mark("{n} MB"), n=self.number(tenths / 10, 1 if tenths % 10 else 0))

    def percent(self, share: float | None) -> str:
        """A share 0..1 as a percentage; never rounded up to all or down to none."""
        if share is None:
            return "–"
        fine = 0 < share < 0.01 or 0.995 <= share < 1
        value = min(share * 100, 99.9) if fine and share > 0.5 else share * 100
        return f"{value:.{1 if fine else 0}f}%".translate(self._signs)

    def duration(self, seconds: float | None) -> str:
        """Short, two units at most: `45 s`, `4 min 20 s`, `2 h 05 min`, `3 d 4 h`, `23 d`. None is a dash."""
        if seconds is None:
            return "–"
        if seconds < 0:
            return "−" + self.duration(-seconds)
        text, large, small = _parts(seconds)
        days = self.many("{n} d", "{n} d", large)  # Arabic counts days in six ways even when it is short
        a = days if text in _IN_DAYS else self.number(large)
        return self.say(text).format(
            a=a, b=self.number(small) if text in _IN_DAYS else self.digits(f"{small:02d}")
        )

    def duration_long(self, seconds: float | None) -> str:
        """The same span in full words, with this language's plurals: `2 hours 5 minutes`."""
        if seconds is None:
            return "–"
        text, large, small = _parts(seconds)
        units = [
            self._unit(name, value) for name, value in zip(_UNITS_OF[text], (large, small), strict=False)
        ]
        if len(units) == 1 or small == 0:
            return units[0]
        return self.say(mark("{first} {second}"), first=units[0], second=units[1])

    def for_refusal(self, code: str, facts: Mapping[str, object]) -> str:
        """What a refusal means and what to do; an unknown code is shown with its facts.

        The fact `wrong` or `want` may choose a narrower sentence. `errors` among the facts (of fields, each with
        `field`, `code` and what its sentence needs) follow it.
        """
        text = REFUSALS.get(f"{code}:{facts.get('wrong', facts.get('want'))}") or REFUSALS.get(code)
        if text is None:
            return plain(str(Refused(code, **facts)), 400)
        named = {"what": "", **facts}
        shown = self.say(text).format_map(
            _Known({name: self._fact(name, one) for name, one in named.items()})
        )
        return " ".join([shown, *self._of_fields(facts.get("errors"))])

    def for_status(self, status: int) -> str:
        """The title of a problem of that HTTP status: what kind of answer it is, in a few words."""
        return self.say(TITLES.get(status, ANY_TITLE))

    def for_evidence(self, code: str) -> str:
        """Why a message has its class, a link its place or a wait its end. `name:detail` keeps its detail."""
        parts = code.split(":")
        for known in range(len(parts), 0, -1):
            text = EVIDENCE.get(":".join(parts[:known]))
            if text is not None:
                return self.say(text).format_map(_Known(detail=plain(":".join(parts[known:]), 60)))
        return plain(code.replace("_", " ").replace(":", ": "), 120)

    def _written(self, facts: dict[str, object]) -> dict[str, object]:
        return {name: self.number(value) if type(value) is int else value for name, value in facts.items()}

    def _fact(self, name: str, fact: object) -> str:
        """A fact of a refusal as text: a term in this language, a count in its digits, else as it came."""
        if fact is None:
            return _NO_FACT
        if name in _COUNTS and type(fact) in (int, float):
            return self.number(fact) if isinstance(fact, int) else self.digits(f"{fact:g}")
        if isinstance(fact, str):
            if name in ("reason", "evidence") and fact.partition(":")[0] in EVIDENCE:
                return self.for_evidence(fact)
            term = TERMS.get(SAME_TERMS.get(name, name), {}).get(_NUMBER.sub("#", fact))
            if term is not None:
                return self.say(term).format(*map(self._signed, _NUMBER.findall(fact)))
        return _shown(fact) or _NO_FACT

    def _signed(self, digits: str) -> str:
        """A whole number as written, its sign kept before it where text runs from right to left."""
        mark_before = "\u200e" if digits[0] == "-" and self.direction == "rtl" else ""
        return mark_before + self.digits(digits)

    def _of_fields(self, errors: object) -> list[str]:
        """A sentence for each field that is wrong; the first ones when there are many."""
        several = errors if isinstance(errors, list | tuple) else ()
        read: list[Mapping[str, Any]] = [
            one if isinstance(one, Mapping) else getattr(one, "_asdict", dict)()
            for one in several[:_MOST_ERRORS]
        ]
        found = []
        for one in read:
            rest = {key: value for key, value in one.items() if key not in ("field", "code")}
            told = self.for_refusal(str(one.get("code", "")), rest)
            found.append(f"{plain(str(one.get('field', '')), 100)}: {told}" if one.get("field") else told)
        return found

    def _unit(self, name: str, n: int) -> str:
        if name == "day":
            return self.many("{n} day", "{n} days", n)
        if name == "hour":
            return self.many("{n} hour", "{n} hours", n)
        if name == "minute":
            return self.many("{n} minute", "{n} minutes", n)
        return self.many("{n} second", "{n} seconds", n)


_NO_FACT: Final = "–"
_MOST_ERRORS: Final = 20


class _Known(dict[str, object]):
    """Facts for a sentence; a fact that the caller did not give shows as a dash rather than failing."""

    def __missing__(self, name: str) -> str:
        return _NO_FACT


def _shown(fact: object) -> str:
    """A fact as text; it may come from a file name or a server, so its controls go."""
    text = ", ".join(map(str, fact)) if isinstance(fact, (tuple, list)) else str(fact)
    return plain(text, 300)


_UNITS_OF: Final = {
    mark("{a} s"): ("second",),
    mark("{a} min {b} s"): ("minute", "second"),
    mark("{a} min"): ("minute",),
    mark("{a} h {b} min"): ("hour", "minute"),
    mark("{a} h"): ("hour",),
    mark("{a} {b} h"): ("day", "hour"),
    "{a}": ("day",),
}


def _parts(seconds: float) -> tuple[str, int, int]:
    """The pattern for a span and its one or two values, rounded in the smaller unit."""
    whole, minutes, hours = round(seconds), round(seconds / _MINUTE), round(seconds / _HOUR)
    if whole < _MINUTE:
        return "{a} s", whole, 0
    if whole < 10 * _MINUTE:
        return _pair("{a} min {b} s", "{a} min", whole, _MINUTE)
    if minutes < 24 * 60:
        return _pair("{a} h {b} min", "{a} h", minutes, 60) if minutes >= 60 else ("{a} min", minutes, 0)
    if whole in (_DAY, 2 * _DAY):  # people speak of 24 and 48 hours
        return "{a} h", whole // _HOUR, 0
    if hours < 240:
        return _pair("{a} {b} h", "{a}", hours, 24)
    return "{a}", round(seconds / _DAY), 0


def _pair(both: str, alone: str, value: int, per: int) -> tuple[str, int, int]:
    """A value in a smaller unit as larger and smaller; the smaller one is left out where it is 0."""
    large, small = divmod(value, per)
    return (both if small else alone), large, small


@cache
def use(lang: str, digits: str = "") -> Words:
    """The words of `lang`: en, ar or fa, with numbers in digits of DIGITS (empty: the language's own).

    Refuses any other language with `unknown_language`; digits that are not known are the language's own.
    """
    if lang not in LANGUAGES:
        raise Refused("unknown_language", lang=lang, known=", ".join(LANGUAGES))
    chosen = digits if digits in DIGITS else ""
    if lang == "en":
        return Words(lang, gettext.NullTranslations(), chosen)
    compiled = files("firstreply").joinpath("locale", lang, "LC_MESSAGES", "firstreply.mo")
    with compiled.open("rb") as catalogue:
        return Words(lang, gettext.GNUTranslations(catalogue), chosen)
