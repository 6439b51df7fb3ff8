"""Words: what leads are found by. Folded, so that one spelling finds the others, in all three scripts.

A word is found by how it begins, a telephone number also by how it ends. What must be equal (a tag, a product, a
segment) is a word of its own with a sign before it. Words bear the beginning of their organisation's id: all lie in one
index, and nobody's search walks through what is another's.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple
from uuid import UUID

from firstreply.core.lead.fold import fold
from firstreply.core.lead.persona import Persona

MOST: Final = 400  #: words of one lead
MOST_ASKED: Final = 8  #: words of one question that are looked for
LONGEST: Final = 40  #: characters of a word that are kept; what follows is not looked at
_FACET: Final = 200  #: characters of what must be equal
_WORD: Final = re.compile(r"\w+")
_PART: Final = re.compile(r"[^\W_]+")
_NUMBER: Final = re.compile(r"[+0]?[\d\s()./-]{4,30}")
_NOT_DIGIT: Final = re.compile(r"[^0-9]")
_COUNTRY: Final = 3  #: digits that a country's code may have
_ENDING: Final = 4  #: digits by which the end of a number is found
_TEXTS: Final = (
    "customer_id", "name", "company", "product", "segment", "need", "city", "region", "authority", "timeframe",
    "source", "campaign",
)  # fmt: skip
FACETS: Final = ("product", "segment", "tag")


class Said(NamedTuple):
    """A message, as far as leads are found by it."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody looks for: each word is one that something of the lead begins with, in one of its forms.

    `whole` is the question as one folded text, for names that begin with it.
    """

    whole: str
    words: tuple[tuple[str, ...], ...]

    @property
    def is_short(self) -> bool:
        """Whether every word is so short that very many begin with it."""
        return all(len(form) < 3 for forms in self.words for form in forms)


def asked(text: str) -> Asked:
    """Read what was typed; no `words` where nothing is left of it."""
    whole = fold(text)
    if _NUMBER.fullmatch(whole):
        digits = _NOT_DIGIT.sub("", whole)
        return Asked(whole=whole, words=((*_forms_of_number(digits),),) if digits else ())
    words: dict[tuple[str, ...], None] = {}
    for piece in whole.split():
        if "@" in piece[1:]:
            words[(piece[:LONGEST],)] = None
            continue
        for word in _PART.findall(piece):
            words[(*_forms(word),)] = None
    return Asked(whole=whole, words=tuple(words)[:MOST_ASKED])


def _forms(word: str) -> Iterator[str]:
    yield word[:LONGEST]
    if len(word) >= _ENDING and word.isascii() and word.isdigit():
        yield f"~{word[::-1]}"


def _forms_of_number(digits: str) -> Iterator[str]:
    """As it may be written: with and without a country's code, or nothing but its end."""
    yield digits
    plain = digits.lstrip("0")
    if plain and plain != digits:
        yield plain
    if len(plain) >= _ENDING:
        yield f"~{plain[::-1]}"


def query(own: UUID, asking: Asked, facets: Iterable[tuple[str, str]] = ()) -> str:
    """What to ask the index for: all words, and all of what must be equal (name and value). "" asks for nothing."""
    mark = _mark(own)
    both = ["(" + " | ".join(f"{_quoted(mark + form)}:*" for form in forms) + ")" for forms in asking.words]
    both += [_quoted(mark + key) for name, value in facets if (key := _facet(name, value))]
    return " & ".join(both)


def words(own: UUID, persona: Persona, said: Iterable[Said] = ()) -> list[str]:
    """Everything that a lead is found by, `said` the latest first. Sorted, each once."""
    mark, found = _mark(own), dict.fromkeys(_of_persona(persona))
    for one in said:
        for text in (one.subject, one.body):
            if len(found) >= MOST:
                break
            found.update(dict.fromkeys(_texts(text)))
    return sorted(mark + one for one in list(found)[:MOST])


def _of_persona(persona: Persona) -> Iterator[str]:
    for name in FACETS[:2]:
        if key := _facet(name, getattr(persona, name)):
            yield key
    for tag in persona.tags:
        if key := _facet("tag", tag):
            yield key
    for email in persona.emails:
        yield email[:LONGEST]
        yield from _texts(email)
        yield email.rpartition("@")[2][:LONGEST]
    for phone in persona.phones:
        yield from _of_number(_NOT_DIGIT.sub("", fold(phone)))
    for name in _TEXTS:
        yield from _texts(getattr(persona, name))
    for text in (*persona.tags, *persona.social.values(), *persona.custom.values()):
        if isinstance(text, str):
            yield from _texts(text)


def _of_number(digits: str) -> Iterator[str]:
    for code in range(min(_COUNTRY + 1, len(digits))):
        yield digits[code:LONGEST]
    if digits:
        yield f"~{digits[::-1][:LONGEST]}"


def _texts(text: str) -> Iterator[str]:
    for word in _PART.findall(fold(text)):
        yield word[:LONGEST]


def _facet(name: str, value: str) -> str:
    key = fold(value)[:_FACET]
    return f"#{name}:{key}" if key else ""


def _mark(own: UUID) -> str:
    """Of the end, which is random: what comes first in an id is when it was made."""
    return own.hex[-6:]


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


class Place(NamedTuple):
    """Where something that was looked for stands in a text: from and to."""

    start: int
    stop: int


def places(text: str, asking: Asked) -> list[Place]:
    """Where words of a text begin with what was looked for, in the text as it was written."""
    found: list[Place] = []
    forms = tuple(form for forms in asking.words for form in forms if not form.startswith("~"))
    lower = text.lower()
    if text.isascii() and not any(form in lower for form in forms):
        return found
    for match in _WORD.finditer(text):
        if _folded(match[0]).startswith(forms):
            found.append(Place(match.start(), match.end()))
    return found


#: The same few thousand words come again and again.
_folded: Final = lru_cache(maxsize=4096)(fold)
