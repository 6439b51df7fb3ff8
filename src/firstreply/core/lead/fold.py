"""Fold: one spelling for what people write in many, so that the same thing compares equal.

Folded text is for finding and comparing only; what the person wrote is kept and shown.
"""

import re
import unicodedata
from typing import Final

#: What no eye sees or no reader needs: tashkeel and other Arabic marks, tatweel, joiners, bidi and other format
#: characters, variation selectors, lone surrogates, noncharacters.
_UNSEEN: Final = re.compile(
    "[\u00ad\u034f\u0600-\u0605\u0610-\u061a\u061c\u0640\u064b-\u065f\u0670\u06d6-\u06dd\u06df-\u06e4\u06e7\u06e8"
    "\u06ea-\u06ed\u070f\u0890\u0891\u08ca-\u08ff\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)
_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SAME_LETTER: Final = str.maketrans(
    {
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ؤ": "و", "ئ": "ی", "ى": "ی", "ي": "ی", "ة": "ه", "ۀ": "ه", "ك": "ک",
    }
)  # fmt: skip
_DIGITS: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "0123456789" * 2)
_PUNCTUATION: Final = re.compile(r"[^\w\s]|_")
_ROUNDS: Final = 6


def fold(text: str) -> str:
    """The key by which text is searched and compared: `fold(fold(x)) == fold(x)`.

    NFKC; unseen marks out; أإآٱ→ا ؤ→و ئىي→ی ة→ه ك→ک; Arabic and Persian digits to ASCII; case folded; one space
    between words, none around.
    """
    if text.isascii():
        return " ".join(_CONTROL.sub(" ", text).split()).lower()
    for _ in range(_ROUNDS):  # taking a mark out may let its neighbours compose, and lower case may decompose
        before, text = text, _folded_once(text)
        if text == before:
            break
    return text


def _folded_once(text: str) -> str:
    text = unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).casefold()
    text = _UNSEEN.sub("", text.translate(_SAME_LETTER).translate(_DIGITS))
    return " ".join(_CONTROL.sub(" ", text).split())


def ascii_digits(text: str) -> str:
    """The text with Arabic and Persian digits as 0-9, all else as it was."""
    return text if text.isascii() else text.translate(_DIGITS)


def fold_name(text: str) -> str:
    """A person's or company's name to compare: folded, punctuation out, `Doe, Jane` as `jane doe`."""
    last, comma, first = fold(text).replace("،", ",").partition(",")
    last = f"{first} {last}" if comma and "," not in first else f"{last} {first}"
    return fold(_PUNCTUATION.sub(" ", last))


def fold_email(text: str) -> str:
    """The address by which a mailbox is known, "" when the text is no address.

    Trimmed, out of angle brackets, without unseen marks, digits to ASCII, lower case; the domain in its ASCII (IDNA)
    form without a final dot. Dots and `+tags` before the @ stay: only the provider knows that they mean nothing, and
    two people taken for one is worse than one person seen twice.
    """
    address = _CONTROL.sub(" ", _UNSEEN.sub("", text)).strip().strip("<>").strip()
    local, at, domain = unicodedata.normalize("NFKC", ascii_digits(address)).lower().rpartition("@")
    domain = _ascii_domain(domain.rstrip("."))
    if not at or not domain or not _LOCAL.fullmatch(local) or len(local) + len(domain) >= _LONGEST_EMAIL:
        return ""
    return f"{local}@{domain}"


_LONGEST_EMAIL: Final = 254
_LOCAL: Final = re.compile(r"[^\s\"(),:;<>@\[\\\]\x00-\x20\x7f]{1,64}")
_DOMAIN: Final = re.compile(
    r"(?=.{1,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])"
)


def _ascii_domain(domain: str) -> str:
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode("ascii").lower()
        except UnicodeError:
            return ""
    return domain if _DOMAIN.fullmatch(domain) else ""
