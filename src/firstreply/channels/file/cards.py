"""Business cards: vCard 2.1, 3 and 4, one row each, under columns of our naming."""

import logging
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

import vobject

from firstreply.channels.file.reading import Record

# It would log what stands in strangers' cards.
logging.getLogger("vobject.base").disabled = True
COLUMNS: Final = (
    "Full name", "First name", "Last name", "Company", "Job title", "Email", "Phone", "Birthday", "Street", "City",
    "State", "Postcode", "Country", "Tags", "Note", "Website",
)  # fmt: skip
_MOST: Final = 64 * 1024  #: characters of one card without its pictures
_MOST_LINES: Final = 2000
_MOST_PARAMETERS: Final = 8  #: of one line
#: Pictures, sounds and keys say nothing that we take, and are what makes a card large.
_LARGE: Final = re.compile(r"(?:[\w-]+\.)?(?:photo|logo|sound|key|agent)\b", re.IGNORECASE)


def records(lines: Iterable[str]) -> Iterator[Record]:
    """Cards in order, numbered from 1; one that cannot be read is a row with the reason."""
    number = 0
    for card in _cards(lines):
        number += 1
        if card is None or _is_odd(card):
            yield Record(number, [], "card_too_large")
            continue
        try:
            cells = _cells(vobject.readOne(card, ignoreUnreadable=True))
        except Exception:  # the library raises whatever its parts raise; a card is a stranger's
            cells = None
        yield Record(number, [card[:2000]], "card_unreadable") if cells is None else Record(number, cells)


def _cards(lines: Iterable[str]) -> Iterator[str | None]:
    """Each card as text, without what is large; None for one that is too large all the same."""
    card: list[str] | None = None
    size, over, skipping = 0, False, False
    for line in lines:
        word = line.strip().upper()
        if word == "BEGIN:VCARD" and card is None:
            card, size, over, skipping = [], 0, False, False
        if card is None:
            continue
        folded = line[:1] in (" ", "\t")
        skipping = skipping if folded else bool(_LARGE.match(line))
        # Base64 of 2.1 goes on in lines that are not folded, up to an empty one.
        if (
            not skipping
            and not over
            and (folded or ":" in line or (card and card[-1].rstrip("\n").endswith("=")))
        ):
            card.append(line)
            size += len(line)
            over = size > _MOST or len(card) > _MOST_LINES
        if word == "END:VCARD":
            yield None if over else "".join(card)
            card = None


def _is_odd(card: str) -> bool:
    """Whether a line has more parameters than anybody's: of malformed ones each doubles what the library takes."""
    whole = card.replace("\n ", "").replace("\n\t", "")
    return any(line.count(";") > _MOST_PARAMETERS < _parameters(line) for line in whole.split("\n"))


def _parameters(line: str) -> int:
    """How many stand before the value; what is quoted is none."""
    found = 0
    for part in line.split('"')[::2]:
        head, colon, _ = part.partition(":")
        found += head.count(";")
        if colon:
            break
    return found


def _cells(card: Any) -> list[str] | None:
    if card is None or card.name != "VCARD":
        return None
    told: dict[str, list[Any]] = card.contents
    name, place = _first(told, "n"), _first(told, "adr")
    return [
        _one(told, "fn"),
        _part(name, "given"),
        _part(name, "family"),
        _company(told),
        _one(told, "title") or _one(told, "role"),
        _all(told, "email"),
        _all(told, "tel"),
        _one(told, "bday"),
        _part(place, "street"),
        _part(place, "city"),
        _part(place, "region"),
        _part(place, "code"),
        _part(place, "country"),
        _all(told, "categories"),
        _one(told, "note"),
        _one(told, "url"),
    ]


def _first(told: dict[str, list[Any]], name: str) -> Any:
    return told[name][0].value if told.get(name) else None


def _one(told: dict[str, list[Any]], name: str) -> str:
    return _flat(_first(told, name))


def _all(told: dict[str, list[Any]], name: str) -> str:
    return "; ".join(text for one in told.get(name, ()) if (text := _flat(one.value)))


def _part(value: Any, name: str) -> str:
    return _flat(getattr(value, name, "")) if value is not None and not isinstance(value, str) else ""


def _company(told: dict[str, list[Any]]) -> str:
    found = _first(told, "org")
    return _flat(found[0]) if isinstance(found, list) and found else _flat(found)


def _flat(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(text for one in value if (text := _flat(one)))
    return value.strip().removeprefix("tel:").removeprefix("mailto:") if isinstance(value, str) else ""
