"""Addresses: the people of a From, To or Cc header."""

import re
from typing import Final

from firstreply.core.mail import words
from firstreply.core.message import Address

_LONGEST: Final = 1 << 20
_MOST: Final = 10_000  #: mailboxes of one header that are listed
_SPECIAL: Final = re.compile(r'[,;:"(<]|=\?')
_ENCODED: Final = re.compile(r"=\?[^?\s]{1,60}\?[bBqQ]\?[^?\s]*\?=")
_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)
_QUOTED_LOCAL: Final = re.compile(r'\s*(?:@[^:<>"]*:)?\s*("(?:[^"\\]|\\.)*"\s*@[^>]*)>', re.DOTALL)
_BARE: Final = re.compile(r"[^\s<>,;:\"()\[\]?@]{1,250}@[^\s<>,;:\"()?@]{1,250}")
_AROUND: Final = "\"'()[];:"
_AROUND_AT: Final = re.compile(r"[ \t]?@[ \t]?")


def addresses(raw: str) -> tuple[Address, ...]:
    """The mailboxes of an address-list header, in order; names decoded, addresses as written.

    Groups are opened, comments count as names where there is no other. `address` is "" for someone who is named
    but has none. Never fails; time is linear in the length.
    """
    reader = _Reader(words.unfold(raw[:_LONGEST]))
    return reader.read()


def bare(raw: str) -> str:
    """The folded (lower-case) address of a From-like value, "" if it holds none; quick for the usual forms."""
    if raw.isascii() and "(" not in raw:
        opening = raw.find("<")
        if opening >= 0:
            closing = raw.find(">", opening)
            found = raw[opening + 1 : closing]
            if closing > 0 and raw.find("<", opening + 1) < 0 and _is_plain(found):
                return found.lower()
        elif _is_plain(found := raw.strip()):
            return found.lower()
    return next((one.address.lower() for one in addresses(raw) if one.address), "")


def recipients(raw: str) -> list[str]:
    """Folded addresses in a raw recipient header, in order; display names are not looked at closely."""
    words = raw.lower().replace("<", " ").replace(">", " ").replace(",", " ").split()
    return [word.strip(_AROUND) for word in words if "@" in word]


def _is_plain(found: str) -> bool:
    return _BARE.fullmatch(found) is not None


class _Reader:
    """One pass over an address list. What never closes (quote, comment, angle) is an ordinary character."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found: list[Address] = []
        self.never_closes: set[str] = set()
        self._next()

    def _next(self) -> None:
        self.phrase: list[str] = []
        self.comments: list[str] = []
        self.angle: str | None = None
        self.quoted = False
        self.has_at = False

    def _add(self, piece: str) -> None:
        self.phrase.append(piece)
        self.has_at = self.has_at or "@" in piece

    def read(self) -> tuple[Address, ...]:
        text, at = self.text, 0
        while (special := _SPECIAL.search(text, at)) and len(self.found) < _MOST:
            if special.start() > at:
                self._add(text[at : special.start()])
            at = self._take(special[0], special.start())
        if text[at:]:
            self._add(text[at:])
        self._flush()
        return tuple(self.found)

    def _take(self, sign: str, at: int) -> int:
        """Take what begins with `sign` at `at`; where to go on."""
        text = self.text
        if sign in ",;":
            self._flush()
            return at + 1
        if sign == "=?":
            word = _ENCODED.match(text, at)
            self.phrase.append(word[0] if word else sign)
            return word.end() if word else at + 2
        if sign == ":":
            return self._colon(at)
        if sign not in self.never_closes:
            closed = {'"': self._quote, "(": self._comment, "<": self._angle}[sign](at)
            if closed > 0:
                return closed
            self.never_closes.add(sign)
        if sign == "<":
            return self._open_angle(at)
        if sign == "(":
            self.phrase.append(" ")
        return at + 1

    def _colon(self, at: int) -> int:
        if not self.has_at and self.angle is None:
            self._next()  # the name of a group, or a prefix such as mailto:
        else:
            self.phrase.append(":")
        return at + 1

    def _quote(self, at: int) -> int:
        close = words.closing_quote(self.text, at + 1)
        if close < 0:
            return -1
        inner = self.text[at + 1 : close]
        if self.text[close + 1 : close + 2] == "@":  # a quoted local part
            self._add(self.text[at : close + 1])
            return close + 1
        self.quoted = True
        self.phrase.append(_ESCAPE.sub(r"\1", inner) if "\\" in inner else inner)
        return close + 1

    def _comment(self, at: int) -> int:
        depth = 0
        for sign in _COMMENT_SIGNS.finditer(self.text, at):
            if sign[0] == "(":
                depth += 1
            elif sign[0] == ")":
                depth -= 1
                if depth == 0:
                    inner = self.text[at + 1 : sign.start()]
                    self.comments.append(_ESCAPE.sub(r"\1", inner) if "\\" in inner else inner)
                    self.phrase.append(" ")
                    return sign.end()
        return -1

    def _angle(self, at: int) -> int:
        local = _QUOTED_LOCAL.match(self.text, at + 1) if '"' in self.text[at + 1 : at + 80] else None
        if local:
            self._address(local[1])
            return local.end()
        close = self.text.find(">", at)
        if close < 0:
            return -1
        self._address(self.text[at + 1 : close])
        return close + 1

    def _address(self, inner: str) -> None:
        """Keep an address from between angles; a second one in the same place begins another mailbox."""
        inner = inner.strip("<> \t")
        if inner.startswith("@") and ":" in inner:
            inner = inner.rpartition(":")[2]
        if self.angle:
            kept, self.phrase = self.phrase, []
            self._flush()
            self.phrase = kept
        if "@" not in inner and self.angle is None and not inner.strip():
            self.angle = ""
            return
        self.angle = _tidy(inner)

    def _open_angle(self, at: int) -> int:
        end = self.text.find(",", at)
        end = len(self.text) if end < 0 else end
        self._address(self.text[at + 1 : end])
        return end

    def _flush(self) -> None:
        phrase = " ".join("".join(self.phrase).split())
        comments = " ".join(self.comments)
        name, address = phrase, self.angle
        if address is None or (not address and "@" in phrase):
            name, address = _bare(phrase, self.quoted)
        name = words.decode(name) if name else words.decode(comments)
        if name or address:
            self.found.append(Address(_unquote(name), words.clean(words.octets_to_text(address or ""))))
        self._next()


_COMMENT_SIGNS: Final = re.compile(r"\\.|[()]", re.DOTALL)


def _bare(phrase: str, quoted: bool) -> tuple[str, str]:
    """Name and address of a mailbox without angles."""
    if "@" not in phrase:
        return phrase, ""
    if " " not in phrase:
        return ("", phrase)
    if phrase.startswith('"'):
        return "", phrase
    pieces = _AROUND_AT.sub("@", phrase).split(" ")
    place = next((n for n, piece in enumerate(pieces) if "@" in piece[1:-1]), -1)
    if place < 0:
        return phrase, ""
    address = pieces.pop(place)
    rest = " ".join(pieces).strip()
    return (rest if rest or not quoted else address), address.strip("[]")


def _tidy(address: str) -> str:
    """An address without comments, stray spaces and a mailto: prefix."""
    if "(" in address:
        address = re.sub(r"\([^()]*\)", "", address)
    address = address.removeprefix("mailto:").strip()
    return address if address.startswith('"') else "".join(address.split())


def _unquote(name: str) -> str:
    """A name without the quotes that some programs put inside the encoded word."""
    for mark in ('"', "'"):
        if len(name) > 1 and name[0] == name[-1] == mark:
            return name[1:-1].strip()
    return name
