"""Phone numbers: what people write, as a number that can be dialled from anywhere."""

import re
from functools import lru_cache
from typing import Final, Literal, NamedTuple

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType

PhoneKind = Literal["mobile", "fixed", "either", "other"]

_LONGEST: Final = 60
_UNSEEN: Final = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
#: Words for an extension that the library does not know: Persian, Arabic, German, French, Turkish.
_EXTENSION: Final = re.compile(
    r"\s*[(,;/-]*\s*(?:داخلی|داخلي|تحويلة|تحویلة|durchwahl|dw|poste|dahili)"
    r"\.?\s*\d+.*$",
    re.IGNORECASE,
)
_DOUBLE_ZERO: Final = re.compile(r"^\s*\(?[0٠۰]{2}\)?(?=[^0٠۰])")
_KINDS: Final[dict[int, PhoneKind]] = {
    PhoneNumberType.MOBILE: "mobile",
    PhoneNumberType.FIXED_LINE: "fixed",
    PhoneNumberType.FIXED_LINE_OR_MOBILE: "either",
}


class Phone(NamedTuple):
    """A number: E.164, what kind of line it is where its plan tells, and its country (ISO-2, "" for none)."""

    e164: str
    kind: PhoneKind
    country: str


def regions() -> tuple[str, ...]:
    """Countries (ISO 3166 alpha-2) by which a number without a code can be read."""
    return tuple(sorted(phonenumbers.SUPPORTED_REGIONS))


@lru_cache(maxsize=65_536)
def to_e164(text: str, region: str | None = None) -> str | None:
    """The number as `+` and digits; None when it is none. `region` (ISO-2): where one without country is from."""
    found = _number(text, region)
    return phonenumbers.format_number(found, PhoneNumberFormat.E164) if found else None


@lru_cache(maxsize=65_536)
def read(text: str, region: str | None = None) -> Phone | None:
    """The number in the text, None when there is none.

    Accepts all three digit sets, `00` for `+` everywhere, brackets, dashes, and an extension, which is left out. With
    a country it must be of a possible length; without one it must be valid in `region`, for many things are digits.
    """
    number = _number(text, region)
    if number is None:
        return None
    return Phone(
        e164=phonenumbers.format_number(number, PhoneNumberFormat.E164),
        kind=_KINDS.get(phonenumbers.number_type(number), "other"),
        country=phonenumbers.region_code_for_number(number) or "",
    )


def _number(text: str, region: str | None) -> PhoneNumber | None:
    if len(text) > _LONGEST:
        return None
    text = _EXTENSION.sub("", _UNSEEN.sub("", text))
    home = (region or "").upper() or None
    if _DOUBLE_ZERO.match(text) and (abroad := _parsed(_DOUBLE_ZERO.sub("+", text), None)):
        return abroad
    return _parsed(text, home)


def _parsed(text: str, region: str | None) -> PhoneNumber | None:
    try:
        number = phonenumbers.parse(text, region, keep_raw_input=True)
    except phonenumbers.NumberParseException:
        return None
    told = number.country_code_source == phonenumbers.CountryCodeSource.FROM_NUMBER_WITH_PLUS_SIGN
    fits = phonenumbers.is_possible_number(number) if told else phonenumbers.is_valid_number(number)
    return number if fits else None
