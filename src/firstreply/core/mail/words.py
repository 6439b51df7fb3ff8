"""Words: header text as people read it, from encoded words (RFC 2047), raw octets and parameters (RFC 2231)."""

import re
from typing import Final, NamedTuple

from firstreply.core.mail import charset, transfer

# Controls, and the marks that turn the order of letters round (a file name can pose as another with them).
# Joiners and the plain left/right marks stay: Persian needs the first, and the second turn nothing round.
_UNSAFE: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
_BREAKS: Final = re.compile("[\t\r\n\u2028\u2029]+")
_START: Final = re.compile(r"=\?([A-Za-z0-9_\-:.+*]{1,60})\?([bBqQ])\?")
_LONGEST: Final = 1 << 20


class _Chunk(NamedTuple):
    """A run of text: decoded, or octets of an encoded word still to be joined with its neighbour."""

    text: str
    octets: bytes = b""
    label: str = ""


def decode(raw: str) -> str:
    """Text of an unstructured header value (Subject, a display name).

    `raw` holds one character per octet (latin-1), possibly folded. Encoded words are decoded wherever they
    stand, neighbours of one charset joined before decoding (programs split letters); broken ones stay as
    written. Raw 8-bit text is read as UTF-8, else Windows-1252. Control characters and bidi overrides go.
    """
    raw = unfold(raw[:_LONGEST])
    if "=?" not in raw:
        return clean(raw if raw.isascii() else octets_to_text(raw))
    chunks = _chunks(raw)
    return clean("".join(_joined(chunks)))


def unfold(raw: str) -> str:
    """The value on one line: each fold with the white space round it becomes one space; ends trimmed."""
    if "\n" not in raw and "\r" not in raw:
        return raw.strip(" \t")
    lines = raw.replace("\r", "\n").split("\n")
    return " ".join(part for line in lines if (part := line.strip(" \t")))


def octets_to_text(raw: str) -> str:
    """Raw 8-bit header text (one character per octet) as text; text that is no octets is given back."""
    try:
        return charset.decode(raw.encode("latin-1"))
    except UnicodeEncodeError:
        return raw


def clean(text: str) -> str:
    """Text without control characters, bidi overrides and line breaks; ends trimmed."""
    if text.isprintable():
        return text.strip()
    return _BREAKS.sub(" ", _UNSAFE.sub("", text)).strip()


def _chunks(raw: str) -> list[_Chunk]:
    out: list[_Chunk] = []
    at = 0
    while found := _START.search(raw, at):
        close = raw.find("?=", found.end())
        if close < 0:
            break
        between = raw[at : found.start()]
        if between and not (between.isspace() and out and out[-1].label):
            out.append(_Chunk(between if between.isascii() else octets_to_text(between)))
        again = _START.search(raw, found.end(), close)
        if again and raw.find(" ", found.end(), close) >= 0:
            # The word was never closed; what looks like its end belongs to a later one.
            out.append(_Chunk(octets_to_text(raw[found.start() : again.start()])))
            at = again.start()
            continue
        out.append(_Chunk("", _word(raw[found.end() : close], found[2]), found[1].split("*")[0]))
        at = close + 2
    if raw[at:]:
        out.append(_Chunk(octets_to_text(raw[at:])))
    return out


def _word(body: str, encoding: str) -> bytes:
    octets = body.encode("latin-1", "replace")
    if encoding in "bB":
        return transfer.base64(octets)
    return transfer.quoted_printable(octets.replace(b"_", b"=20").replace(b" ", b"=20"))


def _joined(chunks: list[_Chunk]) -> list[str]:
    """Text of the chunks; neighbouring encoded words of one charset are decoded as one."""
    out: list[str] = []
    pending: list[bytes] = []
    label = ""
    for chunk in (*chunks, _Chunk("")):
        if pending and chunk.label.lower() != label:
            out.append(charset.decode(b"".join(pending), label))
            pending = []
        if chunk.label:
            label = chunk.label.lower()
            pending.append(chunk.octets)
        else:
            out.append(chunk.text)
    return out


def parameters(raw: str) -> tuple[str, dict[str, str]]:
    """A structured value and its parameters: `text/plain; charset="x"` -> ("text/plain", {"charset": "x"}).

    The value and the names are in lower case. Continuations and charsets of RFC 2231 are put together, encoded
    words decoded although they have no right to stand there; of repeated names the first counts.
    """
    pieces = _pieces(unfold(raw[:_LONGEST]))
    found: dict[str, str] = {}
    parts: dict[str, list[tuple[int, bool, str]]] = {}
    for piece in pieces[1:200]:
        name, equals, value = piece.partition("=")
        name = name.strip().lower()
        if not equals or not name:
            continue
        value = _unquoted(value.strip())
        base, star, rest = name.partition("*")
        if not star:
            found.setdefault(name, decode(value))
            continue
        number = rest.rstrip("*")
        order = int(number) if number.isascii() and number.isdigit() and len(number) < 5 else 0
        parts.setdefault(base, []).append((order, rest.endswith("*") or not rest, value))
    for base, values in parts.items():
        found[base] = _continued(values)
    return clean(octets_to_text(pieces[0])).lower(), found


def _continued(values: list[tuple[int, bool, str]]) -> str:
    values.sort(key=lambda one: one[0])
    label, octets = "", b""
    for place, (_, escaped, value) in enumerate(values):
        if escaped and place == 0 and value.count("'") >= 2:
            label, _, value = value.split("'", 2)
        raw = value.encode("latin-1", "replace")
        octets += _PERCENT.sub(lambda m: bytes((int(m[1], 16),)), raw) if escaped else raw
    text = charset.decode(octets, label)
    return decode(text) if "=?" in text and text.isascii() else clean(text)


_PERCENT: Final = re.compile(rb"%([0-9A-Fa-f]{2})")


def _pieces(raw: str) -> list[str]:
    """A structured value cut at the semicolons that stand outside quotes."""
    if '"' not in raw:
        return raw.split(";")
    out: list[str] = []
    start = at = 0
    while True:
        semicolon = raw.find(";", at)
        quote = raw.find('"', at)
        if semicolon < 0:
            return [*out, raw[start:]]
        if 0 <= quote < semicolon:
            closing = closing_quote(raw, quote + 1)
            at = closing + 1 if closing >= 0 else semicolon
            if closing >= 0:
                continue
            return [*out, *raw[start:].split(";")]
        out.append(raw[start:semicolon])
        start = at = semicolon + 1


def closing_quote(raw: str, at: int) -> int:
    """Where the quoted string that opened before `at` closes; -1 if it does not."""
    while True:
        close = raw.find('"', at)
        if close < 0:
            return -1
        slashes = 0
        while raw[close - 1 - slashes] == "\\" and close - 1 - slashes >= at:
            slashes += 1
        if slashes % 2 == 0:
            return close
        at = close + 1


_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)


def _unquoted(value: str) -> str:
    if not value.startswith('"'):
        return value.partition(" (")[0] if "(" in value else value
    close = closing_quote(value, 1)
    inner = value[1:] if close < 0 else value[1:close]
    # A Windows path is no escape: C:\dir\file keeps its backslashes only where they stand before a letter.
    return _ESCAPED.sub(lambda m: m[1] if m[1] in '"\\()<>@,;: ' else m[0], inner)
